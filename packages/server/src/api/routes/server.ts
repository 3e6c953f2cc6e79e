/** Of the server as a whole: health, metrics, the description of the API. */
import { z } from 'zod';
import { metricsText } from '../metrics.ts';
import { problem, sendProblem } from '../problems.ts';
import { failures } from '../responses.ts';
import { HealthAnswer } from '../schemas.ts';
import type { Routes } from '../services.ts';

export const serverRoutes: Routes = (app, services) => {
  app.get(
    '/api/v1/health',
    {
      schema: {
        tags: ['server'],
        summary: 'Whether everything works',
        response: { 200: HealthAnswer, ...failures(401) },
      },
    },
    async () => {
      const ofPlants = await Promise.all(
        Array.from(services.plants.values(), (runtime) => runtime.problems()),
      );
      const problems = [...services.problems(), ...ofPlants.flat()];
      return {
        status: problems.length === 0 ? ('ok' as const) : ('degraded' as const),
        version: services.version,
        uptimeSeconds: Math.round((performance.now() - services.startedAt) / 100) / 10,
        problems,
      };
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        tags: ['server'],
        summary: 'Prometheus metrics',
        produces: ['text/plain'],
        response: { 200: z.string(), ...failures(401) },
      },
    },
    (_request, reply) => {
      void reply
        .type('text/plain; version=0.0.4; charset=utf-8')
        .serializer((text: unknown) => String(text))
        .send(metricsText(services));
    },
  );

  app.get(
    '/openapi.json',
    {
      schema: {
        tags: ['server'],
        summary: 'This description (OpenAPI 3.1)',
        response: { 200: z.record(z.string(), z.unknown()), ...failures(401) },
      },
    },
    () => ({ ...app.swagger() }),
  );

  app.get(
    '/api/v1/live',
    {
      schema: {
        tags: ['server'],
        summary: 'WebSocket with live samples, alarms and source states',
        description:
          'Text messages are ClientMessage and ServerMessage; samples come as binary frames. Programs give the token as ' +
          'header, or as the protocol "bearer.<token>" beside "millwright.v1".',
        response: failures(401, 426),
      },
    },
    (_request, reply) => {
      reply.header('upgrade', 'websocket');
      void sendProblem(
        reply,
        problem('upgrade', 'Live samples come over a WebSocket.', {
          remedy: 'Connect with the scheme ws: or wss:.',
        }),
      );
    },
  );
};
