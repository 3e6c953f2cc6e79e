/** The SQL door: one query in DuckDB over recorded samples. */
import type { Plant } from '@millwright/model';
import { HistorianError } from '../errors.ts';
import { HOUR_MS } from '../store/time.ts';
import { type LoadRange, loadHour, loadNames, type SliceSource } from './load.ts';
import type { SqlResult } from './protocol.ts';
import { DuckSession } from './session.ts';

export interface SqlOptions {
  /** Rows returned at most; default 1000. */
  limit?: number;
  /** First instant of the samples offered to the query, ms. Default: as far back as `maxSamples` reaches. */
  from?: number;
  /** End of them, excluded. Default: everything up to the newest. */
  to?: number;
  /** Signals offered, ids or paths; default: all. */
  signals?: readonly (number | string)[];
  /** Default 30 s, loading not counted. */
  timeoutMs?: number;
  /** Samples offered at most; default 5 million (about 110 MB). */
  maxSamples?: number;
}

export interface SqlAnswer extends SqlResult {
  /** The samples the query saw: those in [from, to), `count` of them. */
  range: { from: number; to: number; count: number };
}

const MEMORY_MB = 1024;
const DEFAULT_SAMPLES = 5_000_000;
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_LIMIT = 1000;

/**
 * Loads the newest hours first until `maxSamples` is reached. With `from` given, all of the range must fit; without, the
 * query sees what does and the answer says which range that was.
 */
export async function querySamples(
  plant: Plant,
  source: SliceSource,
  sql: string,
  options: SqlOptions,
  signals: Uint32Array | undefined,
): Promise<SqlAnswer> {
  const session = new DuckSession();
  try {
    await session.ask('open', { file: '', memoryMb: MEMORY_MB });
    await loadNames(session, plant, signals);
    const range = await loadNewest(session, source, options, signals);
    const { limit = DEFAULT_LIMIT, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    const result = await session.ask('query', { sql, limit, timeoutMs });
    return { ...result, range };
  } finally {
    await session.end();
  }
}

async function loadNewest(
  session: DuckSession,
  source: SliceSource,
  options: SqlOptions,
  signals: Uint32Array | undefined,
): Promise<SqlAnswer['range']> {
  const { maxSamples = DEFAULT_SAMPLES } = options;
  const range: LoadRange = {
    from: options.from ?? Number.NEGATIVE_INFINITY,
    before: options.to ?? Number.POSITIVE_INFINITY,
    signals,
  };
  const hours = await source.hours(range.from, range.before);
  const newest = hours.at(-1);
  const to = options.to ?? (newest === undefined ? 0 : (newest + 1) * HOUR_MS);
  let from = options.from ?? to;
  let count = 0;
  for (const hour of hours.toReversed()) {
    if (count >= maxSamples) {
      if (options.from === undefined) return { from, to, count };
      throw new HistorianError(
        'limit',
        `The range holds more than ${maxSamples} samples. Ask for a shorter range, for fewer signals, or without a beginning.`,
      );
    }
    count += await loadHour(session, source, range, hour);
    if (options.from === undefined) from = hour * HOUR_MS;
  }
  return { from, to, count };
}
