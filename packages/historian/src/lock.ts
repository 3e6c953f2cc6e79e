/**
 * The lock of a data folder: one process at a time.
 *
 * `lock` holds `pid start`, where start is the time the process was started as the system counts it, so that a number
 * that was given to another process since is not taken for the owner. A lock whose owner is dead is taken over.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileError, HistorianError, systemCode } from './errors.ts';
import { makeFolder } from './folders.ts';

/** Folders this process holds: a second opening in the same process is refused as well. */
const held = new Set<string>();

export class FolderLock {
  readonly file: string;
  readonly #folder: string;

  private constructor(folder: string, file: string) {
    this.#folder = folder;
    this.file = file;
  }

  /** Makes the folder if needed and locks it. Throws HistorianError `locked`, `read-only` or `disk-full`. */
  static acquire(folder: string): FolderLock {
    makeFolder(folder);
    const real = fs.realpathSync(folder);
    const file = path.join(real, 'lock');
    if (held.has(real)) throw lockedError(folder, file, process.pid);
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        fs.writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx' });
        held.add(real);
        return new FolderLock(real, file);
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw fileError('Cannot write', file, error);
      }
      const owner = ownerOf(file);
      if (owner !== undefined) throw lockedError(folder, file, owner);
      removeStale(file);
    }
    throw new HistorianError(
      'locked',
      `${folder}: could not be locked, another process is starting on it. Try again.`,
      file,
    );
  }

  /** Throws HistorianError `locked` where another process holds the folder; locks nothing. */
  static requireFree(folder: string): void {
    const file = path.join(folder, 'lock');
    const owner = ownerOf(file);
    if (owner !== undefined) throw lockedError(folder, file, owner);
  }

  release(): void {
    held.delete(this.#folder);
    fs.rmSync(this.file, { force: true });
  }
}

function lockedError(folder: string, file: string, pid: number): HistorianError {
  return new HistorianError(
    'locked',
    `${folder} is in use by process ${pid}. Stop that process, or start this one with another --data folder.`,
    file,
  );
}

function removeStale(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch (error) {
    // ENOENT: another process has just done the same.
    if (systemCode(error) !== 'ENOENT') throw fileError('Cannot delete', file, error);
  }
}

/** Pid of the living process that holds a lock file, or undefined for a stale one. */
function ownerOf(file: string): number | undefined {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const [pidText, start = ''] = text.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    if (systemCode(error) !== 'EPERM') return undefined;
  }
  return start === startOf(pid) ? pid : undefined;
}

/** Start of a process in clock ticks since boot, from /proc; '' where there is no such thing. */
function startOf(pid: number): string {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may contain anything; field 22 is the start time.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
