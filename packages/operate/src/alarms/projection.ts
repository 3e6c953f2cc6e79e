/** What the events of alarms make of their state. Decisions are in `commands.ts`; here facts are taken as they are. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { on, projectionOf } from '../events.ts';
import * as events from './events.ts';
import {
  type AlarmPoint,
  type AlarmsState,
  currentOf,
  hidingsOf,
  keyOf,
  OCCURRENCES_KEPT,
  type Occurrence,
  occurrence,
  partsOf,
  point,
} from './state.ts';

/** Occurrences dropped at once, so that looking for old ones costs next to nothing per raise. */
const DROPPED_AT_ONCE = 1_000;

export const alarmsProjection = projectionOf<
  AlarmsState,
  { occurrences: Occurrence[]; points: AlarmPoint[] }
>({
  name: 'alarms',
  version: 1,
  initial: () => ({ occurrences: new Map(), points: new Map() }),
  handlers: [
    on(events.raised, (state, data, event) => {
      const id = idIn(event);
      if (state.occurrences.has(id)) return;
      const key = keyOf(id);
      const at = pointOf(state, key);
      const before = currentOf(state, at);
      if (before) before.ended = { at: event.time, how: 'realarmed' };
      const one: Occurrence = { id, key, ...data, seq: event.seq, comments: [] };
      if (hidingsOf(at).length === 0) one.annunciatedAt = event.time;
      state.occurrences.set(id, one);
      at.current = id;
      forget(state);
    }),
    on(events.cleared, (state, { clearedAt }, event) => {
      const at = state.points.get(keyOf(idIn(event)));
      const one = currentOf(state, at);
      if (!at || one?.id !== idIn(event) || one.clearedAt !== undefined) return;
      one.clearedAt = clearedAt;
      if (one.latch) return;
      if (one.acknowledged !== undefined) end(at, one, event, 'cleared');
      else if (hidingsOf(at).length > 0) end(at, one, event, 'hidden');
    }),
    on(events.acknowledged, (state, _, event) => {
      const one = state.occurrences.get(idIn(event));
      if (!one || one.ended) return;
      one.acknowledged = { by: event.actor, at: event.time };
      if (one.annunciatedAt !== undefined) one.timeToAcknowledge ??= event.time - one.annunciatedAt;
      if (event.reason !== undefined) comment(one, event, event.reason);
      if (one.clearedAt !== undefined && !one.latch)
        end(state.points.get(one.key), one, event, 'acknowledged');
    }),
    on(events.reset, (state, _, event) => {
      const one = state.occurrences.get(idIn(event));
      if (one && !one.ended) end(state.points.get(one.key), one, event, 'reset');
    }),
    on(events.commented, (state, { text }, event) => {
      const one = state.occurrences.get(idIn(event));
      if (one) comment(one, event, text);
    }),
    on(events.shelved, (state, { until, oneShot }, event) => {
      const { actor: by, time: at, reason = '' } = event;
      pointOf(state, idIn(event)).shelf = { by, at, until, oneShot, reason };
    }),
    on(events.unshelved, (state, _, event) => show(state, event, 'shelf')),
    on(events.suppressed, (state, _, event) => {
      pointOf(state, idIn(event)).suppressedSince = event.time;
    }),
    on(events.unsuppressed, (state, _, event) => show(state, event, 'suppressedSince')),
    on(events.takenOut, (state, _, event) => {
      const { actor: by, time: at, reason = '' } = event;
      pointOf(state, idIn(event)).outOfService = { by, at, reason };
    }),
    on(events.returnedToService, (state, _, event) => show(state, event, 'outOfService')),
  ],
  saved: z.object({ occurrences: z.array(occurrence), points: z.array(point) }),
  save: ({ occurrences, points }) => ({
    occurrences: [...occurrences.values()],
    points: [...points.values()],
  }),
  load: ({ occurrences, points }) => ({
    occurrences: new Map(occurrences.map((one) => [one.id, one])),
    points: new Map(points.map((one) => [one.key, one])),
  }),
});

function idIn(event: JournalEvent): string {
  return event.subject.slice('alarm/'.length);
}

function pointOf(state: AlarmsState, key: string): AlarmPoint {
  const known = state.points.get(key);
  if (known) return known;
  const { type = '', alarm = '', twin = '' } = partsOf(key) ?? {};
  const made: AlarmPoint = { key, type, alarm, twin };
  state.points.set(key, made);
  return made;
}

function comment(one: Occurrence, { actor: by, time: at }: JournalEvent, text: string): void {
  one.comments.push({ by, at, text });
}

function end(
  at: AlarmPoint | undefined,
  one: Occurrence,
  event: JournalEvent,
  how: 'acknowledged' | 'cleared' | 'reset' | 'hidden',
): void {
  one.ended = { at: event.time, how };
  if (at?.current === one.id) delete at.current;
}

/** One hiding ends. When it was the last, what is still abnormal is annunciated anew and needs a new acknowledgement. */
function show(
  state: AlarmsState,
  event: JournalEvent,
  hiding: 'shelf' | 'suppressedSince' | 'outOfService',
): void {
  const at = state.points.get(idIn(event));
  if (!at || at[hiding] === undefined) return;
  delete at[hiding];
  if (hidingsOf(at).length > 0) return;
  const one = currentOf(state, at);
  if (!one) return;
  if (one.clearedAt === undefined) delete one.acknowledged;
  one.annunciatedAt ??= event.time;
}

function forget({ occurrences }: AlarmsState): void {
  if (occurrences.size < OCCURRENCES_KEPT + DROPPED_AT_ONCE) return;
  let left = occurrences.size - OCCURRENCES_KEPT;
  for (const [id, { ended }] of occurrences) {
    if (left <= 0) return;
    if (ended) occurrences.delete(id);
    left--;
  }
}
