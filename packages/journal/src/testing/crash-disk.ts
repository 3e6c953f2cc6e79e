/**
 * A disk in memory that forgets, at a loss of power, what was not synced, and that fails when told to.
 *
 * What a real disk may do is modelled at its worst: of a file's unsynced bytes any number may be there, or zeros in their
 * place; of a folder's unsynced names any may have changed, each for itself.
 */
import path from 'node:path';
import type { FileSystem, OpenFile } from '../store/file-system.ts';

interface Inode {
  folder: boolean;
  bytes: Buffer;
  /** Content that a loss of power leaves. */
  synced: Buffer;
}

/** How an operation goes wrong. */
export interface Failure {
  /** Number of the operation, from 1 on. */
  at: number;
  /** 'once': the operation fails and the process lives on. 'power': everything fails from then on. */
  kind: 'once' | 'power';
}

class DiskError extends Error {
  readonly code: string;

  constructor(code: string, what: string) {
    super(`${code}: ${what}`);
    this.code = code;
  }
}

export class CrashDisk implements FileSystem {
  /** Operations that were asked for. */
  operations = 0;
  failure: Failure | undefined;
  /** Bytes that all files together may have. */
  capacity = Number.POSITIVE_INFINITY;
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();
  /** Names of operations in order, for messages of tests. */
  readonly history: string[] = [];

  /** Counts an operation; true when it is to fail. */
  #step(what: string): void {
    this.operations++;
    this.history.push(what);
    if (this.failure === undefined) return;
    const { at, kind } = this.failure;
    if (this.operations === at || (kind === 'power' && this.operations > at))
      throw new DiskError('EIO', what);
  }

  #inode(file: string): Inode {
    const inode = this.#names.get(file);
    if (inode === undefined) throw new DiskError('ENOENT', file);
    return inode;
  }

  async read(file: string): Promise<Uint8Array> {
    return Buffer.from(this.#inode(file).bytes);
  }

  async list(folder: string): Promise<string[]> {
    return [...this.#names.keys()]
      .filter((name) => path.dirname(name) === folder && name !== folder)
      .map((name) => path.basename(name))
      .sort();
  }

  async makeFolder(folder: string): Promise<void> {
    this.#step(`mkdir ${folder}`);
    if (!this.#names.has(folder))
      this.#names.set(folder, { folder: true, bytes: Buffer.alloc(0), synced: Buffer.alloc(0) });
  }

  async open(file: string, how: 'new' | 'append'): Promise<OpenFile> {
    this.#step(`open ${file}`);
    if (!this.#names.has(path.dirname(file))) throw new DiskError('ENOENT', file);
    let inode = this.#names.get(file);
    if (inode === undefined) {
      inode = { folder: false, bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
      this.#names.set(file, inode);
    }
    const one = inode;
    if (how === 'new') one.bytes = Buffer.alloc(0);
    return {
      write: async (bytes) => {
        const torn = (n: number): void => {
          one.bytes = Buffer.concat([one.bytes, bytes.subarray(0, n)]);
        };
        const space = this.capacity - this.#used();
        if (bytes.length > space) {
          torn(space);
          throw new DiskError('ENOSPC', file);
        }
        try {
          this.#step(`write ${file}`);
        } catch (error) {
          torn(Math.floor(bytes.length / 2));
          throw error;
        }
        torn(bytes.length);
      },
      sync: async () => {
        this.#step(`sync ${file}`);
        one.synced = one.bytes;
      },
      truncate: async (length) => {
        this.#step(`truncate ${file}`);
        one.bytes = one.bytes.subarray(0, length);
      },
      close: async () => {},
    };
  }

  #used(): number {
    let used = 0;
    for (const { bytes } of this.#names.values()) used += bytes.length;
    return used;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#step(`rename ${from}`);
    this.#names.set(to, this.#inode(from));
    this.#names.delete(from);
  }

  async remove(target: string): Promise<void> {
    this.#step(`remove ${target}`);
    for (const name of this.#names.keys())
      if (name === target || name.startsWith(`${target}${path.sep}`)) this.#names.delete(name);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#step(`sync folder ${folder}`);
    const inside = (name: string): boolean => path.dirname(name) === folder && name !== folder;
    for (const name of this.#syncedNames.keys())
      if (inside(name) && !this.#names.has(name)) this.#syncedNames.delete(name);
    for (const [name, inode] of this.#names) if (inside(name)) this.#syncedNames.set(name, inode);
  }

  /** What the disk may hold after a loss of power. The root folder is there. */
  afterPowerLoss(root: string, random: () => number): CrashDisk {
    const disk = new CrashDisk();
    const names = new Set([...this.#names.keys(), ...this.#syncedNames.keys()]);
    for (const name of [...names].sort()) {
      const [now, synced] = [this.#names.get(name), this.#syncedNames.get(name)];
      const inode = now === synced || random() < 0.5 ? synced : now;
      const parent = path.dirname(name);
      if (name !== root && !disk.#names.has(parent)) continue;
      const kept = name === root ? (now ?? inode) : inode;
      if (kept === undefined) continue;
      const bytes = kept.folder ? kept.bytes : survivingBytes(kept, random);
      const copy = { folder: kept.folder, bytes, synced: bytes };
      disk.#names.set(name, copy);
      disk.#syncedNames.set(name, copy);
    }
    return disk;
  }

  /** The disk as the next process finds it when this one was killed: nothing is lost. */
  afterKill(): CrashDisk {
    const disk = new CrashDisk();
    disk.#names = this.#names;
    disk.#syncedNames = this.#syncedNames;
    return disk;
  }
}

function survivingBytes({ bytes, synced }: Inode, random: () => number): Buffer {
  if (bytes.equals(synced)) return synced;
  const choice = random();
  if (choice < 0.25) return synced;
  if (choice < 0.5) return bytes;
  const common = bytes.subarray(0, synced.length).equals(synced) ? synced.length : 0;
  const end = common + Math.floor(random() * (bytes.length - common));
  if (choice < 0.75) return Buffer.from(bytes.subarray(0, end));
  // The length is on disk, some of the data is not.
  const holes = Buffer.from(bytes);
  holes.fill(0, end);
  return holes;
}

/** A small generator of numbers in [0, 1) that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
