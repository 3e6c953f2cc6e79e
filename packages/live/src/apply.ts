/** Samples become the present: one wave of the queue is written into the arena. */
import { STALE } from '@millwright/model';
import { type Arena, BAD_NOT_A_NUMBER, gapTime, UNCERTAIN_RANGE } from './arena.ts';
import type { Columns } from './columns.ts';
import type { DirtyRows } from './dirty.ts';
import type { StaleMarks } from './stale.ts';
import type { LiveStatistics } from './statistics.ts';
import type { Waves } from './waves.ts';

/**
 * Finds the column of every sample, and takes those out of the queue that nothing can be done with, counted.
 *
 * Messages mostly bring one column after the other: trying the next one spares a look-up in a table of millions.
 */
export function dropUnusable(waves: Waves, all: Columns, statistics: LiveStatistics): void {
  const { signals, times, values, quality, columns } = waves;
  const { of, derived, bases, rows } = all;
  const count = bases.length;
  let kept = 0;
  let column = 0;
  for (let i = 0; i < waves.length; i++) {
    const id = signals[i];
    column++;
    if (column >= count || (id - bases[column]) >>> 0 >= rows[column]) {
      if (id >= of.length) {
        statistics.unknown++;
        continue;
      }
      column = of[id];
    }
    if (derived[column] !== 0 || !Number.isFinite(times[i])) {
      statistics.refused++;
      continue;
    }
    if (kept !== i) {
      signals[kept] = id;
      times[kept] = times[i];
      values[kept] = values[i];
      quality[kept] = quality[i];
    }
    columns[kept++] = column;
  }
  waves.length = kept;
}

/**
 * Applies wave k of the queue, or all of it in order of arrival (`k` undefined), and marks the rows it touches. Samples older
 * than the newest of their signal are late, equal ones duplicates; both change nothing.
 */
export function applyWave(
  waves: Waves,
  k: number | undefined,
  arena: Arena,
  columns: Columns,
  dirty: DirtyRows,
  stale: StaleMarks,
  statistics: LiveStatistics,
): void {
  const { order, starts } = waves;
  const begin = k === undefined ? 0 : starts[k];
  const end = k === undefined ? waves.length : starts[k + 1];
  const { own, gaps, now } = arena;
  const { low, high, shifts } = columns;
  const { arrived } = stale;
  for (let j = begin; j < end; j++) {
    const i = k === undefined ? j : order[j];
    const id = waves.signals[i];
    const time = waves.times[i];
    const before = own[id];
    const newest = (before & 3) === STALE ? gapTime(arena.times[id], gaps[id]) : arena.times[id];
    if (time < newest) {
      statistics.late++;
      continue;
    }
    const column = waves.columns[i];
    let value = waves.values[i];
    let byte = waves.quality[i];
    arrived[id] = now;
    if (!Number.isFinite(value)) {
      value = Number.NaN;
      if ((byte & 3) < 2) byte = BAD_NOT_A_NUMBER;
    } else if (byte === 0 && (value < low[column] || value > high[column])) {
      byte = UNCERTAIN_RANGE;
    }
    if (time === newest && byte === before && isSame(byte, value, arena.values[id])) {
      statistics.duplicates++;
      // It may have been stale by the clock.
      if (arena.quality[id] === byte) continue;
      arena.quality[id] = byte;
      arena.touch(id);
    } else {
      arena.put(id, time, value, byte);
    }
    dirty.add(id - shifts[column]);
  }
}

/** Whether a sample of the same time and quality says nothing new; the value of a gap does not count. */
function isSame(byte: number, value: number, before: number): boolean {
  return (byte & 3) === STALE || Object.is(value, before);
}
