/** Events of proposals, with the subject `proposal/<number>`. */
import { z } from 'zod';
import { eventKind } from '../events.ts';
import { gradeItem, proposedData, readItem } from './state.ts';

const nothing = z.object({});
const bound = z.object({ digest: z.string() });

/** `place`: the subject it was made for. */
export const proposed = eventKind('change-proposed', proposedData.extend({ place: z.string() }));
export const approved = eventKind('proposal-approved', bound);
export const rejected = eventKind('proposal-rejected', bound);
export const withdrawn = eventKind('proposal-withdrawn', nothing);
export const expired = eventKind('proposal-expired', nothing);
/** What was approved no longer fits the plant. */
export const voided = eventKind('proposal-voided', z.object({ why: z.string() }));
export const executionStarted = eventKind('execution-started', bound);
export const executionFinished = eventKind(
  'execution-finished',
  z.object({ outcome: z.enum(['done', 'failed']), why: z.string().optional(), readBack: z.array(readItem) }),
);
export const graded = eventKind('outcome-graded', z.object({ items: z.array(gradeItem) }));
export const reviewed = eventKind(
  'emergency-reviewed',
  z.object({ verdict: z.enum(['right', 'wrong']), text: z.string() }),
);
