/** Merging: a chunk that exists and samples that came later for the same minute. Nothing stored is lost by it. */
import { Columns } from '../codec/columns.ts';

/**
 * The union of two sets of columns, sorted by key. Both have keys and times ascending; where both have a sample of the
 * same series and time, the one from `later` wins. Cost: linear.
 */
export function mergeColumns(earlier: Columns, later: Columns): Columns {
  const into = new Columns();
  let a = 0;
  let b = 0;
  while (a < earlier.count || b < later.count) {
    const keyA = a < earlier.count ? earlier.keys[a] : Number.POSITIVE_INFINITY;
    const keyB = b < later.count ? later.keys[b] : Number.POSITIVE_INFINITY;
    if (keyA < keyB) copyColumn(earlier, a++, into);
    else if (keyB < keyA) copyColumn(later, b++, into);
    else mergeColumn(earlier, a++, later, b++, into);
  }
  return into;
}

function copyColumn(from: Columns, c: number, into: Columns): void {
  const n = from.lengths[c];
  into.reserveTimes(n);
  into.reserveValues(n);
  for (let i = 0; i < n; i++) put(from, c, i, into, i);
  finish(into, from.keys[c], n);
}

function mergeColumn(earlier: Columns, a: number, later: Columns, b: number, into: Columns): void {
  const countA = earlier.lengths[a];
  const countB = later.lengths[b];
  into.reserveTimes(countA + countB);
  into.reserveValues(countA + countB);
  let n = 0;
  let i = 0;
  let j = 0;
  while (i < countA && j < countB) {
    const timeA = earlier.times[earlier.timeStarts[a] + i];
    const timeB = later.times[later.timeStarts[b] + j];
    if (timeA < timeB) {
      put(earlier, a, i++, into, n++);
    } else {
      if (timeA === timeB) i++;
      put(later, b, j++, into, n++);
    }
  }
  while (i < countA) put(earlier, a, i++, into, n++);
  while (j < countB) put(later, b, j++, into, n++);
  finish(into, later.keys[b], n);
}

function put(from: Columns, c: number, i: number, into: Columns, at: number): void {
  into.times[into.timesUsed + at] = from.times[from.timeStarts[c] + i];
  into.values[into.valuesUsed + at] = from.values[from.starts[c] + i];
  into.quality[into.valuesUsed + at] = from.quality[from.starts[c] + i];
}

function finish(into: Columns, key: number, n: number): void {
  into.add(key, into.timesUsed, into.valuesUsed, n);
  into.timesUsed += n;
  into.valuesUsed += n;
}
