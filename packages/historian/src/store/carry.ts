/**
 * Values carried over: what a day file knows of the time before it, so that finding an old value reads one file.
 *
 * A twin's row is made when its first chunk of the day is written, the others in the background; then the file is marked
 * complete. Until then a reader that finds no row looks into the day before. So a crash in between costs nothing, and a
 * fleet does not stand still at midnight.
 */
import { encodeLastValues, type LastValue } from '../codec/last-values.ts';
import type { DayFile } from './day-file.ts';
import { lastOfTwin } from './last.ts';
import { transaction } from './sqlite.ts';
import { readCarry, type Store, withDamagePutAside } from './store.ts';
import { DAY_MS } from './time.ts';

/** Makes the row of a twin in a day file if it is not there yet. */
export function ensureCarry(store: Store, file: DayFile, twin: number): void {
  const { recent } = store;
  const twinKey = recent.twinKey(twin);
  if (file.knowsCarry(twinKey)) return;
  const wanted = recent.seriesOfTwin(twin);
  const last = lastOfTwin(store, twin, wanted, file.day * DAY_MS);
  const values = new Map<number, LastValue>();
  wanted.forEach((series, i) => {
    const time = last.times[i];
    if (Number.isNaN(time)) return;
    values.set(recent.signalKey(series), { time, value: last.values[i], quality: last.quality[i] });
  });
  file.writeCarry(twinKey, encodeLastValues(values));
}

/**
 * Makes rows that are still missing, until `deadline` (performance.now()). Returns whether there is more to do. `upTo`: only
 * days up to that one.
 */
export function completeCarries(store: Store, deadline: number, upTo = Number.POSITIVE_INFINITY): boolean {
  for (const day of store.days.list.slice()) {
    if (day > upTo || store.days.isCarryComplete(day)) continue;
    const work = (): boolean => {
      const file = store.days.get(day);
      return file !== undefined && !file.carryComplete && completeDay(store, file, deadline);
    };
    if (withDamagePutAside(store, day, work, false)) return true;
  }
  return false;
}

function completeDay(store: Store, file: DayFile, deadline: number): boolean {
  return transaction(file.database, () => {
    for (let twin = 0; twin < store.recent.twinCount; twin++) {
      if (performance.now() >= deadline) return true;
      ensureCarry(store, file, twin);
    }
    file.markCarryComplete();
    return false;
  });
}

/** Late samples of an earlier day may be the newest ones before the days that follow: corrects what those carry over. */
export function carryOn(store: Store, day: number, twin: number, values: Map<number, LastValue>): void {
  const twinKey = store.recent.twinKey(twin);
  for (const later of store.days.list.slice()) {
    if (later <= day) continue;
    const file = store.days.get(later);
    // A row that is not made yet will be made from what is stored then.
    if (file === undefined || !file.knowsCarry(twinKey)) continue;
    const carried = readCarry(store, file, twinKey);
    let changed = false;
    for (const [key, value] of values) {
      const known = carried.get(key);
      // Once a later day carries a newer value, so do all days after it.
      if (known !== undefined && known.time > value.time) {
        values.delete(key);
      } else {
        carried.set(key, value);
        changed = true;
      }
    }
    if (changed) file.writeCarry(twinKey, encodeLastValues(carried));
    if (values.size === 0) return;
  }
}
