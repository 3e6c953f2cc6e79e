/** Signing in through an identity provider: to it and back, and which ways in there are. */
import { type IdentityProvider, PENDING_MS, ProviderError } from '../../auth/identity-provider.ts';
import { movedPage, refusedPage } from '../pages.ts';
import { ProblemError } from '../problems.ts';
import { failures } from '../responses.ts';
import { SignInWays } from '../schemas.ts';
import type { Routes } from '../services.ts';
import { beginSession, PROVIDER_PATH as PATH } from './session.ts';

const HTML = 'text/html; charset=utf-8';

export const providerRoutes: Routes = (app, services) => {
  const { guard, entrance, provider } = services;

  app.get(
    '/api/v1/sign-in',
    {
      config: { open: true },
      schema: {
        tags: ['server'],
        summary: 'How one may sign in besides by password and link',
        response: { 200: SignInWays, ...failures(421) },
      },
    },
    () => ({ provider: provider === undefined ? null : { label: provider.settings.label, path: PATH } }),
  );

  app.get(PATH, { config: { open: true }, schema: { hide: true } }, async (_request, reply) => {
    try {
      const { url, cookie } = await given(provider).begin(services.origin());
      return reply.header('set-cookie', guard.setPassingCookie(cookie, PATH, PENDING_MS)).redirect(url, 303);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      services.log(error.message);
      return reply.code(502).type(HTML).send(refusedPage(error.message));
    }
  });

  app.get(`${PATH}/back`, { config: { open: true }, schema: { hide: true } }, async (request, reply) => {
    const cookie = guard.passingCookieOf(request.headers) ?? '';
    reply.header('set-cookie', guard.setPassingCookie(undefined, PATH, 0));
    try {
      const one = given(provider);
      const identity = await one.finish(cookie, request.url.split('?')[1] ?? '');
      const employee = await entrance.enterByProvider(identity, one.settings);
      beginSession(services, request, reply, employee.id);
      // Coming from the provider's site, a redirect would not carry the new SameSite=Strict cookie.
      return reply.type(HTML).send(movedPage());
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return reply.code(401).type(HTML).send(refusedPage(error.message));
    }
  });
};

function given(provider: IdentityProvider | undefined): IdentityProvider {
  if (provider !== undefined) return provider;
  throw new ProblemError('not-found', 'This server knows no identity provider.', {
    remedy: 'Start it with --oidc and the document that names one.',
  });
}
