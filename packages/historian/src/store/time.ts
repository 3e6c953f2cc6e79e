/** Days, hours and minutes since 1970 in UTC: files are cut by UTC day, whatever the plant's time zone. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const MINUTES_PER_HOUR = 60;
export const HOURS_PER_DAY = 24;
export const MINUTES_PER_DAY = 1440;

/** First and last instant that can be stored: the years 1970 to 9999. */
export const MIN_TIME_MS = 0;
export const MAX_TIME_MS = Date.UTC(10_000, 0, 1) - 1;

export function isStorableTime(time: number): boolean {
  return time >= MIN_TIME_MS && time <= MAX_TIME_MS;
}

export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** `2025-01-31` */
export function dayName(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** The day of a name such as `2025-01-31`, or undefined. */
export function dayFromName(name: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(name)) return undefined;
  const time = Date.parse(`${name}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : dayOf(time);
}
