/** Samples prepared for drawing: nulls where the line must break, nothing interpolated over a gap. */
import type { SamplesAnswer } from '@millwright/server/client';

export interface Drawn {
  /** Seconds, as uPlot has it. */
  x: number[];
  /** Raw values or means; null breaks the line. */
  y: (number | null)[];
  /** Present for buckets only. */
  low?: (number | null)[];
  high?: (number | null)[];
}

/** Times without samples longer than this many usual distances are a gap. */
const GAP_FACTOR = 12;
const GAP_LEAST_MS = 5000;

/**
 * `tail`: samples newer than the answer, from the live values; times rising. `holds`: the signal is told when it changes, so
 * that silence is no gap; what is bad or stale still is one.
 */
export function drawn(
  answer: SamplesAnswer,
  tail: { times: readonly number[]; values: readonly number[] },
  holds = false,
): Drawn {
  const isRaw = answer.kind === 'raw';
  const half = isRaw ? 0 : answer.width / 2;
  const gap = holds ? Number.POSITIVE_INFINITY : isRaw ? gapOf(answer.times) : answer.width * 3;
  const result: Required<Drawn> = { x: [], y: [], low: [], high: [] };
  const push = (time: number, y: number | null, low: number | null, high: number | null) => {
    result.x.push(time / 1000);
    result.y.push(y);
    result.low.push(low);
    result.high.push(high);
  };
  let last = Number.NaN;
  for (let i = 0; i < answer.times.length; i++) {
    const time = answer.times[i] + half;
    if (time - last > gap) push((last + time) / 2, null, null, null);
    if (isRaw) {
      const value = (answer.quality[i] & 3) >= 2 ? null : answer.values[i];
      push(time, value, value, value);
    } else {
      push(time, answer.mean[i], answer.min[i], answer.max[i]);
    }
    last = time;
  }
  for (let i = 0; i < tail.times.length; i++) {
    if (tail.times[i] <= last) continue;
    const value = Number.isFinite(tail.values[i]) ? tail.values[i] : null;
    push(tail.times[i], value, value, value);
    last = tail.times[i];
  }
  return isRaw ? { x: result.x, y: result.y } : result;
}

function gapOf(times: readonly number[]): number {
  if (times.length < 3) return Number.POSITIVE_INFINITY;
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  gaps.sort((a, b) => a - b);
  return Math.max(GAP_LEAST_MS, gaps[Math.floor(gaps.length / 2)] * GAP_FACTOR);
}
