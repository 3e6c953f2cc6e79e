/** Events of alarms. Those of an occurrence have the subject `alarm/<id>`, those of an alarm `alarm/<key>`. */
import { z } from 'zod';
import { eventKind } from '../events.ts';
import { inputs, priority } from './state.ts';

const nothing = z.object({});

export const raised = eventKind(
  'alarm-raised',
  z.object({
    twin: z.string(),
    type: z.string(),
    alarm: z.string(),
    priority,
    latch: z.boolean(),
    since: z.number(),
    raisedAt: z.number(),
    inputs,
  }),
);
/** `why`: the condition is gone, or the alarm itself is no longer part of the plant. */
export const cleared = eventKind(
  'alarm-cleared',
  z.object({ clearedAt: z.number(), why: z.enum(['returned', 'removed']) }),
);
export const acknowledged = eventKind('alarm-acknowledged', nothing);
export const reset = eventKind('alarm-reset', nothing);
export const commented = eventKind('alarm-commented', z.object({ text: z.string() }));
export const shelved = eventKind('alarm-shelved', z.object({ until: z.number(), oneShot: z.boolean() }));
export const unshelved = eventKind(
  'alarm-unshelved',
  z.object({ why: z.enum(['person', 'expired', 'cleared']) }),
);
export const suppressed = eventKind('alarm-suppressed', nothing);
export const unsuppressed = eventKind('alarm-unsuppressed', nothing);
export const takenOut = eventKind('alarm-taken-out-of-service', nothing);
export const returnedToService = eventKind('alarm-returned-to-service', nothing);
