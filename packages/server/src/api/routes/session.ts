/** Sign-in links, sessions and the style of the server's own pages. */
import { z } from 'zod';
import { FIRST_EMPLOYEE } from '../../auth/guard.ts';
import { SESSION_LIFETIME_MS } from '../../auth/sessions.ts';
import { movedPage, PAGE_STYLE, signInPage } from '../pages.ts';
import { problem, sendProblem } from '../problems.ts';
import { failures } from '../responses.ts';
import { LinkAnswer } from '../schemas.ts';
import type { Routes } from '../services.ts';

const HTML = 'text/html; charset=utf-8';

export const sessionRoutes: Routes = (app, services) => {
  const { guard } = services;

  app.get(
    '/sign-in',
    {
      config: { open: true },
      schema: { hide: true, querystring: z.object({ token: z.string().max(200).default('') }) },
    },
    (request, reply) => {
      const { token } = request.query;
      const link = token === '' ? { state: 'needed' as const } : guard.sessions.redeem(token);
      if (link.state !== 'valid') {
        const { state } = link;
        // A link that was used is often simply opened again: who is signed in goes on to the page.
        if (guard.judge({ headers: request.headers, address: request.ip, needsOrigin: false }).ok) {
          return reply.redirect('/', 303);
        }
        if (state === 'unknown') {
          const verdict = guard.wrong(request.ip);
          if (!verdict.ok && verdict.reason === 'too-many') {
            reply.header('retry-after', String(verdict.retryAfterSeconds));
            return sendProblem(
              reply,
              problem('too-many', 'Too many wrong sign-in links were tried from this address.', {
                remedy: `Wait ${verdict.retryAfterSeconds} seconds, then open a new link.`,
              }),
            );
          }
        }
        return reply
          .code(state === 'needed' ? 200 : 401)
          .type(HTML)
          .send(signInPage(state));
      }
      reply.header(
        'set-cookie',
        guard.setCookie(
          guard.sessions.create(link.employee, request.headers['user-agent']),
          SESSION_LIFETIME_MS,
        ),
      );
      // Coming from another site (a link in a mail or chat), a redirect would not carry the new SameSite=Strict cookie.
      if (request.headers['sec-fetch-site'] === 'cross-site') return reply.type(HTML).send(movedPage());
      return reply.redirect('/', 303);
    },
  );

  app.get('/sign-in.css', { config: { open: true }, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(PAGE_STYLE),
  );

  app.post(
    '/api/v1/link',
    {
      schema: {
        tags: ['server'],
        summary: 'A new one-time sign-in link',
        response: { 200: LinkAnswer, ...failures(401, 403) },
      },
    },
    () => {
      const { token, expiresAt } = guard.sessions.createLink(FIRST_EMPLOYEE);
      return { url: `${services.origin()}/sign-in?token=${token}`, expiresAt };
    },
  );

  app.delete(
    '/api/v1/session',
    {
      schema: {
        tags: ['server'],
        summary: 'Ends the session of this browser',
        response: { 204: z.null(), ...failures(401, 403) },
      },
    },
    (request, reply) => {
      const cookie = guard.cookieOf(request.headers);
      if (cookie !== undefined) guard.sessions.end(cookie);
      void reply.header('set-cookie', guard.setCookie(undefined, 0)).code(204).send(null);
    },
  );
};
