/**
 * One UTC day of samples: `days/2025-01-31.sqlite`.
 *
 *     chunks  key = minute of the day * 2^31 + twin key   data: a chunk
 *     hours   key = hour of the day * 2^31 + twin key     data: a roll-up row of 60 minutes; NULL: chunks changed since
 *     carry   twin                                        data: newest sample of each signal before the day;
 *                                                         twin 0: all rows are there (see carry.ts)
 *
 * Minute before twin in the key, so that chunks are appended in the order of time and pages fill up; and all twins of a
 * minute stand together, which is what the state of the plant at an instant reads. A row of `hours` exists for every hour
 * in which the twin has a chunk, so a silent day is known from 24 look-ups.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { blob, checkpoint, openSqlite } from './sqlite.ts';

const TWIN_SPACE = 2 ** 31;
/** Key of the row in `carry` that says that all rows are there. */
const COMPLETE = 0;
const SCHEMA = `
  CREATE TABLE chunks (key INTEGER PRIMARY KEY, data BLOB NOT NULL);
  CREATE TABLE hours (key INTEGER PRIMARY KEY, data BLOB);
  CREATE INDEX open_hours ON hours (key) WHERE data IS NULL;
  CREATE TABLE carry (twin INTEGER PRIMARY KEY, data BLOB NOT NULL)`;

/** One row of a scan over all twins. */
export interface TwinRow {
  twin: number;
  data: Uint8Array;
}

export class DayFile {
  readonly day: number;
  readonly file: string;
  readonly database: DatabaseSync;
  /** Whether something was written since the last checkpoint. */
  dirty = false;
  /** Whether all hours have their roll-up row and the day is over: nothing to do until a chunk is written. */
  settled = false;
  #statements = new Map<string, StatementSync>();
  /** Keys of `hours` known to be NULL: spares a write per chunk. */
  #openHours = new Set<number>();
  #knownCarries = new Set<number>();
  #carryComplete = false;

  constructor(day: number, file: string) {
    this.day = day;
    this.file = file;
    this.database = openSqlite(file, { version: 1, schema: SCHEMA, synchronous: 'NORMAL' });
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  chunk(twin: number, minute: number): Uint8Array | undefined {
    return blob(
      this.#statement('SELECT data FROM chunks WHERE key = ?').get(minute * TWIN_SPACE + twin),
      'data',
    );
  }

  /** Writes a chunk and marks its hour as changed. */
  writeChunk(twin: number, minute: number, data: Uint8Array): void {
    this.dirty = true;
    this.settled = false;
    this.#statement('INSERT INTO chunks VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data').run(
      minute * TWIN_SPACE + twin,
      data,
    );
    const hour = Math.floor(minute / 60) * TWIN_SPACE + twin;
    if (this.#openHours.has(hour)) return;
    this.#statement('INSERT INTO hours VALUES (?, NULL) ON CONFLICT DO UPDATE SET data = NULL').run(hour);
    this.#openHours.add(hour);
  }

  /** Takes a chunk that cannot be read out of the way. */
  deleteChunk(twin: number, minute: number): void {
    this.dirty = true;
    this.#statement('DELETE FROM chunks WHERE key = ?').run(minute * TWIN_SPACE + twin);
  }

  /** The chunks of all twins in a minute of the day. */
  *chunksOfMinute(minute: number): Generator<TwinRow> {
    const rows = this.#statement('SELECT key, data FROM chunks WHERE key >= ? AND key < ?').iterate(
      minute * TWIN_SPACE,
      (minute + 1) * TWIN_SPACE,
    );
    for (const row of rows) yield twinRow(row, minute);
  }

  /** Roll-up row of a twin's hour: undefined: no chunks in it; null: there are, but the row is not made yet. */
  hour(twin: number, hour: number): Uint8Array | null | undefined {
    const row = this.#statement('SELECT data FROM hours WHERE key = ?').get(hour * TWIN_SPACE + twin);
    return row === undefined ? undefined : (blob(row, 'data') ?? null);
  }

  /** Hours of the day in which any twin has a chunk. */
  hoursWithChunks(): number[] {
    const statement = this.#statement('SELECT 1 FROM hours WHERE key >= ? AND key < ? LIMIT 1');
    const found: number[] = [];
    for (let hour = 0; hour < 24; hour++) {
      if (statement.get(hour * TWIN_SPACE, (hour + 1) * TWIN_SPACE) !== undefined) found.push(hour);
    }
    return found;
  }

  /** Hours without a roll-up row, oldest first. */
  openHours(limit: number): { twin: number; hour: number }[] {
    const rows = this.#statement('SELECT key FROM hours WHERE data IS NULL ORDER BY key LIMIT ?').all(limit);
    return rows.map((row) => {
      const key = Number(row.key);
      return { twin: key % TWIN_SPACE, hour: Math.floor(key / TWIN_SPACE) };
    });
  }

  writeHour(twin: number, hour: number, data: Uint8Array): void {
    this.dirty = true;
    const key = hour * TWIN_SPACE + twin;
    this.#statement('UPDATE hours SET data = ? WHERE key = ?').run(data, key);
    this.#openHours.delete(key);
  }

  /** Number of the first minute with a chunk, or undefined in an empty file. */
  firstMinute(): number | undefined {
    const row = this.#statement('SELECT min(key) AS key FROM chunks').get();
    return row === undefined || row.key === null ? undefined : Math.floor(Number(row.key) / TWIN_SPACE);
  }

  /** Keys of the twins that have chunks in this day. */
  twins(): number[] {
    const rows = this.#statement(`SELECT DISTINCT key % ${TWIN_SPACE} AS twin FROM hours`).all();
    return rows.map((row) => Number(row.twin));
  }

  carry(twin: number): Uint8Array | undefined {
    return blob(this.#statement('SELECT data FROM carry WHERE twin = ?').get(twin), 'data');
  }

  /** Whether the file tells all that the twin had before the day, be it nothing. */
  knowsCarry(twin: number): boolean {
    if (this.carryComplete || this.#knownCarries.has(twin)) return true;
    if (this.carry(twin) === undefined) return false;
    this.#knownCarries.add(twin);
    return true;
  }

  /** Whether that is so for every twin: the row of twin 0, which is no twin's key, says it. */
  get carryComplete(): boolean {
    this.#carryComplete ||= this.carry(COMPLETE) !== undefined;
    return this.#carryComplete;
  }

  markCarryComplete(): void {
    this.writeCarry(COMPLETE, new Uint8Array(0));
  }

  *carries(): Generator<TwinRow> {
    for (const row of this.#statement('SELECT twin, data FROM carry WHERE twin <> ?').iterate(COMPLETE)) {
      const data = blob(row, 'data');
      if (data !== undefined) yield { twin: Number(row.twin), data };
    }
  }

  writeCarry(twin: number, data: Uint8Array): void {
    this.dirty = true;
    this.#statement('INSERT INTO carry VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data').run(
      twin,
      data,
    );
  }

  /** After a transaction was rolled back: nothing that was noted in memory may be relied on. */
  forget(): void {
    this.#openHours.clear();
    this.#knownCarries.clear();
    this.#carryComplete = false;
  }

  checkpoint(): void {
    checkpoint(this.database);
    this.dirty = false;
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }
}

function twinRow(row: Record<string, unknown>, minute: number): TwinRow {
  return { twin: Number(row.key) - minute * TWIN_SPACE, data: blob(row, 'data') ?? new Uint8Array(0) };
}
