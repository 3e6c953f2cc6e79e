/** From a command to drafts of events: permission, form, staleness, decision. Shared by the desk and its forks. */
import type { EventDraft } from '../events.ts';
import { unseenIn } from '../json/texts.ts';
import { type Command, type CommandDefinition, commandForm, type DecisionContext } from './command.ts';
import { lateness, timeDone } from './done-at.ts';
import type { Ledger } from './ledger.ts';
import type { Permission } from './permission.ts';
import { Refusal } from './refusal.ts';

/** Says whether an actor may do something to a subject, and if not, why. `now`: milliseconds since 1970. */
export type Authorise<States> = (
  actor: string,
  permission: Permission,
  subject: string,
  states: States,
  now: number,
) => true | undefined | Refusal;

/** A refusal because of who asks: the attempt is recorded. */
export interface Denial {
  refusal: Refusal;
  permission: Permission;
}

/** The definitions by type. Throws where two have the same. */
export class Rules<States> {
  readonly #byType = new Map<string, CommandDefinition<States, unknown>>();
  readonly #authorise: Authorise<States>;

  constructor(definitions: readonly CommandDefinition<States, unknown>[], authorise: Authorise<States>) {
    this.#authorise = authorise;
    for (const definition of definitions) {
      if (this.#byType.has(definition.type)) throw new Error(`Two commands are called "${definition.type}".`);
      this.#byType.set(definition.type, definition);
    }
  }

  /** Checks the form of a command. Throws Refusal. */
  check(command: Command): CommandDefinition<States, unknown> {
    const parsed = commandForm.safeParse(command);
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues;
      throw new Refusal('malformed', `The command is malformed: ${path.join('.') || 'it'}: ${message}.`);
    }
    refuseUnseen(command);
    const definition = this.#byType.get(command.type);
    if (definition !== undefined) return definition;
    throw new Refusal(
      'unknown-command',
      `There is no command "${command.type}".`,
      `Known are: ${[...this.#byType.keys()].sort().join(', ')}.`,
    );
  }

  /** Why its sender may not do it, or undefined. */
  denied(command: Command, states: States, now: number): Denial | undefined {
    const { permission } = this.check(command);
    const answer = this.#authorise(command.actor, permission, command.subject, states, now);
    return answer instanceof Refusal ? { refusal: answer, permission } : undefined;
  }

  /** The events of a command whose sender may do it. Throws Refusal. */
  decide(
    command: Command,
    states: States,
    ledger: Ledger,
    context: Omit<DecisionContext, 'doneAt'>,
  ): EventDraft[] {
    const definition = this.check(command);
    const doneAt = timeDone(definition, command, context.now);
    const parsed = definition.data.safeParse(command.data);
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues;
      throw new Refusal('malformed', `${command.type}: ${['data', ...path].join('.')}: ${message}.`);
    }
    const changed = ledger.subjects.get(command.subject);
    if (command.expected !== undefined && changed !== undefined && changed > command.expected)
      throw new Refusal(
        'stale',
        `${command.subject} has changed since you saw it (event ${changed}, you had seen up to ${command.expected}).`,
        'Look at it again and decide anew.',
      );
    const drafts = definition.decide(states, { ...command, data: parsed.data }, { ...context, doneAt });
    return drafts.map((draft) => ({
      ...draft,
      ...lateness(doneAt, context.now),
      cause: draft.follows === undefined ? (draft.cause ?? command.cause) : undefined,
      reason: draft.reason ?? command.reason,
    }));
  }
}

/** What the plant itself records repeats the words of machines, whatever they are: an outcome must not be lost for them. */
function refuseUnseen({ actor, subject, reason, data }: Command): void {
  if (actor === 'system') return;
  const unseen = unseenIn(subject, 'subject') ?? unseenIn(reason, 'reason') ?? unseenIn(data, 'data');
  if (unseen === undefined) return;
  throw new Refusal(
    'malformed',
    `${unseen.path} has the character ${unseen.code}, which is not seen but changes what is shown.`,
    'Leave it out; it may have come along with something that was pasted.',
  );
}
