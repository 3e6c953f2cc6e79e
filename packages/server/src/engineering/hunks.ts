/** The differences of two texts with the lines around them. */
import type { DraftDiff } from '../api/engineering-schemas.ts';
import { diffLines, linesOf } from './line-diff.ts';

/** Unchanged lines shown around a change. */
const CONTEXT = 3;

type Hunk = DraftDiff['files'][number]['hunks'][number];

export function hunks(before: string, after: string): Hunk[] {
  const old = linesOf(before);
  const next = linesOf(after);
  const result: Hunk[] = [];
  const changes = diffLines(old, next);
  let shown = 0;
  for (const [i, change] of changes.entries()) {
    const first = Math.max(shown, change.from - CONTEXT);
    let hunk = result.at(-1);
    if (hunk === undefined || first > shown) {
      hunk = { gap: first - shown, lines: [] };
      result.push(hunk);
    }
    const tail = Math.min(change.to + CONTEXT, changes[i + 1]?.from ?? old.length);
    hunk.lines.push(
      ...old.slice(first, change.from).map((text) => ({ kind: 'same' as const, text })),
      ...old.slice(change.from, change.to).map((text) => ({ kind: 'old' as const, text })),
      ...next.slice(change.newFrom, change.newTo).map((text) => ({ kind: 'new' as const, text })),
      ...old.slice(change.to, tail).map((text) => ({ kind: 'same' as const, text })),
    );
    shown = tail;
  }
  return result;
}
