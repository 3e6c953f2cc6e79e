/** A branch: the states of a past or present instant, and commands decided on them that never reach the journal. */
import type { Plant } from '@millwright/model';
import { type EventDraft, eventProblem, type JournalEvent } from '../events.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Command } from './command.ts';
import type { Rules } from './decide.ts';
import type { StateSet } from './holders.ts';
import type { Projection, Projections, StatesOf } from './projection.ts';
import { Refusal } from './refusal.ts';

export class Fork<P extends Projections> {
  /** Name of the branch: on each of its events. */
  readonly branch: string;
  /** Events of the journal that the branch begins with. */
  readonly base: number;
  /** Events of the branch, numbered on from `base`. */
  readonly events: JournalEvent[] = [];
  readonly #states: StateSet<P>;
  readonly #rules: Rules<StatesOf<P>>;
  readonly #plant: () => Plant;
  #time = 0;

  constructor(
    branch: string,
    base: number,
    states: StateSet<P>,
    rules: Rules<StatesOf<P>>,
    plant: () => Plant,
  ) {
    this.branch = branch;
    this.base = base;
    this.#states = states;
    this.#rules = rules;
    this.#plant = plant;
  }

  state<State>(projection: Projection<State>): State {
    return this.#states.of(projection);
  }

  /** Decides a command at an instant of the branch, which is never before the last. Throws Refusal. */
  submit(command: Command, time: number): readonly JournalEvent[] {
    const { states } = this.#states;
    const now = Math.max(this.#time, time);
    const denial = this.#rules.denied(command, states, now);
    if (denial !== undefined) throw denial.refusal;
    const { ledger } = this.#states;
    const drafts = this.#rules.decide(command, states, ledger, {
      now,
      plant: this.#plant(),
      branch: this.branch,
    });
    return this.record(drafts, now, command);
  }

  /** Adds events that happen in the branch by themselves. */
  record(
    drafts: readonly EventDraft[],
    time: number,
    origin?: { actor: string; id: string },
  ): readonly JournalEvent[] {
    this.#time = Math.max(this.#time, Math.floor(time));
    const first = this.base + this.events.length;
    const made = drafts.map((draft, i): JournalEvent => {
      const { follows, actor = origin?.actor ?? 'system', ...rest } = draft;
      const event = {
        ...rest,
        seq: first + i,
        time: this.#time,
        actor,
        command: origin?.id,
        branch: this.branch,
        cause: follows === undefined ? draft.cause : first + follows,
      };
      const problem = eventProblem(event);
      if (problem !== undefined) throw new Refusal('malformed', `The event ${draft.type}: ${problem}.`);
      return JSON.parse(canonicalJson(event));
    });
    this.events.push(...made);
    this.#states.apply(made);
    return made;
  }
}
