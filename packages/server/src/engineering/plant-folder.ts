/** The plant folder on disk: reading its documents, writing some of them back, packing it up. */
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Fault, readDocuments } from '@millwright/model';
import { ProblemError } from '../api/problems.ts';
import { isErrnoException } from '../auth/secrets.ts';
import type { ZipEntry } from './zip.ts';

/** Document by its path within the plant folder. */
export type Texts = ReadonlyMap<string, string>;

/** Files other than documents that are packed with them, and how much of them. */
const MOST_FILES = 2000;
const MOST_BYTES = 200 * 1024 * 1024;

export async function readTexts(folder: string): Promise<{ texts: Texts; faults: Fault[] }> {
  const { documents, faults } = await readDocuments(folder);
  return { texts: new Map(documents.map(({ file, text }) => [file, text])), faults };
}

/** Whether documents can be written into the folder. */
export async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file is there in full, old or new, whatever happens meanwhile: written beside, brought to disk, renamed. */
export async function writeAtomically(file: string, text: string, mode?: number): Promise<void> {
  const beside = `${file}.${randomUUID().slice(0, 8)}.new`;
  try {
    const handle = await open(beside, 'wx', mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(file));
}

/**
 * Writes documents, null takes one out. Each is replaced in one step; where one cannot be written, those before it are
 * written and the problem names it.
 */
export async function writeTexts(folder: string, changes: ReadonlyMap<string, string | null>): Promise<void> {
  for (const [file, text] of changes) {
    const path = join(folder, file);
    try {
      if (text === null) {
        await rm(path, { force: true });
        await syncFolder(dirname(path));
      } else {
        await mkdir(dirname(path), { recursive: true });
        const mode = await stat(path).then(
          (found) => found.mode & 0o777,
          () => undefined,
        );
        await writeAtomically(path, text, mode);
      }
    } catch (error) {
      throw new ProblemError('conflict', `${path} cannot be written: ${reasonOf(error)}.`, {
        where: file,
        remedy:
          'Give the user of the server write access to the plant folder, or download the documents and put them there by hand. ' +
          'What runs stays as it is, also after a restart.',
      });
    }
  }
}

function reasonOf(error: unknown): string {
  if (!isErrnoException(error)) return String(error);
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'no space is left on the disk';
    default:
      return error.message;
  }
}

/** A rename is on disk when its folder is. Not every file system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  try {
    await handle?.sync();
  } catch {
    // The rename itself is done.
  } finally {
    await handle?.close();
  }
}

/** Everything in the folder as a person would copy it, the documents as given. Hidden files and node_modules stay out. */
export async function packFolder(folder: string, texts: Texts, documents: Texts): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for (const [name, text] of texts) entries.push({ name, bytes: Buffer.from(text) });
  let bytes = 0;
  const visit = async (inner: string): Promise<void> => {
    const found = await readdir(join(folder, inner), { withFileTypes: true }).catch(() => []);
    for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const name = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (entry.isDirectory()) await visit(name);
      // Documents come from the draft, also where it takes them out.
      if (!entry.isFile() || texts.has(name) || documents.has(name)) continue;
      if (entries.length >= MOST_FILES || bytes > MOST_BYTES) continue;
      const content = await readFile(join(folder, name));
      bytes += content.length;
      entries.push({ name, bytes: content });
    }
  };
  await visit('');
  return entries;
}
