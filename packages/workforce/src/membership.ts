/** Employees who come and go with the groups of an identity provider. */
import type { EventDraft } from '@millwright/journal';
import { isEmployeeId, leavesAdministrator } from './commands.ts';
import type { Grant } from './roles.ts';
import { type Employee, grantOf, type HeldGrant, isSameGrant, type Staff } from './staff.ts';

/** What a provider says of somebody who signs in. */
export interface Membership {
  /** Id the employee has or would have. */
  id: string;
  name: string;
  /** Roles their groups give now. None: they are in no group that is admitted. */
  grants: readonly Grant[];
  /** Why, for the journal: provider and groups. */
  reason: string;
  /** Whether somebody nobody knows may be added. */
  mayAdd: boolean;
}

/**
 * What the groups of somebody change about them. Roles that were given by hand stay. Who was added by a group is suspended
 * when in none, and active again when in one; who was added by hand, or suspended by hand, stays so. The last administrator
 * keeps the role. Nothing where all is so already.
 */
export function followGroups(staff: Staff, { id, name, grants, reason, mayAdd }: Membership): EventDraft[] {
  const subject = `employee/${id}`;
  const held = grants.map(({ role, place }): HeldGrant => ({ role, place, by: 'provider' }));
  const given = held.filter((one, i) => held.findIndex((other) => isSameGrant(one, other)) === i);
  const one = staff.employees.get(id);
  if (one === undefined) {
    if (!mayAdd || given.length === 0 || !isEmployeeId(id)) return [];
    const data = { name, kind: 'person', grants: given.map(grantOf), by: 'provider' };
    return [{ type: 'employee-added', subject, data, reason }];
  }
  const drafts: EventDraft[] = [];
  let after: Employee = { ...one, grants: [...one.grants] };
  for (const grant of given) {
    if (one.grants.some((g) => isSameGrant(g, grant))) continue;
    after.grants.push(grant);
    drafts.push({ type: 'role-granted', subject, data: grantOf(grant), reason });
  }
  for (const grant of one.grants) {
    if (grant.by === undefined || given.some((g) => isSameGrant(g, grant))) continue;
    const next = { ...after, grants: after.grants.filter((g) => !isSameGrant(g, grant)) };
    if (isLast(staff, one, next)) continue;
    after = next;
    drafts.push({ type: 'role-revoked', subject, data: grantOf(grant), reason });
  }
  const data = { by: 'provider' };
  if (one.by === 'provider' && given.length === 0 && !one.suspended) {
    if (!isLast(staff, one, { ...after, suspended: true }))
      drafts.push({ type: 'employee-suspended', subject, data, reason });
  } else if (one.suspendedBy === 'provider' && given.length > 0) {
    drafts.push({ type: 'employee-resumed', subject, data, reason });
  }
  return drafts;
}

/** Whether a change would take the last administrator away. */
function isLast(staff: Staff, before: Employee, after: Employee): boolean {
  return leavesAdministrator(staff, before) && !leavesAdministrator(staff, after);
}
