/** Samples that no line leads to or from: a reading taken by hand, one value between two gaps. */

/**
 * Places of values whose neighbours are gaps or the ends. Null is a gap, undefined a place that belongs to other lines.
 * Linear.
 */
export function lonePlaces(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  let before: number | null = null;
  let candidate = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === undefined) continue;
    const isValue = value !== null && Number.isFinite(value);
    if (candidate >= 0 && !isValue) lone.push(candidate);
    candidate = isValue && before === null ? i : -1;
    before = isValue ? value : null;
  }
  if (candidate >= 0) lone.push(candidate);
  return lone;
}
