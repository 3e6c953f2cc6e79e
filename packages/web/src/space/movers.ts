/**
 * Movement is data: the joints of the shapes of one model, for all twins that share it, driven by the values on screen.
 *
 * `step` runs once per frame; it allocates nothing and uploads only the batches in which something moved. What spins or
 * runs stands still while its value is bad or stale; what stands somewhere stays at the last value that was not bad.
 */
import { BAD, levelOf } from '@millwright/model/web';
import { Matrix4 } from 'three';
import type { ValueSource } from '../values/value-source.ts';
import type { Batch } from './batches.ts';
import { amountAtRest, type Joint, motionMatrix } from './joints.ts';
import { type Binding, movesWhole, type Placed } from './placement.ts';
import type { ShapeModel } from './shape-model.ts';
import { amount, Wholes } from './wholes.ts';

/** Most something turns between two frames, radians: faster would seem to turn backwards. */
const TURN_MOST = 0.5;
/** Most a strip runs between two frames, as a share of the distance between its bands. */
const RUN_MOST = 0.3;
const MS_PER_MINUTE = 60_000;
const FULL_TURN = 2 * Math.PI;

export class Mover {
  readonly batches: readonly Batch[];
  #placed: readonly Placed[];
  #joints: readonly Joint[];
  /** Of each joint its parent's number, or -1. */
  #parents: Int32Array;
  /** Of each batch its joint's number, or -1. */
  #jointOf: Int32Array;
  /** By joint, the binding of each twin. */
  #bindings: readonly (readonly (Binding | undefined)[])[];
  /** Angle, metres or size of each joint of each twin. */
  #amounts: Float64Array;
  #wholes: Wholes | undefined;
  /** Matrices of the joints of the twin at hand. */
  #now: readonly Matrix4[];

  constructor(model: ShapeModel, placed: readonly Placed[], batches: readonly Batch[]) {
    const { joints } = model;
    this.#placed = placed;
    this.#joints = joints;
    this.batches = batches;
    this.#parents = Int32Array.from(joints, ({ parent }) => (parent ? joints.indexOf(parent) : -1));
    this.#jointOf = Int32Array.from(batches, ({ group }) => (group.joint ? joints.indexOf(group.joint) : -1));
    this.#bindings = joints.map(({ binding }) => placed.map(({ bindings }) => bindings.get(binding)));
    this.#amounts = new Float64Array(joints.length * placed.length);
    joints.forEach((joint, j) => {
      this.#amounts.fill(amountAtRest(joint.motion), j * placed.length, (j + 1) * placed.length);
    });
    this.#wholes = placed.some(({ bindings }) => movesWhole(bindings)) ? new Wholes(placed) : undefined;
    this.#now = joints.map(() => new Matrix4());
    for (let i = 0; i < placed.length; i++) this.#write(i);
  }

  /** Whether anything of such shapes can move. */
  static moves({ joints }: ShapeModel, placed: readonly Placed[]): boolean {
    return joints.length > 0 || placed.some(({ bindings }) => movesWhole(bindings));
  }

  /** Moves on by `ms` of plant time. Returns whether anything in view keeps moving by itself. */
  step(source: ValueSource, ms: number): boolean {
    let moving = false;
    let touched = false;
    for (let i = 0; i < this.#placed.length; i++) {
      const shown = this.#isShown(i);
      let changed = this.#wholes?.step(source, i) ?? false;
      for (let j = 0; j < this.#joints.length; j++) {
        const { motion } = this.#joints[j];
        if (motion.kind === 'spin' || motion.kind === 'run') {
          // What is out of view need not whirl.
          if (!shown || !this.#whirl(source, ms, i, j)) continue;
          moving = true;
          changed ||= ms !== 0;
        } else changed = this.#stand(source, i, j) || changed;
      }
      if (!changed) continue;
      this.#write(i);
      touched = true;
    }
    if (touched) for (const batch of this.batches) batch.touch();
    return moving;
  }

  /** Writes all matrices anew: the twins were placed elsewhere. */
  place(): void {
    for (let i = 0; i < this.#placed.length; i++) this.#write(i);
    for (const batch of this.batches) batch.touch();
  }

  #isShown(i: number): boolean {
    for (let b = 0; b < this.batches.length; b++) if (this.batches[b].shows(i)) return true;
    return false;
  }

  /** Spins or runs on. Returns whether it moves. */
  #whirl(source: ValueSource, ms: number, i: number, j: number): boolean {
    const { motion } = this.#joints[j];
    const binding = this.#bindings[j][i];
    if (!binding || levelOf(source.quality[binding.signal.index]) >= BAD) return false;
    const rate = amount(source, binding) / MS_PER_MINUTE;
    if (Number.isNaN(rate) || rate === 0) return false;
    const at = j * this.#placed.length + i;
    if (motion.kind === 'spin') {
      const step = limit(rate * motion.factor * FULL_TURN * ms, TURN_MOST);
      this.#amounts[at] = (this.#amounts[at] + step) % FULL_TURN;
    } else if (motion.kind === 'run') {
      const step = limit(rate * ms, RUN_MOST * motion.period);
      this.#amounts[at] = (((this.#amounts[at] + step) % motion.period) + motion.period) % motion.period;
    }
    return true;
  }

  /** Goes to where the value says. Returns whether it was elsewhere. */
  #stand(source: ValueSource, i: number, j: number): boolean {
    const { motion } = this.#joints[j];
    const value = amount(source, this.#bindings[j][i]);
    if (Number.isNaN(value)) return false;
    const wanted = amountOf(motion, value);
    const at = j * this.#placed.length + i;
    if (Math.abs(this.#amounts[at] - wanted) < 1e-4) return false;
    this.#amounts[at] = wanted;
    return true;
  }

  #write(i: number): void {
    const base = this.#wholes ? this.#wholes.place(i) : this.#placed[i].matrix;
    for (let j = 0; j < this.#joints.length; j++) {
      const parent = this.#parents[j];
      const own = this.#now[j];
      motionMatrix(this.#joints[j].motion, this.#amounts[j * this.#placed.length + i], own);
      own.premultiply(parent < 0 ? base : this.#now[parent]);
    }
    for (let b = 0; b < this.batches.length; b++) {
      const j = this.#jointOf[b];
      this.batches[b].setMatrix(i, j < 0 ? base : this.#now[j]);
    }
  }
}

function amountOf(motion: Joint['motion'], value: number): number {
  switch (motion.kind) {
    case 'turn':
      return motion.angle(value);
    case 'slide':
      return motion.metres(value);
    case 'stretch':
      return motion.size(value);
    default:
      return 0;
  }
}

function limit(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
