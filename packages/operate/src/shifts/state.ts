/** The log of the shift, and how one shift hands over to the next. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { doneAt, eventKind, on, projectionOf } from '../events.ts';

/** Entries that are remembered; the journal keeps all. */
const ENTRIES_KEPT = 5_000;

const byAt = { by: z.string(), at: z.number() };
const entryData = z.object({ text: z.string(), twin: z.string().optional(), shift: z.string().optional() });
const offerData = z.object({
  summary: z.string(),
  /** Name of the shift that hands over. */
  shift: z.string().optional(),
  /** What is left to the next: ids of occurrences, orders, rounds, proposals. */
  alarms: z.array(z.string()),
  orders: z.array(z.string()),
  rounds: z.array(z.string()),
  proposals: z.array(z.string()),
});

export const logged = eventKind('log-entry-added', entryData);
export const offered = eventKind('handover-offered', offerData);
export const accepted = eventKind('handover-accepted', z.object({ remarks: z.string().optional() }));
export const returned = eventKind('handover-returned', z.object({}));

const entry = z.object({ ...entryData.shape, ...byAt, seq: z.number() });
export type LogEntry = z.infer<typeof entry>;

const handover = z.object({
  /** `handover/0002`. */
  id: z.string(),
  ...offerData.shape,
  ...byAt,
  state: z.enum(['offered', 'accepted', 'returned']),
  answered: z.object({ ...byAt, remarks: z.string().optional() }).optional(),
});
export type Handover = z.infer<typeof handover>;

const saved = z.object({ entries: z.array(entry), handovers: z.array(handover) });

export interface ShiftsState {
  /** Newest last. */
  entries: LogEntry[];
  /** By id, newest last. */
  handovers: Map<string, Handover>;
}

export const shiftsProjection = projectionOf<ShiftsState, z.infer<typeof saved>>({
  name: 'shifts',
  version: 1,
  initial: () => ({ entries: [], handovers: new Map() }),
  handlers: [
    on(logged, ({ entries }, data, event) => {
      entries.push({ ...data, by: event.actor, at: doneAt(event), seq: event.seq });
      if (entries.length > ENTRIES_KEPT) entries.splice(0, entries.length - ENTRIES_KEPT);
    }),
    on(offered, ({ handovers }, data, { subject: id, actor: by, time: at }) => {
      handovers.set(id, { id, ...data, by, at, state: 'offered' });
    }),
    on(accepted, (state, { remarks }, event) => answer(state, event, 'accepted', remarks)),
    on(returned, (state, _, event) => answer(state, event, 'returned', event.reason)),
  ],
  saved,
  save: ({ entries, handovers }) => ({ entries, handovers: [...handovers.values()] }),
  load: ({ entries, handovers }) => ({ entries, handovers: new Map(handovers.map((one) => [one.id, one])) }),
});

function answer(
  { handovers }: ShiftsState,
  { subject, actor: by, time: at }: JournalEvent,
  state: 'accepted' | 'returned',
  remarks: string | undefined,
): void {
  const one = handovers.get(subject);
  if (!one) return;
  one.state = state;
  one.answered = remarks === undefined ? { by, at } : { by, at, remarks };
}

/** The hand-over that waits for the next shift. */
export function waitingHandover({ handovers }: ShiftsState): Handover | undefined {
  return [...handovers.values()].findLast(({ state }) => state === 'offered');
}
