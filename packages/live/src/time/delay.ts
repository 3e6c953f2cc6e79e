/**
 * delay(x, window): the value that x held at t - window; unusable where x was unusable then, or had no sample yet.
 *
 * Ring entry: [start, value, level]. At the ring's limit only the first sample of each slice of the time axis
 * (2 / limit of the window) is kept.
 */
import { Pending, type TimeNode } from './node.ts';
import { Ring } from './ring.ts';

export class Delay implements TimeNode {
  level = 3;
  readonly #window: number;
  readonly #pending: Pending;
  readonly #ring: Ring;

  constructor(rows: number, window: number, hold: number, limit: number) {
    this.#window = window;
    this.#pending = new Pending(rows, hold);
    this.#ring = new Ring(rows, 3, limit);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    const left = at - this.#window;
    if (pending.isPassedBy(row, time)) this.#commit(row, left);
    pending.take(row, time, value, level);
    if (pending.times[row] <= left) {
      this.level = pending.levelAt(row, left);
      return this.level >= 2 ? Number.NaN : pending.values[row];
    }
    this.#evict(row, left);
    const { data } = this.#ring;
    const place = this.#ring.at(row, 0);
    const start = data[place];
    if (this.#ring.lengths[row] === 0 || start > left) {
      this.level = 3;
      return Number.NaN;
    }
    const then = data[place + 2];
    this.level = then < 2 && left - start > pending.hold ? 3 : then;
    return this.level >= 2 ? Number.NaN : data[place + 1];
  }

  #commit(row: number, left: number): void {
    const ring = this.#ring;
    if (ring.lengths[row] === ring.capacity) {
      this.#evict(row, left);
      if (ring.isFull(row)) this.#join(row);
    }
    const place = ring.push(row);
    ring.data[place] = this.#pending.times[row];
    ring.data[place + 1] = this.#pending.values[row];
    ring.data[place + 2] = this.#pending.levels[row];
  }

  /** Drops entries whose successor began at or before `left`. */
  #evict(row: number, left: number): void {
    const ring = this.#ring;
    while (ring.lengths[row] > 1 && ring.data[ring.at(row, 1)] <= left) ring.shift(row);
  }

  #join(row: number): void {
    const starts = this.#ring.data;
    const slice = (this.#window * 2) / this.#ring.limit;
    this.#ring.merge(
      row,
      (into, from) => Math.floor(starts[into] / slice) === Math.floor(starts[from] / slice),
      () => {},
    );
    while (this.#ring.isFull(row)) this.#ring.shift(row);
  }
}
