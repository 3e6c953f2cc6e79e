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

/** Raised so often within a minute, an alarm chatters; held for longer than a day, it is stale (ISA-18.2). */
const CHATTER_RAISES = 3;
const CHATTER_WITHIN_MS = 60_000;
const STALE_MS = 86_400_000;

/** Most raises of an alarm within one minute of the ten before an instant, by key; only those that chatter. */
export function chatteringAt(occurrences: readonly Occurrence[], at: number): Map<string, number> {
  const recent = occurrences.filter((one) => one.raisedAt <= at && one.raisedAt > at - FLOOD_WINDOW_MS);
  const found = new Map<string, number>();
  for (const [key, of] of Map.groupBy(recent, (one) => one.key)) {
    const times = of.map(({ raisedAt }) => raisedAt).sort((a, b) => a - b);
    let raises = 0;
    for (let last = 0, first = 0; last < times.length; last++) {
      while (times[last] - times[first] > CHATTER_WITHIN_MS) first++;
      raises = Math.max(raises, last - first + 1);
    }
    if (raises >= CHATTER_RAISES) found.set(key, raises);
  }
  return found;
}

/** Whether an alarm has stood for so long that it tells nobody anything. */
export function isStale(raisedAt: number, clearedAt: number | undefined, at: number): boolean {
  return clearedAt === undefined && at - raisedAt > STALE_MS;
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
