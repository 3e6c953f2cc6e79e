/** What waits in the outbox, laid over what the server has said: a person at a machine goes on with what they have done. */
import type { Order } from '@millwright/server/client';
import { nameForNow } from './names-for-now.ts';
import type { Outbox } from './outbox.ts';
import type { Parcel } from './shelf.ts';

export type OutboxContent = Pick<Outbox, 'parcels' | 'sent'>;

/** Where an act on an order leads to. */
const LEADS_TO: Readonly<Record<string, Order['state']>> = {
  'start-order': 'started',
  'hold-order': 'held',
  'complete-order': 'completed',
  'close-order': 'closed',
  'reopen-order': 'open',
  'cancel-order': 'cancelled',
};

/** What was done to one subject and is not in its state of event `seq`, oldest first. What was refused did not happen. */
export function unseenOf(subject: string, seq: number, { parcels, sent }: OutboxContent): Parcel[] {
  const accepted = sent.filter((one) => one.parcel.command.subject === subject && one.seq > seq);
  const waiting = parcels.filter((one) => one.command.subject === subject && one.refused === undefined);
  return [...accepted.map(({ parcel }) => parcel), ...waiting];
}

/** What was made in this browser. */
export interface Made {
  parcel: Parcel;
  /** The name of the server, or the one for the time being. */
  id: string;
  seq: number;
}

/** What commands of a type have made that the server's list does not show yet. */
export function madeHere(type: string, known: readonly { id: string }[], content: OutboxContent): Made[] {
  const sent = content.sent
    .filter(({ parcel, subject }) => parcel.command.type === type && !known.some(({ id }) => id === subject))
    .map(({ parcel, subject, seq }) => ({ parcel, id: subject, seq }));
  const waiting = content.parcels
    .filter(({ command, refused }) => command.type === type && refused === undefined)
    .map((parcel) => ({ parcel, id: nameForNow(parcel.command) ?? '', seq: Number.MAX_SAFE_INTEGER }));
  return [...sent, ...waiting];
}

/** Pure: all orders as they will be once everything is sent, also before the server's answer is read again. */
export function ordersAsDone(orders: readonly Order[], content: OutboxContent, me: string): Order[] {
  const made = madeHere('create-order', orders, content).map((one) => newOrder(one, me));
  return [...orders, ...made].map((one) => orderAsDone(one, content, me));
}

function newOrder({ parcel: { command, putAt }, id, seq }: Made, by: string): Order {
  const data = command.data as Pick<Order, 'kind' | 'title' | 'priority'>; // we made it
  const twin = command.subject.startsWith('twin/') ? command.subject.slice(5) : undefined;
  const created = { by, at: putAt };
  const none = { labour: [], parts: [], comments: [], attachments: [] };
  return { id, ...data, ...(twin === undefined ? {} : { twin }), state: 'open', created, ...none, seq };
}

/** Pure: one order in the state and with the records it will have. */
export function orderAsDone(one: Order, content: OutboxContent, me: string): Order {
  return unseenOf(one.id, one.seq, content).reduce((before, parcel) => after(before, parcel, me), one);
}

function after(one: Order, { command, putAt: at, photo }: Parcel, by: string): Order {
  const { type, data = {} } = command;
  switch (type) {
    case 'comment-order':
      return { ...one, comments: [...one.comments, { by, at, text: String(data.text) }] };
    case 'log-labour': {
      const labour = data as Omit<Order['labour'][number], 'by' | 'at'>; // we made it
      return { ...one, labour: [...one.labour, { ...labour, who: labour.who ?? by, by, at }] };
    }
    case 'use-part': {
      const part = data as Omit<Order['parts'][number], 'by' | 'at'>; // we made it
      return { ...one, parts: [...one.parts, { ...part, by, at }] };
    }
    case 'attach-to-order': {
      if (!photo) return one;
      const file = { hash: '', name: photo.name, type: 'image/jpeg' as const, size: photo.content.size };
      return { ...one, attachments: [...one.attachments, { by, at, ...file }] };
    }
    default: {
      const state = LEADS_TO[type];
      return state === undefined ? one : { ...one, state };
    }
  }
}
