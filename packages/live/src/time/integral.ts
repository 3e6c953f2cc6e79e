/** integral(x): sum of value times holding time in seconds since the first sample, gaps left out. */
import { Pending, type TimeNode } from './node.ts';
import { Sums } from './sum.ts';

export class Integral implements TimeNode {
  level = 3;
  readonly #pending: Pending;
  readonly #sums: Sums;

  constructor(rows: number, hold: number) {
    this.#pending = new Pending(rows, hold);
    this.#sums = new Sums(rows);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    if (pending.isPassedBy(row, time) && pending.levels[row] < 2) {
      const held = pending.end(row, time) - pending.times[row];
      this.#sums.add(row, (pending.values[row] * held) / 1000);
    }
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    return this.#sums.get(row) + (pending.values[row] * (at - pending.times[row])) / 1000;
  }

  /** Adds what was summed up before the first sample of a row came. */
  lift(row: number, by: number): void {
    this.#sums.add(row, by);
  }
}
