/** Signing in by a one-time link or a password, who one is, and signing out. */
import { employeeOf, permissionsAt } from '@millwright/workforce';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { FIRST_EMPLOYEE } from '../../auth/guard.ts';
import { SESSION_LIFETIME_MS } from '../../auth/sessions.ts';
import { SessionAnswer, SignInForm, SignInRequest } from '../decision-schemas.ts';
import { movedPage, PAGE_STYLE, placeAfter, signInPage } from '../pages.ts';
import { ProblemError, problem, sendProblem } from '../problems.ts';
import { failures } from '../responses.ts';
import { LinkAnswer } from '../schemas.ts';
import { actorOf, type Routes, type Services } from '../services.ts';

const HTML = 'text/html; charset=utf-8';
const tags = ['server'];
/** Where signing in through the identity provider begins. */
export const PROVIDER_PATH = '/sign-in/provider';

export const sessionRoutes: Routes = (app, services) => {
  const { guard, entrance } = services;
  const provider = services.provider && { label: services.provider.settings.label, path: PROVIDER_PATH };

  app.get(
    '/sign-in',
    {
      config: { open: true },
      schema: { hide: true, querystring: z.object({ token: z.string().max(200).default('') }) },
    },
    async (request, reply) => {
      const { token } = request.query;
      const link = token === '' ? { state: 'needed' as const } : guard.sessions.redeem(token);
      if (link.state === 'valid') {
        beginSession(services, request, reply, link.employee);
        await entrance.enteredByLink(link.employee);
        // Coming from another site (a link in a mail or chat), a redirect would not carry the new SameSite=Strict cookie.
        if (request.headers['sec-fetch-site'] === 'cross-site') return reply.type(HTML).send(movedPage());
        return reply.redirect('/', 303);
      }
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
        .send(signInPage(state, provider));
    },
  );

  app.post(
    '/sign-in',
    { config: { open: true }, schema: { hide: true, body: SignInForm } },
    async (request, reply) => {
      const { employee, password } = request.body;
      const place = placeAfter(request.body.place ?? '/');
      // A page elsewhere must not be able to sign somebody in as another.
      if (!guard.isOwnOrigin(request.headers))
        return reply
          .code(403)
          .type(HTML)
          .send(signInPage('needed', provider, place));
      const entry = await entrance.enter(employee.trim(), password);
      if (!entry.ok)
        return reply
          .code(401)
          .type(HTML)
          .send(signInPage(entry.waitSeconds > 0 ? 'locked' : 'wrong', provider, place));
      beginSession(services, request, reply, entry.employee.id);
      return reply.redirect(place, 303);
    },
  );

  app.get('/sign-in.css', { config: { open: true }, schema: { hide: true } }, (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(PAGE_STYLE),
  );

  app.post(
    '/api/v1/link',
    {
      config: { needs: 'administer' },
      schema: {
        tags,
        summary: 'A new one-time sign-in link of the first administrator',
        response: { 200: LinkAnswer, ...failures(401, 403) },
      },
    },
    () => {
      const { token, expiresAt } = guard.sessions.createLink(FIRST_EMPLOYEE);
      return { url: `${services.origin()}/sign-in?token=${token}`, expiresAt };
    },
  );

  app.get(
    '/api/v1/session',
    {
      config: { needs: 'nothing' },
      schema: {
        tags,
        summary: 'Who asks, what they may do, and where they are signed in',
        response: { 200: SessionAnswer, ...failures(401, 403) },
      },
    },
    (request) => {
      const actor = actorOf(request);
      const found = Array.from(services.plants, ([id, { decisions }]) => ({
        id,
        one: employeeOf(decisions.staff, actor),
      }));
      const known = found.find(({ one }) => one !== undefined)?.one;
      if (known === undefined) throw new ProblemError('sign-in', 'Nobody here has this name any more.');
      const cookie = guard.cookieOf(request.headers);
      return {
        actor,
        employee: known.id,
        name: known.name,
        hasPassword: found.some(({ one }) => one?.hasPassword === true),
        plants: Object.fromEntries(
          found.flatMap(({ id, one }) =>
            one === undefined ? [] : [[id, { permissions: permissionsAt(one, ''), grants: one.grants }]],
          ),
        ),
        sessions: guard.sessions.of(known.id, cookie),
      };
    },
  );

  app.post(
    '/api/v1/session',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Signs a browser in by name and password',
        body: SignInRequest,
        response: { 204: z.null(), ...failures(400, 401, 403, 429) },
      },
    },
    async (request, reply) => {
      if (!guard.isOwnOrigin(request.headers)) {
        throw new ProblemError('origin', 'Signing in is for our own page.', {
          remedy: 'Programs use an API token as "Authorization: Bearer".',
        });
      }
      const entry = await entrance.enter(request.body.employee.trim(), request.body.password);
      if (entry.ok) {
        beginSession(services, request, reply, entry.employee.id);
        return reply.code(204).send(null);
      }
      if (entry.waitSeconds === 0) throw new ProblemError('sign-in', 'Name or password is not right.');
      throw new ProblemError('too-many', 'Too many wrong passwords: the account is locked for a while.', {
        remedy: `Wait ${entry.waitSeconds} seconds, or ask an administrator for a sign-in link.`,
      });
    },
  );

  app.delete(
    '/api/v1/session',
    {
      config: { needs: 'nothing' },
      schema: {
        tags,
        summary: 'Ends the session of this browser, or with `id` another one of oneself',
        querystring: z.strictObject({ id: z.string().max(100).optional() }),
        response: { 204: z.null(), ...failures(401, 403) },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const employee = actor.startsWith('employee/') ? actor.slice('employee/'.length) : undefined;
      const { id } = request.query;
      if (employee !== undefined && id !== undefined) {
        guard.sessions.endOne(employee, id);
        return reply.code(204).send(null);
      }
      const cookie = guard.cookieOf(request.headers);
      if (cookie !== undefined) guard.sessions.end(cookie);
      if (employee !== undefined) await entrance.signedOut(employee);
      return reply.header('set-cookie', guard.setCookie(undefined, 0)).code(204).send(null);
    },
  );
};

/** Begins a session of a browser, next to whatever cookie the answer sets already. */
export function beginSession(
  { guard }: Services,
  request: FastifyRequest,
  reply: FastifyReply,
  employee: string,
): void {
  const cookie = guard.sessions.create(employee, request.headers['user-agent']);
  reply.header('set-cookie', guard.setCookie(cookie, SESSION_LIFETIME_MS));
}
