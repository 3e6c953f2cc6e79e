/** Roles, from what may least to what may most. */
import type { StaffAnswer } from '@millwright/server/client';

export const ROLES = [
  'viewer',
  'operator',
  'maintainer',
  'engineer',
  'supervisor',
  'administrator',
] as const satisfies readonly (keyof StaffAnswer['roles'])[];
export type Role = (typeof ROLES)[number];
export type Employee = StaffAnswer['employees'][number];

/** An id as the server wants it, made of a name; empty where nothing of the name can be used. */
export function idFrom(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
}
