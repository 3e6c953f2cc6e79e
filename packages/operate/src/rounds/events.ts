/** Events of rounds, with the subject `round/<number>`. */
import { z } from 'zod';
import { answerData, localText } from '../answers.ts';
import { eventKind } from '../events.ts';
import { faultPoint, spot, stop } from './state.ts';

const nothing = z.object({});

export const called = eventKind(
  'round-called',
  z.object({
    route: z.string().optional(),
    label: localText,
    why: z.enum(['plan', 'alarm', 'person', 'review']),
    reviewOf: z.string().optional(),
    due: z.number(),
    walker: z.string().optional(),
    stops: z.array(stop),
  }),
);
export const started = eventKind('round-started', nothing);
export const placeReported = eventKind('place-reported', spot);
/** `reading`: the value in the unit of the signal that takes it. */
export const checkRecorded = eventKind(
  'check-recorded',
  z.object({
    stop: z.number(),
    check: z.string(),
    answer: answerData,
    finding: z.boolean(),
    takenAt: z.number(),
    reading: z.object({ path: z.string(), value: z.number() }).optional(),
  }),
);
export const faultMarked = eventKind('fault-point-marked', faultPoint);
export const completed = eventKind('round-completed', nothing);
export const abandoned = eventKind('round-abandoned', nothing);
