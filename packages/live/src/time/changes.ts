/**
 * changes(x, window): how often x changed within (t - window, t]: the number of usable samples there whose value differs from
 * the usable sample before.
 *
 * Ring entry: [time, count]. At the ring's limit, changes of the same slice of the time axis (2 / limit of the window) are
 * joined and leave the window together with the last of them.
 */
import { Pending, type TimeNode } from './node.ts';
import { Ring } from './ring.ts';

export class Changes implements TimeNode {
  level = 3;
  readonly #window: number;
  readonly #pending: Pending;
  readonly #ring: Ring;
  /** The last usable committed value; NaN: none. */
  readonly #before: Float64Array;
  readonly #counts: Float64Array;

  constructor(rows: number, window: number, hold: number, limit: number) {
    this.#window = window;
    this.#pending = new Pending(rows, hold);
    this.#ring = new Ring(rows, 2, limit);
    this.#before = new Float64Array(rows).fill(Number.NaN);
    this.#counts = new Float64Array(rows);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    const left = at - this.#window;
    if (pending.isPassedBy(row, time) && pending.levels[row] < 2) this.#commit(row);
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    const ring = this.#ring;
    while (ring.lengths[row] > 0 && ring.data[ring.at(row, 0)] <= left) {
      this.#counts[row] -= ring.data[ring.at(row, 0) + 1];
      ring.shift(row);
    }
    this.level = pending.windowLevel(row, left);
    return this.#counts[row] + (this.#isChange(row) && pending.times[row] > left ? 1 : 0);
  }

  #isChange(row: number): boolean {
    const before = this.#before[row];
    return !Number.isNaN(before) && this.#pending.values[row] !== before;
  }

  #commit(row: number): void {
    const ring = this.#ring;
    if (this.#isChange(row)) {
      if (ring.isFull(row)) this.#join(row);
      const place = ring.push(row);
      ring.data[place] = this.#pending.times[row];
      ring.data[place + 1] = 1;
      this.#counts[row]++;
    }
    this.#before[row] = this.#pending.values[row];
  }

  #join(row: number): void {
    const { data } = this.#ring;
    const slice = (this.#window * 2) / this.#ring.limit;
    this.#ring.merge(
      row,
      (into, from) => Math.floor(data[into] / slice) === Math.floor(data[from] / slice),
      (into, from) => {
        data[into] = data[from];
        data[into + 1] += data[from + 1];
      },
    );
    while (this.#ring.isFull(row)) {
      this.#counts[row] -= data[this.#ring.at(row, 0) + 1];
      this.#ring.shift(row);
    }
  }
}
