/** The edits of a request made on the texts of a draft: all of them, or a problem. */
import type { DraftEdit } from '../api/engineering-schemas.ts';
import { ProblemError } from '../api/problems.ts';
import type { Step } from './draft-file.ts';
import { type Edit, EditError, editDocument } from './edit-document.ts';
import type { Texts } from './plant-folder.ts';

/** Texts before and after, of the documents that were touched. */
export function editTexts(texts: Texts, edits: readonly DraftEdit[]): Step['files'] {
  const files: Step['files'] = {};
  let pending: { file: string; edits: Edit[] } | undefined;
  const now = (file: string) => (files[file] === undefined ? (texts.get(file) ?? null) : files[file].after);
  const put = (file: string, after: string | null) => {
    files[file] = { before: texts.get(file) ?? null, after };
  };
  // Edits of one document in a row are made on its tree at once.
  const flush = () => {
    if (pending === undefined) return;
    const { file, edits: list } = pending;
    pending = undefined;
    try {
      put(file, editDocument(now(file) ?? '', list));
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      throw new ProblemError('draft', `${file}: ${error.message}.`, { where: file });
    }
  };
  for (const edit of edits) {
    if (edit.op === 'text' || edit.op === 'delete') {
      flush();
      put(edit.file, edit.op === 'text' ? edit.text : null);
      continue;
    }
    if (pending?.file !== edit.file) {
      flush();
      pending = { file: edit.file, edits: [] };
    }
    pending.edits.push(edit);
  }
  flush();
  return files;
}
