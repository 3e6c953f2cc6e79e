/** What waits in the outbox, laid over what the server has said: a person at a machine goes on with what they have done. */
import type { Order } from '@millwright/server/client';
import type { Outbox } from './outbox.ts';
import type { Parcel } from './shelf.ts';

/** Where an act on an order leads to. */
const LEADS_TO: Readonly<Record<string, Order['state']>> = {
  'start-order': 'started',
  'hold-order': 'held',
  'complete-order': 'completed',
  'close-order': 'closed',
  'reopen-order': 'open',
  'cancel-order': 'cancelled',
};

/** What is to be sent for one subject, oldest first. Refused parcels are left out: they did not happen. */
export function waitingFor(subject: string, { parcels }: Pick<Outbox, 'parcels'>): readonly Parcel[] {
  return parcels.filter((one) => one.command.subject === subject && one.refused === undefined);
}

/** Pure: an order in the state it will have once everything is sent, also before the server's answer is read again. */
export function orderAsDone(one: Order, { parcels, sent }: Pick<Outbox, 'parcels' | 'sent'>): Order {
  const unseen = sent.filter(({ parcel, seq }) => parcel.command.subject === one.id && seq > one.seq);
  const acts = [...unseen.map(({ parcel }) => parcel), ...waitingFor(one.id, { parcels })];
  const state = acts.reduce((before, { command }) => LEADS_TO[command.type] ?? before, one.state);
  return state === one.state ? one : { ...one, state };
}
