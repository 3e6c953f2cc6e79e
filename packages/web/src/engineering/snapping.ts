/** Where a thing that is dragged comes to rest: on a line with its neighbours where one is near, else on the grid. */

/** Metres. */
export const GRID = 0.5;
/** How near a neighbour's line draws, metres on the ground. */
export const PULL = 0.3;

export interface Snapped {
  value: number;
  /** The neighbour's coordinate it lies on now. */
  aligned: number | undefined;
}

/** One coordinate. `free`: not at all, to the centimetre. */
export function snap(value: number, neighbours: readonly number[], free: boolean, pull = PULL): Snapped {
  if (free) return { value: Math.round(value * 100) / 100, aligned: undefined };
  let best: number | undefined;
  for (const one of neighbours) {
    if (Math.abs(one - value) > pull) continue;
    if (best === undefined || Math.abs(one - value) < Math.abs(best - value)) best = one;
  }
  if (best !== undefined) return { value: best, aligned: best };
  return { value: Math.round(value / GRID) * GRID, aligned: undefined };
}
