/** The plant's clock: from instants to days and times of day in its time zone, and back. */

const DAY = 86_400_000;
const MINUTE = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds by which the zone is ahead of UTC at an instant. */
function offsetAt(zone: string, time: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(time)) part[type] = Number(value);
  const local = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return local - Math.floor(time / 1000) * 1000;
}

/** The day an instant falls on, as days since 1970-01-01, and the minutes since its midnight on the clock. */
export function localOf(zone: string, time: number): { day: number; minutes: number } {
  const local = time + offsetAt(zone, time);
  const day = Math.floor(local / DAY);
  return { day, minutes: (local - day * DAY) / MINUTE };
}

/**
 * The instant at which the clock shows a time on a day. Where the clock is put forward over it, as much later; where it shows
 * it twice, the first.
 */
export function instantOf(zone: string, day: number, minutes: number): number {
  const local = day * DAY + minutes * MINUTE;
  const before = local - offsetAt(zone, local - DAY);
  const after = local - offsetAt(zone, local + DAY);
  for (const time of [Math.min(before, after), Math.max(before, after)]) {
    if (time + offsetAt(zone, time) === local) return time;
  }
  return before;
}
