/**
 * Replay: CSV and Parquet files as if they came live, at any speed. Connected while it plays, stopped at the end of the
 * files; then a gap marks that nothing more comes.
 */
import { dirname } from 'node:path';
import type { SourceDefinition } from '@millwright/model';
import { Backoff, pause } from '../backoff.ts';
import { SignalFeed, timeText } from '../feed.ts';
import { SettingsError } from '../settings.ts';
import type { Source, SourceContext, SourceStatus } from '../source.ts';
import { SourceStatistics } from '../statistics.ts';
import { readCsv } from './csv.ts';
import { findFiles } from './files.ts';
import { readParquet } from './parquet.ts';
import { ColumnPlan } from './plan.ts';
import { Player } from './player.ts';
import type { BadRow, RawRows } from './rows.ts';
import { type ReplaySettings, readReplaySettings } from './settings.ts';
import { RowShaper, type TimedRows } from './shape.ts';
import { inOrder } from './timeline.ts';

/** Environment variable with the folder of `--replay`. */
const FOLDER_VARIABLE = 'MILLWRIGHT_REPLAY';
/** A replay that is further behind is worth telling. */
const LATE_MS = 2_000;

export function createReplaySource(definition: SourceDefinition, context: SourceContext): Source {
  return new ReplaySource(definition, context);
}

class ReplaySource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #feed: SignalFeed | undefined;
  #plan = new ColumnPlan(false);
  #stopping: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    const files = definition.settings.files;
    this.#statistics = new SourceStatistics(context.clock, Array.isArray(files) ? files.join(', ') : '');
  }

  async start(): Promise<void> {
    if (this.#stopping !== undefined) return;
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#statistics.setState('connecting');
    this.#running = this.#run(stopping.signal).finally(() => {
      // At the end of the files it may be started again.
      if (this.#stopping === stopping) this.#stopping = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.#stopping = undefined;
    await this.#running;
    this.#statistics.setState('stopped');
  }

  status(): SourceStatus {
    return this.#statistics.status();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        await this.#play(readReplaySettings(this.#definition), signal);
        return;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        this.#statistics.error(message);
        this.#statistics.setState('failed');
        this.#context.log('error', message);
        this.#feed?.gapAll(this.#context.clock());
        if (error instanceof SettingsError) return;
      }
      // The files may appear yet.
      await pause(backoff.next(), signal);
    }
  }

  async #play(settings: ReplaySettings, signal: AbortSignal): Promise<void> {
    const feed = this.#prepare(settings);
    const { environment, plant, clock } = this.#context;
    const folder = environment[FOLDER_VARIABLE];
    const files = await findFiles(settings.files, [
      ...(folder === undefined || folder === '' ? [] : [folder]),
      plant.folder,
    ]);
    this.#statistics.endpoint =
      files.length === 1 ? files[0] : `${files.length} files in ${dirname(files[0])}`;
    let behind = false;
    const player = new Player(feed, this.#plan, {
      speed: settings.speed,
      start: settings.start,
      clock,
      signal,
      late: (ms) => {
        if (ms > LATE_MS && !behind) {
          this.#statistics.error(
            `the replay runs ${Math.round(ms / 1000)} s behind; nothing is skipped. Lower its speed.`,
          );
        }
        behind = ms > LATE_MS;
      },
      waits: (due) => {
        this.#statistics.error(
          `the next row is due at ${timeText(due)}, and nothing comes until then. If that is not meant, check the time column and its unit, or raise the speed.`,
        );
      },
    });
    let rows = 0;
    do {
      const shaper = new RowShaper(this.#plan, settings, this.#bad);
      const passed = await player.play(this.#rows(files, settings, shaper, signal));
      rows += passed;
      if (passed === 0 && !signal.aborted)
        throw new Error(`${this.#statistics.endpoint}: no row was found that the plant wants`);
    } while (settings.loop && !signal.aborted);
    if (signal.aborted) return;
    feed.gapAll(settings.start === 'now' ? clock() : Number.NEGATIVE_INFINITY);
    this.#context.log('info', `${rows} rows were replayed, the files are at their end`);
    this.#statistics.endpoint += `, at ${files.length === 1 ? 'its' : 'their'} end after ${rows} rows`;
    this.#statistics.setState('stopped');
  }

  /** Feed and plan, made once: mappings do not change. */
  #prepare(settings: ReplaySettings): SignalFeed {
    if (this.#feed !== undefined) return this.#feed;
    const plan = new ColumnPlan(settings.twin !== undefined);
    this.#plan = plan;
    this.#feed = new SignalFeed(this.#definition, this.#context, this.#statistics, (slot, mapping) =>
      plan.add(slot, mapping),
    );
    return this.#feed;
  }

  readonly #bad: BadRow = (file, line, what) => this.#statistics.rejected(1, `${file}:${line}: ${what}`);

  async *#rows(
    files: readonly string[],
    settings: ReplaySettings,
    shaper: RowShaper,
    signal: AbortSignal,
  ): AsyncGenerator<TimedRows> {
    const told = { twins: false, columns: false };
    const shaped = async function* (this: ReplaySource): AsyncGenerator<TimedRows> {
      for (const file of files) {
        try {
          for await (const raw of this.#open(file, settings)) {
            if (signal.aborted) return;
            const rows = shaper.shape(raw);
            this.#judge(raw, shaper, told);
            if (rows.count > 0) yield rows;
          }
        } catch (error) {
          throw named(file, error);
        }
      }
    };
    yield* inOrder(shaped.call(this), settings.twin !== undefined, undefined, () => {
      this.#statistics.error(
        'the files are too large to be sorted by time in memory and are played as they stand; sort them by time',
      );
    });
  }

  #open(file: string, settings: ReplaySettings): AsyncGenerator<RawRows> {
    const parquet =
      settings.format === 'parquet' || (settings.format === undefined && /\.parquet$/i.test(file));
    if (parquet) {
      const wanted = new Set(this.#plan.wanted);
      for (const { column } of settings.filter) wanted.add(column);
      if (settings.timeColumn !== undefined) wanted.add(settings.timeColumn);
      if (settings.twin !== undefined) wanted.add(settings.twin.column);
      return readParquet(file, wanted);
    }
    const { delimiter, header, columns, gzip } = settings;
    return readCsv(file, { delimiter, header, columns, gzip: gzip ?? /\.gz$/i.test(file) }, this.#bad);
  }

  /** Tells once what the files do not have, and sets the state. */
  #judge(raw: RawRows, shaper: RowShaper, told: { twins: boolean; columns: boolean }): void {
    if (shaper.missingColumns.size > 0 && !told.columns) {
      told.columns = true;
      const missing = [...shaper.missingColumns];
      const signals = [...this.#definition.mappings].filter(({ address }) => missing.includes(address));
      this.#statistics.rejected(
        signals.length,
        `${raw.file} has no column "${missing.slice(0, 5).join('", "')}", which ${signals[0]?.path} wants; its columns are ${raw.names.slice(0, 40).join(', ')}`,
      );
    }
    if (shaper.unknownTwins.size > 0 && !told.twins) {
      told.twins = true;
      const twins = [...shaper.unknownTwins];
      this.#context.log(
        'info',
        `rows of ${twins.slice(0, 5).join(', ')} are left out: the plant maps nothing of these twins`,
      );
    }
    this.#statistics.setState(told.columns || (this.#feed?.unreadable ?? 0) > 0 ? 'degraded' : 'connected');
  }
}

/** The fault with the name of its file, and what to do where the file is damaged. */
function named(file: string, error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes(file)) return error instanceof Error ? error : new Error(message);
  return new Error(`${file} cannot be read: ${message}. Copy it again if it is damaged, or leave it out.`);
}
