/**
 * What happened, as moments on the timeline: alarms raised and cleared, sources lost and restored. Whoever knows of other
 * happenings adds a kind here and a function that gives its events in `eventsOf`.
 */
import type { AlarmOccurrence } from '@millwright/server/client';
import type { Priority } from '../alarms/priorities.ts';
import type { SourceChange } from '../sources/use-sources.ts';

type EventKind = 'raised' | 'cleared' | 'lost' | 'restored';

export interface TimelineEvent {
  time: number;
  kind: EventKind;
  label: { en: string; zh?: string | undefined };
  /** Of alarms. */
  priority?: Priority;
  /** Path of the twin it happened to. */
  twin?: string;
}

/** In the order of time. */
export function eventsOf(
  alarms: readonly AlarmOccurrence[],
  sources: readonly SourceChange[],
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): TimelineEvent[] {
  const events = [...alarms.flatMap(ofAlarm), ...sources.map(ofSource)];
  return events.filter((event) => event.time >= from && event.time <= to).sort((a, b) => a.time - b.time);
}

function ofAlarm({ raisedAt, clearedAt, label, priority, twin }: AlarmOccurrence): TimelineEvent[] {
  const raised: TimelineEvent = { time: raisedAt, kind: 'raised', label, priority, twin };
  return clearedAt === null ? [raised] : [raised, { ...raised, time: clearedAt, kind: 'cleared' }];
}

function ofSource({ at, connected, label }: SourceChange): TimelineEvent {
  return { time: at, kind: connected ? 'restored' : 'lost', label };
}

/** The nearest event before (direction < 0) or after an instant; undefined where there is none. */
export function nextEvent(
  events: readonly TimelineEvent[],
  at: number,
  direction: number,
): TimelineEvent | undefined {
  // The one the clock stands at is not the next.
  if (direction < 0) return events.findLast((event) => event.time < at - 1);
  return events.find((event) => event.time > at + 1);
}
