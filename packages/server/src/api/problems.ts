/** Problem documents (RFC 9457): the one shape of everything that is no success. */
import type { FastifyReply } from 'fastify';
import type { Problem } from './schemas.ts';

/** Stable slugs; `type` of the document is `/problems/<slug>`. */
const TITLES = {
  'bad-request': [400, 'The request is not valid'],
  'bad-json': [400, 'The body is not valid JSON'],
  'sign-in': [401, 'Sign-in needed'],
  'wrong-token': [401, 'The token is not right'],
  origin: [403, 'Requests from another origin are refused'],
  forbidden: [403, 'This is not allowed'],
  refused: [409, 'The command is refused'],
  host: [421, 'This server does not answer to that name'],
  'not-found': [404, 'There is nothing at this address'],
  'no-plant': [404, 'No such plant'],
  'no-signal': [404, 'No such signal'],
  'no-twin': [404, 'No such twin'],
  'no-type': [404, 'No such twin type'],
  'no-source': [404, 'No such source'],
  method: [405, 'This address does not take this method'],
  conflict: [409, 'Not possible in this state'],
  'too-large': [413, 'The body is too large'],
  'media-type': [415, 'This kind of body is not understood'],
  upgrade: [426, 'This address speaks WebSocket'],
  slow: [408, 'The request took too long'],
  'large-header': [431, 'The headers are too large'],
  'draft-version': [409, 'The draft was changed meanwhile'],
  formula: [422, 'The formula has faults'],
  draft: [422, 'The draft has errors'],
  query: [422, 'The query could not be run'],
  'too-many': [429, 'Too many failed attempts'],
  busy: [429, 'Too much is asked at once'],
  internal: [500, 'The server has a fault'],
  peer: [502, 'The source did not answer'],
  storage: [503, 'The store does not work right now'],
} as const;

export type ProblemSlug = keyof typeof TITLES;
type Extra = Pick<Problem, 'where' | 'remedy' | 'code' | 'faults'>;

/** With the full stop it lacks. */
export function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Thrown by handlers; the error handler sends its document. */
export class ProblemError extends Error {
  readonly document: Problem;

  constructor(slug: ProblemSlug, detail: string, extra: Extra = {}) {
    super(detail);
    this.name = 'ProblemError';
    this.document = problem(slug, detail, extra);
  }
}

export function problem(slug: ProblemSlug, detail: string, extra: Extra = {}): Problem {
  const [status, title] = TITLES[slug];
  return { type: `/problems/${slug}`, title, status, detail, ...extra };
}

export function sendProblem(reply: FastifyReply, document: Problem): FastifyReply {
  return reply
    .code(document.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(document);
}
