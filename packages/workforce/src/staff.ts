/**
 * The staff of a plant: employees with their grants, and the tokens of programs that act for them. A projection of the
 * journal; passwords and token secrets are no part of it and never in the journal.
 */
import {
  type JournalEvent,
  type JsonObject,
  type JsonValue,
  PERMISSIONS,
  type Permission,
  type Projection,
} from '@millwright/journal';
import { z } from 'zod';
import { covers, type Grant, holds, ROLE_NAMES } from './roles.ts';

/** A person or a virtual employee: same roles, limits and record. */
export interface Employee {
  /** Short name in small letters: `ana`. The actor of their commands is `employee/ana`. */
  id: string;
  name: string;
  kind: 'person' | 'virtual';
  /** Sorted by place, then role; each once, but that a role may be given both by hand and by the provider. */
  grants: HeldGrant[];
  /** Added because the identity provider named a group that is admitted, and only for as long as it does. */
  by?: 'provider' | undefined;
  /** A suspended employee may do nothing and has no sessions; their record stays. */
  suspended: boolean;
  /** Suspended because they are in no admitted group any more, and until they are in one again; absent: by hand. */
  suspendedBy?: 'provider' | undefined;
  /** Whether a password was set: without one they sign in by link only. */
  hasPassword: boolean;
  addedAt: number;
}

/** A role that somebody holds: given by hand, or by a group of the identity provider. */
export interface HeldGrant extends Grant {
  readonly by?: 'provider' | undefined;
}

/** Stands for an employee where a program acts: never more than its owner may do. */
export interface ApiToken {
  /** `t-4f1c…`; the actor of its commands is `token/t-4f1c…`. */
  id: string;
  /** What it is for, in the owner's words. */
  name: string;
  /** Id of the employee. */
  owner: string;
  permissions: Permission[];
  place: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  revoked: boolean;
  createdAt: number;
}

export interface Staff {
  employees: Map<string, Employee>;
  tokens: Map<string, ApiToken>;
}

const permission = z.enum(PERMISSIONS);
const grant = z.strictObject({ role: z.enum(ROLE_NAMES), place: z.string().max(500) });
const by = z.literal('provider').optional();
const heldGrant = grant.extend({ by });
const employee = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['person', 'virtual']),
  grants: z.array(heldGrant),
  by,
  suspended: z.boolean(),
  suspendedBy: by,
  hasPassword: z.boolean(),
  addedAt: z.number(),
});
const token = z.strictObject({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  permissions: z.array(permission),
  place: z.string(),
  expiresAt: z.number(),
  revoked: z.boolean(),
  createdAt: z.number(),
});
const saved = z.strictObject({ employees: z.array(employee), tokens: z.array(token) });

export const staffProjection: Projection<Staff> = {
  name: 'staff',
  version: 1,
  initial: () => ({ employees: new Map(), tokens: new Map() }),
  apply: (staff, event) => {
    if (event.branch === undefined) applyEvent(staff, event);
    return staff;
  },
  save: ({ employees, tokens }): JsonValue => ({
    employees: Array.from(employees.values(), (one) => ({
      ...one,
      grants: one.grants.map((g) => ({ ...g })),
    })),
    tokens: Array.from(tokens.values(), (one) => ({ ...one })),
  }),
  load: (value) => {
    const { employees, tokens } = saved.parse(value);
    return {
      employees: new Map(employees.map((one) => [one.id, one])),
      tokens: new Map(tokens.map((one) => [one.id, one])),
    };
  },
};

function applyEvent({ employees, tokens }: Staff, { type, subject, data, time }: JournalEvent): void {
  const id = subject.slice(subject.indexOf('/') + 1);
  switch (type) {
    case 'employee-added': {
      const one = addedData.parse(data);
      employees.set(id, { id, ...one, suspended: false, hasPassword: false, addedAt: time });
      return;
    }
    case 'employee-renamed':
      change(employees, id, (one) => ({ ...one, name: z.object({ name: z.string() }).parse(data).name }));
      return;
    case 'role-granted':
      change(employees, id, (one) => ({ ...one, grants: withGrant(one.grants, heldGrant.parse(data)) }));
      return;
    case 'role-revoked':
      change(employees, id, (one) => ({ ...one, grants: withoutGrant(one.grants, heldGrant.parse(data)) }));
      return;
    case 'employee-suspended': {
      const suspendedBy = byData.parse(data).by;
      change(employees, id, (one) => ({ ...one, suspended: true, suspendedBy }));
      return;
    }
    case 'employee-resumed': {
      // Who is let in again by hand stays, in whatever group.
      const resumedBy = byData.parse(data).by;
      change(employees, id, (one) => ({ ...one, suspended: false, suspendedBy: undefined, by: resumedBy }));
      return;
    }
    case 'password-set':
      change(employees, id, (one) => ({ ...one, hasPassword: true }));
      return;
    case 'token-created': {
      const { name, owner, permissions, place, expiresAt } = tokenData.parse(data);
      tokens.set(id, { id, name, owner, permissions, place, expiresAt, revoked: false, createdAt: time });
      return;
    }
    case 'token-revoked':
      change(tokens, id, (one) => ({ ...one, revoked: true }));
  }
}

const addedData = z.strictObject({
  name: z.string(),
  kind: z.enum(['person', 'virtual']),
  grants: z.array(heldGrant),
  by,
});
const byData = z.strictObject({ by });
export const tokenData = z.strictObject({
  name: z.string(),
  owner: z.string(),
  permissions: z.array(permission),
  place: z.string(),
  expiresAt: z.number(),
});
export { grant as grantData, permission as permissionData };

function change<T>(map: Map<string, T>, id: string, by: (one: T) => T): void {
  const one = map.get(id);
  if (one !== undefined) map.set(id, by(one));
}

/** As data of an event. */
export function grantOf({ role, place, by }: HeldGrant): JsonObject {
  return by === undefined ? { role, place } : { role, place, by };
}

/** The same role at the same place, given by the same. */
export function isSameGrant(a: HeldGrant, b: HeldGrant): boolean {
  return a.role === b.role && a.place === b.place && a.by === b.by;
}

function withGrant(grants: readonly HeldGrant[], added: HeldGrant): HeldGrant[] {
  return [...withoutGrant(grants, added), added].sort(
    (a, b) => compare(a.place, b.place) || compare(a.role, b.role) || compare(a.by ?? '', b.by ?? ''),
  );
}

function withoutGrant(grants: readonly HeldGrant[], gone: HeldGrant): HeldGrant[] {
  return grants.filter((one) => !isSameGrant(one, gone));
}

/** By code units: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether an employee may do something at a place. Seeing is not divided: who may see a part may see the plant. */
export function employeeMay(one: Employee, needed: Permission, place: string): boolean {
  if (one.suspended) return false;
  return one.grants.some((g) => holds(g.role, needed) && (needed === 'view' || covers(g.place, place)));
}

/** Everything an employee may do at a place. */
export function permissionsAt(one: Employee, place: string): Permission[] {
  return PERMISSIONS.filter((each) => employeeMay(one, each, place));
}
