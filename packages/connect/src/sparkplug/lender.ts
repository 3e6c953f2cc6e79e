/**
 * Batches in shared memory that go round between the worker of a source and the thread of the plant: filled here, read there
 * and by the historian, and filled again. Nothing is copied or allocated on the way, and how many are out at a time
 * says whether the plant keeps up.
 */
import { allocateSharedBatch, type SampleBatch } from '@millwright/model/web';

/** Samples in a batch: some ten milliseconds of a million and a half a second, 344 kB. */
export const BATCH_ROOM = 16_384;
/** Batches out at a time beyond which the peers have to wait: some 0.7 s of the same load, 22 MB. */
const MOST_LENT = 64;
/** The peers go on when no more than these are out. */
const FEW_LENT = 48;

/** What is said of a batch that is lent. */
export interface Lent {
  slot: number;
  length: number;
  /** The memory, when the slot is lent for the first time. */
  batch?: SampleBatch;
}

export class Lender {
  #slots = new Map<SampleBatch, number>();
  #batches: SampleBatch[] = [];
  /** Slots whose memory the other side has. */
  #known = new Set<number>();
  #free: number[] = [];
  #lent = 0;
  #pressed = false;
  #onPressure: (pressed: boolean) => void;

  /** @param onPressure told when the peers have to wait, and when they may go on */
  constructor(onPressure: (pressed: boolean) => void) {
    this.#onPressure = onPressure;
  }

  /** Batches that are out. */
  get lent(): number {
    return this.#lent;
  }

  /**
   * The next batch to fill. There always is one: what a single event brings (a lost connection marks a gap for every signal)
   * cannot wait, and takes more memory.
   */
  next(): SampleBatch {
    const slot = this.#free.pop();
    if (slot !== undefined) return this.#batches[slot];
    const batch = allocateSharedBatch(BATCH_ROOM);
    this.#slots.set(batch, this.#batches.push(batch) - 1);
    return batch;
  }

  /** Lends a batch that `next` gave out, with what was written to it. */
  lend(batch: SampleBatch): Lent {
    const slot = this.#slots.get(batch) ?? 0; // known: it came from `next`
    const { length } = batch;
    batch.length = 0;
    this.#lent++;
    if (this.#lent >= MOST_LENT) this.#press(true);
    if (this.#known.has(slot)) return { slot, length };
    this.#known.add(slot);
    return { slot, length, batch };
  }

  /** A batch has come back. */
  settled(slot: number): void {
    this.#free.push(slot);
    this.#lent--;
    if (this.#lent <= FEW_LENT) this.#press(false);
  }

  #press(pressed: boolean): void {
    if (pressed === this.#pressed) return;
    this.#pressed = pressed;
    this.#onPressure(pressed);
  }
}
