/** Which twins differ between two instants, and by what: the largest difference of each first. */
import type { TwinNode } from '../plant/plant-model.ts';
import type { Difference } from './differences.ts';

/** Figures that differ by less than this share of their normal band are not marked in the pictures. */
export const LEAST_SHARE = 0.25;

export interface Differing {
  twin: TwinNode;
  /** The largest first; another state is larger than any figure. */
  rows: Difference[];
}

/** Twins that differ by enough to be marked, those that differ most first. */
export function differing(rows: readonly Difference[]): Differing[] {
  const strength = ({ kind, share }: Difference) => (kind === 'figure' ? Math.abs(share) : Number.MAX_VALUE);
  const marked = rows.filter((row) => strength(row) >= LEAST_SHARE);
  return [...Map.groupBy(marked, ({ signal }) => signal.twin)]
    .map(([twin, own]) => ({ twin, rows: own.toSorted((x, y) => strength(y) - strength(x)) }))
    .sort((x, y) => strength(y.rows[0]) - strength(x.rows[0]));
}
