/**
 * Statistics of a signal over a stretch of time, weighted by time: a sample counts as long as it was the newest.
 *
 * Bad and stale samples count for nothing, and neither does what comes after a sample for longer than the signal takes to
 * become stale. Standard deviation: square root of the mean square distance from the mean, over time.
 */
import type { Historian } from '@millwright/historian';
import { HistorianError } from '@millwright/historian';
import type { StatisticsAnswer } from '../api/schemas.ts';

/** Up to so many samples are read one by one: some 20 ms. */
const EXACT_SAMPLES = 300_000;
/** Beyond that, buckets are taken for samples. */
const BUCKETS = 20_000;
const UNUSABLE_LEVEL = 2;

/** Sums up pieces of time in which a signal lay between two values, evenly spread. */
class Weighing {
  seconds = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;
  readonly limits: { value: number; above: number; below: number }[];

  constructor(limits: readonly number[]) {
    this.limits = limits.map((value) => ({ value, above: 0, below: 0 }));
  }

  /** West's weighted form of Welford's algorithm: exact enough where the mean is large beside the deviation. */
  add(seconds: number, low: number, high: number, mean: number): void {
    if (low < this.min) this.min = low;
    if (high > this.max) this.max = high;
    if (!(seconds > 0)) return;
    this.seconds += seconds;
    const distance = mean - this.#mean;
    this.#mean += (distance * seconds) / this.seconds;
    this.#squares += seconds * distance * (mean - this.#mean) + (seconds * (high - low) ** 2) / 12;
    for (const limit of this.limits) {
      const share = high > low ? (high - limit.value) / (high - low) : high > limit.value ? 1 : 0;
      limit.above += seconds * Math.max(0, Math.min(1, share));
      const under = high > low ? (limit.value - low) / (high - low) : low < limit.value ? 1 : 0;
      limit.below += seconds * Math.max(0, Math.min(1, under));
    }
  }

  answer(path: string, unit: string, samples: number, exact: boolean): StatisticsAnswer {
    const none = this.max < this.min;
    return {
      path,
      unit,
      exact,
      samples,
      seconds: this.seconds,
      min: none ? null : this.min,
      max: none ? null : this.max,
      mean: this.seconds > 0 ? this.#mean : null,
      deviation: this.seconds > 0 ? Math.sqrt(this.#squares / this.seconds) : null,
      limits: this.limits,
    };
  }
}

export interface StatisticsRequest {
  id: number;
  path: string;
  unit: string;
  /** After so many ms a sample no longer tells anything; Infinity: it holds until the next. */
  stale: number;
  from: number;
  to: number;
  /** Values to measure the time above and below of. */
  limits: readonly number[];
}

/** Cost: at most 300,000 samples or 20,000 buckets. Where it took buckets, `exact` is false. */
export async function signalStatistics(
  historian: Pick<Historian, 'raw' | 'sampleAt' | 'buckets'>,
  { id, path, unit, stale, from, to, limits }: StatisticsRequest,
): Promise<StatisticsAnswer> {
  const weighing = new Weighing(limits);
  const raw = await historian.raw(id, from, to, EXACT_SAMPLES).catch((error: unknown) => {
    if (error instanceof HistorianError && error.code === 'limit') return undefined;
    throw error;
  });
  if (raw === undefined) {
    const { width, min, max, mean, count } = await historian.buckets(id, from, to, BUCKETS);
    let samples = 0;
    for (let i = 0; i < count.length; i++) {
      samples += count[i];
      if (!Number.isNaN(mean[i])) weighing.add(width / 1000, min[i], max[i], mean[i]);
    }
    return weighing.answer(path, unit, samples, false);
  }
  const { times, values, quality } = raw;
  const hold = (time: number, value: number, level: number, next: number) => {
    if ((level & 3) >= UNUSABLE_LEVEL || !Number.isFinite(value)) return;
    const until = Math.min(next, time + stale);
    if (until > from || time >= from) {
      weighing.add(Math.max(0, until - Math.max(from, time)) / 1000, value, value, value);
    }
  };
  const before = times[0] === from ? undefined : await historian.sampleAt(id, from);
  if (before !== undefined) hold(before.time, before.value, before.quality, times[0] ?? to);
  for (let i = 0; i < times.length; i++) hold(times[i], values[i], quality[i], times[i + 1] ?? to);
  return weighing.answer(path, unit, times.length, true);
}
