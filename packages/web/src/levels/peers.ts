/** Twins of one type beside each other: how far one stands apart from the others. */

/** What the twins of a group have in common in one signal. */
export interface PeerNorm {
  /** Median of the usable values, in the signal's unit; NaN with fewer than three. */
  median: number;
  /** What counts as one step of ordinary difference: a robust standard deviation, never finer than `least`. */
  spread: number;
  /** How many usable values there are. */
  count: number;
}

/** Steps beyond which a value stands apart. */
export const APART = 3.5;
/** Fewer peers than this are no crowd to stand apart from. */
const LEAST_PEERS = 3;
/** Makes the median of absolute differences comparable with a standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/**
 * Norm of the values of a group. NaN values are left out. `least` is the smallest difference that means anything, such
 * as the resolution of the signal. Median and median absolute deviation, so that the odd one does not move its own
 * yardstick. Cost: two sorts of the values.
 */
export function peerNorm(values: readonly number[], least: number): PeerNorm {
  const usable = values.filter(Number.isFinite);
  if (usable.length < LEAST_PEERS) return { median: Number.NaN, spread: Number.NaN, count: usable.length };
  const median = medianOf(usable);
  const deviation = medianOf(usable.map((value) => Math.abs(value - median)));
  return { median, spread: Math.max(MAD_TO_SIGMA * deviation, least), count: usable.length };
}

/** Steps above (positive) or below the norm; NaN where there is none. */
export function apartFrom(norm: PeerNorm, value: number): number {
  return (value - norm.median) / norm.spread;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
