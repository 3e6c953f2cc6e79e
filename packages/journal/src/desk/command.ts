/** Commands: requests to make something happen, and how they become events. */
import type { Plant } from '@millwright/model';
import { z } from 'zod';
import type { EventDraft } from '../events.ts';
import { isJsonObject, type JsonObject } from '../json/json.ts';
import type { Permission } from './permission.ts';

/** A request to make something happen. */
export interface Command {
  /** Idempotency key, made by who asks: the same id again gets the same answer and changes nothing. */
  id: string;
  /** `employee/ana`, `token/…`, `system`. */
  actor: string;
  /** Verb and noun: `acknowledge-alarm`. */
  type: string;
  /** Path of the twin or id of the thing. */
  subject: string;
  data: JsonObject;
  /** Why, in the words of the actor. Becomes the reason of the events. */
  reason?: string;
  /** `seq` of the event that the actor reacts to. Becomes the cause of the events. */
  cause?: number;
  /** `seq` of the newest event that the actor had seen. Refused as `stale` when the subject has changed since. */
  expected?: number;
  /**
   * When it was done, milliseconds since 1970, where it comes late: a person at a machine had no connection. For `late` commands
   * only, up to 7 days ago.
   */
  doneAt?: number;
}

/** A command whose data has been checked. */
export type CommandWith<Data> = Omit<Command, 'data'> & { data: Data };

/** What a decision may know besides the states. */
export interface DecisionContext {
  /** Milliseconds since 1970: the time the events will have. */
  now: number;
  /** When it was done: `now`, or before. What people did is told and reckoned by it; what follows by the clock, by `now`. */
  doneAt: number;
  plant: Plant;
  /** The branch it is decided in; absent in the real plant. */
  branch?: string;
}

/** How a command of one type becomes events. */
export interface CommandDefinition<States, Data> {
  type: string;
  /** What its sender must be allowed to do to the subject. */
  permission: Permission;
  /** Whether it may have been done before it is sent. Never for what changes a machine or gives a right. */
  late?: true;
  data: z.ZodType<Data>;
  /**
   * Decides on all events up to now. Pure and synchronous; must not change the states. Throws Refusal; an empty list says
   * that it is so already.
   */
  decide(states: States, command: CommandWith<Data>, context: DecisionContext): EventDraft[];
}

const number = z.number().int().nonnegative();

/** The form of every command; its data is checked by its definition. */
export const commandForm: z.ZodType<Command> = z.strictObject({
  id: z.string().min(1).max(200),
  actor: z.string().min(1).max(200),
  type: z.string().min(1).max(80),
  subject: z.string().min(1).max(500),
  data: z.custom<JsonObject>(isJsonObject, 'is no object'),
  reason: z.string().min(1).max(4000).optional(),
  cause: number.optional(),
  expected: number.optional(),
  doneAt: number.optional(),
});
