/** When a command was done: mostly as it comes; before, where a person at a machine had no connection. */
import type { EventDraft } from '../events.ts';
import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

const DAY_MS = 24 * 3_600_000;
/** What was done longer ago is told to somebody instead: nobody can say any more what it was about. */
const OLDEST_MS = 7 * DAY_MS;
/** How far the clock of a device may be ahead. */
const AHEAD_MS = 60_000;

/** Milliseconds since 1970, never after `now`. Throws Refusal where the command cannot have been done then. */
export function timeDone(
  definition: { type: string; late?: true },
  { doneAt = undefined }: Pick<Command, 'doneAt'>,
  now: number,
): number {
  if (doneAt === undefined) return now;
  if (definition.late !== true) {
    throw new Refusal('malformed', `"${definition.type}" is done when it is sent.`, 'Leave "doneAt" out.');
  }
  if (doneAt > now + AHEAD_MS) {
    throw new Refusal(
      'out-of-range',
      `It cannot have been done at ${iso(doneAt)}: now it is ${iso(now)}.`,
      'Set the clock of the device right.',
    );
  }
  if (doneAt < now - OLDEST_MS) {
    throw new Refusal(
      'out-of-range',
      `It was done at ${iso(doneAt)}, more than ${OLDEST_MS / DAY_MS} days ago.`,
      'Look how things stand now and do it anew, or write it into the shift log.',
    );
  }
  return Math.min(doneAt, now);
}

/** What events of a command say about it: nothing where they are recorded when it is done. */
export function lateness(done: number, now: number): Pick<EventDraft, 'doneAt'> {
  return done < now ? { doneAt: done } : {};
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
