/** What the events of rounds make of them. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { on, projectionOf } from '../events.ts';
import * as events from './events.ts';
import { type Round, type RoundsState, round } from './state.ts';

export const roundsProjection = projectionOf<RoundsState, Round[]>({
  name: 'rounds',
  version: 1,
  initial: () => ({ rounds: new Map() }),
  handlers: [
    on(events.called, ({ rounds }, data, { subject: id, time: calledAt, seq }) => {
      rounds.set(id, { id, ...data, calledAt, state: 'called', records: [], points: [], seq });
    }),
    on(events.started, (state, _, event) =>
      change(state, event, (one) => {
        one.state = 'walking';
        one.walker = event.actor;
        one.startedAt ??= event.time;
      }),
    ),
    on(events.placeReported, (state, place, event) =>
      change(state, event, (one) => {
        one.place = { ...place, since: event.time };
      }),
    ),
    on(events.checkRecorded, (state, { reading: _, ...data }, event) =>
      change(state, event, (one) => {
        const others = one.records.filter((r) => r.stop !== data.stop || r.check !== data.check);
        one.records = [...others, { ...data, by: event.actor, at: event.time }];
      }),
    ),
    on(events.faultMarked, (state, data, event) =>
      change(state, event, (one) => one.points.push({ ...data, by: event.actor, at: event.time })),
    ),
    on(events.completed, (state, _, event) => change(state, event, (one) => end(one, 'completed', event))),
    on(events.abandoned, (state, _, event) => change(state, event, (one) => end(one, 'abandoned', event))),
  ],
  saved: z.array(round),
  save: ({ rounds }) => [...rounds.values()],
  load: (saved) => ({ rounds: new Map(saved.map((one) => [one.id, one])) }),
});

function change({ rounds }: RoundsState, event: JournalEvent, by: (one: Round) => unknown): void {
  const one = rounds.get(event.subject);
  if (!one) return;
  by(one);
  one.seq = event.seq;
}

function end(one: Round, state: 'completed' | 'abandoned', { time, reason }: JournalEvent): void {
  one.state = state;
  one.endedAt = time;
  if (reason !== undefined) one.reason = reason;
  // Who has finished a round is no longer shown in the space.
  delete one.place;
}
