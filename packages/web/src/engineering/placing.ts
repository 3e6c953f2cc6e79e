/**
 * Placing a twin in the space by hand: dragged over the ground, turned by its ring, moved by keys, with snapping. Outside
 * React; what is dragged is told while it moves and once it rests, and the draft is somebody else's.
 */
import { Matrix4, Plane, Vector3 } from 'three';
import type { SpaceTheme } from '../space/colours.ts';
import { placeMatrix } from '../space/placement.ts';
import type { Pane, Vista } from '../space/vista.ts';
import type { DraftPlace, DraftPlaces } from './draft-places.ts';
import { Ghosts } from './ghosts.ts';
import { GRID, type Reach, rounded, snap, snapTurn, TURN_STEP } from './snapping.ts';

/** Where a twin would stand, in the frame of its parent. */
export interface Target {
  at: readonly [number, number, number];
  turn: number;
  /** What it rests on: axes or edges of neighbours. */
  lines: { x?: 'axis' | 'edge'; z?: 'axis' | 'edge' };
}

export interface PlacingEvents {
  /** It is being moved; undefined: let go without a change. */
  onMove(target: Target | undefined): void;
  /** It was put down. */
  onPut(target: Target): void;
  /** Another twin was pointed at. */
  onPick(path: string): void;
}

/** How far (CSS pixels) a pointer may move and still click. */
const CLICK_SLACK = 5;
/** Edges draw only of neighbours as near as this, metres. */
const BESIDE = 6;
/** Share of the ring's radius within which the ground is taken for the twin. */
const INSIDE = 0.8;
const FINE = 0.01;
const RISE = 0.1;

type Grip =
  | { kind: 'move'; plane: Plane; from: Vector3; start: DraftPlace; moved: boolean }
  | { kind: 'turn'; plane: Plane; start: DraftPlace; moved: boolean };

export class Placing {
  readonly ghosts = new Ghosts();
  #vista: Vista;
  #pane: Pane;
  #events: PlacingEvents;
  #places: DraftPlaces | undefined;
  #own: DraftPlace | undefined;
  #target: Target | undefined;
  #grip: Grip | undefined;
  #down: { x: number; y: number } | undefined;
  #off: () => void;

  constructor(vista: Vista, pane: Pane, events: PlacingEvents) {
    this.#vista = vista;
    this.#pane = pane;
    this.#events = events;
    pane.extras.add(this.ghosts.root);
    const { element } = pane;
    vista.onFrame = () => this.ghosts.follow(vista.camera, element.clientHeight);
    // Before the camera hears of them: a grip is no turn of the view.
    const first = { capture: true };
    element.addEventListener('pointerdown', this.#onDown, first);
    element.addEventListener('pointermove', this.#onMove, first);
    element.addEventListener('pointerup', this.#onUp, first);
    element.addEventListener('pointercancel', this.#onCancel, first);
    this.#off = () => {
      element.removeEventListener('pointerdown', this.#onDown, first);
      element.removeEventListener('pointermove', this.#onMove, first);
      element.removeEventListener('pointerup', this.#onUp, first);
      element.removeEventListener('pointercancel', this.#onCancel, first);
    };
  }

  setTheme(theme: SpaceTheme): void {
    this.ghosts.setTheme(theme);
    this.#vista.changed();
  }

  /**
   * The draft as it is now and the twin that is placed. `settled`: the draft knows where it was put last; until then it
   * stays there, and the next key counts from there.
   */
  show(places: DraftPlaces, path: string | undefined, settled: boolean): void {
    this.#places = places;
    const own = path === undefined ? undefined : places.place(path);
    if (own?.path !== this.#own?.path || (settled && !this.#grip)) this.#target = undefined;
    this.#own = own;
    const others = places.moved().filter((place) => place.path !== path);
    this.ghosts.setOthers(
      others.map(({ path: other, matrix }) => ({ pieces: places.pieces(other), matrix })),
    );
    this.ghosts.shown = own !== undefined;
    if (own) {
      const { min, max } = places.ownBox(own.path);
      const far = Math.max(-min.x, max.x, -min.z, max.z);
      this.ghosts.setOwn(places.pieces(own.path), far + 0.5);
      this.#draw();
    }
    this.#vista.changed();
  }

  /** A key of the picture; returns whether it was used. */
  key(event: { key: string; shiftKey: boolean }): boolean {
    const own = this.#own;
    if (event.key === 'Escape' && this.#grip) {
      this.#letGo();
      return true;
    }
    if (!own) return this.#vista.control.key(event);
    const from = this.#target ?? { at: own.at, turn: own.turn };
    const by = event.shiftKey ? FINE : GRID;
    const [x, y, z] = from.at;
    const put = (at: [number, number, number], turn = from.turn) => {
      this.#target = {
        at: [rounded(at[0], 1000), rounded(at[1], 1000), rounded(at[2], 1000)],
        turn,
        lines: {},
      };
      this.#draw();
      this.#events.onPut(this.#target);
      return true;
    };
    const arrow = ARROWS[event.key];
    if (arrow) {
      const way = this.#along(own, arrow);
      return put([x + way.x * by, y, z + way.z * by]);
    }
    if (event.key === 'PageUp') return put([x, y + (event.shiftKey ? FINE : RISE), z]);
    if (event.key === 'PageDown') return put([x, y - (event.shiftKey ? FINE : RISE), z]);
    const turn = TURNS[event.key];
    if (turn) return put([x, y, z], snapTurn(from.turn + turn, true));
    return this.#vista.control.key(event);
  }

  dispose(): void {
    this.#off();
    this.#vista.onFrame = undefined;
    this.#pane.extras.remove(this.ghosts.root);
    this.ghosts.dispose();
  }

  /** The axis of the parent that a direction of the screen follows most. */
  #along(own: DraftPlace, [right, up]: readonly [number, number]): { x: number; z: number } {
    const { camera } = this.#vista;
    const way = new Vector3().setFromMatrixColumn(camera.matrixWorld, 0);
    const ahead = new Vector3().crossVectors(new Vector3(0, 1, 0), way);
    way.multiplyScalar(right).addScaledVector(ahead, up);
    way.transformDirection(own.frame.clone().invert());
    return Math.abs(way.x) >= Math.abs(way.z) ? { x: Math.sign(way.x), z: 0 } : { x: 0, z: Math.sign(way.z) };
  }

  #onDown = (event: PointerEvent): void => {
    this.#down = event.button === 0 ? { x: event.clientX, y: event.clientY } : undefined;
    const own = this.#own;
    if (event.button !== 0 || !own || !event.isPrimary) return;
    const { element } = this.#pane;
    if (event.target !== element) return;
    const grip = this.#gripAt(own, event);
    if (!grip) return;
    this.#grip = grip;
    element.setPointerCapture(event.pointerId);
    element.focus();
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #onMove = (event: PointerEvent): void => {
    const grip = this.#grip;
    if (!grip) {
      if (event.buttons === 0) this.#hover(event);
      return;
    }
    event.stopImmediatePropagation();
    if (!grip.moved && this.#down && distance(event, this.#down) <= CLICK_SLACK) return;
    grip.moved = true;
    const target = grip.kind === 'move' ? this.#moveTo(grip, event) : this.#turnTo(grip, event);
    if (!target) return;
    this.#target = target;
    this.#draw();
    this.#events.onMove(target);
  };

  #onUp = (event: PointerEvent): void => {
    const grip = this.#grip;
    const clicked = this.#down !== undefined && distance(event, this.#down) <= CLICK_SLACK;
    this.#down = undefined;
    if (!grip) {
      if (clicked && event.target === this.#pane.element) this.#pick(event);
      return;
    }
    event.stopImmediatePropagation();
    this.#grip = undefined;
    const target = this.#target;
    this.ghosts.clearGuides();
    this.#vista.changed();
    if (target && grip.moved) this.#events.onPut(target);
    else {
      this.#events.onMove(undefined);
      if (clicked) this.#pick(event);
    }
  };

  #pick(event: PointerEvent): void {
    const twin = this.#vista.hit(this.#pane, { x: event.clientX, y: event.clientY })?.twin;
    const path = this.#places?.listed(twin?.info.path);
    if (path !== undefined) this.#events.onPick(path);
  }

  #onCancel = (): void => {
    if (this.#grip) this.#letGo();
  };

  #letGo(): void {
    this.#grip = undefined;
    this.#target = undefined;
    this.ghosts.clearGuides();
    this.#draw();
    this.#events.onMove(undefined);
  }

  #gripAt(own: DraftPlace, at: { clientX: number; clientY: number }): Grip | undefined {
    const { element } = this.#pane;
    const ray = this.#vista.ray(this.#pane, { x: at.clientX, y: at.clientY });
    const middle = new Vector3().setFromMatrixPosition(own.matrix);
    const ground = (y: number) => new Plane(new Vector3(0, 1, 0), -y);
    if (this.#onKnob(element, at)) return { kind: 'turn', plane: ground(middle.y), start: own, moved: false };
    // Its faces, or the ground within its ring.
    const faces = this.ghosts.hit(ray);
    const point = faces ?? ray.ray.intersectPlane(ground(middle.y), new Vector3());
    if (!point || (!faces && point.distanceTo(middle) > this.ghosts.radius * INSIDE)) return undefined;
    // In front of it may stand something else, which is then what was meant.
    const other = this.#vista.hit(this.#pane, { x: at.clientX, y: at.clientY });
    const eye = ray.ray.origin;
    if (
      other?.twin &&
      other.point.distanceTo(eye) < point.distanceTo(eye) - 0.05 &&
      !this.#isWithin(other.twin.info.path)
    )
      return undefined;
    return { kind: 'move', plane: ground(point.y), from: point.clone(), start: own, moved: false };
  }

  #isWithin(path: string | undefined): boolean {
    const running = this.#own?.running?.info.path;
    return (
      path !== undefined && running !== undefined && (path === running || path.startsWith(`${running}/`))
    );
  }

  #onKnob(element: HTMLElement, at: { clientX: number; clientY: number }): boolean {
    const box = element.getBoundingClientRect();
    const [x, y] = [at.clientX - box.left, at.clientY - box.top];
    return this.ghosts.onKnob(this.#vista.camera, x, y, box.width, box.height);
  }

  #hover(event: PointerEvent): void {
    const { element } = this.#pane;
    const own = this.#own;
    const grip = own && event.target === element ? this.#gripAt(own, event) : undefined;
    element.style.cursor = grip ? (grip.kind === 'turn' ? 'grab' : 'move') : '';
  }

  #moveTo(grip: Grip & { kind: 'move' }, event: PointerEvent): Target | undefined {
    const places = this.#places;
    const ray = this.#vista.ray(this.#pane, { x: event.clientX, y: event.clientY });
    const point = ray.ray.intersectPlane(grip.plane, new Vector3());
    if (!point || !places) return undefined;
    const { start } = grip;
    const back = start.frame.clone().invert();
    const way = point.applyMatrix4(back).sub(grip.from.clone().applyMatrix4(back));
    const { turn } = start;
    const at: [number, number, number] = [start.at[0] + way.x, start.at[1], start.at[2] + way.z];
    const own = places.reach(start.path, at, turn);
    const neighbours = places.neighbours(start.path).map((one) => places.reach(one.path, one.at, one.turn));
    const beside = neighbours.filter((one) => gap(one.x, own.x) < BESIDE && gap(one.z, own.z) < BESIDE);
    const pick = (axis: 'x' | 'z') => (one: { x: Reach; z: Reach }) => one[axis];
    const x = snap(at[0], own.x, neighbours.map(pick('x')), beside.map(pick('x')), event.shiftKey);
    const z = snap(at[2], own.z, neighbours.map(pick('z')), beside.map(pick('z')), event.shiftKey);
    const to: [number, number, number] = [x.value, at[1], z.value];
    this.ghosts.showGrid(start.frame, to);
    const from = start.ran && new Vector3().setFromMatrixPosition(start.ran);
    this.ghosts.showGuides(start.frame, to, { x: x.line?.at, z: z.line?.at }, from);
    return { at: to, turn, lines: { x: x.line?.of, z: z.line?.of } };
  }

  #turnTo(grip: Grip & { kind: 'turn' }, event: PointerEvent): Target | undefined {
    const ray = this.#vista.ray(this.#pane, { x: event.clientX, y: event.clientY });
    const point = ray.ray.intersectPlane(grip.plane, new Vector3());
    if (!point) return undefined;
    const { start } = grip;
    point.applyMatrix4(start.frame.clone().invert());
    const degrees = (Math.atan2(point.x - start.at[0], point.z - start.at[2]) * 180) / Math.PI;
    return { at: start.at, turn: snapTurn(degrees, event.shiftKey), lines: {} };
  }

  /** Puts the ghost where it would stand. */
  #draw(): void {
    const own = this.#own;
    if (!own) return;
    const target = this.#target;
    const matrix = target
      ? placeMatrix([...target.at], target.turn).premultiply(own.frame)
      : new Matrix4().copy(own.matrix);
    this.ghosts.place(matrix, own.moved || target !== undefined);
    this.#vista.changed();
  }
}

const ARROWS: Readonly<Record<string, readonly [number, number] | undefined>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** Comma and full stop turn; with Shift, which types their neighbours, by a degree. */
const TURNS: Readonly<Record<string, number | undefined>> = {
  ',': -TURN_STEP,
  '.': TURN_STEP,
  '<': -1,
  '>': 1,
};

function distance(event: PointerEvent, from: { x: number; y: number }): number {
  return Math.hypot(event.clientX - from.x, event.clientY - from.y);
}

/** Free room between two things along an axis, metres; none where they overlap. */
function gap(a: Reach, b: Reach): number {
  return Math.max(0, a.at + a.min - (b.at + b.max), b.at + b.min - (a.at + a.max));
}
