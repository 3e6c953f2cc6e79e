/**
 * Collects the solids of a shape as they are drawn, in metres: x along the line, y up, z to the operator.
 *
 * `on(joint)` switches to what moves with a joint, `on()` back to what stands still. A joint whose binding no signal
 * follows is no joint at all, so that what never moves is merged with what stands still.
 */
import { type BufferGeometry, Matrix4, Quaternion, Vector3 } from 'three';
import type { Role } from './colours.ts';
import { type Axis, type Joint, LEAST_SIZE, MOST_SIZE, UNIT, type Vec } from './joints.ts';
import { ball, box, cylinder, loft, type Outline, plate, revolved, ring, segmentsAt } from './solids.ts';

/** A solid before it is made, so that it can be made finer or coarser. */
export interface Solid {
  joint: Joint | undefined;
  role: Role;
  edges: boolean;
  /** Its geometry in the frame of the shape; `fine`: share of the segments of round things. */
  make(fine: number): BufferGeometry;
}

/** From the y axis, along which round solids are made, to an axis. */
const LYING: Readonly<Record<Axis, Quaternion>> = {
  x: new Quaternion().setFromAxisAngle(new Vector3(0, 0, 1), -Math.PI / 2),
  y: new Quaternion(),
  z: new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), Math.PI / 2),
};
/** From the z axis, along which plates are thick, to an axis. */
const STANDING: Readonly<Record<Axis, Quaternion>> = {
  x: new Quaternion().setFromAxisAngle(new Vector3(0, 1, 0), Math.PI / 2),
  y: new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), -Math.PI / 2),
  z: new Quaternion(),
};
const ONE = new Vector3(1, 1, 1);
const RADIANS = Math.PI / 180;
/** Below this share of segments a solid is drawn by its hull alone. */
const COARSE = 0.3;

interface Round {
  segments?: number;
  edges?: boolean;
}

/** `B`: names of the bindings of the kind that is drawn. */
export class ShapeDraft<B extends string = string> {
  readonly solids: Solid[] = [];
  readonly joints: Joint[] = [];
  /** Floor and walls: no shadow thrown, never picked. */
  backdrop = false;
  #bound: ReadonlySet<string>;
  #joint: Joint | undefined;

  constructor(bound: ReadonlySet<string>) {
    this.#bound = bound;
  }

  /** What follows moves with the joint; without one it stands still. */
  on(joint?: Joint): this {
    this.#joint = joint;
    return this;
  }

  /** Turns with a speed in revolutions per minute; `factor`: direction and ratio. */
  spin(binding: B, at: Vec, axis: Axis, factor = 1, parent?: Joint): Joint | undefined {
    return this.#add(binding, parent, { kind: 'spin', at, axis: UNIT[axis], factor });
  }

  /** Stands at the angle the value says, degrees, from `low` to `high`. */
  turn(
    binding: B,
    at: Vec,
    axis: Axis,
    [low, high]: readonly [number, number] = [-36_000, 36_000],
    { parent, factor = 1 }: { parent?: Joint | undefined; factor?: number } = {},
  ): Joint | undefined {
    const angle = (value: number) => clamp(value, low, high) * RADIANS * factor;
    return this.#add(binding, parent, { kind: 'turn', at, axis: UNIT[axis], angle });
  }

  /** As `turn`, around any direction. */
  turnAround(binding: B, at: Vec, way: Vec, [low, high]: readonly [number, number], parent?: Joint) {
    const angle = (value: number) => clamp(value, low, high) * RADIANS;
    return this.#add(binding, parent, { kind: 'turn', at, axis: new Vector3(...way).normalize(), angle });
  }

  /** Stands away by the value, metres unless `factor` says otherwise; drawn where it is at `rest`. */
  slide(
    binding: B,
    axis: Axis,
    [low, high]: readonly [number, number],
    { rest = 0, factor = 1, parent }: { rest?: number; factor?: number; parent?: Joint | undefined } = {},
  ): Joint | undefined {
    const metres = (value: number) => (clamp(value, low, high) - rest) * factor;
    return this.#add(binding, parent, { kind: 'slide', axis: UNIT[axis], metres });
  }

  /** Runs along an axis with a speed in metres per minute; looks the same after `period` metres. */
  run(binding: B, axis: Axis, period: number, parent?: Joint): Joint | undefined {
    return this.#add(binding, parent, { kind: 'run', axis: UNIT[axis], period });
  }

  /** As large as the value, drawn at `nominal`; `along`: axes that stretch. */
  stretch(binding: B, at: Vec, along: Vec, nominal: number, parent?: Joint): Joint | undefined {
    return this.stretchBy(binding, at, along, (value) => value / nominal, parent);
  }

  /** As large as a function of the value says, 1 as it is drawn. */
  stretchBy(
    binding: B,
    at: Vec,
    along: Vec,
    sizeOf: (value: number) => number,
    parent?: Joint,
  ): Joint | undefined {
    const size = (value: number) => clamp(sizeOf(value), LEAST_SIZE, MOST_SIZE);
    return this.#add(binding, parent, { kind: 'stretch', at, along, size });
  }

  /** A box by size and centre, turned by degrees around an axis through its centre. */
  box(role: Role, size: Vec, at: Vec, turn = 0, axis: Axis = 'z'): this {
    const rotation = new Quaternion().setFromAxisAngle(UNIT[axis], turn * RADIANS);
    return this.#solid(role, at, rotation, true, () => box(...size));
  }

  /** A cylinder, or a cone where `end` differs, along an axis, by centre. */
  cylinder(
    role: Role,
    radius: number,
    length: number,
    at: Vec,
    axis: Axis,
    { end = radius, segments = 20, edges = true }: Round & { end?: number } = {},
  ): this {
    return this.#solid(role, at, LYING[axis], edges, (fine) =>
      cylinder(radius, end, length, segmentsAt(segments, fine)),
    );
  }

  /** A ring (tube with open bore) along an axis. */
  tube(role: Role, radius: number, inner: number, length: number, at: Vec, axis: Axis, segments = 24): this {
    return this.#solid(role, at, LYING[axis], true, (fine) =>
      ring(radius, inner, length, segmentsAt(segments, fine)),
    );
  }

  ball(role: Role, radius: number, at: Vec, { segments = 12, edges = false }: Round = {}): this {
    return this.#solid(role, at, LYING.y, edges, (fine) => ball(radius, segmentsAt(segments, fine)));
  }

  /** A round bar between two points. */
  rod(role: Role, radius: number, from: Vec, to: Vec, { segments = 10, edges = true }: Round = {}): this {
    const { middle, length, rotation } = between(from, to);
    return this.#solid(role, middle, rotation, edges, (fine) =>
      cylinder(radius, radius, length, segmentsAt(segments, fine)),
    );
  }

  /** A square bar between two points; its `depth` lies level. */
  beam(role: Role, width: number, from: Vec, to: Vec, depth = width): this {
    const { middle, length, rotation } = between(from, to);
    return this.#solid(role, middle, rotation, true, () => box(width, length, depth));
  }

  /** Pipes from point to point, with a round elbow at each corner. */
  pipes(role: Role, radius: number, points: readonly Vec[], segments = 10): this {
    for (let i = 0; i + 1 < points.length; i++)
      this.rod(role, radius, points[i], points[i + 1], { segments });
    for (const at of points.slice(1, -1)) this.ball(role, radius, at, { segments });
    return this;
  }

  /** An outline in the plane across an axis, thick along it. Across x it lies in -z and y, across y in x and -z. */
  plate(
    role: Role,
    outline: Outline,
    thickness: number,
    at: Vec,
    axis: Axis,
    holes: readonly Outline[] = [],
  ): this {
    return this.#solid(role, at, STANDING[axis], true, () => plate(outline, thickness, holes));
  }

  /**
   * A profile of [along, radius] turned around an axis: `from` and `sweep` in degrees cut it open. A `closed` profile
   * is a wall that shows its section.
   */
  revolve(
    role: Role,
    profile: Outline,
    at: Vec,
    axis: Axis,
    {
      from = 0,
      sweep = 360,
      segments = 24,
      closed = false,
      edges = true,
    }: Round & {
      from?: number;
      sweep?: number;
      closed?: boolean;
    } = {},
  ): this {
    return this.#solid(role, at, LYING[axis], edges, (fine) =>
      fine < COARSE
        ? hullOf(profile, segmentsAt(segments, fine))
        : revolved(profile, from, sweep, segmentsAt(segments, fine), closed),
    );
  }

  /** A skin through outlines across an axis at places along it. */
  loft(
    role: Role,
    sections: readonly { at: number; outline: Outline }[],
    at: Vec,
    axis: Axis,
    turn = 0,
  ): this {
    const rotation = new Quaternion().setFromAxisAngle(UNIT.z, turn * RADIANS).premultiply(STANDING[axis]);
    return this.#solid(role, at, rotation, true, () => loft(sections));
  }

  /**
   * A blade that stands out from a shaft along x, at an angle from upright, through outlines at distances from the shaft.
   * An outline has the way along the shaft first, the way around it second.
   */
  blade(role: Role, sections: readonly { at: number; outline: Outline }[], hub: Vec, angle: number): this {
    const rotation = new Quaternion().setFromAxisAngle(UNIT.x, angle - Math.PI / 2);
    const [root, tip] = [sections[0], sections[sections.length - 1]];
    return this.#solid(role, hub, rotation, false, (fine) =>
      loft(fine < COARSE ? [root, tip] : sections, false),
    );
  }

  #add(binding: B, parent: Joint | undefined, motion: Joint['motion']): Joint | undefined {
    if (!this.#bound.has(binding)) return parent;
    const joint: Joint = { parent, binding, motion };
    this.joints.push(joint);
    return joint;
  }

  #solid(
    role: Role,
    at: Vec,
    rotation: Quaternion,
    edges: boolean,
    make: (fine: number) => BufferGeometry,
  ): this {
    const matrix = new Matrix4().compose(new Vector3(...at), rotation, ONE);
    const joint = this.#joint;
    this.solids.push({ joint, role, edges, make: (fine) => make(fine).applyMatrix4(matrix) });
    return this;
  }
}

/** A plain cone around a profile. */
function hullOf(profile: Outline, segments: number): BufferGeometry {
  const along = profile.map(([x]) => x);
  const [low, high] = [Math.min(...along), Math.max(...along)];
  const middle = (low + high) / 2;
  const widest = (wanted: (x: number) => boolean) =>
    Math.max(0.001, ...profile.filter(([x]) => wanted(x)).map(([, radius]) => radius));
  const hull = cylinder(
    widest((x) => x <= middle),
    widest((x) => x >= middle),
    high - low,
    segments,
  );
  return hull.translate(0, middle, 0);
}

function between(from: Vec, to: Vec) {
  const way = new Vector3(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
  const length = Math.max(1e-4, way.length());
  const rotation = new Quaternion().setFromUnitVectors(UNIT.y, way.divideScalar(length));
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2] as const;
  return { middle, length, rotation };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
