/**
 * Seals of history in the journal: events `history-sealed` hold the digests of minutes of samples, so that samples are as
 * tamper-evident as decisions.
 */
import { z } from 'zod';
import type { EventDraft, JournalEvent } from './events.ts';

/** Digest of one minute of samples. */
export interface Seal {
  /** Beginning of the minute, ms since 1970. */
  minuteStart: number;
  /** Chunks of samples in it. */
  chunks: number;
  /** SHA-256, hex. */
  digest: string;
}

const TYPE = 'history-sealed';
/** Seals in one event: some 100 bytes each, far from the largest entry. */
const PER_EVENT = 100;

const data = z.object({
  minutes: z.array(z.strictObject({ minuteStart: z.number(), chunks: z.number(), digest: z.string() })),
});

/** The events that record seals: to be given to `desk.record`. None for none. */
export function sealDrafts(seals: readonly Seal[]): EventDraft[] {
  const drafts: EventDraft[] = [];
  for (let i = 0; i < seals.length; i += PER_EVENT) {
    const minutes = seals
      .slice(i, i + PER_EVENT)
      .map(({ minuteStart, chunks, digest }) => ({ minuteStart, chunks, digest }));
    drafts.push({ type: TYPE, subject: 'history', data: { minutes } });
  }
  return drafts;
}

/** The newest seal of each minute in [from, to), by time: a minute is sealed again when late samples came. */
export async function newestSeals(
  events: AsyncIterable<readonly JournalEvent[]>,
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): Promise<Seal[]> {
  const newest = new Map<number, Seal>();
  for await (const some of events)
    for (const event of some) {
      if (event.type !== TYPE || event.branch !== undefined) continue;
      for (const seal of data.parse(event.data).minutes)
        if (seal.minuteStart >= from && seal.minuteStart < to) newest.set(seal.minuteStart, seal);
    }
  return [...newest.values()].sort((a, b) => a.minuteStart - b.minuteStart);
}
