/** A course of states as stretches: how long the signal was in each. */
import type { Drawn } from './series.ts';

interface StateRun {
  /** Seconds. */
  from: number;
  to: number;
  /** Null: unknown, a gap. `mixed`: several states, too short to be told apart. */
  state: number | null | 'mixed';
}

/** The runs of a course up to `end` (seconds): neighbours in the same state are one; each lasts until the next begins. */
export function runsOf({ x, y, low, high }: Drawn, end: number): StateRun[] {
  const runs: StateRun[] = [];
  for (let i = 0; i < x.length; i++) {
    const mixed = low !== undefined && high !== undefined && low[i] !== high[i];
    const state = mixed ? 'mixed' : y[i];
    const last = runs.at(-1);
    if (last) last.to = x[i];
    if (!last || last.state !== state) runs.push({ from: x[i], to: x[i], state });
  }
  const last = runs.at(-1);
  if (last) last.to = Math.max(last.to, end);
  return runs;
}
