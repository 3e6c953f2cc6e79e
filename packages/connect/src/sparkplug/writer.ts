/**
 * The way of samples from Sparkplug into a batch, in the worker: the same rules for scale, quality, time and range as
 * `SignalFeed`, written for a million and a half samples a second. Columns only; a batch is handed over, not copied.
 */
import { allocateBatch, BAD, quality, type SampleBatch, STALE, UNCERTAIN } from '@millwright/model/web';
import { EARLIEST_TIME_MS, MAX_AHEAD_MS, type States } from '../conversion.ts';
import { type Bindings, UNKNOWN } from './bindings.ts';
import type { PackedMappings } from './mapping.ts';
import type { PayloadColumns } from './payload.ts';

export const NOT_A_NUMBER = quality(BAD, 'not-a-number');
export const WRONG_TYPE = quality(BAD, 'wrong-type');
const OUT_OF_RANGE = quality(UNCERTAIN, 'out-of-range');
const CLOCK = quality(UNCERTAIN, 'clock');
const NOT_CONNECTED = quality(STALE, 'not-connected');

/** What is known of a slot. */
const NEVER = 0;
const LIVE = 1;
const GAP = 2;

const FIRST_ROOM = 1024;

export interface TakenBatch {
  batch: SampleBatch;
  /** Samples in it that mark the beginning of a gap. */
  gaps: number;
}

/** Where batches come from, if not from the writer itself. */
export interface BatchSupply {
  /** An empty batch. */
  next(): SampleBatch;
  /** The batch is full: whoever is told calls `take` at once. */
  full(): void;
}

export class SlotWriter {
  /** Samples whose source time could not be used, since the writer was made; `badTimeSlot` is the last of them. */
  badTimes = 0;
  badTimeSlot = -1;
  badTime = 0;
  #mappings: PackedMappings;
  #scale: Float64Array;
  #offset: Float64Array;
  #low: Float64Array;
  #high: Float64Array;
  #newest: Float64Array;
  #life: Uint8Array;
  #supply: BatchSupply | undefined;
  #batch: SampleBatch;
  #gaps = 0;

  /** @param supply of batches of a fixed size; without it they are allocated and grow */
  constructor(mappings: PackedMappings, supply?: BatchSupply) {
    this.#mappings = mappings;
    this.#supply = supply;
    this.#batch = supply?.next() ?? allocateBatch(FIRST_ROOM);
    const { profiles } = mappings;
    this.#scale = Float64Array.from(profiles, (profile) => profile.scale);
    this.#offset = Float64Array.from(profiles, (profile) => profile.offset);
    this.#low = Float64Array.from(profiles, (profile) => profile.low);
    this.#high = Float64Array.from(profiles, (profile) => profile.high);
    this.#newest = new Float64Array(mappings.count).fill(Number.NEGATIVE_INFINITY);
    this.#life = new Uint8Array(mappings.count);
  }

  get length(): number {
    return this.#batch.length;
  }

  statesOf(slot: number): States | undefined {
    return this.#mappings.profiles[this.#mappings.profileOf[slot]].states;
  }

  /**
   * Adds one sample. `time` is the source's in milliseconds, NaN where it gives none; `now` our clock; `code` the quality
   * byte its own code maps to.
   */
  put(slot: number, time: number, raw: number, code: number, now: number): void {
    const profile = this.#mappings.profileOf[slot];
    let value = raw * this.#scale[profile] + this.#offset[profile];
    let byte = code;
    if (value - value !== 0) {
      value = Number.NaN;
      if ((byte & 3) < BAD) byte = NOT_A_NUMBER;
    } else if ((byte & 3) === 0 && (value < this.#low[profile] || value > this.#high[profile])) {
      byte = OUT_OF_RANGE;
    }
    let at = time;
    if (!(time >= EARLIEST_TIME_MS && time <= now + MAX_AHEAD_MS)) {
      at = now;
      if (!Number.isNaN(time)) {
        if ((byte & 3) === 0) byte = CLOCK;
        this.badTimes++;
        this.badTimeSlot = slot;
        this.badTime = time;
      }
    }
    if (at >= this.#newest[slot]) {
      this.#newest[slot] = at;
      this.#life[slot] = LIVE;
    }
    this.#push(slot, at, value, byte);
  }

  /**
   * As `put` for every metric of a payload that `readPlain` has read. Returns whether one was not in the birth. The loop of the
   * fleet: everything it needs is in variables of its own.
   */
  putPlain(bindings: Bindings, { count, alias, times, values }: PayloadColumns, now: number): boolean {
    const { profileOf, ids } = this.#mappings;
    const latest = now + MAX_AHEAD_MS;
    const newest = this.#newest;
    let unknown = false;
    let profile = -1;
    let scale = 1;
    let offset = 0;
    let low = 0;
    let high = 0;
    let batch = this.#batch;
    for (let i = 0; i < count; i++) {
      const slot = bindings.slotOfAlias(alias[i]);
      if (slot < 0) {
        unknown ||= slot === UNKNOWN;
        continue;
      }
      const time = times[i];
      if (profileOf[slot] !== profile) {
        profile = profileOf[slot];
        scale = this.#scale[profile];
        offset = this.#offset[profile];
        low = this.#low[profile];
        high = this.#high[profile];
      }
      const value = values[i] * scale + offset;
      const n = batch.length;
      // The rule: a number within its range, at a time that can be.
      if (
        !(
          value - value === 0 &&
          value >= low &&
          value <= high &&
          time >= EARLIEST_TIME_MS &&
          time <= latest
        ) ||
        n === batch.signals.length
      ) {
        this.put(slot, time, values[i], 0, now);
        batch = this.#batch;
        continue;
      }
      if (time >= newest[slot]) {
        newest[slot] = time;
        this.#life[slot] = LIVE;
      }
      batch.signals[n] = ids[slot];
      batch.times[n] = time;
      batch.values[n] = value;
      batch.quality[n] = 0;
      batch.length = n + 1;
    }
    return unknown;
  }

  /** Marks the beginning of a gap, unless one is open or there never was a sample; never before the newest sample. */
  gap(slot: number, time: number): void {
    if (this.#life[slot] !== LIVE) return;
    const at = Math.max(time, this.#newest[slot]);
    this.#life[slot] = GAP;
    this.#newest[slot] = at;
    this.#gaps++;
    this.#push(slot, at, Number.NaN, NOT_CONNECTED);
  }

  /** Whether a sample ever came for the slot. */
  isKnown(slot: number): boolean {
    return this.#life[slot] !== NEVER;
  }

  /** What was collected; the writer starts a new batch. Undefined where nothing was. */
  take(): TakenBatch | undefined {
    const batch = this.#batch;
    if (batch.length === 0) return undefined;
    const gaps = this.#gaps;
    this.#gaps = 0;
    this.#batch = this.#supply?.next() ?? allocateBatch(FIRST_ROOM);
    return { batch, gaps };
  }

  #push(slot: number, time: number, value: number, byte: number): void {
    let batch = this.#batch;
    if (batch.length === batch.signals.length) {
      if (this.#supply === undefined) this.#batch = doubled(batch);
      else this.#supply.full();
      batch = this.#batch;
    }
    const i = batch.length++;
    batch.signals[i] = this.#mappings.ids[slot];
    batch.times[i] = time;
    batch.values[i] = value;
    batch.quality[i] = byte;
  }
}

function doubled(batch: SampleBatch): SampleBatch {
  const grown = allocateBatch(batch.length * 2);
  grown.length = batch.length;
  grown.signals.set(batch.signals);
  grown.times.set(batch.times);
  grown.values.set(batch.values);
  grown.quality.set(batch.quality);
  return grown;
}
