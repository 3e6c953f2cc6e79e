/** Writing chunks: from the waiting samples of a twin into the day files, merged with what is there. */
import { encodeChunk } from '../codec/chunk.ts';
import { Columns } from '../codec/columns.ts';
import { encodeLastValues, type LastValue } from '../codec/last-values.ts';
import { fileError } from '../errors.ts';
import type { DayFile } from './day-file.ts';
import { drainTwin } from './drain.ts';
import { lastOfAll } from './last.ts';
import { mergeColumns } from './merge.ts';
import { isDamage } from './sqlite.ts';
import { readCarry, readChunk, type Store } from './store.ts';
import { DAY_MS, MINUTES_PER_DAY } from './time.ts';

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
        file = begin(store, day, key);
      }
      writeMinute(store, file, key, minute, columns);
      if (day < (store.days.list.at(-1) ?? day)) noteNewest(newest, day, columns);
      chunks++;
    };
    drainTwin(store.recent, twin, before, emit, () => {
      file?.database.exec('COMMIT');
      for (const [day, values] of newest) carryOn(store, day, key, values);
    });
  } catch (error) {
    if (file !== undefined) rollBack(store, file, error);
    throw fileError('Cannot write', file?.file ?? store.days.folder, error);
  }
  return chunks;
}

function begin(store: Store, day: number, twinKey: number): DayFile {
  store.rollups.invalidate(day, twinKey);
  const file = store.days.get(day) ?? createDay(store, day);
  file.database.exec('BEGIN IMMEDIATE');
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
}

/** Makes a day file. It begins with the newest sample before the day of every signal, so that no reader looks further. */
function createDay(store: Store, day: number): DayFile {
  const before = lastOfAll(store, day * DAY_MS);
  const file = store.days.create(day);
  const byTwin = new Map<number, Map<number, LastValue>>();
  const { recent } = store;
  for (let series = 0; series < before.times.length; series++) {
    const time = before.times[series];
    if (Number.isNaN(time)) continue;
    const twin = recent.twinKey(recent.twinOfSeries(series));
    let values = byTwin.get(twin);
    if (values === undefined) {
      values = new Map();
      byTwin.set(twin, values);
    }
    values.set(recent.signalKey(series), {
      time,
      value: before.values[series],
      quality: before.quality[series],
    });
  }
  file.database.exec('BEGIN IMMEDIATE');
  for (const [twin, values] of byTwin) file.writeCarry(twin, encodeLastValues(values));
  file.database.exec('COMMIT');
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

/** Late samples of an earlier day may be the newest ones before the days that follow: corrects what those carry over. */
function carryOn(store: Store, day: number, twinKey: number, values: Map<number, LastValue>): void {
  for (const later of store.days.list) {
    if (later <= day) continue;
    const file = store.days.get(later);
    if (file === undefined) continue;
    const carried = readCarry(store, file, twinKey);
    let changed = false;
    for (const [key, value] of values) {
      const known = carried.get(key);
      // Once a later day carries a newer value, so do all days after it.
      if (known !== undefined && known.time > value.time) values.delete(key);
      else changed = carried.set(key, value) !== undefined;
    }
    if (changed) file.writeCarry(twinKey, encodeLastValues(carried));
    if (values.size === 0) return;
  }
}
