/** What the events of rounds make of them. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { doneAt, on, projectionOf } from '../events.ts';
import * as events from './events.ts';
import { type Round, type RoundsState, round } from './state.ts';

export const roundsProjection = projectionOf<RoundsState, Round[]>({
  name: 'rounds',
  version: 1,
  initial: () => ({ rounds: new Map() }),
  handlers: [
    on(events.called, ({ rounds }, data, event) => {
      const { subject: id, seq } = event;
      rounds.set(id, { id, ...data, calledAt: doneAt(event), state: 'called', records: [], points: [], seq });
    }),
    on(events.started, (state, _, event) =>
      change(state, event, (one) => {
        one.state = 'walking';
        one.walker = event.actor;
        one.startedAt ??= doneAt(event);
      }),
    ),
    on(events.placeReported, (state, place, event) =>
      change(state, event, (one) => {
        one.place = { ...place, since: doneAt(event) };
      }),
    ),
    on(events.checkRecorded, (state, { reading: _, ...data }, event) =>
      change(state, event, (one) => {
        const others = one.records.filter((r) => r.stop !== data.stop || r.check !== data.check);
        one.records = [...others, { ...data, by: event.actor, at: event.time }];
      }),
    ),
    on(events.faultMarked, (state, data, event) =>
      change(state, event, (one) => one.points.push({ ...data, by: event.actor, at: doneAt(event) })),
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

function end(one: Round, state: 'completed' | 'abandoned', event: JournalEvent): void {
  const { reason } = event;
  one.state = state;
  one.endedAt = doneAt(event);
  if (reason !== undefined) one.reason = reason;
  // Who has finished a round is no longer shown in the space.
  delete one.place;
}
