/**
 * The engine: write-ahead log, waiting samples, chunks and questions of one folder, in one thread.
 *
 * The way of a sample: append → record in the write-ahead log → fdatasync → waiting samples (visible to every question)
 * → acknowledged → within about two minutes a chunk → checkpoint of the day file → its log segment is deleted.
 */
import path from 'node:path';
import { allocateBatch, type SampleBatch } from '@millwright/model/web';
import { ByteReader, type ByteWriter } from '../codec/bytes.ts';
import { makeFolder } from '../folders.ts';
import type { Layout } from '../layout.ts';
import { Days } from '../store/days.ts';
import { loadLast } from '../store/load.ts';
import { type KeyedLayout, Names } from '../store/names.ts';
import { Recent } from '../store/recent.ts';
import { Rollups } from '../store/rollups.ts';
import type { Store } from '../store/store.ts';
import { isStorableTime } from '../store/time.ts';
import { WriteAheadLog } from '../wal/log.ts';
import { decodeBatch, encodeBatch, MAX_RECORD_SAMPLES } from '../wal/record.ts';
import { Flusher } from './flusher.ts';

export class Engine implements Store {
  readonly folder: string;
  readonly names: Names;
  readonly days: Days;
  readonly rollups: Rollups;
  readonly recent = new Recent();
  readonly unsealed = new Set<number>();
  readonly wal: WriteAheadLog;
  readonly flusher: Flusher;
  readonly log: (message: string) => void;
  #layout: KeyedLayout;
  /** Series by id of the current layout; -1: not looked up yet. */
  #seriesOfId: Int32Array;
  appended = 0;
  refused = 0;

  private constructor(folder: string, layout: Layout, log: (message: string) => void, clock: () => number) {
    this.folder = folder;
    this.log = log;
    this.names = new Names(path.join(folder, 'names.sqlite'), log);
    this.days = new Days(path.join(folder, 'days'), log);
    this.rollups = new Rollups(path.join(folder, 'rollups'), log);
    this.wal = new WriteAheadLog(path.join(folder, 'wal'), log, clock);
    this.#layout = this.names.register(layout);
    this.#seriesOfId = new Int32Array(this.#layout.signalCount).fill(-1);
    this.flusher = new Flusher(this, this.wal, clock);
  }

  /** Opens a folder: makes what is missing, replays the write-ahead log. */
  static async open(
    folder: string,
    layout: Layout,
    log: (message: string) => void,
    clock: () => number = Date.now,
  ): Promise<Engine> {
    makeFolder(path.join(folder, 'wal'));
    const engine = new Engine(folder, layout, log, clock);
    try {
      loadLast(engine);
      await engine.#replay();
      return engine;
    } catch (error) {
      engine.#closeFiles();
      throw error;
    }
  }

  async #replay(): Promise<void> {
    const known = new Map<number, { layout: KeyedLayout; series: Int32Array }>();
    known.set(this.#layout.id, { layout: this.#layout, series: this.#seriesOfId });
    await this.wal.replay((payload, segment) => {
      const { layout: id, batch } = decodeBatch(new ByteReader(payload));
      let ids = known.get(id);
      if (ids === undefined) {
        const layout = this.names.layout(id);
        if (layout === undefined) throw new Error(`names layout ${id}, which names.sqlite does not have`);
        ids = { layout, series: new Int32Array(layout.signalCount).fill(-1) };
        known.set(id, ids);
      }
      this.#take(batch, 0, batch.length, segment, ids.layout, ids.series);
    });
  }

  /** Takes on a new plant revision: ids of batches and questions are those of this layout from now on. */
  swap(layout: Layout): void {
    this.#layout = this.names.register(layout);
    this.#seriesOfId = new Int32Array(this.#layout.signalCount).fill(-1);
  }

  /** Resolves when the batch is on disk and visible to questions. */
  async append(given: SampleBatch): Promise<void> {
    const batch = this.#sift(given);
    const { length } = batch;
    if (length === 0) return;
    const layout = this.#layout;
    const seriesOfId = this.#seriesOfId;
    const written: Promise<void>[] = [];
    for (let from = 0; from < length; from += MAX_RECORD_SAMPLES) {
      const to = Math.min(length, from + MAX_RECORD_SAMPLES);
      const fill = (out: ByteWriter) => encodeBatch(out, layout.id, batch, from, to);
      written.push(
        this.wal.append(fill, (segment) => this.#take(batch, from, to, segment, layout, seriesOfId)),
      );
    }
    await Promise.all(written);
    this.appended += length;
    this.flusher.notice();
  }

  /** The batch, or a copy without the samples that cannot be stored: its memory may be lent. */
  #sift(batch: SampleBatch): SampleBatch {
    const { length, signals, times } = batch;
    const { signalCount } = this.#layout;
    let good = 0;
    while (good < length && signals[good] < signalCount && isStorableTime(times[good])) good++;
    if (good === length) return batch;
    const kept = allocateBatch(length);
    for (let i = 0; i < length; i++) {
      if (signals[i] >= signalCount || !isStorableTime(times[i])) continue;
      const to = kept.length++;
      kept.signals[to] = signals[i];
      kept.times[to] = times[i];
      kept.values[to] = batch.values[i];
      kept.quality[to] = batch.quality[i];
    }
    this.refused += length - kept.length;
    return kept;
  }

  #take(
    batch: SampleBatch,
    from: number,
    to: number,
    segment: number,
    layout: KeyedLayout,
    seriesOfId: Int32Array,
  ): void {
    const { signals, times, values, quality } = batch;
    for (let i = from; i < to; i++) {
      const id = signals[i];
      let series = seriesOfId[id];
      if (series === -1) {
        const keys = layout.keys(id);
        if (keys === undefined) continue;
        series = seriesOfId[id] = this.recent.series(keys.twin, keys.signal);
      }
      this.recent.add(series, times[i], values[i], quality[i], segment);
    }
  }

  /** Series of an id of the current plant, or -1 when nothing was ever stored for it. */
  seriesOf(id: number): number {
    const known = this.#seriesOfId[id];
    if (known === undefined || known >= 0) return known ?? -1;
    const keys = this.#layout.keys(id);
    if (keys === undefined) return -1;
    const series = this.recent.find(this.recent.twin(keys.twin), keys.signal);
    if (series >= 0) this.#seriesOfId[id] = series;
    return series;
  }

  /** Calls `visit` for every twin of the current plant with its number here, its series, and their ids (-1: not of its type). */
  forEachTwin(visit: (twin: number, series: readonly number[], ids: readonly number[]) => void): void {
    for (const type of this.#layout.types) {
      const columns = new Map(type.signals.map((key, column) => [key, column]));
      type.twins.forEach((twinKey, row) => {
        const twin = this.recent.twin(twinKey);
        const series = this.recent.seriesOfTwin(twin);
        const ids = series.map((one) => {
          const column = columns.get(this.recent.signalKey(one));
          return column === undefined ? -1 : type.base + column * type.rows + row;
        });
        visit(twin, series, ids);
      });
    }
  }

  get signalCount(): number {
    return this.#layout.signalCount;
  }

  async close(): Promise<void> {
    await this.wal.settled();
    try {
      await this.flusher.flush();
    } finally {
      this.flusher.stop();
      await this.wal.close();
      this.#closeFiles();
    }
  }

  #closeFiles(): void {
    this.days.close();
    this.rollups.close();
    this.names.close();
  }
}
