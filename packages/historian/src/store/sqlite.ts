/** Opening SQLite files the one way the historian does. */
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileError, HistorianError, messageOf } from '../errors.ts';

/** "MWHi": tells our files from any other SQLite file. */
const APPLICATION_ID = 0x4d574869;

export interface OpenOptions {
  /** Version of the tables; a file with a higher one is refused. */
  version: number;
  /** Tables of a new file. */
  schema: string;
  /** FULL: each commit is on disk when it returns. NORMAL: with the checkpoint, for what the write-ahead log still has. */
  synchronous: 'FULL' | 'NORMAL';
}

/**
 * Opens or makes a file. Throws HistorianError `version` for a file of a newer version, and DamagedFile for one
 * that is not ours or no database at all.
 */
export function openSqlite(file: string, options: OpenOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    prepare(database, file, options);
    return database;
  } catch (error) {
    try {
      database?.close();
    } catch {
      // Closing a file that could not be read may fail as well; the first error tells more.
    }
    if (isDamage(error)) throw new DamagedFile(file, messageOf(error));
    throw fileError('Cannot open', file, error);
  }
}

function prepare(database: DatabaseSync, file: string, options: OpenOptions): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  if (version === 0 && application === 0 && isNew(database)) {
    database.exec(
      `PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous};`,
    );
    database.exec(
      `BEGIN; ${options.schema}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${options.version}; COMMIT;`,
    );
    return;
  }
  if (application !== APPLICATION_ID) throw new DamagedFile(file, 'it is a database of another program');
  if (version > options.version) {
    throw new HistorianError(
      'version',
      `${file}: written by a newer version of Millwright (tables ${version}, this program knows ${options.version}). Start that version, or restore this folder from before.`,
      file,
    );
  }
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${options.synchronous};`);
}

function isNew(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

export function pragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get();
  const value = row === undefined ? undefined : Object.values(row)[0];
  return typeof value === 'number' ? value : 0;
}

/** The file is not a database, or its pages contradict each other. */
export class DamagedFile extends HistorianError {
  constructor(file: string, reason: string) {
    super('file', `${file}: damaged (${reason})`, file);
  }
}

/** Whether an error of SQLite says that the file itself is broken: CORRUPT (11) or NOTADB (26). */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedFile) return true;
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return false;
  const primary = error.errcode & 255;
  return primary === 11 || primary === 26;
}

/** Puts a broken file aside, with its companions, under a name that does not exist yet; returns that name. */
export function putAside(file: string): string {
  let target = `${file}.damaged`;
  for (let i = 2; fs.existsSync(target); i++) target = `${file}.damaged-${i}`;
  fs.renameSync(file, target);
  for (const suffix of ['-wal', '-shm']) {
    if (fs.existsSync(file + suffix)) fs.renameSync(file + suffix, target + suffix);
  }
  return target;
}

/** Writes the pages of SQLite's own log into the file and syncs it: everything committed is then safe in the file. */
export function checkpoint(database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Runs `work` in a transaction; rolled back when it throws. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** The bytes of a BLOB column, or undefined for NULL. */
export function blob(row: Record<string, unknown> | undefined, column: string): Uint8Array | undefined {
  const value = row?.[column];
  return value instanceof Uint8Array ? value : undefined;
}
