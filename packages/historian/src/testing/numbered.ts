/** Samples that can be told from their number, so that a test knows what must be there. */

export const NUMBERED_SIGNALS = 4;
const T0 = Date.UTC(2025, 0, 1, 23, 50);

/** Signal id, time, value and quality of sample k; each has a time of its own. Crosses a midnight. */
export function numberedSample(k: number): [signal: number, time: number, value: number, quality: number] {
  return [
    k % NUMBERED_SIGNALS,
    T0 + Math.floor(k / NUMBERED_SIGNALS) * 40,
    k % 7 === 0 ? k / 3 : k / 10,
    k % 11 === 0 ? 1 : 0,
  ];
}

/** Number of the sample of a signal at a time. */
export function numberOf(signal: number, time: number): number {
  return ((time - T0) / 40) * NUMBERED_SIGNALS + signal;
}
