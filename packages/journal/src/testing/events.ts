/** Journals with events for tests. */
import type { EventDraft, Journal } from '../index.ts';

export function draft(n: number, more: Partial<EventDraft> = {}): EventDraft {
  return { type: 'pump-started', subject: `twin/pump${n % 7}`, data: { n, note: `événement ${n}` }, ...more };
}

/** Appends `count` events, all at once. */
export async function fill(journal: Journal, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, i) => journal.append(draft(i))));
}
