/** Lines of the time axis: steps people know, aligned to the plant's clock. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  180 * DAY,
  365 * DAY,
];

export interface Ticks {
  times: number[];
  /** Distance, ms. */
  step: number;
  style: 'time' | 'minute' | 'date';
}

/** At most `most` lines within [from, to]. `offset`: plant time minus UTC, ms. */
export function ticksOf(from: number, to: number, most: number, offset: number): Ticks {
  const least = (to - from) / Math.max(1, most);
  const step = STEPS.find((each) => each >= least) ?? STEPS[STEPS.length - 1];
  const times: number[] = [];
  for (let time = Math.ceil((from + offset) / step) * step - offset; time <= to; time += step)
    times.push(time);
  return { times, step, style: step < MINUTE ? 'time' : step < DAY ? 'minute' : 'date' };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Plant time minus UTC at an instant, ms. */
export function zoneOffset(time: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return local - Math.floor(time / SECOND) * SECOND;
}
