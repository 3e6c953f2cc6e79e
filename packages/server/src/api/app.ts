/** The HTTP server: guards, errors, headers, routes, static page, WebSocket upgrade. */
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import fastifySwagger from '@fastify/swagger';
import { type FastifyInstance, type FastifyServerOptions, fastify } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Verdict } from '../auth/guard.ts';
import { answerClientError } from './client-error.ts';
import { compressed } from './compression.ts';
import { handleError, hearOut, notFound, refusal, refusalProblem } from './errors.ts';
import { setSecurityHeaders } from './headers.ts';
import { Methods } from './methods.ts';
import { openApiOptions } from './openapi.ts';
import { notAllowed, plantIn } from './permission.ts';
import { problem, sendProblem } from './problems.ts';
import { alarmRoutes } from './routes/alarms.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { documentRoutes } from './routes/documents.ts';
import { draftRoutes } from './routes/draft.ts';
import { draftFormulaRoutes } from './routes/draft-formulas.ts';
import { draftWorkRoutes } from './routes/draft-work.ts';
import { formulaRoutes } from './routes/formulas.ts';
import { historyRoutes } from './routes/history.ts';
import { modelRoutes } from './routes/models.ts';
import { operateRoutes } from './routes/operate.ts';
import { pictureRoutes } from './routes/pictures.ts';
import { plantRoutes } from './routes/plants.ts';
import { providerRoutes } from './routes/provider.ts';
import { serverRoutes } from './routes/server.ts';
import { sessionRoutes } from './routes/session.ts';
import { signalRoutes } from './routes/signals.ts';
import { sourceTrialRoutes } from './routes/source-trials.ts';
import { sourceRoutes } from './routes/sources.ts';
import { staffRoutes } from './routes/staff.ts';
import type { Services, TypedApp } from './services.ts';
import { servePage } from './static.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Forms are those of the sign-in page. */
const MAX_FORM_BYTES = 4096;
/** Paths of deep twins are long. */
const MAX_PARAM_LENGTH = 2000;
/** A client that sends its request drop by drop is cut off. */
const REQUEST_TIMEOUT_MS = 60_000;

export async function createApp(services: Services): Promise<FastifyInstance> {
  const app = fastify({
    ...encryption(services),
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    rewriteUrl: (request) => escapeSignalPath(request.url ?? '/'),
    exposeHeadRoutes: false,
    clientErrorHandler: answerClientError,
    // Malformed addresses never reach a route.
    frameworkErrors: (error, request, reply) => handleError(error, request, reply, services.log),
  });
  app.setValidatorCompiler(validatorCompiler);
  // Handlers are typed by the schemas, tests check answers against them; checking megabytes again would cost more than
  // making them.
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler<Error>(async (error, request, reply) => {
    await hearOut(error, request.raw);
    return handleError(error, request, reply, services.log);
  });
  const methods = new Methods();
  app.addHook('onRoute', ({ method, url }) => methods.add(url, method));
  app.setNotFoundHandler((request, reply) => notFound(request, reply, methods.of(request.url)));
  app.decorateRequest('actor', '');
  app.addHook('onRequest', async (request, reply) => {
    setSecurityHeaders(reply, request.url, services.origin().startsWith('https:'));
    const verdict = services.guard.judge({
      headers: request.headers,
      address: request.ip,
      needsOrigin: request.method !== 'GET' && request.method !== 'HEAD',
    });
    if (verdict.ok) {
      request.actor = verdict.actor;
      const { open, needs } = request.routeOptions.config;
      if (open === true || needs === 'nothing') return;
      const refused = notAllowed(services, verdict.actor, needs, plantIn(request));
      return refused === undefined ? undefined : sendProblem(reply, refusalProblem(refused));
    }
    if (verdict.reason !== 'host' && request.routeOptions.config.open === true) return;
    return refusal(request, reply, verdict);
  });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.addHook('onSend', compressed);
  await app.register(fastifySwagger, openApiOptions(services.version));
  const routes: TypedApp = app.withTypeProvider<ZodTypeProvider>();
  for (const add of [
    serverRoutes,
    sessionRoutes,
    providerRoutes,
    plantRoutes,
    modelRoutes,
    documentRoutes,
    signalRoutes,
    historyRoutes,
    alarmRoutes,
    sourceRoutes,
    formulaRoutes,
    draftRoutes,
    draftFormulaRoutes,
    draftWorkRoutes,
    pictureRoutes,
    sourceTrialRoutes,
    decisionRoutes,
    staffRoutes,
    operateRoutes,
  ]) {
    add(routes, services);
  }
  await servePage(app, services);
  app.server.on('upgrade', (request, socket, head) => {
    const pathname = (request.url ?? '').split('?')[0];
    if (pathname !== '/api/v1/live') return refuseUpgrade(socket, 404);
    const verdict = services.guard.judge({
      headers: request.headers,
      address: request.socket.remoteAddress ?? '',
      needsOrigin: true,
    });
    if (!verdict.ok) return refuseUpgrade(socket, statusOf(verdict));
    if (notAllowed(services, verdict.actor) !== undefined) return refuseUpgrade(socket, 403);
    services.hub.accept(request, socket, head, {
      holds: () => services.guard.holds(request.headers),
      views: (plant) =>
        services.plants.has(plant) && notAllowed(services, verdict.actor, 'view', plant) === undefined,
    });
  });
  return app;
}

/** Where there is a certificate, the server listens with TLS. */
function encryption({ tls }: Services): Pick<FastifyServerOptions<Server>, 'serverFactory'> {
  return tls === undefined ? {} : { serverFactory: (handler) => tls.createServer(handler) };
}

/**
 * A signal path holds slashes. `…/signals/mill/stand1.force/samples` becomes `…/signals/mill%2Fstand1.force/samples`, so that
 * both ways of writing it reach the same route. The last segment of a signal path has a dot, so the word after it is no
 * part of the path.
 */
function escapeSignalPath(url: string): string {
  const match =
    /^(\/api\/v1\/plants\/[^/?]+\/signals\/)([^?]+?)(\/(?:samples|explain|statistics))?(\?.*)?$/.exec(url);
  if (match === null) return url;
  const [, start, path, word = '', query = ''] = match;
  return `${start}${path.replaceAll('/', '%2F')}${word}${query}`;
}

function statusOf(verdict: Extract<Verdict, { ok: false }>): number {
  if (verdict.reason === 'origin') return 403;
  if (verdict.reason === 'host') return 421;
  return verdict.reason === 'too-many' ? 429 : 401;
}

function refuseUpgrade(socket: Duplex, status: number): void {
  const body = JSON.stringify(
    problem(status === 404 ? 'not-found' : 'sign-in', 'The connection was refused.'),
  );
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
