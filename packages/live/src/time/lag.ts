/** previous, delta, rate: the newest usable sample and the usable one before it. */
import { Pending, type TimeNode } from './node.ts';

export type LagFunction = 'previous' | 'delta' | 'rate';

/** Without an earlier usable sample there is no result: stale. A gap between the two does not matter. */
export class Lag implements TimeNode {
  level = 3;
  readonly #fn: LagFunction;
  readonly #pending: Pending;
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  readonly #levels: Uint8Array;

  constructor(rows: number, fn: LagFunction, hold: number) {
    this.#fn = fn;
    this.#pending = new Pending(rows, hold);
    this.#times = new Float64Array(rows);
    this.#values = new Float64Array(rows);
    this.#levels = new Uint8Array(rows).fill(3);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    if (pending.isPassedBy(row, time) && pending.levels[row] < 2) {
      this.#times[row] = pending.times[row];
      this.#values[row] = pending.values[row];
      this.#levels[row] = pending.levels[row];
    }
    pending.take(row, time, value, level);
    const now = pending.levelAt(row, at);
    const before = this.#levels[row];
    this.level = now >= 2 || now > before ? now : before;
    if (this.level >= 2) return Number.NaN;
    if (this.#fn === 'previous') return this.#values[row];
    const delta = pending.values[row] - this.#values[row];
    return this.#fn === 'delta' ? delta : (delta / (pending.times[row] - this.#times[row])) * 1000;
  }
}
