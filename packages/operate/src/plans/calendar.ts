/** When a task of a calendar falls due. */
import type { Calendar } from '@millwright/model';
import { instantOf, localOf } from './zone.ts';

const DAY = 86_400_000;
/** Monday of the week of 1970-01-01, which was a Thursday. */
const FIRST_MONDAY = -3;

/** The last due instant at or before `time`; undefined: none yet. Cost: at most the days of a period. */
export function lastDue(calendar: Calendar, zone: string, time: number): number | undefined {
  const first = dayOf(calendar.from);
  for (let { day } = localOf(zone, time); day >= first; day--) {
    if (!isOn(calendar, day, first)) continue;
    const due = instantOf(zone, day, calendar.at);
    if (due <= time) return due;
  }
  return undefined;
}

/** The first due instant after `time`. */
export function nextDue(calendar: Calendar, zone: string, time: number): number {
  const first = dayOf(calendar.from);
  for (let day = Math.max(first, localOf(zone, time).day); ; day++) {
    if (!isOn(calendar, day, first)) continue;
    const due = instantOf(zone, day, calendar.at);
    if (due > time) return due;
  }
}

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

function isOn({ every }: Calendar, day: number, first: number): boolean {
  if ('days' in every) return (day - first) % every.days === 0;
  if ('weeks' in every) {
    const weekday = ((((day - FIRST_MONDAY) % 7) + 7) % 7) + 1;
    return every.on.includes(weekday) && (weekOf(day) - weekOf(first)) % every.weeks === 0;
  }
  const date = new Date(day * DAY);
  const begin = new Date(first * DAY);
  const months =
    (date.getUTCFullYear() - begin.getUTCFullYear()) * 12 + date.getUTCMonth() - begin.getUTCMonth();
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return months % every.months === 0 && date.getUTCDate() === Math.min(every.day, last);
}

function weekOf(day: number): number {
  return Math.floor((day - FIRST_MONDAY) / 7);
}
