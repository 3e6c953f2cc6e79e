/** Draining: turning the waiting samples of a twin into columns per minute, ready to be encoded. */

import { Columns } from '../codec/columns.ts';
import { countBelow, isAscending, sortSamples } from './order.ts';
import type { Recent } from './recent.ts';
import { MINUTE_MS } from './time.ts';

/** Everything that is taken out, one column per series; and cut into minutes from there. */
const taken = new Columns();
const minuteColumns = new Columns();

/** Series of `taken`'s columns in the same order, how many samples of each stay behind, whether it arrived in order. */
let series: number[] = [];
let staying: number[] = [];
let inOrder: boolean[] = [];

/**
 * Takes the waiting samples of a twin with times below `before` out of `recent` and calls `emit` for each minute they
 * lie in, oldest first. The columns are sorted by key, times ascend strictly, and they are valid during the call only.
 * Then `commit` is called. When `emit` or `commit` throws, nothing has been taken out.
 */
export function drainTwin(
  recent: Recent,
  twin: number,
  before: number,
  emit: (minute: number, columns: Columns) => void,
  commit: () => void,
): void {
  readTwin(recent, twin, before);
  emitMinutes(emit);
  commit();
  putBack(recent, twin);
}

function readTwin(recent: Recent, twin: number, before: number): void {
  taken.clear();
  series = recent.seriesOfTwin(twin).filter((s) => recent.count(s) > 0);
  series.sort((a, b) => recent.signalKey(a) - recent.signalKey(b));
  staying = [];
  inOrder = [];
  const sharedCount = recent.timeCount(twin);
  taken.reserveTimes(sharedCount);
  recent.copyTimes(twin, taken.times, 0);
  taken.timesUsed = sharedCount;
  const sharedAscends = isAscending(taken.times, 0, sharedCount);
  for (const s of series) {
    let n = recent.count(s);
    taken.reserveValues(n);
    const start = taken.valuesUsed;
    let timeStart = 0;
    let ordered = true;
    if (sharedAscends && recent.inStep(s)) {
      recent.copyValues(s, taken.values, taken.quality, start);
    } else {
      taken.reserveTimes(n);
      timeStart = taken.timesUsed;
      recent.copy(s, taken.times, taken.values, taken.quality, timeStart, start);
      ordered = isAscending(taken.times, timeStart, n);
      if (!ordered) {
        n = sortSamples(taken.times, timeStart, taken.values, taken.quality, start, n);
      }
      taken.timesUsed += n;
    }
    const take = countBelow(taken.times, timeStart, n, before);
    taken.valuesUsed += n;
    taken.add(recent.signalKey(s), timeStart, start, take);
    staying.push(n - take);
    inOrder.push(ordered);
  }
}

function emitMinutes(emit: (minute: number, columns: Columns) => void): void {
  const cursor = new Int32Array(taken.count);
  for (;;) {
    let minute = Number.POSITIVE_INFINITY;
    for (let c = 0; c < taken.count; c++) {
      if (cursor[c] < taken.lengths[c]) {
        minute = Math.min(minute, Math.floor(taken.times[taken.timeStarts[c] + cursor[c]] / MINUTE_MS));
      }
    }
    if (minute === Number.POSITIVE_INFINITY) return;
    minuteColumns.clear();
    minuteColumns.times = taken.times;
    minuteColumns.values = taken.values;
    minuteColumns.quality = taken.quality;
    for (let c = 0; c < taken.count; c++) {
      const left = taken.lengths[c] - cursor[c];
      const timeStart = taken.timeStarts[c] + cursor[c];
      const n = countBelow(taken.times, timeStart, left, (minute + 1) * MINUTE_MS);
      if (n > 0) minuteColumns.add(taken.keys[c], timeStart, taken.starts[c] + cursor[c], n);
      cursor[c] += n;
    }
    emit(minute, minuteColumns);
  }
}

/** Whether the same number was taken out of every series. */
function isEven(number: number): boolean {
  for (let c = 0; c < series.length; c++) if (taken.lengths[c] !== number || !inOrder[c]) return false;
  return series.length > 0;
}

function putBack(recent: Recent, twin: number): void {
  // The rule: all series are in step, and the same number of samples was taken out of each.
  const [first] = taken.lengths;
  if (isEven(first) && recent.dropFirst(twin, first)) return;
  // Where a series came in order, what stays is as old as its first staying sample; otherwise as the oldest of all.
  const tags = series.map((s, c) =>
    staying[c] > 0 ? recent.tagAt(s, inOrder[c] ? taken.lengths[c] : 0) : 0,
  );
  recent.clearTwin(twin);
  for (let c = 0; c < series.length; c++) {
    const from = taken.lengths[c];
    for (let i = from; i < from + staying[c]; i++) {
      const time = taken.times[taken.timeStarts[c] + i];
      recent.add(
        series[c],
        time,
        taken.values[taken.starts[c] + i],
        taken.quality[taken.starts[c] + i],
        tags[c],
      );
    }
  }
}
