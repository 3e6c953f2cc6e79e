/** Commands that change the staff. Who may send them is "administer", but for what one does to oneself. */
import {
  type CommandDefinition,
  type CommandWith,
  type EventDraft,
  PERMISSIONS,
  Refusal,
} from '@millwright/journal';
import { z } from 'zod';
import { employeeOf } from './authorise.ts';
import type { Grant } from './roles.ts';
import {
  type Employee,
  employeeMay,
  grantData,
  grantOf,
  isSameGrant,
  permissionData,
  type Staff,
} from './staff.ts';

/** States a command of the staff decides on. */
export interface StaffStates {
  staff: Staff;
}

type Definition<Data> = CommandDefinition<StaffStates, Data>;

const ID = /^[a-z][a-z0-9-]{0,39}$/;
/** Whether a text can be the id of an employee: small letters, digits and hyphens, beginning with a letter, at most 40. */
export function isEmployeeId(text: string): boolean {
  return ID.test(text);
}

const TOKEN_ID = /^t-[a-z0-9]{8,40}$/;
/** Longest life of a token: a year. */
const MOST_LIFE_MS = 366 * 86_400_000;
const name = z.string().trim().min(1).max(100);
const nothing = z.strictObject({});

const newEmployee = z.strictObject({
  name,
  kind: z.enum(['person', 'virtual']),
  grants: z.array(grantData).max(100),
});

const addEmployee: Definition<z.infer<typeof newEmployee>> = {
  type: 'add-employee',
  permission: 'administer',
  data: newEmployee,
  decide: ({ staff }, { subject, data }) => {
    const id = idOf(subject);
    if (!ID.test(id)) {
      throw new Refusal(
        'malformed',
        `"${id}" is no id of an employee: small letters, digits and hyphens, at most 40, beginning with a letter.`,
        'For example: ana, or night-shift-2.',
      );
    }
    if (staff.employees.has(id)) {
      throw new Refusal('exists', `There is an employee "${id}" already.`, 'Choose another id.');
    }
    return [
      { type: 'employee-added', subject, data: { ...data, grants: data.grants.map((g) => ({ ...g })) } },
    ];
  },
};

const renameEmployee: Definition<{ name: string }> = {
  type: 'rename-employee',
  permission: 'administer',
  data: z.strictObject({ name }),
  decide: ({ staff }, { subject, data }) => {
    const one = known(staff, subject);
    return one.name === data.name ? [] : [{ type: 'employee-renamed', subject, data: { name: data.name } }];
  },
};

const grantRole: Definition<Grant> = {
  type: 'grant-role',
  permission: 'administer',
  data: grantData,
  decide: ({ staff }, { subject, data }, { plant }) => {
    const one = known(staff, subject);
    if (data.place !== '' && plant.twin(data.place) === undefined) {
      throw new Refusal(
        'not-found',
        `The plant has no twin "${data.place}".`,
        'Name a path of the plant, or none for all of it.',
      );
    }
    if (one.grants.some((g) => isSameGrant(g, data))) return [];
    return [{ type: 'role-granted', subject, data: { ...data } }];
  },
};

const revokeRole: Definition<Grant> = {
  type: 'revoke-role',
  permission: 'administer',
  data: grantData,
  decide: ({ staff }, { subject, data }) => {
    const one = known(staff, subject);
    // Also where a group gave it: it is gone at once, and comes back with the next sign-in unless the group changed too.
    const isMeant = ({ role, place }: Grant): boolean => role === data.role && place === data.place;
    const gone = one.grants.filter(isMeant);
    if (gone.length === 0) return [];
    requireAdministrator(staff, { ...one, grants: one.grants.filter((g) => !isMeant(g)) });
    return gone.map((grant) => ({ type: 'role-revoked', subject, data: grantOf(grant) }));
  },
};

const suspendEmployee: Definition<Record<string, never>> = {
  type: 'suspend-employee',
  permission: 'administer',
  data: nothing,
  decide: ({ staff }, { subject }) => {
    const one = known(staff, subject);
    if (one.suspended && one.suspendedBy === undefined) return [];
    if (!one.suspended) requireAdministrator(staff, { ...one, suspended: true });
    return [{ type: 'employee-suspended', subject, data: {} }];
  },
};

const resumeEmployee: Definition<Record<string, never>> = {
  type: 'resume-employee',
  permission: 'administer',
  data: nothing,
  decide: ({ staff }, { subject }) =>
    known(staff, subject).suspended ? [{ type: 'employee-resumed', subject, data: {} }] : [],
};

/** The fact alone: the password itself is kept by who checks it. One's own needs no more than to be signed in. */
const setPassword: Definition<Record<string, never>> = {
  type: 'set-password',
  permission: 'view',
  data: nothing,
  decide: ({ staff }, command) => {
    const one = known(staff, command.subject);
    requireSelfOrAdministrator(staff, command, one.id);
    return [{ type: 'password-set', subject: command.subject, data: {} }];
  },
};

const tokenRequest = z.strictObject({
  name,
  owner: z.string().max(40),
  permissions: z.array(permissionData).min(1).max(7),
  place: z.string().max(500),
  expiresAt: z.int(),
});

const createToken: Definition<z.infer<typeof tokenRequest>> = {
  type: 'create-token',
  permission: 'view',
  data: tokenRequest,
  decide: ({ staff }, command, { now, plant }) => {
    const { subject, data } = command;
    if (!TOKEN_ID.test(idOf(subject)) || staff.tokens.has(idOf(subject))) {
      throw new Refusal('malformed', `"${subject}" cannot be the id of a new token.`);
    }
    const owner = known(staff, `employee/${data.owner}`);
    requireSelfOrAdministrator(staff, command, owner.id);
    if (data.place !== '' && plant.twin(data.place) === undefined) {
      throw new Refusal('not-found', `The plant has no twin "${data.place}".`);
    }
    if (!(data.expiresAt > now && data.expiresAt <= now + MOST_LIFE_MS)) {
      throw new Refusal(
        'malformed',
        'A token lives at least a moment and at most a year.',
        'Choose an earlier end.',
      );
    }
    const missing = data.permissions.filter((each) => !employeeMay(owner, each, data.place));
    if (missing.length > 0) {
      throw new Refusal(
        'forbidden',
        `${owner.name} may not ${missing.join(', ')} there, so neither may a token.`,
        'Choose fewer permissions or another place.',
      );
    }
    return [
      { type: 'token-created', subject, data: { ...data, permissions: [...new Set(data.permissions)] } },
    ];
  },
};

const revokeToken: Definition<Record<string, never>> = {
  type: 'revoke-token',
  permission: 'view',
  data: nothing,
  decide: ({ staff }, command) => {
    const token = staff.tokens.get(idOf(command.subject));
    if (token === undefined) throw new Refusal('not-found', `There is no token "${idOf(command.subject)}".`);
    requireSelfOrAdministrator(staff, command, token.owner);
    return token.revoked ? [] : [{ type: 'token-revoked', subject: command.subject, data: {} }];
  },
};

export const staffCommands: readonly CommandDefinition<StaffStates, unknown>[] = [
  addEmployee,
  renameEmployee,
  grantRole,
  revokeRole,
  suspendEmployee,
  resumeEmployee,
  setPassword,
  createToken,
  revokeToken,
];

/** A token of the first administrator that never ends: the one that lies in the data folder, for who can read it there. */
export interface StartToken {
  /** Id of the token. */
  id: string;
  /** Id of the employee. */
  owner: string;
}

/**
 * What a new plant begins with: an administrator, who signs in by the link that the server prints, and the token of the data
 * folder. No drafts where they are there already.
 */
export function firstStaff(staff: Staff, { id, owner }: StartToken): EventDraft[] {
  const drafts: EventDraft[] = [];
  if (!Array.from(staff.employees.values()).some(isAdministrator)) {
    drafts.push({
      type: 'employee-added',
      subject: `employee/${owner}`,
      data: { name: 'Administrator', kind: 'person', grants: [{ role: 'administrator', place: '' }] },
    });
  }
  if (!staff.tokens.has(id)) {
    drafts.push({
      type: 'token-created',
      subject: `token/${id}`,
      data: {
        name: 'Data folder',
        owner,
        permissions: [...PERMISSIONS],
        place: '',
        expiresAt: Number.MAX_SAFE_INTEGER,
      },
    });
  }
  return drafts;
}

function idOf(subject: string): string {
  return subject.slice(subject.indexOf('/') + 1);
}

function known(staff: Staff, subject: string): Employee {
  const one = subject.startsWith('employee/') ? staff.employees.get(idOf(subject)) : undefined;
  if (one === undefined) throw new Refusal('not-found', `There is no employee "${idOf(subject)}".`);
  return one;
}

function isAdministrator(one: Employee): boolean {
  return !one.suspended && one.grants.some((g) => g.role === 'administrator' && g.place === '');
}

/** Whether somebody can administer the plant once an employee is as given. */
export function leavesAdministrator(staff: Staff, changed: Employee): boolean {
  for (const one of staff.employees.values())
    if (isAdministrator(one.id === changed.id ? changed : one)) return true;
  return false;
}

/** A plant nobody can administer would be locked for ever. */
function requireAdministrator(staff: Staff, changed: Employee): void {
  if (leavesAdministrator(staff, changed)) return;
  throw new Refusal(
    'wrong-state',
    `${changed.name} is the last administrator of the plant.`,
    'Make somebody else administrator first.',
  );
}

function requireSelfOrAdministrator(staff: Staff, { actor }: CommandWith<unknown>, id: string): void {
  if (actor === 'system' || actor === `employee/${id}`) return;
  const one = employeeOf(staff, actor);
  // A token never changes who may do what: whoever steals one must not be able to make another.
  if (actor.startsWith('employee/') && one !== undefined && employeeMay(one, 'administer', '')) return;
  throw new Refusal('forbidden', `Only ${id} themselves or an administrator may do this.`);
}
