/** Projections: state as a fold over events. */
import type { JournalEvent } from '../events.ts';
import type { JsonValue } from '../json/json.ts';

/**
 * A pure reducer: the same events give the same state, on every machine. It must not look at the clock, at random numbers or
 * at anything but its arguments.
 */
export interface Projection<State> {
  /** Names its snapshots: small letters, digits and hyphens. */
  name: string;
  /** Of what `save` gives and of what `apply` means. A snapshot of another version is migrated, or else left alone. */
  version: number;
  initial(): State;
  /** May change and return the state it is given: every holder has its own copy. Must leave the event alone. */
  apply(state: State, event: JournalEvent): State;
  /** The state as JSON. */
  save(state: State): JsonValue;
  /** A state of its own from what `save` gave. Throws when it is not that. */
  load(saved: JsonValue): State;
  /** What `save` would give now, from a snapshot of an earlier version; undefined: replay from the beginning. */
  migrate?(saved: JsonValue, fromVersion: number): JsonValue | undefined;
}

/** Projections by the name under which their states are known to commands. */
export type Projections = Readonly<Record<string, Projection<unknown>>>;

/** The states of projections. */
export type StatesOf<P extends Projections> = {
  [Name in keyof P]: P[Name] extends Projection<infer State> ? State : never;
};
