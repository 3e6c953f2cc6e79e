/** Events: what the journal holds. */
import { canonicalJson, isCanonical } from './json/canonical.ts';
import { isJsonObject, type JsonObject } from './json/json.ts';

/** An immutable fact. Its canonical JSON (RFC 8785) is what is hashed and stored; objects of this type are frozen. */
export interface JournalEvent {
  /** Place in the log, dense from 0: the index of its leaf in the tree. */
  readonly seq: number;
  /** When it was recorded, whole milliseconds since 1970; never before its predecessor. */
  readonly time: number;
  /**
   * When it was done, where that was before it was recorded: by a person at a machine, perhaps without connection. As their
   * device said; it was plausible.
   */
  readonly doneAt?: number;
  /** Who acted: `employee/ana`, `token/…`, `system`. */
  readonly actor: string;
  /** What happened, noun and past participle: `alarm-acknowledged`. */
  readonly type: string;
  /** Path of the twin or id of the thing: `twin/mill/stand1`, `order/0017`. */
  readonly subject: string;
  readonly data: JsonObject;
  /** `seq` of the event that led to it. */
  readonly cause?: number;
  /** Why, in the words of the actor. */
  readonly reason?: string;
  /** Idempotency key of the command it came from. */
  readonly command?: string;
  /** The simulated branch it happened in; absent in the real plant. */
  readonly branch?: string;
}

/** An event to be: the journal gives it its number and time. */
export interface EventDraft {
  /** Default: who sent the command; `system` without one. */
  actor?: string;
  type: string;
  subject: string;
  data: JsonObject;
  /** When it was done, where it is recorded late. */
  doneAt?: number;
  cause?: number;
  /** Instead of `cause`: position, in the same list of drafts, of the earlier draft that led to this one. */
  follows?: number;
  reason?: string;
  branch?: string;
}

/** Longest texts of an event, in UTF-16 code units. */
const LIMITS = { actor: 200, type: 80, subject: 500, reason: 4000, command: 200, branch: 100 } as const;
const TYPE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Why the event is malformed, or undefined. The number may be of any event; what it must be depends on the place. */
export function eventProblem(event: JournalEvent): string | undefined {
  if (!Number.isSafeInteger(event.seq) || event.seq < 0) return 'seq is no whole number from 0 on';
  if (!Number.isSafeInteger(event.time)) return 'time is no whole number of milliseconds';
  const { doneAt } = event;
  if (doneAt !== undefined && !(Number.isSafeInteger(doneAt) && doneAt <= event.time))
    return 'doneAt is no whole number of milliseconds, or later than time';
  for (const name of ['actor', 'type', 'subject', 'reason', 'command', 'branch'] as const) {
    const text = event[name];
    if (text === undefined && (name === 'reason' || name === 'command' || name === 'branch')) continue;
    if (typeof text !== 'string' || text === '') return `${name} is no text, or an empty one`;
    if (text.length > LIMITS[name]) return `${name} is longer than ${LIMITS[name]} characters`;
  }
  if (!TYPE.test(event.type))
    return `type "${event.type}" is not in small letters and hyphens like "alarm-acknowledged"`;
  if (!isJsonObject(event.data)) return 'data is no object';
  if (
    event.cause !== undefined &&
    (!Number.isSafeInteger(event.cause) || event.cause < 0 || event.cause >= event.seq)
  )
    return `cause ${event.cause} is no earlier event`;
  return undefined;
}

const FIELDS = new Set([
  'seq',
  'time',
  'doneAt',
  'actor',
  'type',
  'subject',
  'data',
  'cause',
  'reason',
  'command',
  'branch',
]);

/** The bytes of an event in the log. Throws CanonicalError where `data` is no JSON. */
export function encodeEvent(event: JournalEvent): Buffer {
  return Buffer.from(canonicalJson(event), 'utf8');
}

/**
 * Reads an entry of the log. Throws an Error that says what is wrong with it. `strict` also checks that the text is
 * canonical: for verification, since an entry whose hash is right was written by us.
 */
export function decodeEvent(entry: Uint8Array, strict = false): JournalEvent {
  const text = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength).toString('utf8');
  const value: unknown = JSON.parse(text);
  if (!isEvent(value)) throw new Error('not an event: an object with exactly the fields of one');
  const problem = eventProblem(value);
  if (problem !== undefined) throw new Error(problem);
  if (strict && !isCanonical(text, value)) throw new Error('not canonical JSON');
  return freeze(value);
}

/** Whether it has the names of an event; the values are checked by `eventProblem`. */
function isEvent(value: unknown): value is JournalEvent {
  if (!isJsonObject(value)) return false;
  for (const name in value) if (!FIELDS.has(name)) return false;
  return 'seq' in value && 'time' in value && 'data' in value;
}

function freeze<T extends object>(value: T): T {
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freeze(member);
  return Object.freeze(value);
}
