/** What the events of proposals make of them. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { on, projectionOf } from '../events.ts';
import * as events from './events.ts';
import { type Proposal, type ProposalsState, proposal } from './state.ts';

export const proposalsProjection = projectionOf<ProposalsState, Proposal[]>({
  name: 'proposals',
  version: 1,
  initial: () => ({ proposals: new Map() }),
  handlers: [
    on(events.proposed, ({ proposals }, data, { subject: id, actor: by, time: at, reason = '', seq }) => {
      const state = data.emergency ? 'approved' : 'proposed';
      proposals.set(id, { id, ...data, reason, proposed: { by, at }, state, seq });
    }),
    on(events.approved, (state, _, event) =>
      change(state, event, (one) => {
        one.state = 'approved';
        one.approved = { by: event.actor, at: event.time };
      }),
    ),
    on(events.rejected, (state, _, event) =>
      change(state, event, (one) => end(one, 'rejected', event.reason)),
    ),
    on(events.withdrawn, (state, _, event) =>
      change(state, event, (one) => end(one, 'withdrawn', event.reason)),
    ),
    on(events.expired, (state, _, event) => change(state, event, (one) => end(one, 'expired', undefined))),
    on(events.voided, (state, { why }, event) => change(state, event, (one) => end(one, 'void', why))),
    on(events.executionStarted, (state, _, event) =>
      change(state, event, (one) => {
        one.state = 'executing';
        one.startedAt = event.time;
      }),
    ),
    on(events.executionFinished, (state, { outcome, why, readBack }, event) =>
      change(state, event, (one) => {
        end(one, outcome, why);
        one.finishedAt = event.time;
        one.readBack = readBack;
      }),
    ),
    on(events.graded, (state, { items }, event) =>
      change(state, event, (one) => {
        const met = items.filter((item) => item.met).length;
        one.grade = { at: event.time, met, of: items.length, items };
      }),
    ),
    on(events.reviewed, (state, data, event) =>
      change(state, event, (one) => {
        one.review = { by: event.actor, at: event.time, ...data };
      }),
    ),
  ],
  saved: z.array(proposal),
  save: ({ proposals }) => [...proposals.values()],
  load: (saved) => ({ proposals: new Map(saved.map((one) => [one.id, one])) }),
});

function change({ proposals }: ProposalsState, event: JournalEvent, by: (one: Proposal) => void): void {
  const one = proposals.get(event.subject);
  if (!one) return;
  by(one);
  one.seq = event.seq;
}

function end(one: Proposal, state: Proposal['state'], why: string | undefined): void {
  one.state = state;
  if (why === undefined) delete one.why;
  else one.why = why;
}
