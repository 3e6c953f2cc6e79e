/**
 * How groups of a shape follow their bindings: joints, each on its parent, that spin, turn, slide, run or stretch.
 *
 * A joint says where it acts in the frame of the shape at rest. What it does with a value is a function of the value in
 * the unit that the shape library declares for the binding.
 */
import { type Matrix4, Quaternion, Vector3 } from 'three';

export type Vec = readonly [number, number, number];
export type Axis = 'x' | 'y' | 'z';

/** Unit vectors of the axes; not to be changed. */
export const UNIT: Readonly<Record<Axis, Vector3>> = {
  x: new Vector3(1, 0, 0),
  y: new Vector3(0, 1, 0),
  z: new Vector3(0, 0, 1),
};

export type Motion =
  /** Turns on and on; the value is revolutions per minute. */
  | { kind: 'spin'; at: Vec; axis: Vector3; factor: number }
  /** Runs on along `axis`, the same again after `period` metres; the value is metres per minute. */
  | { kind: 'run'; axis: Vector3; period: number }
  /** Stands at an angle, radians. */
  | { kind: 'turn'; at: Vec; axis: Vector3; angle: (value: number) => number }
  /** Stands `metres` away from rest along `axis`. */
  | { kind: 'slide'; axis: Vector3; metres: (value: number) => number }
  /** As large as `size` says, 1 at rest, from `at`, along the axes for which `along` is 1. */
  | { kind: 'stretch'; at: Vec; along: Vec; size: (value: number) => number };

export interface Joint {
  /** What it moves with it; undefined: the shape. */
  parent: Joint | undefined;
  /** Name of the binding it follows. */
  binding: string;
  motion: Motion;
}

/** Smallest size anything is stretched to: nothing ever vanishes or turns inside out. */
export const LEAST_SIZE = 0.001;
export const MOST_SIZE = 50;

const turn = new Quaternion();
const scale = new Vector3();
const shift = new Vector3();
const pivot = new Vector3();

/**
 * Fills in the matrix of a motion: `amount` is an angle (spin, turn), metres (slide, run) or a size (stretch).
 * Allocates nothing.
 */
export function motionMatrix(motion: Motion, amount: number, into: Matrix4): Matrix4 {
  switch (motion.kind) {
    case 'slide':
    case 'run':
      shift.copy(motion.axis).multiplyScalar(amount);
      return into.makeTranslation(shift.x, shift.y, shift.z);
    case 'stretch': {
      const [x, y, z] = motion.along;
      scale.set(x ? amount : 1, y ? amount : 1, z ? amount : 1);
      pivot.fromArray(motion.at);
      shift.copy(pivot).multiply(scale);
      return into.makeScale(scale.x, scale.y, scale.z).setPosition(pivot.sub(shift));
    }
    default:
      pivot.fromArray(motion.at);
      turn.setFromAxisAngle(motion.axis, amount);
      shift.copy(pivot).applyQuaternion(turn);
      return into.makeRotationFromQuaternion(turn).setPosition(pivot.sub(shift));
  }
}

/** What a motion stands at before any value is known. */
export function amountAtRest({ kind }: Motion): number {
  return kind === 'stretch' ? 1 : 0;
}
