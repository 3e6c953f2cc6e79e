/** Raw samples of one series: stored chunks and waiting samples together, in order of time. */
import type { Series } from '@millwright/model';
import { Columns } from '../codec/columns.ts';
import { HistorianError } from '../errors.ts';
import type { DayFile } from './day-file.ts';
import { mergeColumns } from './merge.ts';
import { countBelow, isAscending, sortSamples } from './order.ts';
import { readChunk, readHour, type Store, withDamagePutAside } from './store.ts';
import { DAY_MS, MINUTE_MS, MINUTES_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

const chunk = new Columns();
const EVERY_MINUTE = new Float64Array(MINUTES_PER_HOUR).fill(1);

/** Collects samples, refusing to grow beyond a limit. */
export class SeriesBuilder {
  length = 0;
  times = new Float64Array(1024);
  values = new Float64Array(1024);
  quality = new Uint8Array(1024);
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(
    times: Float64Array,
    timeStart: number,
    values: Float64Array,
    quality: Uint8Array,
    start: number,
    n: number,
  ): void {
    if (this.length + n > this.#limit) {
      throw new HistorianError(
        'limit',
        `The range holds more than ${this.#limit} samples. Ask for a shorter range, a higher limit, or for buckets.`,
      );
    }
    if (this.length + n > this.times.length) this.#grow(this.length + n);
    for (let i = 0; i < n; i++) {
      this.times[this.length + i] = times[timeStart + i];
      this.values[this.length + i] = values[start + i];
      this.quality[this.length + i] = quality[start + i];
    }
    this.length += n;
  }

  #grow(needed: number): void {
    const size = Math.max(needed, this.times.length * 2);
    const times = new Float64Array(size);
    times.set(this.times);
    const values = new Float64Array(size);
    values.set(this.values);
    const quality = new Uint8Array(size);
    quality.set(this.quality);
    this.times = times;
    this.values = values;
    this.quality = quality;
  }

  take(): Series {
    return {
      times: this.times.slice(0, this.length),
      values: this.values.slice(0, this.length),
      quality: this.quality.slice(0, this.length),
    };
  }
}

/** The waiting samples of a series in [from, before) as columns of one, sorted; count 0 where there are none. */
export function waitingColumns(store: Store, series: number, from: number, before: number): Columns {
  const into = new Columns(0);
  const waiting = store.recent.read(series);
  let n = waiting.length;
  if (n === 0) return into;
  if (!isAscending(waiting.times, 0, n)) {
    n = sortSamples(waiting.times, 0, waiting.values, waiting.quality, 0, n);
  }
  const first = countBelow(waiting.times, 0, n, from);
  const last = countBelow(waiting.times, 0, n, before);
  if (last === first) return into;
  into.reserveTimes(last - first);
  into.reserveValues(last - first);
  into.times.set(waiting.times.subarray(first, last));
  into.values.set(waiting.values.subarray(first, last));
  into.quality.set(waiting.quality.subarray(first, last));
  into.timesUsed = into.valuesUsed = last - first;
  into.add(store.recent.signalKey(series), 0, 0, last - first);
  return into;
}

/** Calls `visit` for each minute of [from, before) in which the twin has a chunk with samples of the signal. */
export function forEachStoredMinute(
  store: Store,
  twinKey: number,
  signalKey: number,
  from: number,
  before: number,
  visit: (file: DayFile, minute: number) => void,
): void {
  for (const day of store.days.list.slice()) {
    if ((day + 1) * DAY_MS <= from || day * DAY_MS >= before) continue;
    const first = Math.max(0, Math.floor(from / MINUTE_MS) - day * MINUTES_PER_DAY);
    const last = Math.min(MINUTES_PER_DAY, Math.ceil(before / MINUTE_MS) - day * MINUTES_PER_DAY);
    withDamagePutAside(
      store,
      day,
      () => visitDay(store, day, twinKey, signalKey, first, last, visit),
      undefined,
    );
  }
}

function visitDay(
  store: Store,
  day: number,
  twinKey: number,
  signalKey: number,
  first: number,
  end: number,
  visit: (file: DayFile, minute: number) => void,
): void {
  const file = store.days.get(day);
  if (file === undefined) return;
  for (let hour = Math.floor(first / MINUTES_PER_HOUR); hour * MINUTES_PER_HOUR < end; hour++) {
    let samples: Float64Array | undefined;
    const outcome = readHour(
      store,
      file,
      twinKey,
      hour,
      (_key, statistics) => {
        samples = statistics.samples;
      },
      signalKey,
    );
    if (outcome === 'open') samples = EVERY_MINUTE;
    if (samples === undefined) continue;
    const hourStart = hour * MINUTES_PER_HOUR;
    for (
      let minute = Math.max(first, hourStart);
      minute < Math.min(end, hourStart + MINUTES_PER_HOUR);
      minute++
    ) {
      if (samples[minute - hourStart] > 0) visit(file, minute);
    }
  }
}

/**
 * The samples of a series in [from, before). Cost: a look-up and a decoding of 60 values per minute that has samples, a
 * look-up per hour that has none. Throws HistorianError `limit` beyond `limit` samples.
 */
export function readSeries(
  store: Store,
  series: number,
  from: number,
  before: number,
  limit: number,
): Series {
  const { recent } = store;
  const twinKey = recent.twinKey(recent.twinOfSeries(series));
  const signalKey = recent.signalKey(series);
  const waiting = waitingColumns(store, series, from, before);
  const stored = new SeriesBuilder(limit);
  forEachStoredMinute(store, twinKey, signalKey, from, before, (file, minute) => {
    chunk.clear();
    if (!readChunk(store, file, twinKey, minute, chunk, signalKey)) return;
    const start = countBelow(chunk.times, 0, chunk.lengths[0], from);
    const end = countBelow(chunk.times, 0, chunk.lengths[0], before);
    stored.append(chunk.times, start, chunk.values, chunk.quality, start, end - start);
  });
  if (waiting.count === 0) return stored.take();
  if (stored.length === 0 || stored.times[stored.length - 1] < waiting.times[0]) {
    stored.append(waiting.times, 0, waiting.values, waiting.quality, 0, waiting.lengths[0]);
    return stored.take();
  }
  const old = new Columns(0);
  old.times = stored.times;
  old.values = stored.values;
  old.quality = stored.quality;
  old.add(signalKey, 0, 0, stored.length);
  const merged = mergeColumns(old, waiting);
  const result = new SeriesBuilder(limit);
  result.append(merged.times, 0, merged.values, merged.quality, 0, merged.lengths[0]);
  return result.take();
}
