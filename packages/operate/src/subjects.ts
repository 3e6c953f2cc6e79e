/**
 * Subjects of commands and events: `plant`, `twin/<path>`, `alarm/<type.alarm@twin>` or `alarm/<type.alarm@twin#since>`,
 * `order/0017`, `plan/<name>` or `plan/<name>@<twin>`, `round/0003`, `run/0005`, `proposal/0009`, `handover/0002`.
 */
import { Refusal } from '@millwright/journal';
import type { Plant, Twin } from '@millwright/model';

export const PLANT = 'plant';

/** The twin of a subject `twin/<path>`; undefined for the whole plant. Throws Refusal. */
export function twinOf(plant: Plant, subject: string): Twin | undefined {
  if (subject === PLANT) return undefined;
  const path = idOf(subject, 'twin');
  const twin = plant.twin(path);
  if (twin !== undefined) return twin;
  throw new Refusal('not-found', `The plant has no twin "${path}".`, 'Take a path as the plant has it.');
}

/** What stands behind the prefix of a subject. Throws Refusal where it is about something else. */
export function idOf(subject: string, prefix: string): string {
  if (subject.startsWith(`${prefix}/`)) return subject.slice(prefix.length + 1);
  throw new Refusal(
    'malformed',
    `"${subject}" is no ${prefix}.`,
    `The subject is "${prefix}/" and what it is.`,
  );
}

/** The next number of a kind of thing, `order/0017`. */
export function numbered(prefix: string, count: number): string {
  return `${prefix}/${String(count + 1).padStart(4, '0')}`;
}

/** Whether a twin lies at a place or below; the empty place is the whole plant. */
export function isWithin(path: string, place: string): boolean {
  return place === '' || path === place || path.startsWith(`${place}/`);
}

/** Throws the refusal of a command that comes at the wrong moment. */
export function wrongState(message: string, remedy?: string): never {
  throw new Refusal('wrong-state', message, remedy);
}

/** The reason of a command that needs one. Throws Refusal. */
export function reasonOf(command: { type: string; reason?: string }): string {
  const reason = command.reason?.trim();
  if (reason) return reason;
  throw new Refusal('reason-missing', `"${command.type}" needs a reason.`, 'Say why, in a few words.');
}
