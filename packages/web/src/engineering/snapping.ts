/** Where a thing that is dragged comes to rest: on an axis or an edge of a neighbour where one is near, else on the grid. */

/** Metres. */
export const GRID = 0.5;
/** How near a neighbour's line draws, metres on the ground. */
export const PULL = 0.3;
/** Degrees between the turns that a dragged handle comes to rest at. */
export const TURN_STEP = 15;

/** How far a thing reaches along one axis of the ground: its coordinate, and its ends from there. */
export interface Reach {
  at: number;
  min: number;
  max: number;
}

export interface Snapped {
  value: number;
  /** The neighbour's line it lies on now: its axis, or an edge that touches it or is level with it. */
  line: { at: number; of: 'axis' | 'edge' } | undefined;
}

/**
 * One coordinate. `free`: not at all, to the centimetre. The nearest line wins, an axis before an edge as near. Edges are
 * those of `beside`, axes those of all neighbours.
 */
export function snap(
  value: number,
  own: Omit<Reach, 'at'>,
  neighbours: readonly Reach[],
  beside: readonly Reach[],
  free: boolean,
): Snapped {
  if (free) return { value: rounded(value, 100), line: undefined };
  let best: Snapped | undefined;
  let off = PULL;
  const offer = (at: number, from: number, of: 'axis' | 'edge') => {
    const next = rounded(at - from, 1000);
    if (Math.abs(next - value) >= off - (of === 'edge' && best ? 0.01 : 0)) return;
    off = Math.abs(next - value);
    best = { value: next, line: { at, of } };
  };
  for (const { at } of neighbours) offer(at, 0, 'axis');
  for (const { at, min, max } of beside) {
    for (const edge of [rounded(at + min, 1000), rounded(at + max, 1000)]) {
      offer(edge, own.min, 'edge');
      offer(edge, own.max, 'edge');
    }
  }
  return best ?? { value: Math.round(value / GRID) * GRID, line: undefined };
}

/** A turn in degrees, -180 to 180, on steps unless `free`: then to a tenth. */
export function snapTurn(degrees: number, free: boolean): number {
  const step = free ? 0.1 : TURN_STEP;
  const turned = Math.round(degrees / step) * step;
  const within = ((((turned + 180) % 360) + 360) % 360) - 180;
  return rounded(within === -180 ? 180 : within, 10);
}

export function rounded(value: number, parts: number): number {
  // Without a negative zero, which documents would show.
  return Math.round(value * parts) / parts + 0;
}
