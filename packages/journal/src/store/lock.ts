/**
 * The lock of a journal's folder: one process at a time.
 *
 * It is the lock of an SQLite database, held for as long as the journal is open: the system drops it when the process dies,
 * however it dies, so that there is no stale lock to recognise. The file beside it says who has it, for people.
 */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileError, JournalError } from '../errors.ts';

export class FolderLock {
  readonly #database: DatabaseSync;
  readonly #owner: string;

  private constructor(database: DatabaseSync, owner: string) {
    this.#database = database;
    this.#owner = owner;
  }

  /** Makes the folder if needed and locks it. Throws JournalError `locked`, `read-only` or `disk-full`. */
  static acquire(folder: string): FolderLock {
    const file = path.join(folder, 'lock');
    const owner = path.join(folder, 'lock.owner');
    let database: DatabaseSync | undefined;
    try {
      makeFolders(folder);
      database = new DatabaseSync(file);
      database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      fs.writeFileSync(owner, `${process.pid}\n`);
      return new FolderLock(database, owner);
    } catch (error) {
      database?.close();
      if (isBusy(error)) throw lockedError(folder, file, owner);
      throw fileError('Cannot lock', file, error);
    }
  }

  release(): void {
    if (!this.#database.isOpen) return;
    fs.rmSync(this.#owner, { force: true });
    this.#database.close();
  }
}

/** Makes a folder and those above it, and brings their names to the disk. */
function makeFolders(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  let made = path.resolve(folder);
  for (; made.length >= path.resolve(first).length; made = path.dirname(made)) {
    const parent = fs.openSync(path.dirname(made), 'r');
    fs.fsyncSync(parent);
    fs.closeSync(parent);
  }
}

/** SQLite's code for "another has it". */
const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function lockedError(folder: string, file: string, owner: string): JournalError {
  let who = 'another process';
  try {
    who = `process ${fs.readFileSync(owner, 'utf8').trim()}`;
  } catch {
    // It is just starting, or just leaving.
  }
  return new JournalError(
    'locked',
    `${folder} is in use by ${who}. Stop it, or start this one with another --data folder.`,
    file,
  );
}
