/** The day files of a folder: which there are, the open ones, and what happens to a broken one. */
import fs from 'node:fs';
import path from 'node:path';
import { fileError } from '../errors.ts';
import { makeFolder } from '../folders.ts';
import { syncFolder } from '../wal/log.ts';
import { DayFile } from './day-file.ts';
import { isDamage, putAside } from './sqlite.ts';
import { dayFromName, dayName } from './time.ts';

/** Files kept open: a handle and some memory each. The least recently used one is closed. */
const MAX_OPEN = 16;

export class Days {
  readonly folder: string;
  #log: (message: string) => void;
  #open = new Map<number, DayFile>();
  /** Days that have a file, ascending. */
  #days: number[];
  #folderChanged = false;
  /** Closed files whose roll-up rows are all made. */
  #settled = new Set<number>();
  #carryComplete = new Set<number>();

  constructor(folder: string, log: (message: string) => void) {
    this.folder = folder;
    this.#log = log;
    makeFolder(folder);
    this.#days = listDays(folder);
  }

  /** Days that have a file, ascending. */
  get list(): readonly number[] {
    return this.#days;
  }

  has(day: number): boolean {
    return this.#open.has(day) || this.#days.includes(day);
  }

  /** Whether all roll-up rows of a day are made and nothing has changed since. */
  isSettled(day: number): boolean {
    return this.#open.get(day)?.settled ?? this.#settled.has(day);
  }

  /** Whether a day's file is known to tell all that was before it; false also when nobody has looked yet. */
  isCarryComplete(day: number): boolean {
    if (this.#open.get(day)?.carryComplete) this.#carryComplete.add(day);
    return this.#carryComplete.has(day);
  }

  path(day: number): string {
    return path.join(this.folder, `${dayName(day)}.sqlite`);
  }

  /** The file of a day, or undefined where there is none, or a damaged one, which is put aside and told of. */
  get(day: number): DayFile | undefined {
    const open = this.#open.get(day);
    if (open !== undefined) {
      this.#open.delete(day);
      this.#open.set(day, open);
      return open;
    }
    if (!this.#days.includes(day)) return undefined;
    if (!fs.existsSync(this.path(day))) {
      this.#log(
        `${this.path(day)}: the file is gone. The samples of that day are not available; other days are not affected.`,
      );
      this.#forget(day);
      return undefined;
    }
    return this.#openFile(day);
  }

  /** Makes the file of a day that has none. */
  create(day: number): DayFile {
    const file = this.#openFile(day) ?? this.#openFile(day);
    if (file === undefined) throw fileError('Cannot make', this.path(day), new Error('it is damaged'));
    this.#days.push(day);
    this.#days.sort((a, b) => a - b);
    this.#folderChanged = true;
    return file;
  }

  #openFile(day: number): DayFile | undefined {
    let file: DayFile;
    if (this.#days.includes(day) && fs.statSync(this.path(day)).size === 0) {
      this.#log(
        `${this.path(day)}: the file is empty. The samples of that day are lost; recording into it goes on.`,
      );
    }
    try {
      file = new DayFile(day, this.path(day));
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.damaged(day, error);
      return undefined;
    }
    file.settled = this.#settled.delete(day);
    this.#open.set(day, file);
    this.#closeUnused();
    return file;
  }

  /** Closes the files that were not used for longest, but neither the newest nor one in a transaction. */
  #closeUnused(): void {
    const candidates = [...this.#open].slice(0, -1);
    for (const [day, file] of candidates) {
      if (this.#open.size <= MAX_OPEN) return;
      if (file.database.isTransaction) continue;
      this.#open.delete(day);
      if (file.dirty) file.checkpoint();
      if (file.settled) this.#settled.add(day);
      file.close();
    }
  }

  /** Puts the broken file of a day aside, so that recording and the other days go on. */
  damaged(day: number, error: unknown): void {
    this.#open.get(day)?.close();
    const aside = putAside(this.path(day));
    this.#forget(day);
    this.#log(
      `${this.path(day)}: damaged (${error instanceof Error ? error.message : error}). It was put aside as ${aside}; other days are not affected. Restore it from a backup under its old name to have that day again.`,
    );
  }

  #forget(day: number): void {
    this.#settled.delete(day);
    this.#carryComplete.delete(day);
    this.#open.delete(day);
    this.#days = this.#days.filter((other) => other !== day);
  }

  /** Brings everything written so far safely into the day files. After it, the write-ahead log may be cut. */
  checkpoint(): void {
    for (const file of this.#open.values()) if (file.dirty) file.checkpoint();
    if (this.#folderChanged) syncFolder(this.folder);
    this.#folderChanged = false;
  }

  /** Deletes the file of a day. */
  delete(day: number): void {
    this.#open.get(day)?.close();
    this.#forget(day);
    for (const suffix of ['', '-wal', '-shm']) fs.rmSync(this.path(day) + suffix, { force: true });
  }

  close(): void {
    this.checkpoint();
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }
}

function listDays(folder: string): number[] {
  const days: number[] = [];
  for (const name of fs.readdirSync(folder)) {
    const day = name.endsWith('.sqlite') ? dayFromName(name.slice(0, -'.sqlite'.length)) : undefined;
    if (day !== undefined) days.push(day);
  }
  return days.sort((a, b) => a - b);
}
