/** Alarm priorities: their order, and the shape that stands beside the colour for those who do not see it. */
import type { AlarmOccurrence } from '@millwright/server/client';

export type Priority = AlarmOccurrence['priority'];

export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'medium', 'low'];

/** 0 is the worst. */
export const PRIORITY_ORDER: Readonly<Record<Priority, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** The worst alarm of each twin, by its path. */
export function worstByTwin(alarms: readonly AlarmOccurrence[]): Map<string, AlarmOccurrence> {
  const worst = new Map<string, AlarmOccurrence>();
  for (const alarm of alarms) {
    const other = worst.get(alarm.twin);
    if (!other || PRIORITY_ORDER[alarm.priority] < PRIORITY_ORDER[other.priority])
      worst.set(alarm.twin, alarm);
  }
  return worst;
}

/** critical ▲, high ◆, medium ■, low ● — as SVG paths in a box of 12 x 12. */
export const PRIORITY_PATHS: Readonly<Record<Priority, string>> = {
  critical: 'M6 0.8 11.6 11H0.4Z',
  high: 'M6 0.4 11.6 6 6 11.6 0.4 6Z',
  medium: 'M1.2 1.2H10.8V10.8H1.2Z',
  low: 'M6 0.8A5.2 5.2 0 1 1 5.99 0.8Z',
};
