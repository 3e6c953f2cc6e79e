/**
 * Samples: the first of the two waists through which all data flow.
 *
 * Sources, formulas, models and simulations produce a `SampleBatch`; live store, historian, alarms and screens
 * consume it. A batch is a struct of arrays, so that a million samples cost four allocations and no objects.
 */

/**
 * A batch of samples. Element i of each array belongs to sample i; only the first `length` elements count.
 *
 * - `signals`: ids of the plant's signals (see `Plant.signalId`), valid for one plant revision.
 * - `times`: source time, milliseconds since 1970-01-01T00:00Z, fractions allowed.
 * - `values`: in the signal's declared unit; booleans and states are numbers; NaN where there is no value.
 * - `quality`: see `quality.ts`.
 *
 * Samples of one signal are in the order of arrival, which need not be the order of time.
 */
export interface SampleBatch {
  length: number;
  signals: Uint32Array;
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
}

/** The samples of one signal in order of time: what a reader of the past returns. Arrays are exactly as long as the series. */
export interface Series {
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
}

/** One sample, for people and interfaces; never used on a hot path. */
export interface Sample {
  time: number;
  value: number;
  quality: number;
}

/** Collects samples into a batch, growing by doubling. `take` hands the batch over and starts a new one. */
export class BatchBuilder {
  #batch: SampleBatch;

  constructor(capacity = 256) {
    this.#batch = allocateBatch(capacity);
  }

  get length(): number {
    return this.#batch.length;
  }

  /** Adds one sample. Amortised constant cost, no allocation but when the batch grows. */
  push(signal: number, time: number, value: number, quality: number): void {
    let batch = this.#batch;
    if (batch.length === batch.signals.length) {
      batch = this.#batch = growBatch(batch, batch.length * 2);
    }
    const i = batch.length++;
    batch.signals[i] = signal;
    batch.times[i] = time;
    batch.values[i] = value;
    batch.quality[i] = quality;
  }

  /** The batch collected so far; the builder is empty afterwards and does not touch that batch again. */
  take(): SampleBatch {
    const batch = this.#batch;
    this.#batch = allocateBatch(Math.max(16, batch.length));
    return batch;
  }
}

/** An empty batch with room for `capacity` samples. */
export function allocateBatch(capacity: number): SampleBatch {
  const room = Math.max(1, capacity);
  return {
    length: 0,
    signals: new Uint32Array(room),
    times: new Float64Array(room),
    values: new Float64Array(room),
    quality: new Uint8Array(room),
  };
}

/**
 * An empty batch in memory that threads share, for paths on which batches go back to where they came from and are filled
 * again: nothing is copied between threads, and nothing is left to the garbage collector.
 */
export function allocateSharedBatch(capacity: number): SampleBatch {
  const room = Math.max(1, capacity);
  const memory = new SharedArrayBuffer(room * 21);
  return {
    length: 0,
    times: new Float64Array(memory, 0, room),
    values: new Float64Array(memory, room * 8, room),
    signals: new Uint32Array(memory, room * 16, room),
    quality: new Uint8Array(memory, room * 20, room),
  };
}

/** Whether threads share the memory of a batch: then it is lent and goes back, and must not be moved or kept. */
export function isShared({ values }: SampleBatch): boolean {
  return values.buffer instanceof SharedArrayBuffer;
}

/**
 * Empties a batch that nobody needs any more and gives its memory back at once. Left to the garbage collector, large
 * buffers count against its limits, and it runs several times a second for the sake of a few megabytes. Shared memory stays.
 */
export function releaseBatch(batch: SampleBatch): void {
  for (const { buffer } of [batch.signals, batch.times, batch.values, batch.quality]) {
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  }
  batch.length = 0;
}

function growBatch(batch: SampleBatch, capacity: number): SampleBatch {
  const grown = allocateBatch(capacity);
  grown.length = batch.length;
  grown.signals.set(batch.signals);
  grown.times.set(batch.times);
  grown.values.set(batch.values);
  grown.quality.set(batch.quality);
  return grown;
}
