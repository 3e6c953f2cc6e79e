import type { Problem } from '../api/schemas.ts';

/** An answer that is no success. `problem` is the RFC 9457 document of the server, or one made here when none came. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
  }

  /** HTTP status; 0 when the server could not be reached. */
  get status(): number {
    return this.problem.status;
  }
}

/** The problem document of a failed answer, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return body;
  return {
    type: '/problems/unknown',
    title: response.statusText || `Status ${response.status}`,
    status: response.status,
    detail: `The server answered ${response.status} without saying why.`,
  };
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'type' in body &&
    typeof body.type === 'string' &&
    'title' in body &&
    typeof body.title === 'string' &&
    'status' in body &&
    typeof body.status === 'number' &&
    'detail' in body &&
    typeof body.detail === 'string'
  );
}
