/**
 * The past of a plant: samples and alarm occurrences in a folder on disk.
 *
 * The work is done in a worker thread; methods here send it requests. See README.md for the contract, FORMAT.md for the
 * files.
 */
import type { Plant, Sample, SampleBatch, Series } from '@millwright/model';
import { isShared } from '@millwright/model/web';
import { type ExportOptions, type ExportResult, exportSamples } from './duck/export.ts';
import type { SliceSource } from './duck/load.ts';
import { querySamples, type SqlAnswer, type SqlOptions } from './duck/sql.ts';
import { HistorianError } from './errors.ts';
import { layoutOf } from './layout.ts';
import { FolderLock } from './lock.ts';
import { type AlarmChange, type AlarmClosing, type RecordedAlarm, recordOf } from './store/alarms.ts';
import type { Buckets } from './store/buckets.ts';
import type { LastSamples } from './store/last.ts';
import { nextAfter } from './store/order.ts';
import type { MinuteSeal, SealFault } from './store/seals.ts';
import type { StateChanges } from './store/states.ts';
import { DAY_MS } from './store/time.ts';
import { WorkerLink } from './worker/link.ts';
import type { HistorianStatistics, Retention } from './worker/protocol.ts';

export interface HistorianOptions {
  /** Data folder, made if needed. One process at a time. */
  folder: string;
  plant: Plant;
  /** Default: the plant's. */
  retention?: Retention;
  /** Told what goes wrong with files, and how it was dealt with; default: console.error. */
  log?: (message: string) => void;
}

/** A signal as id of the current plant or as path. */
export type SignalName = number | string;

/** Buckets of one twin of a fleet. */
export interface FleetBuckets {
  /** Path of the twin. */
  twin: string;
  /** Id of the signal. */
  signal: number;
  buckets: Buckets;
}

/** Samples one raw question returns unless it says otherwise. */
const DEFAULT_RAW_LIMIT = 5_000_000;
const MAX_POINTS = 100_000;
const MAX_SEALS = 1500;
const MAX_STATES = 10_000;
const RETENTION_EVERY_MS = DAY_MS / 24;

export class Historian {
  readonly folder: string;
  #plant: Plant;
  #link: WorkerLink;
  #lock: FolderLock;
  #retention: Retention;
  #retentionTimer: NodeJS.Timeout;
  #closing: Promise<void> | undefined;

  private constructor(options: HistorianOptions, lock: FolderLock) {
    const { folder, plant, retention, log = console.error } = options;
    this.folder = folder;
    this.#plant = plant;
    this.#lock = lock;
    this.#link = new WorkerLink({ folder, layout: () => layoutOf(this.#plant), log });
    this.#retention = retention ?? plant.retention;
    this.#retentionTimer = setInterval(() => {
      this.enforceRetention(Date.now()).catch((error) => log(String(error)));
    }, RETENTION_EVERY_MS);
    this.#retentionTimer.unref();
  }

  /**
   * Opens a folder: locks it, replays the write-ahead log and starts the worker. Cost: about a second per 10 million
   * samples that were not yet in chunks. Throws HistorianError `locked`, `read-only`, `disk-full`, `version` or `file`.
   */
  static async open(options: HistorianOptions): Promise<Historian> {
    const lock = FolderLock.acquire(options.folder);
    const historian = new Historian(options, lock);
    try {
      await historian.#link.start();
      return historian;
    } catch (error) {
      clearInterval(historian.#retentionTimer);
      lock.release();
      throw error;
    }
  }

  /**
   * Throws HistorianError `locked` where another process has the folder open: for asking before anything else is started.
   * Opens and locks nothing.
   */
  static requireFree(folder: string): void {
    FolderLock.requireFree(folder);
  }

  /** Why it does not answer at present: its worker died and is being started again. */
  get failure(): string | undefined {
    return this.#link.failure;
  }

  /**
   * Appends a batch and takes it over: its buffers are moved to the worker. Resolves when it is on disk (fdatasync) and
   * every question sees it; rejects, with nothing of it kept, when it cannot be written. Samples at times before 1970 or
   * after 9999 and of unknown ids are left out and counted in `statistics().refused`.
   *
   * A batch in shared memory (`allocateSharedBatch`) is only lent: it must not change before the promise settles.
   */
  append(batch: SampleBatch): Promise<void> {
    if (batch.length === 0) return Promise.resolve();
    if (isShared(batch)) return this.#link.ask('append', batch);
    const owned: SampleBatch = {
      length: batch.length,
      signals: owning(batch.signals, batch.length),
      times: owning(batch.times, batch.length),
      values: owning(batch.values, batch.length),
      quality: owning(batch.quality, batch.length),
    };
    return this.#link.ask('append', owned, [
      transferable(owned.signals),
      transferable(owned.times),
      transferable(owned.values),
      transferable(owned.quality),
    ]);
  }

  /** Takes on a new plant revision. Ids in earlier calls meant the old one, in later calls they mean the new one. */
  async swap(plant: Plant): Promise<void> {
    this.#plant = plant;
    this.#retention = plant.retention;
    await this.#link.ask('swap', layoutOf(plant));
  }

  /** Records that an alarm was raised or cleared; resolves when it is on disk. */
  recordAlarm(change: AlarmChange): Promise<void> {
    return this.#link.ask('recordAlarms', [recordOf(change)]);
  }

  /** Ends an occurrence whose twin or alarm is gone, with a note for people; resolves when it is on disk. */
  closeAlarm(closing: AlarmClosing): Promise<void> {
    return this.#link.ask('closeAlarm', closing);
  }

  /** Occurrences that stood at some time in [from, to], in the order they were raised; at most 100,000. */
  alarms(from: number, to: number): Promise<RecordedAlarm[]> {
    return this.#link.ask('alarmsBetween', { from, to });
  }

  /** Occurrences that stood at an instant; at Infinity all that are open, also those raised by a clock ahead of ours. */
  alarmsAt(at: number): Promise<RecordedAlarm[]> {
    return this.#link.ask('alarmsAt', { at });
  }

  /** All samples in [from, to], both included. Throws `limit` when there are more than `limit`. */
  async raw(signal: SignalName, from: number, to: number, limit = DEFAULT_RAW_LIMIT): Promise<Series> {
    const id = this.#id(signal);
    checkRange(from, to);
    return this.#link.ask('raw', { signal: id, from, before: nextAfter(to), limit });
  }

  /** As `raw`, with the last sample before `from` in front where there is none at `from`: what formulas read. */
  async series(signal: SignalName, from: number, to: number): Promise<Series> {
    const id = this.#id(signal);
    const [inside, first] = await Promise.all([
      this.raw(id, from, to),
      this.#link.ask('last', { signal: id, before: nextAfter(from) }),
    ]);
    return first === undefined || inside.times[0] === first.time ? inside : withFirst(inside, first);
  }

  /**
   * At most `points` buckets over [from, to). Buckets of a minute or more are whole minutes or hours aligned to UTC, so the
   * first may begin before `from`. Where only roll-ups are left they are an hour or wider.
   */
  async buckets(signal: SignalName, from: number, to: number, points: number): Promise<Buckets> {
    const id = this.#id(signal);
    checkRange(from, to);
    checkPoints(points);
    return this.#link.ask('buckets', { signal: id, from, to: to === from ? nextAfter(from) : to, points });
  }

  /** The newest sample at or before an instant, or undefined. */
  async sampleAt(signal: SignalName, at: number): Promise<Sample | undefined> {
    return this.#link.ask('last', { signal: this.#id(signal), before: nextAfter(at) });
  }

  /** The newest sample at or before an instant of every signal, by id; time NaN where there is none. */
  async state(at: number): Promise<LastSamples> {
    if (Number.isNaN(at))
      return Promise.reject(new HistorianError('request', 'The instant is not a number.'));
    return this.#link.ask('state', { before: nextAfter(at) });
  }

  /**
   * The states at `count` instants from `from` on, `step` ms apart, as the first one and the changes from each to the next.
   * Cost: some 50 µs per instant and twin that moves. Throws `limit` beyond 10,000 instants or 8 million changes.
   */
  async states(from: number, step: number, count: number): Promise<StateChanges> {
    if (!(Number.isFinite(from) && step > 0 && Number.isInteger(count) && count >= 1)) {
      throw new HistorianError(
        'request',
        `${count} instants from ${from}, ${step} ms apart, are no instants.`,
      );
    }
    if (count > MAX_STATES)
      throw new HistorianError('limit', `${count} instants are more than ${MAX_STATES}.`);
    const befores = Float64Array.from({ length: count }, (_, k) => nextAfter(from + k * step));
    return this.#link.ask('states', { befores });
  }

  /** Buckets of one signal for every twin of a type. */
  async fleet(
    typeName: string,
    signalName: string,
    from: number,
    to: number,
    points: number,
  ): Promise<FleetBuckets[]> {
    const type = this.#plant.type(typeName);
    if (type === undefined) throw new HistorianError('request', `The plant has no twin type ${typeName}.`);
    const signal = type.signal(signalName);
    if (signal === undefined)
      throw new HistorianError('request', `The twin type ${typeName} has no signal ${signalName}.`);
    checkRange(from, to);
    checkPoints(points);
    const signals = type.twins.map((twin) => type.base + signal.column * type.rows + twin.row);
    const answers = await this.#link.ask('fleet', {
      signals,
      from,
      to: to === from ? nextAfter(from) : to,
      points,
    });
    return type.twins.map((twin, i) => ({ twin: twin.path, signal: signals[i], buckets: answers[i] }));
  }

  /** Writes recorded samples of [from, to) to a file or folder. Reading goes on meanwhile; memory stays bounded. */
  async exportTo(options: ExportOptions): Promise<ExportResult> {
    checkRange(options.from, options.to);
    return exportSamples(this.#plant, this.#slices(), options, this.#ids(options.signals));
  }

  /**
   * One read-only SQL query (DuckDB) over `samples (signal, twin, type, name, time, value, quality)` and
   * `signals (id, signal, twin, type, name, unit)`. The query sees the newest samples that fit (`SqlOptions`), no files and
   * no network. Throws `request` for faulty SQL or a query that takes too long, `limit` when it needs too much memory.
   */
  async sql(query: string, options: SqlOptions = {}): Promise<SqlAnswer> {
    return querySamples(this.#plant, this.#slices(), query, options, this.#ids(options.signals));
  }

  #slices(): SliceSource {
    return {
      hours: (from, before) => this.#link.ask('hours', { from, before }),
      slice: (question) => this.#link.ask('slice', question),
    };
  }

  #ids(signals: readonly SignalName[] | undefined): Uint32Array | undefined {
    return signals === undefined ? undefined : Uint32Array.from(signals, (signal) => this.#id(signal));
  }

  /**
   * Digests of the minutes that ended at or before `until`, each once, and again when late samples came into it. To be kept
   * in a journal, where they cannot be changed; ask a few minutes behind the present. A minute that was written but not asked for
   * when the process ends is given again if its samples were still in the write-ahead log.
   */
  takeSeals(until: number, limit = 60): Promise<MinuteSeal[]> {
    return this.#link.ask('takeSeals', { until, limit });
  }

  /** Compares minutes with their newest seals: which are not as they were sealed. At most 1,500 (a day) at a time. */
  async checkSealed(seals: readonly MinuteSeal[]): Promise<SealFault[]> {
    if (seals.length > MAX_SEALS)
      throw new HistorianError(
        'limit',
        `${seals.length} seals are more than ${MAX_SEALS} at once. Ask day by day.`,
      );
    return this.#link.ask('checkSeals', [...seals]);
  }

  /** Time of the oldest sample, to the minute (to the day where only roll-ups are left); undefined when there is none. */
  firstTime(): Promise<number | undefined> {
    return this.#link.ask('firstTime', undefined);
  }

  statistics(): Promise<HistorianStatistics> {
    return this.#link.ask('statistics', undefined);
  }

  /** Deletes day files and roll-ups that are older than the plant's retention. Runs by itself every hour. */
  enforceRetention(now: number): Promise<number> {
    return this.#link.ask('enforceRetention', { now, retention: this.#retention });
  }

  /** Writes everything that waits into chunks and cuts the write-ahead log. For tests, benchmarks and before a backup. */
  flush(): Promise<void> {
    return this.#link.ask('flush', undefined);
  }

  /** Flushes, closes all files and unlocks the folder. Later calls reject. */
  close(): Promise<void> {
    clearInterval(this.#retentionTimer);
    // Once: by the second time the folder may be another process's.
    this.#closing ??= this.#link.close().finally(() => this.#lock.release());
    return this.#closing;
  }

  #id(signal: SignalName): number {
    const id = typeof signal === 'string' ? this.#plant.signalId(signal) : signal;
    if (id === undefined || !Number.isInteger(id) || id < 0 || id >= this.#plant.signalCount) {
      throw new HistorianError('request', `The plant has no signal ${signal}.`);
    }
    return id;
  }
}

function checkRange(from: number, to: number): void {
  if (from <= to) return;
  throw new HistorianError(
    'request',
    `The range from ${from} to ${to} is not one: from must not be after to.`,
  );
}

function checkPoints(points: number): void {
  if (Number.isInteger(points) && points >= 1 && points <= MAX_POINTS) return;
  throw new HistorianError('limit', `${points} points are not between 1 and ${MAX_POINTS}.`);
}

type SampleArray = Uint32Array | Float64Array | Uint8Array;

/** The array itself where it has its buffer to itself; otherwise a copy, since moving the buffer would break the others. */
function owning<A extends SampleArray>(array: A, length: number): A;
function owning(array: SampleArray, length: number): SampleArray {
  const alone = array.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength;
  return alone ? array : array.slice(0, length);
}

function transferable(array: SampleArray): ArrayBuffer {
  if (array.buffer instanceof ArrayBuffer) return array.buffer;
  throw new TypeError('a shared buffer cannot be moved');
}

function withFirst(series: Series, first: Sample): Series {
  const n = series.times.length + 1;
  const result = { times: new Float64Array(n), values: new Float64Array(n), quality: new Uint8Array(n) };
  result.times[0] = first.time;
  result.values[0] = first.value;
  result.quality[0] = first.quality;
  result.times.set(series.times, 1);
  result.values.set(series.values, 1);
  result.quality.set(series.quality, 1);
  return result;
}
