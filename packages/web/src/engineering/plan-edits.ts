/** How a maintenance plan is turned from one way of falling due into another, as edits of its document. */
import type { DraftEdit } from '@millwright/server/client';
import { at, type Path, recordAt } from './data.ts';

export const PLANS_FILE = 'work/plans.yaml';

export const WAYS = ['calendar', 'counter', 'condition'] as const;
export type Way = (typeof WAYS)[number];
/** Under which key of the document. */
const KEYS: Readonly<Record<Way, string>> = { calendar: 'calendar', counter: 'counter', condition: 'when' };

export const PERIODS = ['days', 'weeks', 'months'] as const;
export type Period = (typeof PERIODS)[number];

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** By which it falls due; the calendar where nothing is said. */
export function wayOf(plan: unknown): Way {
  return WAYS.find((way) => at(plan, [KEYS[way]]) !== undefined) ?? 'calendar';
}

export function periodOf(every: unknown): Period {
  return PERIODS.find((period) => at(every, [period]) !== undefined) ?? 'weeks';
}

/** A new plan: every Monday morning, from a day on (`2026-01-05`). */
export function freshPlan(of: { type: string } | { twins: string[] }, from: string): Record<string, unknown> {
  return { ...of, ...freshWay('calendar', { from, signal: '', unit: '' }) };
}

/** The other ways are taken out: a plan falls due by one. */
export function toWay(
  plan: unknown,
  path: Path,
  way: Way,
  start: { from: string; signal: string; unit: string },
): DraftEdit[] {
  const kept = recordAt(plan, []);
  const edits: DraftEdit[] = WAYS.filter((each) => each !== way && Object.hasOwn(kept, KEYS[each])).map(
    (each) => ({ op: 'remove', file: PLANS_FILE, path: [...path, KEYS[each]] }),
  );
  for (const [key, value] of Object.entries(freshWay(way, start)))
    edits.push({ op: 'set', file: PLANS_FILE, path: [...path, key], value });
  return edits;
}

function freshWay(
  way: Way,
  { from, signal, unit }: { from: string; signal: string; unit: string },
): Record<string, unknown> {
  switch (way) {
    case 'calendar':
      return { calendar: { every: freshPeriod('weeks', 1), at: '08:00', from } };
    case 'counter':
      return { counter: { signal, every: unit === '' || unit === '1' ? '500' : `500 ${unit}` } };
    case 'condition':
      return {
        when: signal === '' ? 'false' : `${signal} > 0${unit === '' || unit === '1' ? '' : ` ${unit}`}`,
      };
  }
}

export function freshPeriod(period: Period, count: number): Record<string, unknown> {
  if (period === 'weeks') return { weeks: count, on: ['monday'] };
  return period === 'months' ? { months: count, day: 1 } : { days: count };
}
