/** Reads the sensors when their period is over and hands the readings to the servers: one array per tick, no object per sample. */

import type { Output } from './outputs.ts';
import { Noise, reading } from './physics/noise.ts';

/** Receives readings: `index[i]` is the place of the output in the list of outputs; only the first `count` entries count. */
export type Sink = (index: Uint32Array, values: Float64Array, count: number, time: number) => void;

/** The newest reading of every output, and when each is due. */
export class Publisher {
  readonly outputs: readonly Output[];
  readonly values: Float64Array;
  readonly #due: Float64Array;
  readonly #index: Uint32Array;
  readonly #taken: Float64Array;
  readonly #noise: Noise;

  constructor(outputs: readonly Output[], seed: number) {
    this.outputs = outputs;
    this.#noise = new Noise(seed);
    const n = outputs.length;
    this.values = new Float64Array(n);
    this.#index = new Uint32Array(n);
    this.#taken = new Float64Array(n);
    // Spread over the period, so that a second's work is not done in one tick.
    this.#due = Float64Array.from(outputs, (output, i) => ((i * 37) % 10) * (output.every / 10));
    for (let i = 0; i < n; i++) this.values[i] = this.#take(i);
  }

  #take(i: number): number {
    const { read, sigma, resolution, low, high } = this.outputs[i];
    // A transmitter cannot show more or less than its span.
    return Math.min(high, Math.max(low, reading(read(), sigma, resolution, this.#noise)));
  }

  /** Reads every output due at `elapsed` ms since the start and passes them on, stamped with `time` (ms since 1970). */
  publish(elapsed: number, time: number, sink: Sink): void {
    let count = 0;
    for (let i = 0; i < this.outputs.length; i++) {
      if (this.#due[i] > elapsed) continue;
      const { every } = this.outputs[i];
      this.#due[i] += every * Math.max(1, Math.ceil((elapsed - this.#due[i] + 1) / every));
      const value = this.#take(i);
      this.values[i] = value;
      this.#index[count] = i;
      this.#taken[count++] = value;
    }
    if (count > 0) sink(this.#index, this.#taken, count, time);
  }
}
