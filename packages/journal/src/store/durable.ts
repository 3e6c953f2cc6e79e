/** Writing so that it stays: files, the names of files, and the folders they are in. */
import path from 'node:path';
import { fileError } from '../errors.ts';
import type { FileSystem } from './file-system.ts';

/** Writes files below one folder and syncs, when told, every folder in which a name is new. */
export class DurableWriter {
  readonly #files: FileSystem;
  readonly #root: string;
  /** Folders known to exist. */
  #known = new Set<string>();
  /** Folders with new names that are not on disk yet. */
  #unsynced = new Set<string>();

  constructor(files: FileSystem, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** Makes a folder below the root, and those above it. */
  async folder(folder: string): Promise<void> {
    if (this.#known.has(folder)) return;
    const parent = path.dirname(folder);
    if (folder !== this.#root) await this.folder(parent);
    await this.#do('Cannot make', folder, () => this.#files.makeFolder(folder));
    if (folder !== this.#root) this.#unsynced.add(parent);
    this.#known.add(folder);
  }

  /** Writes a file that nobody reads yet and syncs its bytes. Its name is on disk after `syncFolders`. */
  async write(file: string, bytes: Uint8Array, mode?: number): Promise<void> {
    await this.folder(path.dirname(file));
    await this.#do('Cannot write', file, async () => {
      const handle = await this.#files.open(file, 'new', mode);
      try {
        await handle.write(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
    this.#unsynced.add(path.dirname(file));
  }

  /** Puts a file in place of another, so that at every moment one or the other is there, whole. */
  async replace(file: string, bytes: Uint8Array, mode?: number): Promise<void> {
    const temporary = `${file}.new`;
    await this.write(temporary, bytes, mode);
    await this.#do('Cannot replace', file, () => this.#files.rename(temporary, file));
    await this.syncFolders();
  }

  /** Resolves when the names of all files and folders written are on disk. */
  async syncFolders(): Promise<void> {
    // Deepest first is not needed: nothing refers to any of them until all are on disk.
    for (const folder of this.#unsynced) {
      await this.#do('Cannot sync', folder, () => this.#files.syncFolder(folder));
      this.#unsynced.delete(folder);
    }
  }

  async #do(doing: string, file: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw fileError(doing, file, error);
    }
  }
}
