import { Problem } from './schemas.ts';

/** The problem documents a route may answer with, for its schema. */
export function failures<const S extends readonly number[]>(
  ...statuses: S
): Record<S[number], typeof Problem> {
  return Object.fromEntries(statuses.map((status) => [status, Problem])) as Record<S[number], typeof Problem>; // those given
}
