/** Rows of the journal: what the plant recorded by itself many times at one moment is one row that opens. */
import type { JournalEventInfo } from '@millwright/server/client';

/** Neighbours of a fold are at most this far apart. */
const MOMENT_MS = 5000;
/** Fewer are shown as they are. */
const LEAST = 3;

export interface Fold {
  /** The newest; its row stands for all. */
  event: JournalEventInfo;
  /** The others of the same kind and moment, newest first; none for a row of its own. */
  others: readonly JournalEventInfo[];
}

/** Folds neighbours of one type by the system itself; what a person did is never folded. Keeps the order. Linear. */
export function foldEvents(events: readonly JournalEventInfo[]): Fold[] {
  const folds: Fold[] = [];
  for (let i = 0; i < events.length; ) {
    const event = events[i];
    let end = i + 1;
    while (end < events.length && belongsTo(events[end - 1], events[end])) end++;
    if (end - i >= LEAST) folds.push({ event, others: events.slice(i + 1, end) });
    else for (let each = i; each < end; each++) folds.push({ event: events[each], others: [] });
    i = end;
  }
  return folds;
}

function belongsTo(newer: JournalEventInfo, older: JournalEventInfo): boolean {
  return (
    newer.actor === 'system' &&
    older.actor === 'system' &&
    newer.type === older.type &&
    newer.time - older.time <= MOMENT_MS
  );
}
