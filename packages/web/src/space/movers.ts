/**
 * Movement is data: the groups of shapes that turn, grow, fill or travel, driven by the values on screen.
 *
 * `step` runs once per frame over all moving groups; it allocates nothing and uploads only the batches in which
 * something moved. A binding whose quality is bad or stale stands still.
 */
import { Matrix4, Quaternion, Vector3 } from 'three';
import type { ValueSource } from '../values/value-source.ts';
import type { Batch } from './batches.ts';
import type { Binding } from './placement.ts';
import { type Movement, UNIT } from './shape-model.ts';

/** Most a roll turns between two frames, radians: faster would seem to turn backwards. */
const TURN_MOST = 0.5;
/** Most a strip travels between two frames, as a share of the distance between its bands. */
const TRAVEL_MOST = 0.3;
const MS_PER_MINUTE = 60_000;

export class Mover {
  readonly batch: Batch;
  #movement: Movement;
  #pivot: Vector3;
  #bindings: readonly ReadonlyMap<string, Binding>[];
  #angle: Float64Array;
  #travel: Float64Array;
  #across: Float64Array;
  #along: Float64Array;
  #fill: Float64Array;
  #lift: Float64Array;

  constructor(batch: Batch, movement: Movement) {
    const n = batch.placed.length;
    this.batch = batch;
    this.#movement = movement;
    this.#pivot = new Vector3(...movement.pivot);
    this.#bindings = batch.placed.map((one) => one.bindings);
    this.#angle = new Float64Array(n);
    this.#travel = new Float64Array(n);
    this.#across = new Float64Array(n).fill(1);
    this.#along = new Float64Array(n).fill(1);
    this.#fill = new Float64Array(n).fill(1);
    this.#lift = new Float64Array(n);
    for (let i = 0; i < n; i++) this.#write(i);
  }

  /** Moves on by `ms` of plant time. Returns whether anything is still moving by itself. */
  step(source: ValueSource, ms: number): boolean {
    const { spin, travel, diameter, width, fill, lift } = this.#movement;
    let moving = false;
    let touched = false;
    for (let i = 0; i < this.#bindings.length; i++) {
      // What is out of view or drawn at another level of detail need not move.
      if (!this.batch.shows(i)) continue;
      const bindings = this.#bindings[i];
      let changed = false;
      if (spin) {
        const rate = (read(source, bindings.get('spin'), 0) * spin.factor * 2 * Math.PI) / MS_PER_MINUTE;
        if (rate !== 0) {
          moving = true;
          this.#angle[i] = (this.#angle[i] + limit(rate * ms, TURN_MOST)) % (2 * Math.PI);
          changed = ms !== 0;
        }
      }
      if (travel) {
        const rate = read(source, bindings.get('move'), 0) / MS_PER_MINUTE;
        if (rate !== 0) {
          moving = true;
          const step = limit(rate * ms, TRAVEL_MOST * travel.period);
          this.#travel[i] = (((this.#travel[i] + step) % travel.period) + travel.period) % travel.period;
          changed ||= ms !== 0;
        }
      }
      if (diameter) {
        changed =
          put(this.#across, i, scaleOf(source, bindings.get('diameter'), diameter.nominal)) || changed;
      }
      if (width)
        changed = put(this.#along, i, scaleOf(source, bindings.get('width'), width.nominal)) || changed;
      if (fill) {
        const level = Math.min(1, Math.max(0.001, read(source, bindings.get('fill'), this.#fill[i])));
        changed = put(this.#fill, i, level) || changed;
      }
      if (lift) {
        const by = read(source, bindings.get(lift.binding), Number.NaN) * lift.factor;
        if (Number.isFinite(by)) changed = put(this.#lift, i, Math.max(-1, Math.min(1, by))) || changed;
      }
      if (changed) {
        this.#write(i);
        touched = true;
      }
    }
    if (touched) this.batch.touch();
    return moving;
  }

  /** Writes all matrices anew: the twins were placed elsewhere. */
  place(): void {
    for (let i = 0; i < this.#bindings.length; i++) this.#write(i);
    this.batch.touch();
  }

  #write(i: number): void {
    const { axis, travel, fill } = this.#movement;
    const across = this.#across[i];
    const along = this.#along[i];
    turn.setFromAxisAngle(UNIT[axis], this.#angle[i]);
    scale.set(axis === 'x' ? along : across, axis === 'y' ? along : across, axis === 'z' ? along : across);
    if (fill) scale.y = this.#fill[i];
    position.copy(this.#pivot);
    position.y += this.#lift[i];
    if (travel) position.x += this.#travel[i];
    local.compose(position, turn, scale);
    world.multiplyMatrices(this.batch.placed[i].matrix, local);
    this.batch.setMatrix(i, world);
  }
}

const turn = new Quaternion();
const scale = new Vector3();
const position = new Vector3();
const local = new Matrix4();
const world = new Matrix4();

/** The bound value; `otherwise` without a binding, without a value or when its quality is bad or stale. */
function read(source: ValueSource, binding: Binding | undefined, otherwise: number): number {
  if (!binding) return otherwise;
  const { index } = binding.signal;
  if ((source.quality[index] & 3) >= 2) return otherwise;
  const value = source.values[index] * binding.scale + binding.offset;
  return Number.isFinite(value) ? value : otherwise;
}

/** Size over nominal size: the last known one also when stale, 1 without a value, never below a twentieth. */
function scaleOf(source: ValueSource, binding: Binding | undefined, nominal: number): number {
  if (!binding) return 1;
  const value = source.values[binding.signal.index] * binding.scale + binding.offset;
  return Number.isFinite(value) ? Math.max(0.05, Math.min(20, value / nominal)) : 1;
}

function put(array: Float64Array, i: number, value: number): boolean {
  if (Math.abs(array[i] - value) < 1e-4) return false;
  array[i] = value;
  return true;
}

function limit(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
