/** The desk's own projection: which commands were carried out, and when each subject last changed. */
import type { JournalEvent } from '../events.ts';
import { isJsonObject, type JsonValue } from '../json/json.ts';
import type { Projection } from './projection.ts';

/** Commands that are remembered at least; at most twice as many. */
export const REMEMBERED_COMMANDS = 50_000;

/** The events of a command stand one after the other. */
interface Done {
  first: number;
  count: number;
  actor: string;
}

export interface Ledger {
  /** By command id. Two generations, the older one dropped as a whole: cheaper than forgetting one by one. */
  recent: Map<string, Done>;
  older: Map<string, Done>;
  /** Newest event by subject. */
  subjects: Map<string, number>;
}

export function doneBefore(ledger: Ledger, id: string): Done | undefined {
  return ledger.recent.get(id) ?? ledger.older.get(id);
}

function apply(ledger: Ledger, event: JournalEvent): Ledger {
  // A refused attempt changes nothing: who looks at the subject has missed nothing.
  if (event.type !== DENIED) ledger.subjects.set(event.subject, event.seq);
  if (event.command === undefined) return ledger;
  const done = doneBefore(ledger, event.command);
  if (done !== undefined) {
    done.count++;
    return ledger;
  }
  if (ledger.recent.size >= REMEMBERED_COMMANDS) {
    ledger.older = ledger.recent;
    ledger.recent = new Map();
  }
  ledger.recent.set(event.command, { first: event.seq, count: 1, actor: event.actor });
  return ledger;
}

/** Type of the event that a denied attempt becomes. */
export const DENIED = 'command-denied';

export const ledgerProjection: Projection<Ledger> = {
  name: 'desk',
  version: 1,
  initial: () => ({ recent: new Map(), older: new Map(), subjects: new Map() }),
  apply,
  save: ({ recent, older, subjects }) => ({
    recent: rows(recent),
    older: rows(older),
    subjects: [...subjects],
  }),
  load: (saved) => {
    if (!isJsonObject(saved)) throw notALedger();
    const subjects = new Map<string, number>();
    for (const row of rowsOf(saved.subjects)) {
      const [subject, seq] = row;
      if (typeof subject !== 'string' || typeof seq !== 'number') throw notALedger();
      subjects.set(subject, seq);
    }
    return { recent: mapOf(saved.recent), older: mapOf(saved.older), subjects };
  },
};

function rows(done: Map<string, Done>): JsonValue {
  return [...done].map(([id, { first, count, actor }]) => [id, first, count, actor]);
}

// By hand and not by schema: there are up to a hundred thousand rows, and a restart waits for them.
function mapOf(saved: JsonValue | undefined): Map<string, Done> {
  const done = new Map<string, Done>();
  for (const [id, first, count, actor] of rowsOf(saved)) {
    if (
      typeof id !== 'string' ||
      typeof first !== 'number' ||
      typeof count !== 'number' ||
      typeof actor !== 'string'
    )
      throw notALedger();
    done.set(id, { first, count, actor });
  }
  return done;
}

function rowsOf(saved: JsonValue | undefined): readonly (readonly JsonValue[])[] {
  if (!Array.isArray(saved) || !saved.every((row) => Array.isArray(row))) throw notALedger();
  return saved;
}

function notALedger(): Error {
  return new Error('it does not hold commands and subjects');
}
