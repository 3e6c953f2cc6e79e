/**
 * What all time functions share.
 *
 * A time function sees its argument as a step function of source time: sample i holds from its time s_i until the next
 * sample, but no longer than `hold` (the shortest stale time of the signals the argument reads). A sample that is not
 * usable begins a gap; gaps have no value and no weight.
 *
 * State is kept per row in typed arrays: what is *committed* (all samples before the newest) and the newest sample,
 * which stays *pending* until a later one comes, so that a sample of the same time replaces it and is never counted
 * twice. Nothing depends on how samples were cut into batches.
 */

/** One time function of one formula, for all rows. */
export interface TimeNode {
  /** Level of the last result of `step`: 0 good, 1 uncertain, 2 bad, 3 stale. */
  level: number;
  /**
   * Takes the newest sample (`time`, `value`, `level`) of the argument of `row` - the same one again if nothing new
   * came - and returns the function's value at the instant `at` >= `time`. Both times never go back for a row.
   * NaN where there is no result; then `level` is 2 or 3. `time` is -Infinity before the first sample.
   */
  step(row: number, time: number, value: number, level: number, at: number): number;
}

/** The pending sample of each row. */
export class Pending {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly levels: Uint8Array;
  /** Milliseconds a sample holds; Infinity: until the next. */
  readonly hold: number;
  /** End of the last committed uncertain sample: a window that reaches back before it is uncertain. */
  readonly uncertainUntil: Float64Array;

  constructor(rows: number, hold: number) {
    this.times = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
    this.values = new Float64Array(rows).fill(Number.NaN);
    this.levels = new Uint8Array(rows).fill(3);
    this.hold = hold;
    this.uncertainUntil = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
  }

  /** Whether the row has a pending sample that a sample of `time` commits. */
  isPassedBy(row: number, time: number): boolean {
    const pending = this.times[row];
    return time > pending && pending !== Number.NEGATIVE_INFINITY;
  }

  /** End of the pending sample when the next one comes at `time`. */
  end(row: number, time: number): number {
    const limit = this.times[row] + this.hold;
    return Math.min(time, limit);
  }

  /** Takes the newest sample, in the place of one of the same time. A usable level with no number becomes bad. */
  take(row: number, time: number, value: number, level: number): void {
    const pending = this.times[row];
    if (time < pending || time === Number.NEGATIVE_INFINITY) return;
    if (time > pending) {
      if (this.levels[row] === 1) this.uncertainUntil[row] = this.end(row, time);
      this.times[row] = time;
    }
    this.values[row] = value;
    this.levels[row] = level < 2 && !Number.isFinite(value) ? 2 : level;
  }

  /** Level of the pending sample at the instant `at`: stale when it no longer holds. */
  levelAt(row: number, at: number): number {
    const level = this.levels[row];
    return level < 2 && at - this.times[row] > this.hold ? 3 : level;
  }

  /** Level of a window that begins after `left` and in which the pending sample is usable. */
  windowLevel(row: number, left: number): number {
    return this.levels[row] === 1 || this.uncertainUntil[row] > left ? 1 : 0;
  }
}
