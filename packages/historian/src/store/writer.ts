/** Writing chunks: from the waiting samples of a twin into the day files, merged with what is there. */
import { encodeChunk } from '../codec/chunk.ts';
import { Columns } from '../codec/columns.ts';
import type { LastValue } from '../codec/last-values.ts';
import { fileError } from '../errors.ts';
import { carryOn, ensureCarry } from './carry.ts';
import type { DayFile } from './day-file.ts';
import { drainTwin } from './drain.ts';
import { mergeColumns } from './merge.ts';
import { isDamage } from './sqlite.ts';
import { readChunk, type Store } from './store.ts';
import { MINUTES_PER_DAY } from './time.ts';

const existing = new Columns();

/**
 * Writes the waiting samples of a twin with times below `before` as chunks, in one transaction per day. When it throws
 * (disk full, read-only), the samples still wait; trying again is safe, since writing a sample twice changes nothing.
 * Returns the number of chunks written.
 */
export function writeTwin(store: Store, twin: number, before: number): number {
  const key = store.recent.twinKey(twin);
  let file: DayFile | undefined;
  const newest = new Map<number, Map<number, LastValue>>();
  let chunks = 0;
  try {
    const emit = (minute: number, columns: Columns): void => {
      const day = Math.floor(minute / MINUTES_PER_DAY);
      if (file?.day !== day) {
        file?.database.exec('COMMIT');
        file = undefined;
        file = begin(store, day, twin);
      }
      writeMinute(store, file, key, minute, columns);
      if (day < (store.days.list.at(-1) ?? day)) noteNewest(newest, day, columns);
      chunks++;
    };
    drainTwin(store.recent, twin, before, emit, () => {
      file?.database.exec('COMMIT');
      for (const [day, values] of newest) carryOn(store, day, twin, values);
    });
  } catch (error) {
    if (file !== undefined) rollBack(store, file, error);
    throw fileError('Cannot write', file?.file ?? store.days.folder, error);
  }
  return chunks;
}

function begin(store: Store, day: number, twin: number): DayFile {
  store.rollups.invalidate(day, store.recent.twinKey(twin));
  const file = store.days.get(day) ?? createDay(store, day);
  file.database.exec('BEGIN IMMEDIATE');
  ensureCarry(store, file, twin);
  return file;
}

function rollBack(store: Store, file: DayFile, error: unknown): void {
  if (isDamage(error)) {
    store.days.damaged(file.day, error);
    return;
  }
  if (file.database.isOpen && file.database.isTransaction) file.database.exec('ROLLBACK');
  file.forget();
}

function writeMinute(store: Store, file: DayFile, twinKey: number, minute: number, columns: Columns): void {
  const inDay = minute - file.day * MINUTES_PER_DAY;
  existing.clear();
  const merged = readChunk(store, file, twinKey, inDay, existing, -1)
    ? mergeColumns(existing, columns)
    : columns;
  file.writeChunk(twinKey, inDay, encodeChunk(merged, minute));
  store.unsealed.add(minute);
}

/** Makes a day file. One with nothing before it knows that at once. */
function createDay(store: Store, day: number): DayFile {
  const file = store.days.create(day);
  if (store.days.list[0] === day) file.markCarryComplete();
  return file;
}

function noteNewest(newest: Map<number, Map<number, LastValue>>, day: number, columns: Columns): void {
  let values = newest.get(day);
  if (values === undefined) {
    values = new Map();
    newest.set(day, values);
  }
  for (let c = 0; c < columns.count; c++) {
    const last = columns.lengths[c] - 1;
    const at = columns.starts[c] + last;
    const time = columns.times[columns.timeStarts[c] + last];
    values.set(columns.keys[c], { time, value: columns.values[at], quality: columns.quality[at] });
  }
}
