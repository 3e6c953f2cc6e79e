/** The GLB files that shapes name: whether they are there. Without them the plant runs, drawn by the shape library. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlantDocument } from '../documents/document.ts';
import { LIMITS } from '../documents/limits.ts';
import type { FaultList } from '../faults.ts';
import type { ParsedDocuments } from './parsed.ts';

/** Warns of files that are missing, empty or too large. One look per mention. */
export async function checkModelFiles(
  parsed: ParsedDocuments,
  folder: string,
  faults: FaultList,
): Promise<void> {
  for (const { file, document, path } of mentions(parsed)) {
    const { isFile, size } = await stat(join(folder, file)).then(
      (found) => ({ isFile: found.isFile(), size: found.size }),
      () => ({ isFile: false, size: 0 }),
    );
    const limit = LIMITS.modelBytes;
    if (!isFile)
      faults.warning(document.at(path), `there is no file ${file} in the plant folder: the kind is drawn`);
    else if (size > limit)
      faults.warning(
        document.at(path),
        `${file} is larger than ${limit / 1024 / 1024} MB: the kind is drawn`,
      );
  }
}

interface Mention {
  file: string;
  document: PlantDocument;
  path: PropertyKey[];
}

function* mentions({ types, scene }: ParsedDocuments): Generator<Mention> {
  for (const { document, input } of types) {
    if (input.shape?.model !== undefined)
      yield { file: input.shape.model, document, path: ['shape', 'model'] };
  }
  for (const { document, input } of scene) {
    for (const [i, { shape }] of input.items.entries()) {
      if (typeof shape !== 'string' && shape.model !== undefined)
        yield { file: shape.model, document, path: ['items', i, 'shape', 'model'] };
    }
  }
}
