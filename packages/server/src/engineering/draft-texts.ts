/** What can be said of the texts of a draft without its state. */
import type { Fault } from '@millwright/model';
import { parseDocument } from 'yaml';
import type { DraftFault } from '../api/engineering-schemas.ts';
import type { Change } from './draft-file.ts';
import { Places } from './fault-path.ts';
import type { Texts } from './plant-folder.ts';

/** The folder's texts with changes laid over them. */
export function over(folder: Texts, changes: Readonly<Record<string, Change>>): Texts {
  const texts = new Map(folder);
  for (const [file, { text }] of Object.entries(changes)) {
    if (text === null) texts.delete(file);
    else texts.set(file, text);
  }
  return texts;
}

/** What a text is, compared with another. */
export function relation(
  other: string | undefined,
  text: string | undefined,
): 'same' | 'changed' | 'added' | 'removed' {
  if (other === text) return 'same';
  if (other === undefined) return 'added';
  return text === undefined ? 'removed' : 'changed';
}

/** What a text holds as data; null where it is no YAML. */
export function dataOf(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) return null;
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? null;
  } catch {
    return null;
  }
}

/** Faults with the places of forms. */
export function described(faults: readonly Fault[], texts: Texts): DraftFault[] {
  const places = new Map<string, Places>();
  return faults.map((fault) => {
    const place = places.get(fault.file) ?? new Places(texts.get(fault.file) ?? '');
    places.set(fault.file, place);
    return { ...fault, path: [...place.pathAt(fault.line, fault.column)] };
  });
}
