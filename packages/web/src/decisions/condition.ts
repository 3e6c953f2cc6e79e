/** Where an occurrence stands in the state machine of ISA-18.2, read from the state the API gives. */
import type { AlarmPoint, Occurrence } from '@millwright/server/client';

export const CONDITIONS = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned',
  'latched-unacknowledged',
  'latched-acknowledged',
] as const;
export type Condition = (typeof CONDITIONS)[number];

export const HIDINGS = ['out-of-service', 'suppressed', 'shelved'] as const;
export type Hiding = (typeof HIDINGS)[number];

/** `normal`: the occurrence is over. */
export function conditionOf(one: Occurrence): Condition {
  if (one.ended !== undefined) return 'normal';
  const acknowledged = one.acknowledged !== undefined;
  if (one.clearedAt === undefined) return acknowledged ? 'acknowledged' : 'unacknowledged';
  if (one.latch) return acknowledged ? 'latched-acknowledged' : 'latched-unacknowledged';
  return 'returned';
}

/** Whether somebody still has to say that they have seen it. */
export function awaitsPerson(condition: Condition): boolean {
  return condition === 'unacknowledged' || condition === 'returned' || condition === 'latched-unacknowledged';
}

/** By what an alarm is hidden from the operator, the strongest; undefined: it is shown. */
export function hidingOf(point: AlarmPoint | undefined): Hiding | undefined {
  if (point?.outOfService !== undefined) return 'out-of-service';
  if (point?.suppressedSince !== undefined) return 'suppressed';
  return point?.shelf === undefined ? undefined : 'shelved';
}

/** Raised within 10 minutes: more than this is a flood (ISA-18.2, EEMUA 191). */
export const FLOOD_ABOVE = 10;
const FLOOD_WINDOW_MS = 600_000;

/**
 * Occurrences that people were told of in the ten minutes before an instant, the one whose condition began first in front;
 * empty while there are too few for a flood.
 */
export function floodAt(occurrences: readonly Occurrence[], at: number): Occurrence[] {
  const recent = occurrences.filter(
    (one) => one.annunciatedAt !== undefined && one.raisedAt <= at && one.raisedAt > at - FLOOD_WINDOW_MS,
  );
  return recent.length > FLOOD_ABOVE ? recent.sort((a, b) => a.since - b.since) : [];
}
