/** Finds and reads the documents of a plant folder. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FaultList } from '../faults.ts';
import { LIMITS } from './limits.ts';

/** A document as it is written; `file` is its path within the plant folder, with `/`. */
export interface TextDocument {
  file: string;
  text: string;
}

/** Folders that hold documents, beside the plant folder itself. */
const FOLDERS = ['', 'types', 'scene', 'work', 'procedures'] as const;

/** Documents other parts of the product own. */
const FOREIGN = new Set(['flow.yaml']);

/** The YAML documents, by name; what cannot be read is among the faults. */
export async function readFolder(folder: string, faults: FaultList): Promise<TextDocument[]> {
  const documents: TextDocument[] = [];
  for (const inner of FOLDERS) {
    let names: string[];
    try {
      names = await readdir(join(folder, inner));
    } catch (error) {
      if (inner !== '' && codeOf(error) === 'ENOENT') continue;
      const file = inner === '' ? 'plant.yaml' : inner;
      faults.error(
        { file, line: 1, column: 1 },
        `the folder ${join(folder, inner)} cannot be read: ${reason(error)}`,
      );
      continue;
    }
    for (const name of names.toSorted()) {
      if (!/\.ya?ml$/.test(name) || FOREIGN.has(name)) continue;
      const file = inner === '' ? name : `${inner}/${name}`;
      const document = await readOne(folder, file, faults);
      if (document) documents.push(document);
      if (documents.length > LIMITS.documents) return documents;
    }
  }
  return documents;
}

async function readOne(folder: string, file: string, faults: FaultList): Promise<TextDocument | undefined> {
  const top = { file, line: 1, column: 1 };
  try {
    const path = join(folder, file);
    const found = await stat(path);
    // A pipe would be waited for, for ever.
    if (!found.isFile()) {
      faults.error(
        top,
        `it is ${found.isDirectory() ? 'a folder' : 'a pipe or a device'} and no document: remove or rename it`,
      );
      return undefined;
    }
    const { size } = found;
    if (size > LIMITS.documentBytes) {
      faults.error(top, `the document is larger than ${LIMITS.documentBytes / 1024 / 1024} MB: split it`);
      return undefined;
    }
    const bytes = await readFile(path);
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    faults.error(
      top,
      error instanceof TypeError ? 'the document is not UTF-8 text' : `cannot be read: ${reason(error)}`,
    );
    return undefined;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reason(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
      return 'permission denied';
    case 'ENOTDIR':
      return 'it is no folder';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
