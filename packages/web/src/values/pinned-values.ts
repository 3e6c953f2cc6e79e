/** The plant at the pinned instant, as a `ValueSource`: for a second view beside the one that follows the clock. */
import type { StateAnswer } from '@millwright/server/client';
import type { Pin } from '../time/pin.ts';
import { LatestOnly } from './latest-only.ts';
import { valuesOf } from './past-values.ts';
import { allocateValues, Notices, type ValueSource } from './value-source.ts';

export class PinnedValues implements ValueSource {
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly quality: Uint8Array;
  version = 0;
  /** Message of the last request that failed. */
  error: string | undefined;
  #pin: Pin;
  #loads: LatestOnly<number>;
  #notices = new Notices();
  #off: () => void;
  #abort = new AbortController();

  constructor(
    size: number,
    indexOf: (path: string) => number,
    pin: Pin,
    state: (at: number, signal: AbortSignal) => Promise<StateAnswer>,
  ) {
    const arrays = allocateValues(size);
    this.values = arrays.values;
    this.times = arrays.times;
    this.quality = arrays.quality;
    this.#pin = pin;
    this.#loads = new LatestOnly(async (at) => {
      try {
        const loaded = valuesOf(await state(at, this.#abort.signal), size, indexOf);
        if (this.#pin.at !== at) return;
        this.values.set(loaded.values);
        this.times.set(loaded.times);
        this.quality.set(loaded.quality);
        this.error = undefined;
      } catch (cause) {
        if (this.#abort.signal.aborted) return;
        this.error = cause instanceof Error ? cause.message : String(cause);
      }
      this.version++;
      this.#notices.mark();
    });
    this.#off = pin.subscribe(() => {
      if (pin.at !== undefined) this.#loads.ask(pin.at);
    });
  }

  subscribe = this.#notices.subscribe;

  close(): void {
    this.#abort.abort();
    this.#off();
    this.#notices.close();
  }
}
