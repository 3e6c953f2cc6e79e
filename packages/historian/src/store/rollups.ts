/**
 * `rollups/2025.sqlite`: a roll-up row per twin and UTC day with 24 slots of an hour. It outlives the day files: charts
 * over months read it, also after the raw samples are gone.
 *
 *     days  key = day * 2^31 + twin key   data: a roll-up row; NULL: chunks of that day changed since
 */
import fs from 'node:fs';
import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { messageOf } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { syncFolder } from '../wal/log.ts';
import { blob, checkpoint, isDamage, openSqlite, putAside } from './sqlite.ts';
import { DAY_MS } from './time.ts';

const TWIN_SPACE = 2 ** 31;
const SCHEMA = `
  CREATE TABLE days (key INTEGER PRIMARY KEY, data BLOB);
  CREATE INDEX pending ON days (key) WHERE data IS NULL`;

export class Rollups {
  readonly folder: string;
  #log: (message: string) => void;
  #files = new Map<number, DatabaseSync>();
  #selects = new Map<number, StatementSync>();
  #years = new Set<number>();
  #open = new Set<number>();
  #dirty = new Set<number>();

  constructor(folder: string, log: (message: string) => void) {
    this.folder = folder;
    this.#log = log;
    makeFolder(folder);
    for (const name of fs.readdirSync(folder)) {
      const match = /^(\d{4})\.sqlite$/.exec(name);
      if (match !== null) this.#years.add(Number(match[1]));
    }
  }

  #path(year: number): string {
    return path.join(this.folder, `${String(year).padStart(4, '0')}.sqlite`);
  }

  #file(year: number, create: boolean): DatabaseSync | undefined {
    const open = this.#files.get(year);
    if (open !== undefined) return open;
    if (!this.#years.has(year) && !create) return undefined;
    let file: DatabaseSync;
    try {
      file = openSqlite(this.#path(year), { version: 1, schema: SCHEMA, synchronous: 'NORMAL' });
    } catch (error) {
      if (!isDamage(error)) throw error;
      const aside = putAside(this.#path(year));
      this.#log(
        `${this.#path(year)}: damaged (${messageOf(error)}). It was put aside as ${aside}; roll-ups of days whose samples are still there are made again.`,
      );
      this.#years.delete(year);
      return create ? this.#file(year, true) : undefined;
    }
    this.#years.add(year);
    this.#files.set(year, file);
    return file;
  }

  /** The row of a twin's day; undefined where there is none or it has to be made again. */
  get(day: number, twin: number): Uint8Array | undefined {
    const year = yearOf(day);
    const file = this.#file(year, false);
    if (file === undefined) return undefined;
    let select = this.#selects.get(year);
    if (select === undefined) {
      select = file.prepare('SELECT data FROM days WHERE key = ?');
      this.#selects.set(year, select);
    }
    return blob(select.get(day * TWIN_SPACE + twin), 'data');
  }

  /** Rows of one twin for days [from, to], with their day. */
  *range(twin: number, from: number, to: number): Generator<{ day: number; data: Uint8Array }> {
    for (let day = from; day <= to; day++) {
      const data = this.get(day, twin);
      if (data !== undefined) yield { day, data };
    }
  }

  /** Says that samples of that day have changed. Cheap when said again. */
  invalidate(day: number, twin: number): void {
    const key = day * TWIN_SPACE + twin;
    if (this.#open.has(key)) return;
    const year = yearOf(day);
    this.#file(year, true)
      ?.prepare('INSERT INTO days VALUES (?, NULL) ON CONFLICT DO UPDATE SET data = NULL')
      .run(key);
    this.#dirty.add(year);
    this.#open.add(key);
  }

  /** Days up to `until` whose row has to be made, oldest first. */
  pending(until: number, limit: number): { day: number; twin: number }[] {
    const found: { day: number; twin: number }[] = [];
    for (const year of this.#years) {
      const rows = this.#file(year, false)
        ?.prepare('SELECT key FROM days WHERE data IS NULL AND key < ? ORDER BY key LIMIT ?')
        .all((until + 1) * TWIN_SPACE, limit);
      for (const row of rows ?? []) {
        const key = Number(row.key);
        found.push({ day: Math.floor(key / TWIN_SPACE), twin: key % TWIN_SPACE });
      }
    }
    return found;
  }

  /** Writes a row; undefined: the day has nothing to show. */
  put(day: number, twin: number, data: Uint8Array | undefined): void {
    const year = yearOf(day);
    const key = day * TWIN_SPACE + twin;
    const file = this.#file(year, true);
    if (data === undefined) file?.prepare('DELETE FROM days WHERE key = ?').run(key);
    else
      file
        ?.prepare('INSERT INTO days VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data')
        .run(key, data);
    this.#dirty.add(year);
    this.#open.delete(key);
  }

  /** First day with a row, or undefined. */
  firstDay(): number | undefined {
    for (const year of [...this.#years].sort((a, b) => a - b)) {
      const row = this.#file(year, false)
        ?.prepare('SELECT key FROM days WHERE data IS NOT NULL ORDER BY key LIMIT 1')
        .get();
      if (typeof row?.key === 'number') return Math.floor(row.key / TWIN_SPACE);
    }
    return undefined;
  }

  /** Deletes rows of days before `day`: whole files where a year is over. Returns the number of files deleted. */
  deleteBefore(day: number): number {
    let deleted = 0;
    for (const year of [...this.#years]) {
      if (year < yearOf(day)) {
        this.#selects.delete(year);
        this.#files.get(year)?.close();
        this.#files.delete(year);
        this.#years.delete(year);
        for (const suffix of ['', '-wal', '-shm']) fs.rmSync(this.#path(year) + suffix, { force: true });
        deleted++;
      } else if (year === yearOf(day)) {
        this.#file(year, false)
          ?.prepare('DELETE FROM days WHERE key < ?')
          .run(day * TWIN_SPACE);
      }
    }
    return deleted;
  }

  checkpoint(): void {
    if (this.#dirty.size === 0) return;
    for (const year of this.#dirty) {
      const file = this.#files.get(year);
      if (file !== undefined) checkpoint(file);
    }
    this.#dirty.clear();
    syncFolder(this.folder);
  }

  close(): void {
    this.checkpoint();
    this.#selects.clear();
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }
}

function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}
