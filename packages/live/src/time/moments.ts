/**
 * mean and deviation over (t - window, t], weighted by the time held; gaps and the time before the first sample do not
 * count. Where no time is covered (the first sample), the mean is the newest value and the deviation 0. The deviation
 * is that of the whole window (population), the root of the mean squared distance from the mean.
 *
 * The ring is a queue with running sums that never subtracts (two stacks in one ring): the older entries carry the sums from
 * themselves to the last of the older ones, the younger ones are summed up in three numbers per row. When the older ones
 * are used up, the sums of all entries are computed afresh. So nothing drifts, and what has left the window leaves no trace.
 *
 * Ring entry: [start, covered, mean, sum of covered, sum of first, | scatter, sum of second], where `scatter` is the integral of the
 * squared distance from `mean`, and first and second are the integrals of the distance from the row's reference value and of
 * its square. The last two fields exist for the deviation alone. The end of an entry is the start of the next, or of the
 * pending sample. A gap is an entry that covers nothing. At the ring's limit, entries that start in the same slice of the time
 * axis (2 / limit of the window) are joined; only the share of the one slice that the window cuts is then estimated.
 */
import { Pending, type TimeNode } from './node.ts';
import { Ring } from './ring.ts';

export class Moments implements TimeNode {
  level = 3;
  readonly #window: number;
  readonly #wantDeviation: boolean;
  readonly #pending: Pending;
  readonly #ring: Ring;
  /** Number of older entries, which carry sums. */
  readonly #older: Uint32Array;
  /** Sums over the younger entries. */
  readonly #covered: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  /** A value near the mean, about which distances are taken; 0 for the mean itself. */
  readonly #reference: Float64Array;

  constructor(rows: number, fn: 'mean' | 'deviation', window: number, hold: number, limit: number) {
    this.#window = window;
    this.#wantDeviation = fn === 'deviation';
    this.#pending = new Pending(rows, hold);
    this.#ring = new Ring(rows, this.#wantDeviation ? 7 : 5, limit);
    this.#older = new Uint32Array(rows);
    this.#covered = new Float64Array(rows);
    this.#first = new Float64Array(rows);
    this.#second = new Float64Array(this.#wantDeviation ? rows : 0);
    this.#reference = new Float64Array(this.#wantDeviation ? rows : 0);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    const left = at - this.#window;
    if (pending.isPassedBy(row, time)) this.#commit(row, time, left);
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    const begins = pending.times[row];
    this.#evict(row, left, begins);
    this.level = pending.windowLevel(row, left);
    return this.#wantDeviation ? this.#deviation(row, left, begins, at) : this.#mean(row, left, begins, at);
  }

  #mean(row: number, left: number, begins: number, at: number): number {
    const ring = this.#ring;
    const newest = this.#pending.values[row];
    const held = at - Math.max(begins, left);
    let covered = this.#covered[row] + held;
    let first = this.#first[row] + newest * held;
    const length = ring.lengths[row];
    if (length > 0) {
      const { data } = ring;
      const place = ring.at(row, 0);
      if (this.#older[row] > 0) {
        covered += data[place + 3];
        first += data[place + 4];
      }
      const start = data[place];
      if (start < left) {
        const end = length > 1 ? data[ring.at(row, 1)] : begins;
        const cut = data[place + 1] * ((left - start) / (end - start));
        covered -= cut;
        first -= data[place + 2] * cut;
      }
    }
    return covered > 0 ? first / covered : newest;
  }

  #deviation(row: number, left: number, begins: number, at: number): number {
    const { data, lengths } = this.#ring;
    const reference = this.#reference[row];
    const offset = this.#pending.values[row] - reference;
    const held = at - Math.max(begins, left);
    let covered = this.#covered[row] + held;
    let first = this.#first[row] + offset * held;
    let second = this.#second[row] + offset * offset * held;
    if (lengths[row] > 0) {
      const place = this.#ring.at(row, 0);
      if (this.#older[row] > 0) {
        covered += data[place + 3];
        first += data[place + 4];
        second += data[place + 6];
      }
      const start = data[place];
      if (start < left) {
        const end = lengths[row] > 1 ? data[this.#ring.at(row, 1)] : begins;
        const share = (left - start) / (end - start);
        const cut = data[place + 1] * share;
        const distance = data[place + 2] - reference;
        covered -= cut;
        first -= distance * cut;
        second -= distance * distance * cut + data[place + 5] * share;
      }
    }
    if (!(covered > 0)) return 0;
    const mean = first / covered;
    const variance = second / covered - mean * mean;
    return variance > 0 ? Math.sqrt(variance) : 0;
  }

  /** Puts the pending sample, which ends at `time`, into the ring. */
  #commit(row: number, time: number, left: number): void {
    const pending = this.#pending;
    const start = pending.times[row];
    if (pending.levels[row] >= 2) {
      this.#push(row, start, 0, 0, left);
      return;
    }
    const end = pending.end(row, time);
    this.#push(row, start, end - start, pending.values[row], left);
    if (end < time) this.#push(row, end, 0, 0, left);
  }

  #push(row: number, start: number, covered: number, value: number, left: number): void {
    const ring = this.#ring;
    if (ring.lengths[row] >= ring.capacity) {
      this.#evict(row, left, start);
      if (ring.isFull(row)) this.#join(row);
    }
    const place = ring.push(row);
    const { data } = ring;
    data[place] = start;
    data[place + 1] = covered;
    data[place + 2] = value;
    this.#covered[row] += covered;
    if (!this.#wantDeviation) {
      this.#first[row] += value * covered;
      return;
    }
    if (ring.lengths[row] === 1) this.#reference[row] = value;
    const distance = value - this.#reference[row];
    data[place + 5] = 0;
    this.#first[row] += distance * covered;
    this.#second[row] += distance * distance * covered;
  }

  /** Drops entries that end at or before `left`; the last one ends at `lastEnd`. */
  #evict(row: number, left: number, lastEnd: number): void {
    const ring = this.#ring;
    const starts = ring.data;
    let length = ring.lengths[row];
    while (length > 0 && (length > 1 ? starts[ring.at(row, 1)] : lastEnd) <= left) {
      if (this.#older[row] === 0) this.#resum(row);
      ring.shift(row);
      this.#older[row]--;
      length--;
    }
  }

  /** Makes all entries older ones: each gets the sums from itself to the last. */
  #resum(row: number): void {
    const ring = this.#ring;
    const { data } = ring;
    const length = ring.lengths[row];
    if (this.#wantDeviation) this.#reference[row] = data[ring.at(row, length - 1) + 2];
    const reference = this.#wantDeviation ? this.#reference[row] : 0;
    let covered = 0;
    let first = 0;
    let second = 0;
    for (let i = length - 1; i >= 0; i--) {
      const place = ring.at(row, i);
      const distance = data[place + 2] - reference;
      covered += data[place + 1];
      first += distance * data[place + 1];
      data[place + 3] = covered;
      data[place + 4] = first;
      if (!this.#wantDeviation) continue;
      second += distance * distance * data[place + 1] + data[place + 5];
      data[place + 6] = second;
    }
    this.#older[row] = length;
    this.#covered[row] = 0;
    this.#first[row] = 0;
    if (this.#wantDeviation) this.#second[row] = 0;
  }

  #join(row: number): void {
    const { data } = this.#ring;
    const slice = (this.#window * 2) / this.#ring.limit;
    this.#ring.merge(
      row,
      (into, from) => Math.floor(data[into] / slice) === Math.floor(data[from] / slice),
      (into, from) => {
        const covered = data[into + 1] + data[from + 1];
        if (covered === 0) return;
        const share = data[from + 1] / covered;
        const distance = data[from + 2] - data[into + 2];
        if (this.#wantDeviation)
          data[into + 5] += data[from + 5] + distance * distance * data[into + 1] * share;
        data[into + 2] += distance * share;
        data[into + 1] = covered;
      },
    );
    this.#resum(row);
  }
}
