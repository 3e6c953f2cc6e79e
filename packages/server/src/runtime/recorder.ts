/**
 * The way to disk: hands batches to the historian and keeps each until it is acknowledged. When the historian fails
 * (disk full, read-only, worker gone) the plant runs on: what is not acknowledged waits here, is tried again, and is given
 * up, counted, only beyond a bound, oldest first.
 */
import { isShared, releaseBatch, type SampleBatch } from '@millwright/model';

/** About 21 bytes per sample: twelve million samples. */
const MOST_RETAINED_BYTES = 256 * 1024 * 1024;
const RETRY_MS = 1000;
const BYTES_PER_SAMPLE = 21;

export interface RecorderOptions {
  /** Stores a batch; resolves when durable. Takes ownership of what it is given. */
  append(batch: SampleBatch): Promise<void>;
  /** Told once when storing begins to fail and once when it works again. */
  log(message: string): void;
  retryMs?: number;
  mostRetainedBytes?: number;
}

export interface RecorderStatus {
  /** Samples handed over and not yet acknowledged. */
  waiting: number;
  stored: number;
  /** Given up because the historian failed for too long. */
  lost: number;
  /** Why storing fails right now. */
  failure: string | undefined;
}

export class Recorder {
  #options: Required<RecorderOptions>;
  /** Being stored. */
  #flying = new Set<SampleBatch>();
  /** Failed, to be tried again, oldest first. */
  #retry: SampleBatch[] = [];
  #retryBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  #stored = 0;
  #lost = 0;
  #closed = false;

  constructor(options: RecorderOptions) {
    this.#options = { retryMs: RETRY_MS, mostRetainedBytes: MOST_RETAINED_BYTES, ...options };
  }

  /**
   * Resolves when the batch is durable. Rejects when it could not be stored at once; it is kept and tried again all the
   * same. The recorder owns the batch and empties it once it is stored; a batch in shared memory it only borrows until the
   * promise settles, and passes on without a copy.
   */
  async append(batch: SampleBatch): Promise<void> {
    if (batch.length === 0) return;
    if (this.#failure !== undefined) {
      this.#keep(owned(batch));
      throw new Error(this.#failure);
    }
    this.#flying.add(batch);
    try {
      await this.#options.append(isShared(batch) ? batch : exactCopy(batch));
    } catch (error) {
      this.#flying.delete(batch);
      this.#keep(owned(batch));
      this.#fail(error);
      throw error;
    }
    this.#flying.delete(batch);
    this.#stored += batch.length;
    if (!isShared(batch)) releaseBatch(batch);
  }

  status(): RecorderStatus {
    let waiting = 0;
    for (const batch of this.#flying) waiting += batch.length;
    for (const batch of this.#retry) waiting += batch.length;
    return { waiting, stored: this.#stored, lost: this.#lost, failure: this.#failure };
  }

  /** A last attempt for everything that waits. Returns the number of samples that could not be stored. */
  async close(): Promise<number> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#tryAgain();
    return this.#retry.reduce((sum, batch) => sum + batch.length, 0);
  }

  #keep(batch: SampleBatch): void {
    this.#retry.push(batch);
    this.#retryBytes += batch.length * BYTES_PER_SAMPLE;
    while (this.#retryBytes > this.#options.mostRetainedBytes) {
      const oldest = this.#retry.shift();
      if (oldest === undefined) break;
      this.#retryBytes -= oldest.length * BYTES_PER_SAMPLE;
      this.#lost += oldest.length;
    }
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (this.#failure === undefined) this.#options.log(`Samples cannot be stored: ${message}`);
    this.#failure = message;
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#tryAgain();
    }, this.#options.retryMs);
  }

  async #tryAgain(): Promise<void> {
    for (let batch = this.#retry[0]; batch !== undefined; batch = this.#retry[0]) {
      try {
        await this.#options.append(exactCopy(batch));
      } catch (error) {
        this.#fail(error);
        return;
      }
      this.#stored += batch.length;
      // While it was being stored the bound may have given it up: then it is not in front any more.
      if (this.#retry[0] !== batch) continue;
      this.#retry.shift();
      this.#retryBytes -= batch.length * BYTES_PER_SAMPLE;
      releaseBatch(batch);
    }
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    const lost = this.#lost === 0 ? 'nothing was lost' : `${this.#lost} samples were lost in all`;
    this.#options.log(`Samples are stored again; ${lost}.`);
  }
}

/** What is kept beyond the call must not be somebody else's memory. */
function owned(batch: SampleBatch): SampleBatch {
  return isShared(batch) ? exactCopy(batch) : batch;
}

/** Ownership passes on with the copy, exactly as long as the batch, so that it can be transferred without dead weight. */
function exactCopy({ length, signals, times, values, quality }: SampleBatch): SampleBatch {
  return {
    length,
    signals: new Uint32Array(signals.subarray(0, length)),
    times: new Float64Array(times.subarray(0, length)),
    values: new Float64Array(values.subarray(0, length)),
    quality: new Uint8Array(quality.subarray(0, length)),
  };
}
