/** From anything that goes wrong to a problem document. */

import type { IncomingMessage } from 'node:http';
import { HistorianError } from '@millwright/historian';
import { JournalError, Refusal } from '@millwright/journal';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Verdict } from '../auth/guard.ts';
import { isErrnoException } from '../auth/secrets.ts';
import { placeAfter, signInPage } from './pages.ts';
import { ProblemError, type ProblemSlug, problem, sendProblem, sentence } from './problems.ts';
import { ATTACHMENT_TYPES } from './routes/operate.ts';

const MOST_ISSUES_TOLD = 5;
/** How much of a body that is too large is read away, and for how long at most. */
const HEARD_OUT_BYTES = 64 * 1024 * 1024;
const HEARD_OUT_MS = 10_000;
/** Addresses are repeated in answers up to this length. */
const MOST_ADDRESS = 200;

/**
 * Reads a body that is too large away before the answer, within limits. A connection that is closed while its other end still
 * writes is reset, and a browser then shows that instead of what was wrong.
 */
export async function hearOut(error: Error, request: IncomingMessage): Promise<void> {
  if (!('statusCode' in error) || error.statusCode !== 413) return;
  if (request.readableEnded || request.destroyed) return;
  let heard = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, HEARD_OUT_MS);
    request.on('data', (part: Buffer) => {
      heard += part.length;
      if (heard > HEARD_OUT_BYTES) resolve();
    });
    request.once('end', resolve).once('close', resolve).once('error', resolve).resume();
    void timer.unref();
  });
}

export function handleError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  log: (message: string) => void,
): FastifyReply {
  if (error instanceof ProblemError) return sendProblem(reply, error.document);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const issues = error.validation.map((v) => ({
      where: `${error.validationContext ?? 'body'}${v.instancePath}`,
      message: sentence(v.message ?? 'is not valid'),
    }));
    const told = issues.slice(0, MOST_ISSUES_TOLD).map((i) => `${i.where}: ${i.message}`);
    const rest = issues.length - told.length;
    return sendProblem(
      reply,
      problem('bad-request', `${told.join(' ')}${rest > 0 ? ` And ${rest} more.` : ''}`, {
        where: issues[0]?.where,
        remedy: 'GET /openapi.json describes every request.',
      }),
    );
  }
  if (error instanceof Refusal) return sendProblem(reply, refusalProblem(error));
  if (error instanceof JournalError) return sendProblem(reply, journalProblem(error));
  if (error instanceof HistorianError) return sendProblem(reply, historianProblem(error));
  const storage = storageProblem(error);
  if (storage !== undefined) {
    log(`${request.method} ${request.url.split('?')[0]}: ${error.message}`);
    return sendProblem(reply, storage);
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status !== undefined && status >= 400 && status < 500)
    return sendProblem(reply, clientFault(error, status, request.routeOptions));
  log(`${request.method} ${request.url.split('?')[0]}: ${error.stack ?? error.message}`);
  return sendProblem(
    reply,
    problem('internal', 'The server could not answer because of a fault of its own; its log says more.'),
  );
}

/** A disk that takes nothing is no fault of the program, and somebody can mend it. */
function storageProblem(error: Error) {
  switch (isErrnoException(error) ? error.code : undefined) {
    case 'ENOSPC':
    case 'EDQUOT':
      return problem('storage', 'No space is left on the disk of the data folder.', {
        remedy: 'Free some space there, then send it again.',
      });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return problem('storage', 'The data folder cannot be written.', {
        remedy: 'Give the user of the server write access to it, then send it again.',
      });
    default:
      return undefined;
  }
}

function clientFault(
  error: FastifyError | Error,
  status: number,
  { bodyLimit, url }: FastifyRequest['routeOptions'],
) {
  const slugs: Record<number, ProblemSlug> = {
    413: 'too-large',
    415: 'media-type',
    404: 'not-found',
    405: 'method',
  };
  const isJson = error instanceof SyntaxError || ('code' in error && /JSON/.test(String(error.code)));
  const slug = slugs[status] ?? (isJson ? 'bad-json' : 'bad-request');
  const remedies: Partial<Record<ProblemSlug, string>> = {
    'too-large': `A body is at most ${Math.floor((bodyLimit ?? 0) / 2 ** 20)} MiB here. Send samples in several requests, and a picture smaller.`,
    'media-type': url?.endsWith('/files')
      ? `Send one of ${ATTACHMENT_TYPES.join(', ')}.`
      : 'Send application/json.',
    'bad-request': 'GET /openapi.json describes every request.',
    'bad-json': 'Send valid JSON (RFC 8259) in UTF-8.',
  };
  return problem(slug, sentence(error.message), { remedy: remedies[slug] });
}

/** Of a command that is not carried out. */
export function refusalProblem({ code, message, remedy }: Refusal) {
  const slug: ProblemSlug =
    code === 'forbidden' || code === 'expired-token'
      ? 'forbidden'
      : code === 'not-found'
        ? 'not-found'
        : code === 'malformed' || code === 'unknown-command'
          ? 'bad-request'
          : 'refused';
  return problem(slug, sentence(message), { remedy, code });
}

function journalProblem({ code, message }: JournalError) {
  return code === 'request' ? problem('bad-request', message) : problem('storage', message);
}

function historianProblem(error: HistorianError) {
  switch (error.code) {
    case 'request':
    case 'limit':
      return problem('query', error.message);
    case 'disk-full':
    case 'read-only':
    case 'closed':
    case 'locked':
      return problem('storage', error.message);
    default:
      return problem('internal', error.message);
  }
}

/** 401, 403, 421 or 429; a person with a browser gets a page that says how to sign in. */
export function refusal(
  request: FastifyRequest,
  reply: FastifyReply,
  verdict: Extract<Verdict, { ok: false }>,
): FastifyReply {
  switch (verdict.reason) {
    case 'host':
      return sendProblem(
        reply,
        problem(
          'host',
          `This server listens on this machine alone and does not answer to the name "${request.headers.host ?? ''}".`,
          {
            where: 'header Host',
            remedy: 'Use 127.0.0.1 or localhost, or start with --host to listen on the network.',
          },
        ),
      );
    case 'origin':
      return sendProblem(
        reply,
        problem('origin', `The origin ${request.headers.origin ?? '(none)'} is not this server's.`, {
          where: 'header Origin',
          remedy: 'Programs use the API token as "Authorization: Bearer".',
        }),
      );
    case 'too-many':
      reply.header('retry-after', String(verdict.retryAfterSeconds));
      return sendProblem(
        reply,
        problem('too-many', 'Too many wrong tokens came from this address.', {
          remedy: `Wait ${verdict.retryAfterSeconds} seconds, then use the right token.`,
        }),
      );
  }
  if (verdict.reason === 'none' && wantsPage(request)) {
    return reply
      .code(401)
      .type('text/html; charset=utf-8')
      .send(signInPage('needed', undefined, placeAfter(request.url)));
  }
  reply.header('www-authenticate', 'Bearer realm="millwright"');
  return sendProblem(
    reply,
    verdict.reason === 'wrong'
      ? problem('wrong-token', 'The token given is not the API token of this server.', {
          where: 'header Authorization',
          remedy: 'The token is in the file "token" of the data folder; "start --json" prints it.',
        })
      : problem('sign-in', 'This needs the API token or a session.', {
          remedy:
            'Send "Authorization: Bearer <token>", or open a sign-in link: "millwright link" makes one.',
        }),
  );
}

export function wantsPage(request: FastifyRequest): boolean {
  return request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

/** @param allowed the methods the address takes, where it takes another one */
export function notFound(
  request: FastifyRequest,
  reply: FastifyReply,
  allowed: readonly string[] = [],
): FastifyReply {
  const path = request.url.split('?')[0];
  const shown = path.length > MOST_ADDRESS ? `${path.slice(0, MOST_ADDRESS)}…` : path;
  if (allowed.length > 0 && !allowed.includes(request.method)) {
    return sendProblem(
      reply.header('allow', allowed.join(', ')),
      problem('method', `${shown} does not take ${request.method}.`, {
        remedy: `It takes ${allowed.join(', ')}.`,
      }),
    );
  }
  return sendProblem(
    reply,
    problem('not-found', `There is nothing at ${request.method} ${shown}.`, {
      remedy: 'GET /openapi.json lists all addresses.',
    }),
  );
}
