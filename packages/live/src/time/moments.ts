/**
 * mean and deviation over (t - window, t], weighted by the time held; gaps and the time before the first sample do not
 * count. Where no time is covered (the first sample), the mean is the newest value and the deviation 0. The deviation
 * is that of the whole window (population), the root of the mean squared distance from the mean.
 *
 * Ring entry: [start, covered, mean, scatter], scatter = integral of the squared distance from `mean`. Its end is the
 * start of the next entry, or of the pending sample. A gap is an entry that covers nothing. At the ring's limit,
 * entries that start in the same slice of the time axis (2 / limit of the window) are joined; only the share of the one
 * slice that the window cuts is then estimated.
 *
 * Sums are compensated and computed afresh as often as the ring turns over, about a reference value near the mean.
 */
import { Pending, type TimeNode } from './node.ts';
import { Ring } from './ring.ts';
import { Sums } from './sum.ts';

export class Moments implements TimeNode {
  level = 3;
  readonly #window: number;
  readonly #wantDeviation: boolean;
  readonly #pending: Pending;
  readonly #ring: Ring;
  /** Integrals over the ring: of 1, of (x - reference), of (x - reference) squared. */
  readonly #covered: Float64Array;
  readonly #first: Sums;
  readonly #second: Sums;
  readonly #reference: Float64Array;
  /** Entries dropped since the sums were computed afresh. */
  readonly #dropped: Uint32Array;

  constructor(rows: number, fn: 'mean' | 'deviation', window: number, hold: number, limit: number) {
    this.#window = window;
    this.#wantDeviation = fn === 'deviation';
    this.#pending = new Pending(rows, hold);
    this.#ring = new Ring(rows, 4, limit);
    this.#covered = new Float64Array(rows);
    this.#first = new Sums(rows);
    this.#second = new Sums(this.#wantDeviation ? rows : 0);
    this.#reference = new Float64Array(rows);
    this.#dropped = new Uint32Array(rows);
  }

  step(row: number, time: number, value: number, level: number, at: number): number {
    const pending = this.#pending;
    const left = at - this.#window;
    if (pending.isPassedBy(row, time)) this.#commit(row, time, left);
    pending.take(row, time, value, level);
    this.level = pending.levelAt(row, at);
    if (this.level >= 2) return Number.NaN;
    this.#evict(row, left, pending.times[row]);
    this.level = pending.windowLevel(row, left);

    const newest = pending.values[row];
    const begins = pending.times[row];
    const offset = newest - this.#reference[row];
    const held = at - Math.max(begins, left);
    let covered = this.#covered[row] + held;
    let first = this.#first.get(row) + offset * held;
    let second = this.#wantDeviation ? this.#second.get(row) + offset * offset * held : 0;
    const { fields, lengths } = this.#ring;
    if (lengths[row] > 0) {
      const place = this.#ring.at(row, 0);
      const start = fields[0][place];
      if (start < left) {
        const share = (left - start) / (this.#end(row, 0, begins) - start);
        const cut = fields[1][place] * share;
        const distance = fields[2][place] - this.#reference[row];
        covered -= cut;
        first -= distance * cut;
        second -= distance * distance * cut + fields[3][place] * share;
      }
    }
    if (!(covered > 0)) return this.#wantDeviation ? 0 : newest;
    const mean = first / covered;
    if (!this.#wantDeviation) return this.#reference[row] + mean;
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
    if (ring.lengths[row] === 0) this.#reference[row] = value;
    const place = ring.push(row);
    ring.fields[0][place] = start;
    ring.fields[1][place] = covered;
    ring.fields[2][place] = value;
    ring.fields[3][place] = 0;
    this.#count(row, place, 1);
  }

  /** Drops entries that end at or before `left`; the last one ends at `lastEnd`. */
  #evict(row: number, left: number, lastEnd: number): void {
    const ring = this.#ring;
    while (ring.lengths[row] > 0 && this.#end(row, 0, lastEnd) <= left) {
      this.#count(row, ring.at(row, 0), -1);
      ring.shift(row);
      this.#dropped[row]++;
      if (this.#dropped[row] >= ring.lengths[row]) this.#recount(row);
    }
  }

  #end(row: number, i: number, lastEnd: number): number {
    const ring = this.#ring;
    return i + 1 < ring.lengths[row] ? ring.fields[0][ring.at(row, i + 1)] : lastEnd;
  }

  #count(row: number, place: number, sign: number): void {
    const { fields } = this.#ring;
    const covered = fields[1][place] * sign;
    const distance = fields[2][place] - this.#reference[row];
    this.#covered[row] += covered;
    this.#first.add(row, distance * covered);
    if (this.#wantDeviation) {
      this.#second.add(row, distance * distance * covered + fields[3][place] * sign);
    }
  }

  #recount(row: number): void {
    const ring = this.#ring;
    const covered = this.#covered[row];
    const shift = covered > 0 ? this.#first.get(row) / covered : 0;
    if (Number.isFinite(shift)) this.#reference[row] += shift;
    else if (ring.lengths[row] > 0)
      this.#reference[row] = ring.fields[2][ring.at(row, ring.lengths[row] - 1)];
    this.#covered[row] = 0;
    this.#first.set(row, 0);
    if (this.#wantDeviation) this.#second.set(row, 0);
    this.#dropped[row] = 0;
    for (let i = 0; i < ring.lengths[row]; i++) this.#count(row, ring.at(row, i), 1);
  }

  #join(row: number): void {
    const [starts, covers, means, scatters] = this.#ring.fields;
    const slice = (this.#window * 2) / this.#ring.limit;
    this.#ring.merge(
      row,
      (into, from) => Math.floor(starts[into] / slice) === Math.floor(starts[from] / slice),
      (into, from) => {
        const covered = covers[into] + covers[from];
        if (covered === 0) return;
        const share = covers[from] / covered;
        const distance = means[from] - means[into];
        scatters[into] += scatters[from] + distance * distance * covers[into] * share;
        means[into] += distance * share;
        covers[into] = covered;
      },
    );
    this.#recount(row);
  }
}
