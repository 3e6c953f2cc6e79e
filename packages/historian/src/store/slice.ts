/** Slices: the samples of many signals in an hour, for export and SQL. */
import type { SampleBatch } from '@millwright/model';
import { Columns } from '../codec/columns.ts';
import { readSeries } from './series.ts';
import { readChunk, readHour, type Store, withDamagePutAside } from './store.ts';
import { HOUR_MS, HOURS_PER_DAY, MINUTES_PER_HOUR } from './time.ts';

/** Hours (since 1970) in [from, before) that hold samples, ascending. */
export function hoursWithSamples(store: Store, from: number, before: number): number[] {
  const hours = new Set<number>();
  for (const day of store.days.list.slice()) {
    const file = store.days.get(day);
    for (const hour of file?.hoursWithChunks() ?? []) hours.add(day * HOURS_PER_DAY + hour);
  }
  const { recent } = store;
  for (let series = 0; series < recent.seriesCount; series++) {
    const { length, times } = recent.read(series);
    for (let i = 0; i < length; i++) hours.add(Math.floor(times[i] / HOUR_MS));
  }
  return [...hours]
    .filter((hour) => (hour + 1) * HOUR_MS > from && hour * HOUR_MS < before)
    .sort((a, b) => a - b);
}

export interface Slice {
  batch: SampleBatch;
  /** Twin to go on with, or -1 when the hour is complete. */
  next: number;
}

const chunk = new Columns();

/** Collects samples of many signals. The model's BatchBuilder would bring its parsers into this thread. */
class Collector {
  #batch: SampleBatch = emptyBatch(4096);

  get length(): number {
    return this.#batch.length;
  }

  push(signal: number, time: number, value: number, quality: number): void {
    if (this.#batch.length === this.#batch.signals.length) this.#grow();
    const batch = this.#batch;
    const i = batch.length++;
    batch.signals[i] = signal;
    batch.times[i] = time;
    batch.values[i] = value;
    batch.quality[i] = quality;
  }

  #grow(): void {
    const grown = emptyBatch(this.#batch.length * 2);
    grown.length = this.#batch.length;
    grown.signals.set(this.#batch.signals);
    grown.times.set(this.#batch.times);
    grown.values.set(this.#batch.values);
    grown.quality.set(this.#batch.quality);
    this.#batch = grown;
  }

  take(): SampleBatch {
    return this.#batch;
  }
}

function emptyBatch(capacity: number): SampleBatch {
  return {
    length: 0,
    signals: new Uint32Array(capacity),
    times: new Float64Array(capacity),
    values: new Float64Array(capacity),
    quality: new Uint8Array(capacity),
  };
}

/**
 * Samples of the hour in [from, before), from twin `firstTwin` on, as many whole twins as it takes to reach `enough`. In the
 * order twin, minute, signal, time. `idOf` gives the id of a series, or -1 to leave it out.
 */
export function readSlice(
  store: Store,
  hour: number,
  from: number,
  before: number,
  firstTwin: number,
  enough: number,
  idOf: (series: number) => number,
): Slice {
  const out = new Collector();
  const start = Math.max(from, hour * HOUR_MS);
  const end = Math.min(before, (hour + 1) * HOUR_MS);
  const { recent } = store;
  for (let twin = firstTwin; twin < recent.twinCount; twin++) {
    if (out.length >= enough) return { batch: out.take(), next: twin };
    readTwin(store, twin, hour, start, end, idOf, out);
  }
  return { batch: out.take(), next: -1 };
}

function readTwin(
  store: Store,
  twin: number,
  hour: number,
  start: number,
  end: number,
  idOf: (series: number) => number,
  out: Collector,
): void {
  const { recent } = store;
  /** Ids by signal key of the series that are in chunks alone; the others are merged one by one. */
  const stored = new Map<number, number>();
  for (const series of recent.seriesOfTwin(twin)) {
    const id = idOf(series);
    if (id < 0) continue;
    if (recent.count(series) === 0) {
      stored.set(recent.signalKey(series), id);
      continue;
    }
    const { times, values, quality } = readSeries(store, series, start, end, Number.POSITIVE_INFINITY);
    for (let i = 0; i < times.length; i++) out.push(id, times[i], values[i], quality[i]);
  }
  if (stored.size === 0) return;
  const day = Math.floor(hour / HOURS_PER_DAY);
  const work = (): void =>
    readStored(store, recent.twinKey(twin), day, hour - day * HOURS_PER_DAY, start, end, stored, out);
  withDamagePutAside(store, day, work, undefined);
}

function readStored(
  store: Store,
  twinKey: number,
  day: number,
  hour: number,
  start: number,
  end: number,
  ids: ReadonlyMap<number, number>,
  out: Collector,
): void {
  const file = store.days.get(day);
  if (file === undefined || readHour(store, file, twinKey, hour, () => {}, 0) === 'none') return;
  for (let minute = hour * MINUTES_PER_HOUR; minute < (hour + 1) * MINUTES_PER_HOUR; minute++) {
    chunk.clear();
    if (!readChunk(store, file, twinKey, minute, chunk, -1)) continue;
    for (let c = 0; c < chunk.count; c++) {
      const id = ids.get(chunk.keys[c]);
      if (id === undefined) continue;
      for (let i = 0; i < chunk.lengths[c]; i++) {
        const time = chunk.times[chunk.timeStarts[c] + i];
        if (time < start || time >= end) continue;
        const at = chunk.starts[c] + i;
        out.push(id, time, chunk.values[at], chunk.quality[at]);
      }
    }
  }
}
