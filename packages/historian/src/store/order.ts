/** Order of samples: sorting by time, the rule for equal times (the last arrival wins), search and merge. */

/** Whether times[start … start + n) rise strictly. */
export function isAscending(times: Float64Array, start: number, n: number): boolean {
  for (let i = start + 1; i < start + n; i++) if (!(times[i] > times[i - 1])) return false;
  return true;
}

/**
 * Sorts n samples in order of arrival by time, in place, and keeps the last arrival of each time. Returns how many are
 * left. Cost: n log n, with an index array; only for what did not arrive in order.
 */
export function sortSamples(
  times: Float64Array,
  timeStart: number,
  values: Float64Array,
  quality: Uint8Array,
  start: number,
  n: number,
): number {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  order.sort((a, b) => times[timeStart + a] - times[timeStart + b] || a - b);
  const sortedTimes = new Float64Array(n);
  const sortedValues = new Float64Array(n);
  const sortedQuality = new Uint8Array(n);
  let kept = 0;
  for (let i = 0; i < n; i++) {
    const from = order[i];
    if (kept > 0 && sortedTimes[kept - 1] === times[timeStart + from]) kept--;
    sortedTimes[kept] = times[timeStart + from];
    sortedValues[kept] = values[start + from];
    sortedQuality[kept] = quality[start + from];
    kept++;
  }
  times.set(sortedTimes.subarray(0, kept), timeStart);
  values.set(sortedValues.subarray(0, kept), start);
  quality.set(sortedQuality.subarray(0, kept), start);
  return kept;
}

/** Number of elements of the ascending times[start … start + n) that are < limit. */
export function countBelow(times: Float64Array, start: number, n: number, limit: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[start + middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The smallest double greater than x: turns "at or before" into "before". Infinity stays. */
export function nextAfter(x: number): number {
  if (!Number.isFinite(x)) return x;
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] += x > 0 ? 1n : -1n;
  return float[0];
}
