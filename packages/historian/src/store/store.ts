/** The parts of a data folder together, and reading their rows with damage told rather than thrown. */
import { FormatError } from '../codec/bytes.ts';
import { decodeChunk } from '../codec/chunk.ts';
import type { Columns } from '../codec/columns.ts';
import { decodeLastValues, type LastValue } from '../codec/last-values.ts';
import { decodeStatistics, type SlotStatistics } from '../codec/statistics.ts';
import { messageOf } from '../errors.ts';
import type { DayFile } from './day-file.ts';
import type { Days } from './days.ts';
import type { Recent } from './recent.ts';
import type { Rollups } from './rollups.ts';
import { isDamage } from './sqlite.ts';
import { MINUTE_MS, MINUTES_PER_DAY } from './time.ts';

export interface Store {
  readonly days: Days;
  readonly rollups: Rollups;
  readonly recent: Recent;
  /** Minutes since 1970 that had a chunk written since they were last sealed. */
  readonly unsealed: Set<number>;
  log(message: string): void;
}

/**
 * Appends the chunk of a twin's minute to `into` (one signal, or all with `only` = -1). False where there is none or it
 * is damaged; damage is logged with file, twin key and time.
 */
export function readChunk(
  store: Store,
  file: DayFile,
  twin: number,
  minute: number,
  into: Columns,
  only: number,
): boolean {
  const data = file.chunk(twin, minute);
  if (data === undefined) return false;
  const { count, timesUsed, valuesUsed } = into;
  try {
    decodeChunk(data, into, only);
    return into.count > count;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    into.count = count;
    into.timesUsed = timesUsed;
    into.valuesUsed = valuesUsed;
    const time = new Date((file.day * MINUTES_PER_DAY + minute) * MINUTE_MS).toISOString().slice(0, 16);
    store.log(
      `${file.file}: the chunk of twin ${twin} at ${time}Z ${messageOf(error)}. Its samples are lost; all others are not affected.`,
    );
    return false;
  }
}

/**
 * The statistics of a twin's hour by signal key. `none`: the twin has no chunk in the hour; `open`: it has, but the row is
 * still to be made (or damaged): look into the chunks.
 */
export function readHour(
  store: Store,
  file: DayFile,
  twin: number,
  hour: number,
  visit: (key: number, statistics: SlotStatistics) => void,
  only: number,
): 'none' | 'open' | 'read' {
  const data = file.hour(twin, hour);
  if (data === undefined) return 'none';
  if (data === null) return 'open';
  try {
    decodeStatistics(data, visit, only);
    return 'read';
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    store.log(
      `${file.file}: the roll-up of twin ${twin}, hour ${hour} ${messageOf(error)}. Its chunks are read instead.`,
    );
    return 'open';
  }
}

/** The newest samples of a twin's signals before the day of the file, by signal key. */
export function readCarry(store: Store, file: DayFile, twin: number): Map<number, LastValue> {
  const data = file.carry(twin);
  if (data === undefined) return new Map();
  try {
    return decodeLastValues(data);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    store.log(
      `${file.file}: the values carried over for twin ${twin} ${messageOf(error)}. They are left out.`,
    );
    return new Map();
  }
}

/** Runs a reading of day files again after a broken one has been put aside. */
export function withDamagePutAside<T>(store: Store, day: number, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (!isDamage(error)) throw error;
    store.days.damaged(day, error);
    return otherwise;
  }
}
