/** The course of the key figure, prepared for drawing: its range without outliers, and where it is interrupted. */
import type { SamplesAnswer } from '@millwright/server/client';

/** Times without samples longer than this many usual distances are a gap. */
const GAP_FACTOR = 12;
const GAP_LEAST_MS = 5000;
const UNUSABLE_LEVEL = 2;

interface Course {
  /** Where the value is drawn, ms: of buckets the middle. */
  times: readonly number[];
  /** Null where bad, stale or missing. */
  middle: readonly (number | null)[];
  low: readonly (number | null)[];
  high: readonly (number | null)[];
  /** Width of a bucket; 0 for samples as they came. */
  width: number;
  /** From the 1st to the 99th hundredth, so that one spike does not flatten everything. NaN where there is nothing. */
  range: readonly [number, number];
  /** Stretches without a usable value between two that have one: [from, to]. */
  gaps: readonly (readonly [number, number])[];
}

const courses = new WeakMap<SamplesAnswer, Course>();

/** Computed once for each answer. `holds`: the signal is told when it changes, silence is no gap. */
export function courseOf(answer: SamplesAnswer, holds = false): Course {
  let course = courses.get(answer);
  if (!course) {
    course = make(answer, holds);
    courses.set(answer, course);
  }
  return course;
}

function make(answer: SamplesAnswer, holds: boolean): Course {
  const raw = answer.kind === 'raw';
  const width = raw ? 0 : answer.width;
  const times = raw ? answer.times : answer.times.map((time) => time + width / 2);
  const middle = raw
    ? answer.values.map((value, i) => ((answer.quality[i] & 3) >= UNUSABLE_LEVEL ? null : value))
    : answer.mean;
  const low = raw ? middle : answer.min;
  const high = raw ? middle : answer.max;
  const most = holds ? Number.POSITIVE_INFINITY : raw ? usualGap(times) * GAP_FACTOR : width * 3;
  const gaps: [number, number][] = [];
  let last = Number.NaN;
  let broken = false;
  for (let i = 0; i < times.length; i++) {
    if (middle[i] === null) {
      broken = true;
      continue;
    }
    if (!Number.isNaN(last) && (broken || times[i] - last > most)) gaps.push([last, times[i]]);
    last = times[i];
    broken = false;
  }
  return { times, middle, low, high, width, range: robustRange(low, high), gaps };
}

function robustRange(
  low: readonly (number | null)[],
  high: readonly (number | null)[],
): readonly [number, number] {
  const lows = low.filter((v) => v !== null).sort((a, b) => a - b);
  const highs = high.filter((v) => v !== null).sort((a, b) => a - b);
  if (lows.length === 0) return [Number.NaN, Number.NaN];
  return [lows[Math.floor(lows.length * 0.01)], highs[Math.ceil(highs.length * 0.99) - 1]];
}

/** Half of the distances between samples are shorter. */
function usualGap(times: readonly number[]): number {
  if (times.length < 3) return Number.POSITIVE_INFINITY;
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  gaps.sort((a, b) => a - b);
  return Math.max(GAP_LEAST_MS / GAP_FACTOR, gaps[Math.floor(gaps.length / 2)]);
}

/** The value that is newest at an instant, and null where there is none or a gap. */
export function valueAt(course: Course, time: number): number | null {
  let low = 0;
  let high = course.times.length;
  const half = course.width / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (course.times[middle] - half <= time) low = middle + 1;
    else high = middle;
  }
  if (low === 0 || course.gaps.some(([from, to]) => time > from && time < to)) return null;
  return course.middle[low - 1];
}
