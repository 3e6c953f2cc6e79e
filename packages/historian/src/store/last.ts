/**
 * The newest sample of a series before an instant: the state of the plant, values carried over, `sampleAt`.
 *
 * From the nearest place to the farthest: the newest sample of all (in memory; it answers for everything that has not
 * changed since), the waiting samples, the chunks of the instant's minute and the one before, the hours of that day
 * backwards, and last what the day file carries over from before. One day file is read, however old the value is.
 * A search with a lower bound (`since`) looks at nothing older than that: what states.ts asks from instant to instant.
 */

import { FormatError } from '../codec/bytes.ts';
import { chunkDirectory } from '../codec/chunk.ts';
import { ChunkMemo } from './chunk-memo.ts';
import type { DayFile } from './day-file.ts';
import { countBelow } from './order.ts';
import { readCarry, type Store, withDamagePutAside } from './store.ts';
import { DAY_MS, MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

const memo = new ChunkMemo();

/** Up to so many minutes, asking for each chunk is cheaper than decoding the statistics of an hour. */
const FEW_MINUTES = 8;

/** Samples of several signals; NaN time where there is none. */
export interface LastSamples {
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
}

/** The newest sample before `before` of one series, or undefined. */
export function lastOfSeries(
  store: Store,
  series: number,
  before: number,
): { time: number; value: number; quality: number } | undefined {
  const { times, values, quality } = lastOfTwin(store, store.recent.twinOfSeries(series), [series], before);
  return Number.isNaN(times[0]) ? undefined : { time: times[0], value: values[0], quality: quality[0] };
}

export function emptyLast(count: number): LastSamples {
  return {
    times: new Float64Array(count).fill(Number.NaN),
    values: new Float64Array(count).fill(Number.NaN),
    quality: new Uint8Array(count),
  };
}

/** The newest samples before `before` of some series of one twin, in the order of `wanted`. */
export function lastOfTwin(
  store: Store,
  twin: number,
  wanted: readonly number[],
  before: number,
): LastSamples {
  const { recent } = store;
  memo.forget();
  const into = emptyLast(wanted.length);
  /** Place in `wanted` by signal key, where the answer is not in memory. */
  const open = new Map<number, number>();
  wanted.forEach((series, i) => {
    const last = recent.lastTime[series];
    if (last < before) put(into, i, last, recent.lastValue[series], recent.lastQuality[series]);
    else if (!Number.isNaN(last)) open.set(recent.signalKey(series), i);
  });
  if (open.size === 0) return into;
  const waiting = emptyLast(wanted.length);
  for (const i of open.values()) takeWaiting(store, wanted[i], before, waiting, i);
  searchDays(store, recent.twinKey(twin), open, before, into);
  // A waiting sample arrived after the stored ones: it wins at the same time.
  for (let i = 0; i < wanted.length; i++) {
    const time = waiting.times[i];
    if (Number.isNaN(time) || into.times[i] > time) continue;
    put(into, i, time, waiting.values[i], waiting.quality[i]);
  }
  return into;
}

function put(into: LastSamples, i: number, time: number, value: number, quality: number): void {
  into.times[i] = time;
  into.values[i] = value;
  into.quality[i] = quality;
}

function takeWaiting(store: Store, series: number, before: number, into: LastSamples, i: number): void {
  const samples = store.recent.read(series);
  let best = -1;
  for (let j = 0; j < samples.length; j++) {
    if (samples.times[j] < before && (best < 0 || samples.times[j] >= samples.times[best])) best = j;
  }
  if (best >= 0) put(into, i, samples.times[best], samples.values[best], samples.quality[best]);
}

/**
 * Searches day files backwards until all open signals (key to place in `into`) are found, a file tells what was before it,
 * or `since` is passed. `chunks` holds what may be used of earlier searches.
 */
export function searchDays(
  store: Store,
  twinKey: number,
  open: Map<number, number>,
  before: number,
  into: LastSamples,
  since = Number.NEGATIVE_INFINITY,
  chunks = memo,
): void {
  for (const day of store.days.list.toReversed()) {
    if (day * DAY_MS >= before) continue;
    if ((day + 1) * DAY_MS <= since) return;
    const work = (): boolean => searchDay(store, day, twinKey, open, before, into, since, chunks);
    if (withDamagePutAside(store, day, work, false) || open.size === 0) return;
  }
}

/** Returns whether the file knows what was before it: nothing older needs to be asked. */
function searchDay(
  store: Store,
  day: number,
  twinKey: number,
  open: Map<number, number>,
  before: number,
  into: LastSamples,
  since: number,
  chunks: ChunkMemo,
): boolean {
  const file = store.days.get(day);
  if (file === undefined) return false;
  const dayStart = day * DAY_MS;
  const search = { store, file, twinKey, open, before, into, chunks };
  const newest = Math.min(MINUTES_PER_DAY - 1, Math.floor((before - dayStart) / MINUTE_MS));
  const oldest = Math.max(0, Math.floor((since - dayStart) / MINUTE_MS));
  takeChunk(search, newest);
  if (newest > oldest && open.size > 0) takeChunk(search, newest - 1);
  if (newest - oldest <= FEW_MINUTES) {
    for (let minute = newest - 2; minute >= oldest && open.size > 0; minute--) takeMentioned(search, minute);
  } else {
    for (let hour = Math.floor(newest / MINUTES_PER_HOUR); hour >= 0 && open.size > 0; hour--) {
      const first = hour * MINUTES_PER_HOUR;
      if (first + MINUTES_PER_HOUR <= oldest) break;
      searchHour(search, hour, Math.max(oldest, first), Math.min(newest - 2, first + MINUTES_PER_HOUR - 1));
    }
  }
  if (open.size === 0 || since >= dayStart) return true;
  if (!file.knowsCarry(twinKey)) return false;
  const carried = readCarry(store, file, twinKey);
  for (const [key, place] of open) {
    const value = carried.get(key);
    if (value !== undefined) putIfNewer(into, place, value.time, value.value, value.quality);
  }
  return true;
}

interface Search {
  store: Store;
  file: DayFile;
  twinKey: number;
  open: Map<number, number>;
  before: number;
  into: LastSamples;
  chunks: ChunkMemo;
}

/** Takes the newest samples before the instant out of a chunk and closes their series. */
function takeChunk(search: Search, minute: number): void {
  const columns = search.chunks.read(search.store, search.file, search.twinKey, minute);
  if (columns === undefined) return;
  for (let c = 0; c < columns.count; c++) {
    const place = search.open.get(columns.keys[c]);
    if (place === undefined) continue;
    const timeStart = columns.timeStarts[c];
    const n = countBelow(columns.times, timeStart, columns.lengths[c], search.before);
    if (n === 0) continue;
    const at = columns.starts[c] + n - 1;
    putIfNewer(search.into, place, columns.times[timeStart + n - 1], columns.values[at], columns.quality[at]);
    search.open.delete(columns.keys[c]);
  }
}

function putIfNewer(into: LastSamples, i: number, time: number, value: number, quality: number): void {
  if (!(into.times[i] >= time)) put(into, i, time, value, quality);
}

/** Finds, for each open signal, the last minute from `oldest` to `newest` of the hour that has samples of it. */
function searchHour(search: Search, hour: number, oldest: number, newest: number): void {
  const first = hour * MINUTES_PER_HOUR;
  const { outcome, counts } = search.chunks.hour(search.store, search.file, search.twinKey, hour);
  const minutes = new Set<number>();
  for (const key of search.open.keys()) {
    const samples = counts.get(key);
    for (let minute = newest; samples && minute >= oldest; minute--) {
      if (samples[minute - first] === 0) continue;
      minutes.add(minute);
      break;
    }
  }
  if (outcome === 'read') {
    for (const minute of [...minutes].sort((a, b) => b - a)) takeChunk(search, minute);
  } else if (outcome === 'open') {
    for (let minute = newest; minute >= oldest && search.open.size > 0; minute--)
      takeMentioned(search, minute);
  }
}

function takeMentioned(search: Search, minute: number): void {
  if (mentions(search, minute)) takeChunk(search, minute);
}

/** Whether a chunk has one of the open signals; reads its directory only. */
function mentions(search: Search, minute: number): boolean {
  const data = search.file.chunk(search.twinKey, minute);
  if (data === undefined) return false;
  let found = false;
  try {
    chunkDirectory(data, (key) => {
      found ||= search.open.has(key);
    });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return true;
  }
  return found;
}
