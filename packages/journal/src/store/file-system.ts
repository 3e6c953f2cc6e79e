/**
 * What the journal asks of a file system: few, plain operations, so that tests can break each of them in turn and can lose
 * whatever was not synced.
 */
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';

export interface OpenFile {
  /** Writes all bytes behind what is there. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when everything written is on disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

export interface FileSystem {
  /** Rejects with ENOENT where there is no such file. */
  read(file: string): Promise<Uint8Array>;
  /** Names in a folder, sorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>;
  /** Makes one folder, whose parent exists; nothing happens when it is there already. */
  makeFolder(folder: string): Promise<void>;
  /** Opens for writing: a new or emptied file, or behind what is there. */
  open(file: string, how: 'new' | 'append', mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** Deletes a file, or a folder with all that is in it; nothing happens when it is gone already. */
  remove(path: string): Promise<void>;
  /** Resolves when the names in a folder are on disk. */
  syncFolder(folder: string): Promise<void>;
}

class DiskFile implements OpenFile {
  #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await this.#handle.write(bytes, at)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  truncate(length: number): Promise<void> {
    return this.#handle.truncate(length);
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** The files of this machine. */
export const DISK: FileSystem = {
  read: (file) => readFile(file),
  list: async (folder) => {
    try {
      return (await readdir(folder)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  makeFolder: async (folder) => {
    try {
      await mkdir(folder);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  },
  open: async (file, how, mode) => new DiskFile(await open(file, how === 'new' ? 'w' : 'a', mode)),
  rename,
  remove: (path) => rm(path, { force: true, recursive: true }),
  syncFolder: async (folder) => {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A file's bytes, or undefined where there is none. */
export async function readIfThere(files: FileSystem, file: string): Promise<Uint8Array | undefined> {
  try {
    return await files.read(file);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
