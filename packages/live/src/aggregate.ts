/**
 * Reads all members of a many-part for one row: `avg(bearings.temperature)`.
 *
 * Members that are not usable, or whose sample is older than it holds, are left out; what is left is then uncertain,
 * because it does not speak for all members. `count` is the number of usable members and always good.
 */
import type { Aggregate } from '@millwright/model';
import type { Arena } from './arena.ts';

export class AggregateReader {
  /** Members of row r: `slots[starts[r]] … slots[starts[r + 1] - 1]`. */
  readonly starts: Uint32Array;
  readonly slots: Uint32Array;
  /** Milliseconds a sample of each member holds. */
  readonly staleAfter: Float64Array;
  /** Whether a member got a sample in the current wave; set by `scan`. */
  hit = false;
  /** Level of the last result; set by `read`. */
  level = 0;

  constructor(starts: Uint32Array, slots: Uint32Array, staleAfter: Float64Array) {
    this.starts = starts;
    this.slots = slots;
    this.staleAfter = staleAfter;
  }

  /** Time of the newest sample of any member; -Infinity where there is none. Sets `hit`. */
  scan(arena: Arena, row: number): number {
    let newest = Number.NEGATIVE_INFINITY;
    this.hit = false;
    for (let m = this.starts[row]; m < this.starts[row + 1]; m++) {
      const slot = this.slots[m];
      if (arena.stamps[slot] === arena.wave) this.hit = true;
      const time = arena.newest(slot);
      if (time > newest) newest = time;
    }
    return newest;
  }

  /** The aggregate at the instant `time`; NaN with a bad level where no member is usable. Sets `level`. */
  read(arena: Arena, row: number, time: number, fn: Aggregate): number {
    const { starts, slots } = this;
    let count = 0;
    let level = 0;
    let sum = 0;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let m = starts[row]; m < starts[row + 1]; m++) {
      const slot = slots[m];
      const own = arena.own[slot] & 3;
      if (own > 1 || time - arena.times[slot] > this.staleAfter[m]) {
        level = 1;
        continue;
      }
      if (own > level) level = own;
      const value = arena.values[slot];
      count++;
      sum += value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.level = fn === 'count' ? 0 : count === 0 ? 2 : level;
    switch (fn) {
      case 'count':
        return count;
      case 'sum':
        return count === 0 ? Number.NaN : sum;
      case 'avg':
        return count === 0 ? Number.NaN : sum / count;
      case 'min':
        return count === 0 ? Number.NaN : low;
      case 'max':
        return count === 0 ? Number.NaN : high;
    }
  }
}
