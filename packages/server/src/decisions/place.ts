/** Where in the plant the subject of a command lies: what a role on a subtree is compared with. */

/** `type.alarm@twin` with or without `#since`. */
const ALARM = /^alarm\/[^@]+@([^#]+)(?:#.*)?$/;

/**
 * Path of the twin that a subject is about; empty where it belongs to the whole plant. `placed`: says so for things that have
 * a place in the state, such as a work order.
 */
export function placeOf(subject: string, placed: (subject: string) => string | undefined): string {
  if (subject.startsWith('twin/')) return subject.slice('twin/'.length);
  return ALARM.exec(subject)?.[1] ?? placed(subject) ?? '';
}
