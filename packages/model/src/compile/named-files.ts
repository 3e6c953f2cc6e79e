/** The files beside the documents that these name (GLB of shapes, what there is to read): whether they are there. The plant runs without them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DocumentInputReference } from '../documents/common.ts';
import type { PlantDocument } from '../documents/document.ts';
import { LIMITS } from '../documents/limits.ts';
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type { ParsedDocuments } from './parsed.ts';

/** Warns of files that are missing, empty or too large. One look per mention. */
export async function checkNamedFiles(
  parsed: ParsedDocuments,
  folder: string,
  faults: FaultList,
): Promise<void> {
  for (const { file, document, path, limit, without } of mentions(parsed)) {
    const { isFile, size } = await stat(join(folder, file)).then(
      (found) => ({ isFile: found.isFile(), size: found.size }),
      () => ({ isFile: false, size: 0 }),
    );
    if (!isFile)
      faults.warning(
        document.at(path),
        `there is no file ${file} in the plant folder: ${without}`,
        nearest(file, await filesBelow(folder, file.split('/')[0])),
      );
    else if (size > limit)
      faults.warning(document.at(path), `${file} is larger than ${limit / 1024 / 1024} MB: ${without}`);
  }
}

/** Paths of all files below a folder of the plant, with slashes. */
async function filesBelow(folder: string, name: string): Promise<string[]> {
  const found = await readdir(join(folder, name), { recursive: true }).catch(() => []);
  return found.map((file) => `${name}/${file.replaceAll('\\', '/')}`);
}

interface Mention {
  file: string;
  document: PlantDocument;
  path: PropertyKey[];
  /** Most bytes. */
  limit: number;
  /** What happens without it. */
  without: string;
}

const MODEL = { limit: LIMITS.modelBytes, without: 'the kind is drawn' };
const READING = { limit: LIMITS.readingBytes, without: 'it cannot be opened' };

function* mentions({ types, twins, scene }: ParsedDocuments): Generator<Mention> {
  for (const { document, input } of types) {
    if (input.shape?.model !== undefined)
      yield { file: input.shape.model, document, path: ['shape', 'model'], ...MODEL };
    yield* readings(input.documents, document, ['documents']);
  }
  for (const { document, input } of twins) {
    for (const [i, { documents }] of input.twins.entries())
      yield* readings(documents, document, ['twins', i, 'documents']);
  }
  for (const { document, input } of scene) {
    for (const [i, { shape }] of input.items.entries()) {
      if (typeof shape !== 'string' && shape.model !== undefined)
        yield { file: shape.model, document, path: ['items', i, 'shape', 'model'], ...MODEL };
    }
  }
}

function* readings(
  documents: readonly DocumentInputReference[] = [],
  document: PlantDocument,
  at: PropertyKey[],
): Generator<Mention> {
  for (const [i, { file }] of documents.entries()) {
    if (typeof file === 'string') yield { file, document, path: [...at, i, 'file'], ...READING };
    else if (file !== undefined) {
      for (const [language, one] of Object.entries(file))
        yield { file: one, document, path: [...at, i, 'file', language], ...READING };
    }
  }
}
