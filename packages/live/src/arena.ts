/**
 * The arena: one slot per signal id, in shared columns, and what the current tick has changed.
 *
 * Layout. Slot = `type.base + column * rows + row`, so a column of a type is one contiguous run. One slot more than
 * there are signals stands for "no such relative": it is bad for ever, so that loops need no branch for it.
 */
import { allocateSharedBatch, BAD, isShared, quality, type SampleBatch, STALE } from '@millwright/model';

/** Quality bytes this package gives. */
export const STALE_INITIAL = quality(STALE, 'initial');
export const STALE_NO_DATA = quality(STALE, 'no-data');
export const STALE_INPUT = quality(STALE, 'input');
export const BAD_INPUT = quality(BAD, 'input');
export const BAD_CONFIGURATION = quality(BAD, 'configuration');
export const BAD_NOT_A_NUMBER = quality(BAD, 'not-a-number');
export const UNCERTAIN_INPUT = quality(1, 'input');
export const UNCERTAIN_RANGE = quality(1, 'out-of-range');

/** The last number a stamp may have before all stamps are set back. */
const LAST_WAVE = 0xffff_0000;

export class Arena {
  /** Number of signals; also the slot that stands for a missing relative. */
  readonly size: number;
  /** Newest values, in the signal's unit; NaN before the first sample. */
  readonly values: Float64Array<SharedArrayBuffer>;
  /** Source times of `values`, ms; NaN before the first sample. */
  readonly times: Float64Array<SharedArrayBuffer>;
  /** Quality as readers see it: that of the newest sample, or stale by the clock. */
  readonly quality: Uint8Array<SharedArrayBuffer>;
  /** Quality of the newest sample alone: what formulas and alarms read, so that their results do not hang on the clock. */
  readonly own: Uint8Array;
  /** Where `own` is stale: source time of the gap sample (`gapMark`); 0 where none came yet. Untouched pages cost no memory. */
  readonly gaps: Float64Array;
  /** The wave in which the slot last got a sample. */
  readonly stamps: Uint32Array;
  /** Number of the current wave. */
  wave = 1;
  /** First wave of the current tick: a smaller stamp means not yet changed in this tick. */
  first = 1;
  /** Slots changed in this tick, each once. */
  readonly changed: Uint32Array;
  changedCount = 0;
  /** Clock of the current tick, ms: the time of formulas that read no signal. */
  now = 0;
  /** Derived samples of this tick that are to be stored. */
  readonly output = new Output();

  constructor(size: number) {
    this.size = size;
    const slots = size + 1;
    this.values = new Float64Array(new SharedArrayBuffer(slots * 8)).fill(Number.NaN);
    this.times = new Float64Array(new SharedArrayBuffer(slots * 8)).fill(Number.NaN);
    this.quality = new Uint8Array(new SharedArrayBuffer(slots)).fill(STALE_INITIAL);
    this.own = new Uint8Array(slots).fill(STALE_INITIAL);
    this.gaps = new Float64Array(slots);
    this.stamps = new Uint32Array(slots);
    this.changed = new Uint32Array(slots);
    this.own[size] = this.quality[size] = BAD_CONFIGURATION;
  }

  /** Starts a tick: nothing has changed yet. */
  beginTick(now: number): void {
    if (this.wave >= LAST_WAVE) {
      this.stamps.fill(0);
      this.wave = 0;
    }
    this.now = now;
    this.changedCount = 0;
    this.first = this.wave + 1;
  }

  /** Makes a sample the newest of a slot. A stale one is a gap: value and time stay, as the last that were known. */
  put(slot: number, time: number, value: number, byte: number): void {
    if ((byte & 3) === STALE) {
      this.gaps[slot] = gapMark(time);
    } else {
      this.values[slot] = value;
      this.times[slot] = time;
    }
    this.own[slot] = byte;
    this.quality[slot] = byte;
    this.touch(slot);
  }

  /** Forgets what a slot held. */
  reset(slot: number): void {
    this.values[slot] = Number.NaN;
    this.times[slot] = Number.NaN;
    this.gaps[slot] = 0;
    this.own[slot] = this.quality[slot] = STALE_INITIAL;
  }

  /** Notes that a slot's newest sample, or its quality by the clock, changed in this tick. */
  touch(slot: number): void {
    if (this.stamps[slot] < this.first) this.changed[this.changedCount++] = slot;
    this.stamps[slot] = this.wave;
  }

  /** Time of the newest sample of a slot, gap samples included; -Infinity where there is none. */
  newest(slot: number): number {
    const time = this.times[slot];
    if ((this.own[slot] & 3) !== STALE) return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
    return gapTime(time, this.gaps[slot]);
  }
}

/** How a gap's time is written down: 0 stands for "no gap", so that the instant 0 becomes the smallest number above it. */
export function gapMark(time: number): number {
  return time === 0 ? Number.MIN_VALUE : time;
}

/** The newer of a value's time (NaN: none) and a gap's time (0: none); -Infinity where there is neither. */
export function gapTime(time: number, gap: number): number {
  if (gap !== 0 && !(time > gap)) return gap;
  return Number.isNaN(time) ? Number.NEGATIVE_INFINITY : time;
}

/** Batches kept for later ticks. */
const MOST_SPARE = 16;

/** Derived samples on their way out: a batch that generated loops fill directly. Batches that come back are filled again. */
export class Output {
  batch: SampleBatch = allocateSharedBatch(256);
  #spare: SampleBatch[] = [];

  /** Makes room for `count` more samples. */
  reserve(count: number): SampleBatch {
    const batch = this.batch;
    if (batch.length + count <= batch.signals.length) return batch;
    const grown = allocateSharedBatch(Math.max(batch.signals.length * 2, batch.length + count));
    grown.length = batch.length;
    grown.signals.set(batch.signals.subarray(0, batch.length));
    grown.times.set(batch.times.subarray(0, batch.length));
    grown.values.set(batch.values.subarray(0, batch.length));
    grown.quality.set(batch.quality.subarray(0, batch.length));
    this.batch = grown;
    return grown;
  }

  /** Hands the batch over; it is not touched again before it comes back. */
  take(): SampleBatch {
    const batch = this.batch;
    // A tick mostly brings as much as the one before.
    this.batch = this.#spare.pop() ?? allocateSharedBatch(Math.max(64, Math.ceil(batch.length * 1.25)));
    return batch;
  }

  /** Takes a batch back whose samples nobody needs any more. */
  recycle(batch: SampleBatch): void {
    if (!isShared(batch) || this.#spare.length === MOST_SPARE) return;
    batch.length = 0;
    this.#spare.push(batch);
  }
}
