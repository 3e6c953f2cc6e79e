/** Names of what was made without connection, until the server has given it one. */
import type { CommandRequest } from '@millwright/server/client';

/** What a command makes, by the beginning of its name. */
const MAKES: Readonly<Record<string, string>> = { 'create-order': 'order', 'call-round': 'round' };
const NEW = /^(order|round)\/new-/;

/** The name of what a command makes; undefined where it makes nothing. */
export function nameForNow({ type, id }: Pick<CommandRequest, 'type' | 'id'>): string | undefined {
  const kind = MAKES[type];
  return kind === undefined ? undefined : `${kind}/new-${id}`;
}

export function isNameForNow(subject: string): boolean {
  return NEW.test(subject);
}
