/** When the sources of a plant were connected and when they were lost: what could be known of the machines at any instant. */
import type { EventDraft } from '@millwright/journal';
import { z } from 'zod';
import { eventKind, on, projectionOf } from '../events.ts';

/** Changes that are remembered; the journal keeps all. */
const CHANGES_KEPT = 500;
const LONGEST_MESSAGE = 500;

/** `at`: when it happened, ms; it is recorded up to some seconds later. */
const connected = eventKind('source-connected', z.object({ at: z.number() }));
const lost = eventKind('source-lost', z.object({ at: z.number(), message: z.string().optional() }));

const mark = z.object({
  /** Name of the source. */
  source: z.string(),
  connected: z.boolean(),
  /** Since when, ms. */
  at: z.number(),
  /** Why it was lost, as the source said. */
  message: z.string().optional(),
});
export type ConnectionMark = z.infer<typeof mark>;

const saved = z.object({ sources: z.array(mark), changes: z.array(mark) });

export interface ConnectionsState {
  /** The last change of each source, by its name; sources that were never connected are not there. */
  sources: Map<string, ConnectionMark>;
  /** Newest last. */
  changes: ConnectionMark[];
}

export const connectionsProjection = projectionOf<ConnectionsState, z.infer<typeof saved>>({
  name: 'connections',
  version: 1,
  initial: () => ({ sources: new Map(), changes: [] }),
  handlers: [
    on(connected, (state, { at }, { subject }) => note(state, subject, { connected: true, at })),
    on(lost, (state, data, { subject }) => note(state, subject, { connected: false, ...data })),
  ],
  saved,
  save: ({ sources, changes }) => ({ sources: [...sources.values()], changes }),
  load: ({ sources, changes }) => ({
    sources: new Map(sources.map((one) => [one.source, one])),
    changes: [...changes],
  }),
});

function note(state: ConnectionsState, subject: string, change: Omit<ConnectionMark, 'source'>): void {
  const one = { source: subject.slice('source/'.length), ...change };
  state.sources.set(one.source, one);
  state.changes.push(one);
  if (state.changes.length > CHANGES_KEPT) state.changes.splice(0, state.changes.length - CHANGES_KEPT);
}

/** A source as it is now. */
export interface SeenSource {
  name: string;
  connected: boolean;
  /** Since when, ms. */
  since: number;
  message?: string | undefined;
}

/**
 * What has to be recorded so that the journal says what is seen: sources connected or lost since, and those that are no
 * longer there. One that never was connected has not been lost. Idempotent: nothing where nothing changed.
 */
export function connectionDrafts(
  state: ConnectionsState,
  seen: readonly SeenSource[],
  now: number,
): EventDraft[] {
  const names = new Set(seen.map(({ name }) => name));
  const gone = [...state.sources.values()].filter((one) => one.connected && !names.has(one.source));
  return [
    ...gone.map(({ source }) => lost.draft(`source/${source}`, { at: now })),
    ...seen.flatMap(({ name, connected: isConnected, since: at, message }) => {
      if ((state.sources.get(name)?.connected ?? false) === isConnected) return [];
      const subject = `source/${name}`;
      if (isConnected) return [connected.draft(subject, { at })];
      return [lost.draft(subject, { at, ...(message && { message: message.slice(0, LONGEST_MESSAGE) }) })];
    }),
  ];
}
