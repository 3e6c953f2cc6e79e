/** The camera: orbit, pan and zoom by pointer and keys, flights to a thing, home. Asks for frames only while it moves. */
import { Box3, type PerspectiveCamera, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Eye } from './eye.ts';

const FLIGHT_MS = 900;
/** From the operator side, above the line. */
const HOME_DIRECTIONS = [-0.26, -0.45, -0.65, -0.85].map((x) => new Vector3(x, 0.52, 1).normalize());
/** Share of the picture's width and height that things may fill. */
const RIM_ACROSS = 0.95;
const RIM_UP = 0.88;
const CLOSE_DIRECTION = new Vector3(-0.3, 0.34, 1).normalize();
const KEY_TURN = Math.PI / 24;
const KEY_ZOOM = 1.15;

export class ViewControl {
  readonly controls: OrbitControls;
  #camera: PerspectiveCamera;
  #things: readonly Vector3[];
  #onMove: () => void;
  #flight: { from: Vector3; fromTarget: Vector3; to: Vector3; target: Vector3; start: number } | undefined;
  /** Flights jump at once: the person prefers no motion. */
  still: boolean;

  /** `things`: bounds of all that a view of the whole plant must show. `onTaken`: a hand began to move the camera. */
  constructor(
    camera: PerspectiveCamera,
    element: HTMLElement,
    things: readonly Box3[],
    onMove: () => void,
    onTaken?: () => void,
  ) {
    this.#camera = camera;
    this.#things = things.flatMap(cornersOf);
    this.#onMove = onMove;
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.controls = new OrbitControls(camera, element);
    const size = new Box3()
      .setFromPoints([...this.#things])
      .getSize(new Vector3())
      .length();
    this.controls.minDistance = 0.6;
    this.controls.maxDistance = size * 4 + 20;
    this.controls.maxPolarAngle = Math.PI / 2 - 0.02;
    this.controls.zoomToCursor = true;
    this.controls.zoomSpeed = 1.2;
    this.controls.addEventListener('change', onMove);
    this.controls.addEventListener('start', () => {
      this.#flight = undefined;
      onTaken?.();
    });
    camera.near = 0.1;
    camera.far = size * 8 + 200;
    camera.updateProjectionMatrix();
  }

  /** Whether a flight is under way. */
  get flying(): boolean {
    return this.#flight !== undefined;
  }

  /** The whole plant, as large as it gets from the operator side. `atOnce`: without a flight. */
  home(atOnce = false): void {
    const { fov, aspect } = this.#camera;
    const far = (direction: Vector3) => fit(this.#things, direction, fov, aspect).distance;
    const nearest = HOME_DIRECTIONS.reduce((best, next) => (far(next) < far(best) ? next : best));
    this.#goTo(this.#things, nearest, atOnce);
  }

  /**
   * A thing, from the best side. `side` answers it for a distance to the middle of the thing and the direction the
   * camera looks from now; without it, from the operator side.
   */
  flyTo(box: Box3, side?: (distance: number, from: Vector3) => Vector3): void {
    const size = box.getSize(new Vector3());
    const points = cornersOf(box.clone().expandByScalar(rimAround(size.length())));
    const { fov, aspect } = this.#camera;
    const { distance } = fit(points, CLOSE_DIRECTION, fov, aspect);
    const from = this.#camera.position.clone().sub(this.controls.target).normalize();
    this.#goTo(points, side?.(distance, from) ?? CLOSE_DIRECTION, false);
  }

  /** To a place of the camera, as a link or a saved view names it. */
  goTo({ position, target }: Eye, atOnce = false): void {
    this.#fly(new Vector3(...position), new Vector3(...target), atOnce);
  }

  /** Where the camera is and what it looks at. */
  get eye(): Eye {
    return { position: this.#camera.position.toArray(), target: this.controls.target.toArray() };
  }

  /** Looks straight down at a thing, or at everything: a plan. */
  fromAbove(box: Box3 | undefined): void {
    const points = box ? cornersOf(box) : this.#things;
    this.#goTo(points, new Vector3(0, 1, 0.03).normalize(), false);
  }

  /** Moves to look at another point of the ground from the same side and height. */
  moveOver(x: number, z: number): void {
    const target = new Vector3(x, this.controls.target.y, z);
    const offset = this.#camera.position.clone().sub(this.controls.target);
    this.#fly(target.clone().add(offset), target, false);
  }

  /** Advances a flight. Returns whether the camera moved. */
  step(now: number): boolean {
    const flight = this.#flight;
    if (!flight) return false;
    const share = Math.min(1, (now - flight.start) / FLIGHT_MS);
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;
    this.#camera.position.lerpVectors(flight.from, flight.to, eased);
    this.controls.target.lerpVectors(flight.fromTarget, flight.target, eased);
    if (share === 1) this.#flight = undefined;
    this.controls.update();
    return true;
  }

  /** Arrow keys turn and tilt, with Shift they move sideways; + and − zoom. Returns whether the key was used. */
  key(event: { key: string; shiftKey: boolean }): boolean {
    const offset = this.#camera.position.clone().sub(this.controls.target);
    const side = new Vector3().crossVectors(this.#camera.up, offset).normalize();
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const upwards = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (sideways !== 0 || upwards !== 0) {
      if (event.shiftKey) {
        const step = offset.length() * 0.06;
        const forward = new Vector3().crossVectors(side, this.#camera.up).normalize();
        const move = side.multiplyScalar(sideways * step).addScaledVector(forward, upwards * step);
        this.#camera.position.add(move);
        this.controls.target.add(move);
      } else {
        if (sideways) offset.applyAxisAngle(this.#camera.up, sideways * KEY_TURN);
        if (upwards) {
          const tilt = offset.angleTo(this.#camera.up) - upwards * KEY_TURN;
          if (tilt > 0.05 && tilt < Math.PI / 2 - 0.03) offset.applyAxisAngle(side, -upwards * KEY_TURN);
        }
        this.#camera.position.copy(this.controls.target).add(offset);
      }
    } else if (event.key === '+' || event.key === '=') {
      this.#camera.position.copy(this.controls.target).addScaledVector(offset, 1 / KEY_ZOOM);
    } else if (event.key === '-') {
      this.#camera.position.copy(this.controls.target).addScaledVector(offset, KEY_ZOOM);
    } else {
      return false;
    }
    this.#flight = undefined;
    this.controls.update();
    this.#onMove();
    return true;
  }

  dispose(): void {
    this.controls.dispose();
  }

  #goTo(points: readonly Vector3[], direction: Vector3, atOnce: boolean): void {
    const view = fit(points, direction, this.#camera.fov, this.#camera.aspect);
    this.#fly(view.position, view.target, atOnce);
  }

  #fly(to: Vector3, target: Vector3, atOnce: boolean): void {
    if (atOnce || this.still) {
      this.#camera.position.copy(to);
      this.controls.target.copy(target);
      this.controls.update();
      this.#flight = undefined;
    } else {
      this.#flight = {
        from: this.#camera.position.clone(),
        fromTarget: this.controls.target.clone(),
        to,
        target,
        start: performance.now(),
      };
    }
    this.#onMove();
  }
}

/**
 * Where to look from, along a direction, so that all points fill the picture and none is cut: exact, for a vertical
 * field of view in degrees and an aspect of width over height. Leaves a rim for labels.
 */
export function fit(
  points: readonly Vector3[],
  direction: Vector3,
  fov: number,
  aspect: number,
): { position: Vector3; target: Vector3; distance: number } {
  const tan = Math.tan((fov * Math.PI) / 360);
  const right = new Vector3().crossVectors(new Vector3(0, 1, 0), direction).normalize();
  const up = new Vector3().crossVectors(direction, right);
  const across = reach(points, direction, right, tan * aspect * RIM_ACROSS);
  const along = reach(points, direction, up, tan * RIM_UP);
  const distance = Math.max(across.distance, along.distance);
  const position = new Vector3()
    .addScaledVector(right, across.middle)
    .addScaledVector(up, along.middle)
    .addScaledVector(direction, distance);
  // Orbit around what lies in the middle of the picture, as deep as the middle of the points.
  let [near, far] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const point of points) {
    near = Math.max(near, point.dot(direction));
    far = Math.min(far, point.dot(direction));
  }
  const target = position.clone().addScaledVector(direction, (near + far) / 2 - distance);
  return { position, target, distance: distance - (near + far) / 2 };
}

/** Along one axis of the picture: the plane's coordinate to look along, and how far back for all points to be seen. */
function reach(points: readonly Vector3[], direction: Vector3, axis: Vector3, tan: number) {
  let [most, least] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const point of points) {
    const depth = point.dot(direction) * tan;
    most = Math.max(most, depth + point.dot(axis));
    least = Math.max(least, depth - point.dot(axis));
  }
  return { middle: (most - least) / 2, distance: (most + least) / 2 / tan };
}

/** How much of what stands around a thing is shown with it, metres, by its size across: of a whole area little. */
const rimAround = (size: number): number => Math.max(0.9, Math.min(5, size * 0.28));

function cornersOf(box: Box3): Vector3[] {
  const { min, max } = box;
  return [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) => new Vector3(i & 1 ? max.x : min.x, i & 2 ? max.y : min.y, i & 4 ? max.z : min.z),
  );
}
