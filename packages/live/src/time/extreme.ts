/**
 * minimum and maximum over (t - window, t]: of all values held at some instant of the window.
 *
 * Ring entry: [end, value], a monotonic queue: a value that ends earlier than a later, more extreme one is dropped, so the
 * first entry is the extreme of all committed values. At the ring's limit, entries that end in the same slice of the time
 * axis (2 / limit of the window) are joined: the more extreme value then counts up to one slice too long.
 */
import { Pending, type TimeNode } from './node.ts';
import { Ring } from './ring.ts';

export class Extreme implements TimeNode {
  level = 3;
  /** 1 for the minimum, -1 for the maximum, which is the negative minimum of the negative values. */
  readonly #sign: number;
  readonly #window: number;
  readonly #pending: Pending;
  readonly #ring: Ring;

  constructor(rows: number, fn: 'minimum' | 'maximum', window: number, hold: number, limit: number) {
    this.#sign = fn === 'minimum' ? 1 : -1;
    this.#window = window;
    this.#pending = new Pending(rows, hold);
    this.#ring = new Ring(rows, 2, limit);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    const ring = this.#ring;
    const left = at - this.#window;
    if (pending.isPassedBy(row, time) && pending.levels[row] < 2) this.#commit(row, pending.end(row, time));
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    while (ring.lengths[row] > 0 && ring.data[ring.at(row, 0)] <= left) ring.shift(row);
    this.level = pending.windowLevel(row, left);
    const newest = pending.values[row];
    if (ring.lengths[row] === 0) return newest;
    const extreme = ring.data[ring.at(row, 0) + 1] * this.#sign;
    return this.#sign > 0 ? Math.min(extreme, newest) : Math.max(extreme, newest);
  }

  #commit(row: number, end: number): void {
    const ring = this.#ring;
    const value = this.#pending.values[row] * this.#sign;
    while (ring.lengths[row] > 0 && ring.data[ring.at(row, ring.lengths[row] - 1) + 1] >= value)
      ring.pop(row);
    if (ring.isFull(row)) this.#join(row);
    const place = ring.push(row);
    ring.data[place] = end;
    ring.data[place + 1] = value;
  }

  #join(row: number): void {
    const ends = this.#ring.data;
    const slice = (this.#window * 2) / this.#ring.limit;
    this.#ring.merge(
      row,
      (into, from) => Math.floor(ends[into] / slice) === Math.floor(ends[from] / slice),
      (into, from) => {
        ends[into] = ends[from];
      },
    );
    while (this.#ring.isFull(row)) this.#ring.shift(row);
  }
}
