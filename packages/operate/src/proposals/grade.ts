/** Whether what a change promised has come true. */
import { isUsable, type Series } from '@millwright/model';
import type { z } from 'zod';
import type { gradeItem, Proposal, ProposalsState, promise } from './state.ts';

type Promised = z.infer<typeof promise>;
export type GradeItem = z.infer<typeof gradeItem>;

const HOLDS: Readonly<Record<Promised['comparison'], (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** When a promise is judged. */
export function deadlineOf(one: Proposal, { within }: Promised): number {
  return (one.finishedAt ?? 0) + within;
}

/** Executed proposals whose promises are all due to be judged. */
export function gradesDue({ proposals }: ProposalsState, now: number): Proposal[] {
  return [...proposals.values()].filter(
    (one) =>
      one.state === 'done' &&
      !one.grade &&
      one.promises.length > 0 &&
      one.promises.every((promised) => deadlineOf(one, promised) <= now),
  );
}

/**
 * Judges a promise by the last usable value at or before its deadline. A promise of which nothing is known since the change
 * was not kept: who promises sees to it that it can be seen. `series`: the signal's samples up to the deadline at least.
 */
export function gradeOf(one: Proposal, promised: Promised, series: Series): GradeItem {
  const deadline = deadlineOf(one, promised);
  const begin = one.finishedAt ?? 0;
  for (let i = series.times.length - 1; i >= 0; i--) {
    const time = series.times[i];
    if (time > deadline) continue;
    if (time < begin) break;
    if (!isUsable(series.quality[i])) continue;
    const value = series.values[i];
    return {
      signal: promised.signal,
      met: HOLDS[promised.comparison](value, promised.value),
      value,
      at: time,
    };
  }
  return { signal: promised.signal, met: false, value: null, at: deadline };
}
