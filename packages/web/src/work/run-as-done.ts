/** A procedure as who carries it out sees it: as the server has it, and over it the steps they have done since. */
import type { ProcedureRun } from '@millwright/server/client';
import type { Parcel } from './shelf.ts';
import { type OutboxContent, unseenOf } from './waiting.ts';
import { type Answer, isFinding } from './walked-round.ts';

type Step = ProcedureRun['steps'][number];

export interface RunAsDone extends ProcedureRun {
  /** How many of `done`, at its end, are not known to be accepted. */
  waiting: number;
}

/** Pure. Steps follow each other as the server will say: by the option chosen, `outside` for a finding, or the next one. */
export function runAsDone(one: ProcedureRun, content: OutboxContent, me: string): RunAsDone {
  const unseen = unseenOf(one.id, one.seq, content);
  const done = unseen.reduce((before, parcel) => after(before, parcel, me), one);
  const steps = content.parcels.filter(
    (parcel) => unseen.includes(parcel) && parcel.command.type === 'complete-step',
  );
  return { ...done, waiting: steps.length };
}

function after(one: ProcedureRun, { command, putAt: at, photo }: Parcel, by: string): ProcedureRun {
  if (command.type === 'abandon-procedure') {
    const { step: _, ...rest } = one;
    return { ...rest, state: 'abandoned', endedAt: at, reason: command.reason ?? '' };
  }
  const step = one.steps.find(({ name }) => name === command.data?.step);
  if (command.type !== 'complete-step' || !step || one.step !== step.name) return one;
  const file = photo && { hash: '', name: photo.name, type: 'image/jpeg' as const, size: photo.content.size };
  const answer: Answer = { ...(command.data?.answer as Answer), ...(file ? { photo: file } : {}) }; // we made it
  const finding = step.check !== undefined && isFinding(step.check, answer);
  const next = followerOf(step, answer, finding);
  const done = [...one.done, { step: step.name, answer, finding, by, at }];
  if (next !== undefined) return { ...one, done, step: next };
  const { step: _, ...rest } = one;
  return { ...rest, done, state: 'finished', endedAt: at };
}

function followerOf({ branches, next }: Step, { choice }: Answer, finding: boolean): string | undefined {
  const target = branches[choice ?? (finding ? 'outside' : '')];
  return target === null ? undefined : (target ?? next);
}
