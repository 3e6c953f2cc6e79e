/** onDelay(x, window): true once x has been true without a break for the window; a gap is a break. */
import { Pending, type TimeNode } from './node.ts';

export class OnDelay implements TimeNode {
  level = 3;
  readonly #window: number;
  readonly #pending: Pending;
  /** Since when the committed samples are true without a break up to the pending one; NaN: they are not. */
  readonly #since: Float64Array;

  constructor(rows: number, window: number, hold: number) {
    this.#window = window;
    this.#pending = new Pending(rows, hold);
    this.#since = new Float64Array(rows).fill(Number.NaN);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    if (pending.isPassedBy(row, time)) this.#since[row] = this.#sinceAfter(row, time);
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    if (pending.values[row] === 0) return 0;
    const since = this.#since[row];
    return at - (Number.isNaN(since) ? pending.times[row] : since) >= this.#window ? 1 : 0;
  }

  #sinceAfter(row: number, time: number): number {
    const pending = this.#pending;
    if (pending.levels[row] >= 2 || pending.values[row] === 0 || pending.end(row, time) < time)
      return Number.NaN;
    const since = this.#since[row];
    return Number.isNaN(since) ? pending.times[row] : since;
  }
}
