/**
 * Changes of what the plant is made of, as events: who changed which documents, which formula, which part of the past. An
 * event is on disk before what it tells runs; where it then could not run, a second event says so.
 */
import { createHash } from 'node:crypto';
import type { EventDraft } from '@millwright/journal';
import type { Plant, SignalType, TwinType } from '@millwright/model';
import type { Manner } from '../api/engineering-schemas.ts';

/** Documents by name with their texts; null: taken away. */
export type ChangedDocuments = ReadonlyMap<string, string | null>;

interface Reasoned {
  reason?: string | undefined;
}

const because = ({ reason }: Reasoned) => (reason === undefined ? {} : { reason });

/** The draft begins to run. Each document is named with the SHA-256 of its text, so that it can be compared later. */
export function documentsApplied(
  { id, revision }: Plant,
  manner: Manner,
  changed: ChangedDocuments,
  why: Reasoned,
): EventDraft {
  const data = { revision, manner, files: told(changed) };
  return { type: 'documents-applied', subject: `plant/${id}`, data, ...because(why) };
}

/** What `documents-applied` told did not run; what ran before goes on. */
export function applyingFailed({ id }: Plant, message: string, cause: number): EventDraft {
  return { type: 'documents-not-applied', subject: `plant/${id}`, data: { message }, cause };
}

/** What runs is written to the plant folder. */
export function documentsWritten({ id, revision }: Plant, changed: ChangedDocuments): EventDraft {
  return {
    type: 'documents-written',
    subject: `plant/${id}`,
    data: { revision, files: told(changed) },
  };
}

/** A formula is changed while the plant runs on. */
export function formulaChanged(
  { name: type }: TwinType,
  { name: signal, formula }: SignalType,
  text: string,
  why: Reasoned,
): EventDraft {
  const data = { signal, before: formula?.text ?? '', after: text };
  return { type: 'formula-changed', subject: `type/${type}`, data, ...because(why) };
}

/** The formula that runs is computed over a past range, ms since 1970, and replaces what was recorded there. */
export function historyComputed(
  { name: type }: TwinType,
  { name: signal, formula }: SignalType,
  { from, to }: { from: number; to: number },
): EventDraft {
  const data = { signal, formula: formula?.text ?? '', from, to };
  return { type: 'history-computed', subject: `type/${type}`, data };
}

function told(changed: ChangedDocuments) {
  return Array.from(changed, ([file, text]) => ({
    file,
    sha256: text === null ? null : createHash('sha256').update(text).digest('hex'),
  }));
}
