import { type Command, type JournalEvent, PERMISSIONS, type Permission, Refusal } from '@millwright/journal';
import { loadPlantFromDocuments } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorise } from './authorise.ts';
import { firstStaff, staffCommands } from './commands.ts';
import { followGroups } from './membership.ts';
import { type Grant, ROLE_NAMES, ROLES } from './roles.ts';
import { permissionsAt, type Staff, staffProjection } from './staff.ts';

const { plant } = loadPlantFromDocuments([
  { file: 'plant.yaml', text: 'plant: test\n' },
  { file: 'types/stand.yaml', text: 'type: stand\nsignals: { force: { unit: kN } }\n' },
  {
    file: 'twins.yaml',
    text: 'twins:\n  - { path: mill }\n  - { path: mill/stand1, type: stand }\n  - { path: mill/stand10, type: stand }\n',
  },
]);
if (plant === undefined) throw new Error('no plant');
const thePlant = plant;
const NOW = 1_700_000_000_000;
const START = { id: 't-start', owner: 'administrator' };

/** A staff and its events, without a journal. */
class Office {
  staff: Staff = staffProjection.initial();
  events: JournalEvent[] = [];
  now = NOW;

  constructor() {
    for (const draft of firstStaff(this.staff, START)) this.#record('system', draft);
  }

  #record(
    actor: string,
    { type, subject, data }: { type: string; subject: string; data: JournalEvent['data'] },
  ) {
    const event = { seq: this.events.length, time: this.now, actor, type, subject, data };
    this.events.push(event);
    this.staff = staffProjection.apply(this.staff, event);
  }

  /** What somebody's groups change. */
  follow(id: string, ...grants: Grant[]): string {
    const drafts = followGroups(this.staff, { id, name: id, grants, reason: 'groups', mayAdd: true });
    for (const draft of drafts) this.#record('system', draft);
    return drafts.map((draft) => draft.type).join(' ');
  }

  /** As the desk does: permission, form, decision. */
  submit(actor: string, type: string, subject: string, data: Command['data'] = {}): string {
    const definition = staffCommands.find((each) => each.type === type);
    if (definition === undefined) throw new Error(type);
    try {
      const denied = authorise(this.staff, actor, definition.permission, '', this.now);
      if (denied !== undefined) throw denied;
      const parsed = definition.data.safeParse(data);
      if (!parsed.success) return 'malformed';
      const command = { id: 'x', actor, type, subject, data: parsed.data };
      const context = { now: this.now, doneAt: this.now, plant: thePlant };
      const drafts = definition.decide({ staff: this.staff }, command, context);
      for (const draft of drafts) this.#record(actor, draft);
      return drafts.map((draft) => draft.type).join(' ');
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  }

  may(actor: string, permission: Permission, place: string): boolean {
    return authorise(this.staff, actor, permission, place, this.now) === undefined;
  }
}

const ADMIN = 'employee/administrator';
const person = (...grants: { role: string; place: string }[]) => ({
  name: 'Somebody',
  kind: 'person',
  grants,
});

describe('permissions', () => {
  it('E1 a role holds on its subtree and nowhere else, for every role and permission', () => {
    const office = new Office();
    for (const role of ROLE_NAMES) {
      office.submit(ADMIN, 'add-employee', `employee/${role}-1`, person({ role, place: 'mill/stand1' }));
      for (const permission of PERMISSIONS) {
        const held: readonly Permission[] = ROLES[role];
        const at = (place: string) => office.may(`employee/${role}-1`, permission, place);
        expect([role, permission, at('mill/stand1'), at('mill/stand1/motor')]).toEqual([
          ...[role, permission, held.includes(permission), held.includes(permission)],
        ]);
        const elsewhere = permission === 'view';
        expect([role, permission, at('mill/stand10'), at('mill'), at('')]).toEqual([
          ...[role, permission, elsewhere, elsewhere, elsewhere],
        ]);
      }
    }
  });

  it('E1 without a grant, suspended, or unknown nobody may anything', () => {
    const office = new Office();
    office.submit(ADMIN, 'add-employee', 'employee/ana', person());
    office.submit(ADMIN, 'add-employee', 'employee/bo', person({ role: 'operator', place: '' }));
    expect(office.may('employee/bo', 'operate', 'mill')).toBe(true);
    expect(office.submit(ADMIN, 'suspend-employee', 'employee/bo')).toBe('employee-suspended');
    for (const actor of [
      'employee/ana',
      'employee/bo',
      'employee/none',
      'token/none',
      'employee/__proto__',
      '',
    ]) {
      for (const permission of PERMISSIONS)
        expect([actor, office.may(actor, permission, '')]).toEqual([actor, false]);
    }
    expect(office.submit(ADMIN, 'resume-employee', 'employee/bo')).toBe('employee-resumed');
    expect(office.may('employee/bo', 'operate', 'mill')).toBe(true);
    expect(office.may('system', 'administer', '')).toBe(true);
  });

  it('E2 a token may what its scope and its owner may, until it ends', () => {
    const office = new Office();
    const scope = { name: 'Report', owner: 'ana', permissions: ['view', 'operate'], place: 'mill/stand1' };
    office.submit(ADMIN, 'add-employee', 'employee/ana', person({ role: 'operator', place: 'mill' }));
    const create = (id: string, change: object = {}) =>
      office.submit('employee/ana', 'create-token', `token/t-${id}`, {
        ...scope,
        expiresAt: NOW + 1000,
        ...change,
      });
    expect(create('12345678')).toBe('token-created');
    expect(create('12345678')).toBe('malformed');
    expect(create('abcdefgh', { permissions: ['approve'] })).toBe('forbidden');
    expect(create('abcdefgh', { place: '' })).toBe('forbidden');
    expect(create('abcdefgh', { expiresAt: NOW - 1 })).toBe('malformed');
    expect(create('abcdefgh', { expiresAt: NOW + 400 * 86_400_000 })).toBe('malformed');
    expect(create('abcdefgh', { owner: 'administrator' })).toBe('forbidden');
    const may = (permission: Permission, place: string) => office.may('token/t-12345678', permission, place);
    expect([
      may('operate', 'mill/stand1'),
      may('operate', 'mill/stand10'),
      may('acknowledge', 'mill/stand1'),
    ]).toEqual([...[true, false, false]]);
    office.submit(ADMIN, 'revoke-role', 'employee/ana', { role: 'operator', place: 'mill' });
    expect(may('operate', 'mill/stand1')).toBe(false);
    office.submit(ADMIN, 'grant-role', 'employee/ana', { role: 'supervisor', place: '' });
    expect(may('operate', 'mill/stand1')).toBe(true);
    office.now = NOW + 1000;
    expect(may('operate', 'mill/stand1')).toBe(false);
    expect(office.submit('token/t-12345678', 'revoke-token', 'token/t-12345678')).toBe('expired');
  });

  it('E2 a token changes nothing about who may do what, whoever owns it', () => {
    const office = new Office();
    const all = {
      name: 'All',
      owner: 'administrator',
      permissions: [...PERMISSIONS],
      place: '',
      expiresAt: NOW + 1000,
    };
    expect(office.submit(ADMIN, 'create-token', 'token/t-12345678', all)).toBe('token-created');
    expect(office.submit('token/t-12345678', 'create-token', 'token/t-87654321', all)).toBe('forbidden');
    expect(office.submit('token/t-12345678', 'set-password', ADMIN)).toBe('forbidden');
    expect(office.submit(ADMIN, 'revoke-token', 'token/t-12345678')).toBe('token-revoked');
    expect(office.may('token/t-12345678', 'view', '')).toBe(false);
  });
});

describe('staff', () => {
  it('E3 a plant begins with one administrator and never loses the last', () => {
    const office = new Office();
    expect(permissionsAt(office.staff.employees.get('administrator') ?? expect.fail(), '')).toEqual([
      ...PERMISSIONS,
    ]);
    expect(firstStaff(office.staff, START)).toEqual([]);
    expect(office.may('token/t-start', 'administer', '')).toBe(true);
    const grant = { role: 'administrator', place: '' };
    expect(office.submit(ADMIN, 'revoke-role', ADMIN, grant)).toBe('wrong-state');
    expect(office.submit(ADMIN, 'suspend-employee', ADMIN)).toBe('wrong-state');
    office.submit(ADMIN, 'add-employee', 'employee/ana', person(grant));
    expect(office.submit('employee/ana', 'suspend-employee', ADMIN)).toBe('employee-suspended');
    expect(office.submit('employee/ana', 'revoke-role', 'employee/ana', grant)).toBe('wrong-state');
  });

  it('E4 what is not right is refused, and what is so already changes nothing', () => {
    const office = new Office();
    const add = (id: string) => office.submit(ADMIN, 'add-employee', `employee/${id}`, person());
    expect(['ana', 'ana', 'Ana', 'x'.repeat(41), '', '../x'].map(add)).toEqual([
      ...['employee-added', 'exists', 'malformed', 'malformed', 'malformed', 'malformed'],
    ]);
    expect(office.submit('employee/ana', 'add-employee', 'employee/eve', person())).toBe('forbidden');
    expect(office.submit(ADMIN, 'rename-employee', 'employee/ana', { name: 'Ana' })).toBe('employee-renamed');
    expect(office.submit(ADMIN, 'rename-employee', 'employee/ana', { name: 'Ana' })).toBe('');
    expect(office.submit(ADMIN, 'rename-employee', 'employee/ana', { name: ' ' })).toBe('malformed');
    expect(office.submit(ADMIN, 'rename-employee', 'order/1', { name: 'X' })).toBe('not-found');
    expect(office.submit(ADMIN, 'grant-role', 'employee/ana', { role: 'king', place: '' })).toBe('malformed');
    expect(office.submit(ADMIN, 'grant-role', 'employee/ana', { role: 'viewer', place: 'nowhere' })).toBe(
      'not-found',
    );
    expect(office.submit(ADMIN, 'grant-role', 'employee/ana', { role: 'viewer', place: 'mill' })).toBe(
      'role-granted',
    );
    expect(office.submit(ADMIN, 'grant-role', 'employee/ana', { role: 'viewer', place: 'mill' })).toBe('');
    expect(office.submit('employee/ana', 'set-password', ADMIN)).toBe('forbidden');
  });

  it('E6 groups add, change and suspend; what was decided by hand stays', () => {
    const office = new Office();
    const operator: Grant = { role: 'operator', place: 'mill' };
    const viewer: Grant = { role: 'viewer', place: '' };
    const cy = () => office.staff.employees.get('cy');
    expect(office.follow('cy')).toBe('');
    expect(office.follow('cy', operator, operator)).toBe('employee-added');
    expect(office.follow('cy', operator)).toBe('');
    expect(office.follow('cy', viewer)).toBe('role-granted role-revoked');
    expect(office.follow('cy')).toBe('role-revoked employee-suspended');
    expect(office.may('employee/cy', 'view', '')).toBe(false);
    expect(office.follow('cy', operator)).toBe('role-granted employee-resumed');
    expect(office.may('employee/cy', 'operate', 'mill/stand1')).toBe(true);
    expect(office.submit(ADMIN, 'revoke-role', 'employee/cy', { ...operator })).toBe('role-revoked');
    office.follow('cy');
    expect(office.submit(ADMIN, 'resume-employee', 'employee/cy')).toBe('employee-resumed');
    expect(office.follow('cy')).toBe('');
    expect(cy()).toMatchObject({ suspended: false, grants: [] });
    office.follow('dee', operator);
    expect(office.submit(ADMIN, 'suspend-employee', 'employee/dee')).toBe('employee-suspended');
    expect(office.follow('dee', operator)).toBe('');
    expect(office.staff.employees.get('dee')).toMatchObject({ suspended: true });
    expect(office.follow('No Id', operator)).toBe('');
  });

  it('E6 the last administrator keeps the role, whatever the groups say', () => {
    const office = new Office();
    const all: Grant = { role: 'administrator', place: '' };
    office.follow('cy', all);
    office.submit(ADMIN, 'suspend-employee', ADMIN);
    expect(office.follow('cy')).toBe('');
    expect(office.may('employee/cy', 'administer', '')).toBe(true);
    office.submit('employee/cy', 'resume-employee', ADMIN);
    expect(office.follow('cy')).toBe('role-revoked employee-suspended');
  });

  it('E5 a snapshot and the events give the same staff', () => {
    const step = fc.record({
      type: fc.constantFrom(...staffCommands.map((each) => each.type)),
      who: fc.constantFrom('administrator', 'ana', 'bo'),
      subject: fc.constantFrom('employee/ana', 'employee/bo', 'employee/administrator', 'token/t-11111111'),
      role: fc.constantFrom(...ROLE_NAMES),
      place: fc.constantFrom('', 'mill', 'mill/stand1'),
      cut: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const office = new Office();
        for (const { type, who, subject, role, place } of steps) {
          const data: Record<string, Command['data']> = {
            'add-employee': person({ role, place }),
            'rename-employee': { name: role },
            'grant-role': { role, place },
            'revoke-role': { role, place },
            'create-token': { name: 'T', owner: who, permissions: ['view'], place, expiresAt: NOW + 5 },
          };
          office.submit(`employee/${who}`, type, subject, data[type]);
        }
        const half = Math.floor(office.events.length / 2);
        const fold = (state: Staff, events: readonly JournalEvent[]) =>
          events.reduce(staffProjection.apply, state);
        const middle = fold(staffProjection.initial(), office.events.slice(0, half));
        const saved: unknown = JSON.parse(JSON.stringify(staffProjection.save(middle)));
        const loaded = staffProjection.load(saved as Parameters<typeof staffProjection.load>[0]);
        expect(fold(loaded, office.events.slice(half))).toEqual(office.staff);
      }),
      { numRuns: 50 },
    );
  });
});
