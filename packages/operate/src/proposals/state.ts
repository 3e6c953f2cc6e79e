/**
 * Proposals: changes of set points with evidence, from the proposal to the grade.
 *
 *     proposed ──approve──► approved ──start──► executing ──finish──► done | failed ──grade──► (graded)
 *        │ reject, withdraw, expire  │ expire, void
 *        ▼                           ▼
 *     rejected, withdrawn, expired, void
 *
 * In an emergency a proposal is approved by itself and owes a review. Whether the life of one is over is judged with the
 * clock at every decision; the event `proposal-expired` only says so to readers.
 */
import { z } from 'zod';
import { priority } from '../alarms/state.ts';

const byAt = { by: z.string(), at: z.number() };

export const comparison = z.enum(['<', '<=', '>', '>=']);

/** One set point. Values in the unit of the signal. */
export const changeItem = z.object({
  signal: z.string(),
  value: z.number(),
  unit: z.string(),
  /** What it was when it was proposed; at execution it must still be that. */
  from: z.number(),
});

/** What the change should lead to, so that it can be graded. */
export const promise = z.object({
  signal: z.string(),
  comparison,
  value: z.number(),
  unit: z.string(),
  /** Milliseconds after the execution within which it must have come true. */
  within: z.number(),
});

export const evidence = z.object({
  kind: z.enum(['alarm', 'signal', 'order', 'branch', 'note']),
  /** Id or path of what it points at; the note itself. */
  ref: z.string(),
});

export const proposedData = z.object({
  changes: z.array(changeItem),
  promises: z.array(promise),
  evidence: z.array(evidence),
  priority,
  /** SHA-256 of the canonical JSON of what is to be approved, in hexadecimal. */
  digest: z.string(),
  expiresAt: z.number(),
  emergency: z.boolean(),
});

export const readItem = z.object({
  signal: z.string(),
  wanted: z.number(),
  /** Null: it has no value. */
  read: z.number().nullable(),
  /** When the machine showed that, by its clock. */
  at: z.number().optional(),
  /** Why what it shows proves nothing: `stale`, not to be relied on; `old`, shown before the write and not since. */
  doubt: z.enum(['stale', 'old']).optional(),
  tolerance: z.number(),
  met: z.boolean(),
});

export const gradeItem = z.object({
  signal: z.string(),
  met: z.boolean(),
  /** The value that decided: the first that kept the promise, or the last that did not. */
  value: z.number().nullable(),
  at: z.number(),
});

export const proposal = z.object({
  /** `proposal/0009`. */
  id: z.string(),
  /** Subject it was made for, `twin/<path>` or `plant`: its approver must be one there. */
  place: z.string(),
  ...proposedData.shape,
  reason: z.string(),
  proposed: z.object(byAt),
  state: z.enum([
    'proposed',
    'approved',
    'rejected',
    'withdrawn',
    'expired',
    'void',
    'executing',
    'done',
    'failed',
  ]),
  /** Why it was rejected, is void or failed. */
  why: z.string().optional(),
  approved: z.object(byAt).optional(),
  startedAt: z.number().optional(),
  finishedAt: z.number().optional(),
  readBack: z.array(readItem).optional(),
  grade: z.object({ at: z.number(), met: z.number(), of: z.number(), items: z.array(gradeItem) }).optional(),
  review: z.object({ ...byAt, verdict: z.enum(['right', 'wrong']), text: z.string() }).optional(),
  seq: z.number(),
});
export type Proposal = z.infer<typeof proposal>;

export interface ProposalsState {
  /** By id, in the order in which they were made. */
  proposals: Map<string, Proposal>;
}

/** Whether it still waits for somebody or something. */
export function isPending(one: Proposal, now: number): boolean {
  if (one.state === 'executing') return true;
  return (one.state === 'proposed' || one.state === 'approved') && now < one.expiresAt;
}

/** Emergency changes that nobody has reviewed yet. */
export function reviewsOwed({ proposals }: ProposalsState): Proposal[] {
  return [...proposals.values()].filter(
    ({ emergency, review, startedAt }) => emergency && review === undefined && startedAt !== undefined,
  );
}
