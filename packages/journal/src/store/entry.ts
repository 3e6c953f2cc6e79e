/** From what somebody wants to record to the entry that is hashed. */
import { JournalError } from '../errors.ts';
import { type EventDraft, encodeEvent, eventProblem, type JournalEvent } from '../events.ts';
import { CanonicalError } from '../json/canonical.ts';
import { MAX_ENTRY_BYTES } from '../tiles/bundle.ts';

/** Who an event is of, where the draft does not say: the sender of a command. */
export interface Origin {
  actor?: string;
  command?: string;
}

/** The entry of a draft that is the `position`th of its list. */
export function encodeDraft(
  draft: EventDraft,
  position: number,
  first: number,
  time: number,
  origin: Origin,
): Buffer {
  const { actor = origin.actor ?? 'system', follows, cause, ...rest } = draft;
  if (follows !== undefined && !(follows >= 0 && follows < position))
    throw new JournalError(
      'request',
      `The event ${draft.type} follows draft ${follows}, which is not before it.`,
    );
  const event: JournalEvent = {
    ...rest,
    seq: first + position,
    time,
    actor,
    cause: follows === undefined ? cause : first + follows,
    command: origin.command,
  };
  const problem = eventProblem(event);
  if (problem !== undefined)
    throw new JournalError('request', `The event ${draft.type} cannot be recorded: ${problem}.`);
  try {
    const entry = encodeEvent(event);
    if (entry.length <= MAX_ENTRY_BYTES) return entry;
    throw new JournalError(
      'too-large',
      `The event ${draft.type} of ${draft.subject} has ${entry.length} bytes; an entry of the log has at most ${MAX_ENTRY_BYTES}. Store the data in a file named by its SHA-256 and put that digest into the event.`,
    );
  } catch (error) {
    if (!(error instanceof CanonicalError)) throw error;
    throw new JournalError(
      'request',
      `The event ${draft.type} cannot be recorded: ${error.message}`,
      undefined,
      error,
    );
  }
}
