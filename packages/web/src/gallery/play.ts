/** Values as a show: each binding swings through its range at its own pace; speeds stay at a share of their most. */
import type { ShapeTarget } from '@millwright/model/shapes';

/** How long a swing takes, ms, longer for each binding after the first so that they are told apart. */
const SWING_MS = 6000;
const SLOWER_MS = 1700;
/** Speeds are shown at a pace an eye can follow. */
const SPINS_MOST = 40;
const RUNS_MOST = 30;

/** The value of a binding at a time of the show. `n`: which of its shape's bindings it is. */
export function shownAt({ unit, range: [low, high] }: ShapeTarget, n: number, ms: number): number {
  if (unit === '/min') return Math.min(high, SPINS_MOST);
  if (unit === 'm/min') return Math.min(high, RUNS_MOST);
  const share = 0.5 - 0.5 * Math.cos((ms / (SWING_MS + n * SLOWER_MS)) * 2 * Math.PI);
  return low + (high - low) * share;
}

/** What a binding stands at when nobody plays: speeds at rest, places where they leave the shape as it is drawn. */
export function restOf(name: string, { unit, range: [low, high] }: ShapeTarget): number {
  if (name === 'visible' || name === 'state') return 1;
  if (unit === '/min' || unit === 'm/min') return Math.min(high, unit === '/min' ? SPINS_MOST : RUNS_MOST);
  return low <= 0 && high >= 0 && low < 0 ? 0 : low + (high - low) * 0.5;
}
