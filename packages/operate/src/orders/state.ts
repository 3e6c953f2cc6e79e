/** Work orders: what is to be done, by whom, until when, and what was done. */
import { z } from 'zod';
import { priority } from '../alarms/state.ts';
import { attachment } from '../attachments.ts';

/** After ISO 14224: why it failed. */
export const CAUSES = [
  'wear',
  'fatigue',
  'lubrication',
  'contamination',
  'misalignment',
  'loose',
  'overload',
  'overheating',
  'corrosion',
  'leak',
  'electrical',
  'control',
  'material',
  'operation',
  'unknown',
  'none-found',
] as const;

/** What was done about it. */
export const REMEDIES = [
  'replaced',
  'repaired',
  'adjusted',
  'aligned',
  'lubricated',
  'cleaned',
  'tightened',
  'reset',
  'inspected',
  'redesigned',
  'none',
] as const;

/**
 *     open ──start──► started ⇄ held
 *       │                │ complete
 *       │ cancel         ▼
 *       ▼            completed ──close──► closed        completed, closed ──reopen──► open
 *     cancelled
 */
export const orderState = z.enum(['open', 'started', 'held', 'completed', 'closed', 'cancelled']);
export type OrderState = z.infer<typeof orderState>;

export const orderKind = z.enum(['corrective', 'preventive', 'inspection']);
const byAt = { by: z.string(), at: z.number() };

export const findings = z.object({
  cause: z.enum(CAUSES).optional(),
  remedy: z.enum(REMEDIES).optional(),
  note: z.string().optional(),
});
export const labour = z.object({ who: z.string(), minutes: z.number(), note: z.string().optional() });
export const part = z.object({ name: z.string(), quantity: z.number(), unit: z.string().optional() });

export const order = z.object({
  /** `order/0017`. */
  id: z.string(),
  kind: orderKind,
  title: z.string(),
  description: z.string().optional(),
  /** Path of the twin; absent: the whole plant. */
  twin: z.string().optional(),
  priority,
  state: orderState,
  /** Actor, `employee/bo`. */
  assignee: z.string().optional(),
  due: z.number().optional(),
  /** Id of the occurrence it is about. */
  alarm: z.string().optional(),
  /** Name of the plan it came from. */
  plan: z.string().optional(),
  procedure: z.string().optional(),
  created: z.object(byAt),
  started: z.object(byAt).optional(),
  completed: z.object(byAt).optional(),
  /** Why it is held, cancelled or open again. */
  reason: z.string().optional(),
  findings: findings.optional(),
  labour: z.array(labour.extend(byAt)),
  parts: z.array(part.extend(byAt)),
  comments: z.array(z.object({ ...byAt, text: z.string() })),
  attachments: z.array(attachment.extend(byAt)),
  /** `seq` of its newest event. */
  seq: z.number(),
});
export type Order = z.infer<typeof order>;

export interface OrdersState {
  /** By id, in the order in which they were made. */
  orders: Map<string, Order>;
}

/** Whether work is still to be done. */
export function isOpen({ state }: Order): boolean {
  return state === 'open' || state === 'started' || state === 'held';
}

export function isOverdue(one: Order, now: number): boolean {
  return isOpen(one) && one.due !== undefined && one.due < now;
}
