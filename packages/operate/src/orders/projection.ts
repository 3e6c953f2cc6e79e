/** What the events of work orders make of them. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { doneAt, on, projectionOf } from '../events.ts';
import * as events from './events.ts';
import { type Order, type OrderState, type OrdersState, order } from './state.ts';

export const ordersProjection = projectionOf<OrdersState, Order[]>({
  name: 'orders',
  version: 1,
  initial: () => ({ orders: new Map() }),
  handlers: [
    on(events.created, ({ orders }, data, event) => {
      const { seq, subject: id } = event;
      const none = { labour: [], parts: [], comments: [], attachments: [] };
      orders.set(id, { id, ...data, state: 'open', created: who(event), ...none, seq });
    }),
    on(events.changed, (state, { due, ...rest }, event) =>
      change(state, event, (one) => {
        Object.assign(one, rest);
        if (due === null) delete one.due;
        else if (due !== undefined) one.due = due;
      }),
    ),
    on(events.assigned, (state, { assignee }, event) =>
      change(state, event, (one) => {
        one.assignee = assignee;
      }),
    ),
    on(events.started, (state, _, event) =>
      change(state, event, (one) => {
        move(one, 'started', event);
        one.started ??= who(event);
        one.assignee ??= event.actor;
      }),
    ),
    on(events.held, (state, _, event) => change(state, event, (one) => move(one, 'held', event))),
    on(events.completed, (state, data, event) =>
      change(state, event, (one) => {
        move(one, 'completed', event);
        one.completed = who(event);
        one.findings = data;
      }),
    ),
    on(events.closed, (state, _, event) => change(state, event, (one) => move(one, 'closed', event))),
    on(events.reopened, (state, _, event) =>
      change(state, event, (one) => {
        move(one, 'open', event);
        delete one.completed;
      }),
    ),
    on(events.cancelled, (state, _, event) => change(state, event, (one) => move(one, 'cancelled', event))),
    on(events.labourLogged, (state, data, event) =>
      change(state, event, (one) => one.labour.push({ ...data, ...who(event) })),
    ),
    on(events.partUsed, (state, data, event) =>
      change(state, event, (one) => one.parts.push({ ...data, ...who(event) })),
    ),
    on(events.commented, (state, { text }, event) =>
      change(state, event, (one) => one.comments.push({ ...who(event), text })),
    ),
    on(events.attached, (state, data, event) =>
      change(state, event, (one) => one.attachments.push({ ...data, ...who(event) })),
    ),
  ],
  saved: z.array(order),
  save: ({ orders }) => [...orders.values()],
  load: (saved) => ({ orders: new Map(saved.map((one) => [one.id, one])) }),
});

function who(event: JournalEvent): { by: string; at: number } {
  return { by: event.actor, at: doneAt(event) };
}

function change({ orders }: OrdersState, event: JournalEvent, by: (one: Order) => unknown): void {
  const one = orders.get(event.subject);
  if (!one) return;
  by(one);
  one.seq = event.seq;
}

function move(one: Order, state: OrderState, { reason }: JournalEvent): void {
  one.state = state;
  if (reason === undefined) delete one.reason;
  else one.reason = reason;
}
