/** Events of work orders, with the subject `order/<number>`. */
import { z } from 'zod';
import { priority } from '../alarms/state.ts';
import { attachment } from '../attachments.ts';
import { eventKind } from '../events.ts';
import { findings, labour, orderKind, part } from './state.ts';

const nothing = z.object({});

export const created = eventKind(
  'order-created',
  z.object({
    kind: orderKind,
    title: z.string(),
    description: z.string().optional(),
    twin: z.string().optional(),
    priority,
    assignee: z.string().optional(),
    due: z.number().optional(),
    alarm: z.string().optional(),
    plan: z.string().optional(),
    procedure: z.string().optional(),
  }),
);
/** Only what changed; `due` null takes the due time away. */
export const changed = eventKind(
  'order-changed',
  z.object({
    title: z.string().optional(),
    description: z.string().optional(),
    priority: priority.optional(),
    due: z.number().nullable().optional(),
  }),
);
export const assigned = eventKind('order-assigned', z.object({ assignee: z.string() }));
export const started = eventKind('order-started', nothing);
export const held = eventKind('order-held', nothing);
export const completed = eventKind('order-completed', findings);
export const closed = eventKind('order-closed', nothing);
export const reopened = eventKind('order-reopened', nothing);
export const cancelled = eventKind('order-cancelled', nothing);
export const labourLogged = eventKind('order-labour-logged', labour);
export const partUsed = eventKind('order-part-used', part);
export const commented = eventKind('order-commented', z.object({ text: z.string() }));
export const attached = eventKind('order-file-attached', attachment);
