/**
 * ema(x, tau): first-order lag, dy/dt = (x - y) / tau, solved exactly for a step function; y starts at the first usable
 * sample and stands still in gaps.
 */
import { Pending, type TimeNode } from './node.ts';

export class Ema implements TimeNode {
  level = 3;
  readonly #tau: number;
  readonly #pending: Pending;
  readonly #y: Float64Array;
  /** The last span and its decay: samples mostly come evenly. */
  #span = 0;
  #decay = 1;

  constructor(rows: number, tau: number, hold: number) {
    this.#tau = tau;
    this.#pending = new Pending(rows, hold);
    this.#y = new Float64Array(rows).fill(Number.NaN);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    if (pending.isPassedBy(row, time) && pending.levels[row] < 2) {
      this.#y[row] = this.#after(row, pending.end(row, time));
    }
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    return this.level >= 2 ? Number.NaN : this.#after(row, at);
  }

  #after(row: number, at: number): number {
    const x = this.#pending.values[row];
    const y = this.#y[row];
    if (Number.isNaN(y)) return x;
    const span = at - this.#pending.times[row];
    if (span === 0) return y;
    if (span !== this.#span) {
      this.#span = span;
      this.#decay = Math.exp(-span / this.#tau);
    }
    return x + (y - x) * this.#decay;
  }
}
