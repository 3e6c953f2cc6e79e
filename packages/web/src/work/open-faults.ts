/** Faults that were marked on rounds and are not known to be mended, and who walks where: what the space shows of rounds. */
import type { Round } from '@millwright/server/client';

export type FaultPoint = Round['points'][number];

export interface OpenFault extends FaultPoint {
  /** Id of the round on which it was marked. */
  round: string;
}

/** The answer of a review that closes a fault. */
const MENDED = 'mended';

/** In the order in which they were marked. Linear in rounds and their answers. */
export function openFaults(rounds: readonly Round[]): OpenFault[] {
  const open = new Map<string, OpenFault>();
  for (const { id, points, records, why } of rounds) {
    for (const point of points) open.set(point.id, { ...point, round: id });
    if (why !== 'review') continue;
    // A check of a review is named after the fault it asks for.
    for (const { check, answer } of records) if (answer.choice === MENDED) open.delete(check);
  }
  return [...open.values()];
}

export interface WalkerAt {
  /** Actor, `employee/ana`. */
  walker: string;
  round: string;
  twin?: string;
  metres?: readonly [number, number, number];
  /** Since when, ms. */
  since: number;
}

/** Where the people on rounds are: at the place they told last, before that at the first stop of their round. */
export function walkers(rounds: readonly Round[]): WalkerAt[] {
  return rounds.flatMap(({ id, state, walker, place, stops, startedAt, calledAt }) => {
    if (state !== 'walking' || walker === undefined) return [];
    const { twin, metres, since } = place ?? { twin: stops[0]?.twin, since: startedAt ?? calledAt };
    return [
      { walker, round: id, since, ...(twin === undefined ? {} : { twin }), ...(metres ? { metres } : {}) },
    ];
  });
}
