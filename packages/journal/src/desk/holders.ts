/** The states of projections: for decisions, for readers, for a branch. */
import { JournalError, messageOf } from '../errors.ts';
import type { JournalEvent } from '../events.ts';
import type { JsonValue } from '../json/json.ts';
import { type Ledger, ledgerProjection } from './ledger.ts';
import type { Projection, Projections, StatesOf } from './projection.ts';

/** One state of one projection. */
class Holder<State> {
  readonly projection: Projection<State>;
  state: State;
  /** Events that are in the state: those before this number. */
  count: number;

  constructor(projection: Projection<State>, state: State, count: number) {
    this.projection = projection;
    this.state = state;
    this.count = count;
  }

  apply(event: JournalEvent): void {
    if (event.seq < this.count) return;
    try {
      this.state = this.projection.apply(this.state, event);
    } catch (error) {
      throw new JournalError(
        'request',
        `The projection "${this.projection.name}" failed on event ${event.seq} (${event.type} of ${event.subject}): ${messageOf(error)}`,
        undefined,
        error,
      );
    }
    this.count = event.seq + 1;
  }
}

/** A state of each projection, and of the desk's own ledger, all after the same events. */
export class StateSet<P extends Projections> {
  /** By name, for decisions. A getter each: a projection may give a new state for every event. */
  readonly states: StatesOf<P>;
  readonly #projections: P;
  readonly #holders = new Map<Projection<unknown>, Holder<unknown>>();

  /** @param start the state each projection begins with, and the number of events in it */
  constructor(projections: P, start: (projection: Projection<unknown>) => { state: unknown; count: number }) {
    const states = {};
    for (const [name, projection] of Object.entries(projections)) {
      const holder = this.#add(projection, start);
      Object.defineProperty(states, name, { get: () => holder.state, enumerable: true });
    }
    this.#add(ledgerProjection, start);
    this.#projections = projections;
    // The loop above gave it a property for every projection, of the state that projection makes.
    this.states = states as StatesOf<P>;
  }

  #add(
    projection: Projection<unknown>,
    start: (projection: Projection<unknown>) => { state: unknown; count: number },
  ): Holder<unknown> {
    const { state, count } = start(projection);
    const holder = new Holder(projection, state, count);
    this.#holders.set(projection, holder);
    return holder;
  }

  /** Number of events that all states contain. */
  get count(): number {
    return Math.min(...[...this.#holders.values()].map(({ count }) => count));
  }

  get ledger(): Ledger {
    return this.of(ledgerProjection);
  }

  apply(events: readonly JournalEvent[]): void {
    for (const event of events) for (const holder of this.#holders.values()) holder.apply(event);
  }

  /** The state of a projection, the same object that was given at the start. */
  of<State>(projection: Projection<State>): State {
    const holder = this.#holders.get(projection);
    if (holder === undefined)
      throw new JournalError('request', `The desk was opened without the projection "${projection.name}".`);
    // It was made by this very projection.
    return holder.state as State;
  }

  *entries(): Generator<{ projection: Projection<unknown>; state: unknown }> {
    yield* this.#holders.values();
  }

  /** States of their own, after the same events. */
  copy(): StateSet<P> {
    return new StateSet(this.#projections, (projection) => {
      const state = copyOf(projection, this.of(projection));
      return { state, count: this.#holders.get(projection)?.count ?? 0 };
    });
  }
}

/** A state of its own, through its text: what `save` gives may share parts with the state. */
export function copyOf<State>(projection: Projection<State>, state: State): State {
  const saved: JsonValue = JSON.parse(JSON.stringify(projection.save(state)));
  return projection.load(saved);
}
