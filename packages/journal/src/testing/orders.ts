/** A small world for tests of the desk: orders that are created and closed, by people who may. */
import { type LoadResult, loadPlantFromDocuments, type Plant } from '@millwright/model';
import { z } from 'zod';
import {
  type CommandDefinition,
  Desk,
  type DeskOptions,
  type Journal,
  type Projection,
  Refusal,
} from '../index.ts';

export interface Order {
  text: string;
  open: boolean;
}

export type Orders = Map<string, Order>;

const saved = z.array(z.tuple([z.string(), z.strictObject({ text: z.string(), open: z.boolean() })]));

export const ordersProjection: Projection<Orders> = {
  name: 'orders',
  version: 1,
  initial: () => new Map(),
  apply: (orders, { type, subject, data }) => {
    if (type === 'order-created') orders.set(subject, { text: String(data.text), open: true });
    const order = orders.get(subject);
    if (type === 'order-closed' && order !== undefined) order.open = false;
    return orders;
  },
  save: (orders) => [...orders].map(([id, { text, open }]) => [id, { text, open }]),
  load: (value) => new Map(saved.parse(value)),
};

export interface OrderStates {
  orders: Orders;
}

const createOrder: CommandDefinition<OrderStates, { text: string }> = {
  type: 'create-order',
  permission: 'maintain',
  data: z.strictObject({ text: z.string().max(100_000) }),
  decide: ({ orders }, { subject, data }) => {
    if (orders.has(subject)) throw new Refusal('exists', `There is an order ${subject} already.`);
    return [{ type: 'order-created', subject, data: { text: data.text } }];
  },
};

const closeOrder: CommandDefinition<OrderStates, Record<string, never>> = {
  type: 'close-order',
  permission: 'maintain',
  late: true,
  data: z.strictObject({}),
  decide: ({ orders }, { subject }) => {
    const order = orders.get(subject);
    if (order === undefined)
      throw new Refusal('not-found', `There is no order ${subject}.`, 'Create it first.');
    if (!order.open) return [];
    return [
      { type: 'order-closed', subject, data: {} },
      { type: 'bell-rung', subject: 'bell', data: {}, follows: 0 },
    ];
  },
};

export const orderCommands = [createOrder, closeOrder];

export const orderProjections = { orders: ordersProjection };

export function openOrders(
  journal: Journal,
  more: Partial<DeskOptions<typeof orderProjections>> = {},
): Promise<Desk<typeof orderProjections>> {
  const plant = emptyPlant();
  return Desk.open({
    journal,
    plant: () => plant,
    projections: orderProjections,
    commands: orderCommands,
    authorise: (actor) =>
      actor === 'employee/guest'
        ? new Refusal('forbidden', 'Guests may only look.', 'Ask for a role.')
        : true,
    ...more,
  });
}

function emptyPlant(): Plant {
  const { plant, faults }: LoadResult = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: small\n' },
  ]);
  if (plant === undefined) throw new Error(faults.map(({ message }) => message).join('\n'));
  return plant;
}
