/** Work in the background: roll-up rows, values carried over, retention. In small portions, so that questions need not wait. */
import { Columns } from '../codec/columns.ts';
import {
  addColumn,
  addSlots,
  decodeStatistics,
  emptyStatistics,
  encodeStatistics,
  type SlotStatistics,
} from '../codec/statistics.ts';
import { completeCarries } from './carry.ts';
import type { DayFile } from './day-file.ts';
import { readChunk, readHour, type Store, withDamagePutAside } from './store.ts';
import { DAY_MS, dayOf, HOUR_MS, HOURS_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

/** An hour is rolled up when it has been over for this long: samples a little late need no second time. */
const HOUR_SETTLED_MS = 2 * 60_000;
const DAY_SETTLED_MS = 10 * 60_000;
/** Rows looked up at a time. */
const PORTION = 64;

const columns = new Columns();

/**
 * Makes roll-up rows and carried values that are due, until `deadline` (performance.now()). Returns false when nothing is left to do.
 * `all` makes them also for hours and days that are not over.
 */
export function rollUp(store: Store, now: number, deadline: number, all = false): boolean {
  for (const day of store.days.list.slice()) {
    if (store.days.isSettled(day)) continue;
    const busy = withDamagePutAside(store, day, () => rollUpHours(store, day, now, deadline, all), false);
    if (busy) return true;
  }
  return completeCarries(store, deadline) || rollUpDays(store, now, deadline, all);
}

function rollUpHours(store: Store, day: number, now: number, deadline: number, all: boolean): boolean {
  const file = store.days.get(day);
  if (file === undefined) return false;
  for (;;) {
    const due = file.openHours(PORTION).filter(({ hour }) => {
      return all || day * DAY_MS + (hour + 1) * HOUR_MS + HOUR_SETTLED_MS <= now;
    });
    if (due.length === 0) {
      file.settled = day * DAY_MS + DAY_MS + HOUR_SETTLED_MS <= now;
      return false;
    }
    for (const { twin, hour } of due) {
      if (performance.now() >= deadline) return true;
      file.writeHour(twin, hour, hourRow(store, file, twin, hour));
    }
  }
}

function hourRow(store: Store, file: DayFile, twin: number, hour: number): Uint8Array {
  const signals = new Map<number, SlotStatistics>();
  for (let i = 0; i < MINUTES_PER_HOUR; i++) {
    columns.clear();
    if (!readChunk(store, file, twin, hour * MINUTES_PER_HOUR + i, columns, -1)) continue;
    for (let c = 0; c < columns.count; c++) {
      const key = columns.keys[c];
      let statistics = signals.get(key);
      if (statistics === undefined) {
        statistics = emptyStatistics(MINUTES_PER_HOUR);
        signals.set(key, statistics);
      }
      addColumn(statistics, i, columns, c);
    }
  }
  return encodeStatistics(MINUTES_PER_HOUR, signals);
}

function rollUpDays(store: Store, now: number, deadline: number, all: boolean): boolean {
  const until = all ? Number.MAX_SAFE_INTEGER / 2 ** 32 : dayOf(now - DAY_MS - DAY_SETTLED_MS);
  for (;;) {
    const due = store.rollups.pending(Math.floor(until), PORTION);
    if (due.length === 0) return false;
    for (const { day, twin } of due) {
      if (performance.now() >= deadline) return true;
      store.rollups.put(day, twin, dayRow(store, day, twin));
    }
  }
}

function dayRow(store: Store, day: number, twin: number): Uint8Array | undefined {
  const file = store.days.get(day);
  if (file === undefined) return undefined;
  const signals = new Map<number, SlotStatistics>();
  for (let hour = 0; hour < HOURS_PER_DAY; hour++) {
    const visit = (key: number, minutes: SlotStatistics): void => {
      let statistics = signals.get(key);
      if (statistics === undefined) {
        statistics = emptyStatistics(HOURS_PER_DAY);
        signals.set(key, statistics);
      }
      addSlots(statistics, hour, minutes, 0, MINUTES_PER_HOUR);
    };
    const outcome = readHour(store, file, twin, hour, visit, -1);
    if (outcome === 'open') decodeStatistics(hourRow(store, file, twin, hour), visit);
  }
  return signals.size === 0 ? undefined : encodeStatistics(HOURS_PER_DAY, signals);
}

/** Deletes day files that ended more than `raw` ms ago and roll-ups older than `rollup` ms. Returns the files deleted. */
export function deleteExpired(store: Store, now: number, retention: { raw: number; rollup: number }): number {
  let deleted = 0;
  for (const day of store.days.list.slice()) {
    if ((day + 1) * DAY_MS > now - retention.raw) continue;
    // The roll-ups stay longer than the samples: make those that are still missing first.
    for (const pending of store.rollups.pending(day, Number.MAX_SAFE_INTEGER)) {
      if (pending.day === day) store.rollups.put(day, pending.twin, dayRow(store, day, pending.twin));
    }
    // What the next day carries over is still to be read from this one.
    completeCarries(
      store,
      Number.POSITIVE_INFINITY,
      store.days.list.find((later) => later > day),
    );
    store.days.delete(day);
    deleted++;
  }
  if (Number.isFinite(retention.rollup)) deleted += store.rollups.deleteBefore(dayOf(now - retention.rollup));
  return deleted;
}
