/** What there is to read about types and twins. */
import { type DocumentInputReference, localText } from '../documents/common.ts';
import type { DocumentReference } from '../plant.ts';

export function buildDocuments(inputs: readonly DocumentInputReference[]): DocumentReference[] {
  return inputs.map(({ name, file, link }) => ({
    label: localText(name, ''),
    ...(file === undefined ? {} : { file: localText(file, '') }),
    ...(link === undefined ? {} : { link }),
  }));
}
