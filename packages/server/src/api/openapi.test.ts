import type { FastifyInstance } from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Credentials } from '../auth/credentials.ts';
import { Guard } from '../auth/guard.ts';
import { Sessions } from '../auth/sessions.ts';
import { Entrance } from '../decisions/entrance.ts';
import { LiveHub } from '../live/hub.ts';
import { LoopDelayMeter } from '../runtime/loop-delay.ts';
import { temporaryFolder } from '../testing/plant.ts';
import { createApp } from './app.ts';

type Json = Record<string, unknown>;
const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];

async function appWithoutPlants(): Promise<FastifyInstance> {
  const folder = await temporaryFolder();
  const credentials = await Credentials.open(folder);
  const sessions = new Sessions(folder);
  const hub = new LiveHub();
  const loopDelay = new LoopDelayMeter();
  onTestFinished(() => {
    hub.close();
    loopDelay.stop();
  });
  const app = await createApp({
    plants: new Map(),
    drafts: new Map(),
    rebuild: async () => {},
    environment: {},
    guard: new Guard({ token: 'token', sessions, credentials, loopbackOnly: true }),
    entrance: new Entrance(() => [], credentials, sessions),
    provider: undefined,
    tls: undefined,
    hub,
    loopDelay,
    version: '1.2.3',
    startedAt: 0,
    page: '/nowhere',
    heavy: (work) => work(),
    origin: () => '',
    problems: () => [],
    log: () => {},
  });
  await app.ready();
  return app;
}

/** Every object within a document, with its place. */
function* objects(value: unknown, place = '#'): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [place, value as Json]; // an object that is no array
  for (const [key, inner] of Object.entries(value))
    yield* objects(inner, `${place}/${key.replaceAll('/', '~1')}`);
}

function lookUp(document: unknown, pointer: string): unknown {
  let at = document;
  for (const part of pointer.split('/').slice(1)) at = (at as Json | undefined)?.[part.replaceAll('~1', '/')];
  return at;
}

/** `METHOD /path/{name}` of every registered route but the page's own. */
function registered(app: FastifyInstance): string[] {
  const routes: string[] = [];
  const path: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^([│ ]*)[└├]── (\S+) \(([^)]+)\)/.exec(line);
    if (match === null) continue;
    const depth = match[1].length / 4;
    path.length = depth;
    path[depth] = match[2];
    const full = path
      .join('')
      .replace(/^\/{2,}/, '/')
      .replace(/:(\w+)/g, '{$1}');
    for (const method of match[3].split(', '))
      routes.push(`${method} ${full.startsWith('/') ? full : `/${full}`}`);
  }
  return routes.filter((route) => !/ \/(\*|sign-in(\.css|\/provider.*)?)?$/.test(route));
}

describe('openapi.json', () => {
  it('S7 documents every route and nothing else', async () => {
    const app = await appWithoutPlants();
    const { paths = {} } = app.swagger();
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(registered(app).length).toBeGreaterThan(20);
    expect(documented.sort()).toEqual(registered(app).sort());
  });

  it('S7 is a sound OpenAPI 3.1 document', async () => {
    const app = await appWithoutPlants();
    const document: unknown = JSON.parse(JSON.stringify(app.swagger()));
    const { openapi, info, paths } = document as { openapi: string; info: Json; paths: Record<string, Json> };
    expect(openapi).toMatch(/^3\.1\.\d$/);
    // A choice of nothing fits nothing.
    expect(JSON.stringify(document)).not.toMatch(/"(anyOf|oneOf|enum)":\[\]/);
    expect(info).toMatchObject({ title: 'Millwright', version: '1.2.3' });
    const ids = new Set<unknown>();
    for (const [path, item] of Object.entries(paths)) {
      expect(Object.keys(item).every((key) => METHODS.includes(key))).toBe(true);
      for (const operation of Object.values(item) as Json[]) {
        const { operationId, summary, tags, parameters = [], responses } = operation;
        expect(ids.has(operationId), String(operationId)).toBe(false);
        ids.add(operationId);
        expect(summary).toBeTruthy();
        expect(tags).toHaveLength(1);
        const inPath = (parameters as Json[]).filter((p) => p.in === 'path');
        expect(inPath.every((p) => p.required === true && p.schema !== undefined)).toBe(true);
        expect(inPath.map((p) => `{${p.name}}`).sort()).toEqual((path.match(/\{\w+\}/g) ?? []).sort());
        for (const [status, response] of Object.entries(responses as Record<string, Json>)) {
          expect(status).toMatch(/^[1-5]\d\d$/);
          expect(response.description).toBeTruthy();
          if (status >= '400')
            expect(Object.keys(response.content as Json)).toEqual(['application/problem+json']);
        }
        // How one may sign in is told to everybody.
        if (path !== '/api/v1/sign-in') expect(Object.keys(responses as Json)).toContain('401');
      }
    }
    for (const [place, object] of objects(document)) {
      if (typeof object.$ref === 'string')
        expect([place, lookUp(document, object.$ref)]).not.toContain(undefined);
      // Words of OpenAPI 3.0 that JSON Schema 2020-12 does not have.
      if (!place.endsWith('/properties')) expect(object).not.toHaveProperty('nullable');
    }
  });
});
