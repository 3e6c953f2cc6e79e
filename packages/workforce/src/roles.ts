/** Roles: named sets of permissions, granted to employees on subtrees of the plant. */
import type { Permission } from '@millwright/journal';

/**
 * What each role may do. The duties are kept apart as IEC 62443-3-3 SR 2.1 asks: who operates does not engineer, who
 * engineers does not approve. Only the administrator has everything, and nobody approves what they proposed themselves.
 */
export const ROLES = {
  viewer: ['view'],
  operator: ['view', 'acknowledge', 'operate'],
  maintainer: ['view', 'acknowledge', 'maintain'],
  engineer: ['view', 'acknowledge', 'maintain', 'engineer'],
  supervisor: ['view', 'acknowledge', 'operate', 'maintain', 'approve'],
  administrator: ['view', 'acknowledge', 'operate', 'maintain', 'engineer', 'approve', 'administer'],
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES: readonly Role[] = [
  'viewer',
  'operator',
  'maintainer',
  'engineer',
  'supervisor',
  'administrator',
];

/** A role on a subtree. */
export interface Grant {
  readonly role: Role;
  /** Path of a twin: it and everything below. Empty: the whole plant and what belongs to no twin. */
  readonly place: string;
}

/** Whether a role holds a permission. */
export function holds(role: Role, permission: Permission): boolean {
  const permissions: readonly Permission[] = ROLES[role];
  return permissions.includes(permission);
}

/** Whether `place` covers `at`: the same twin or one below; the empty place covers everything. */
export function covers(place: string, at: string): boolean {
  return place === '' || at === place || at.startsWith(`${place}/`);
}
