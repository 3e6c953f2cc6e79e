/** The one place that says who may do what: for HTTP, WebSocket, command line and every later door. */
import { type Permission, Refusal } from '@millwright/journal';
import { covers } from './roles.ts';
import { type Employee, employeeMay, type Staff } from './staff.ts';

/** Who acts: `system`, `employee/<id>`, `token/<id>`. */
export type Actor = string;

/**
 * Undefined where the actor may do it at the place (path of a twin, empty: the whole plant), else why not. `now`: ms since
 * 1970, for tokens. Cost: the grants of one employee.
 */
export function authorise(
  staff: Staff,
  actor: Actor,
  permission: Permission,
  place: string,
  now: number,
): Refusal | undefined {
  if (actor === 'system') return undefined;
  const token = actor.startsWith('token/') ? staff.tokens.get(actor.slice('token/'.length)) : undefined;
  if (actor.startsWith('token/')) {
    if (token === undefined || token.revoked) {
      return new Refusal(
        'forbidden',
        'This token was revoked, or never existed.',
        'Create a new one in Settings.',
      );
    }
    if (token.expiresAt <= now) {
      return new Refusal(
        'expired',
        `The token "${token.name}" expired on ${new Date(token.expiresAt).toISOString()}.`,
        'Create a new one in Settings.',
      );
    }
    if (!token.permissions.includes(permission) || (permission !== 'view' && !covers(token.place, place))) {
      return new Refusal(
        'forbidden',
        `The token "${token.name}" is not for "${permission}" ${where(place)}.`,
        `Create one whose scope has "${permission}" there.`,
      );
    }
  }
  const one = employeeOf(staff, actor);
  if (one === undefined)
    return new Refusal('forbidden', `Nobody here is called "${actor}".`, 'Sign in again.');
  if (one.suspended) {
    return new Refusal('forbidden', `${one.name} is suspended.`, 'An administrator can resume the employee.');
  }
  if (employeeMay(one, permission, place)) return undefined;
  const roles = one.grants.map((g) => `${g.role}${g.place === '' ? '' : ` of ${g.place}`}`).join(', ');
  return new Refusal(
    'forbidden',
    `${one.name} has no permission to ${permission} ${where(place)}; roles: ${roles === '' ? 'none' : roles}.`,
    `Ask an administrator for a role that may ${permission} there.`,
  );
}

/** The employee behind an actor: a token acts for its owner. */
export function employeeOf(staff: Staff, actor: Actor): Employee | undefined {
  if (actor.startsWith('employee/')) return staff.employees.get(actor.slice('employee/'.length));
  const token = actor.startsWith('token/') ? staff.tokens.get(actor.slice('token/'.length)) : undefined;
  return token === undefined ? undefined : staff.employees.get(token.owner);
}

function where(place: string): string {
  return place === '' ? 'on the whole plant' : `at ${place}`;
}
