/** `/openapi.json`: OpenAPI 3.1, made from the schemas of the routes. */
import type { SwaggerOptions } from '@fastify/swagger';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import * as decisions from './decision-schemas.ts';
import * as engineering from './engineering-schemas.ts';
import * as schemas from './schemas.ts';
import * as work from './work-schemas.ts';

/** Named after its export in schemas.ts, each schema stands once among the components. */
const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({ ...schemas, ...engineering, ...decisions, ...work }))
  registry.add(schema, { id });

const DESCRIPTION =
  'Times are milliseconds since 1970-01-01T00:00Z. Values are in the unit of their signal; a missing value is null. ' +
  'Every error is a problem document (RFC 9457). Everything needs the API token, or the session of a browser.';

const TAGS = [
  { name: 'plant', description: 'What a plant is' },
  { name: 'signals', description: 'The present' },
  { name: 'history', description: 'The past' },
  { name: 'alarms', description: 'Alarms' },
  { name: 'formulas', description: 'Derived signals' },
  { name: 'sources', description: 'Where samples come from' },
  { name: 'draft', description: 'Changing what a plant is' },
  { name: 'decisions', description: 'Commands, and the journal of what happened' },
  { name: 'staff', description: 'Who works here and what each may do' },
  { name: 'server', description: 'The server itself' },
];

/** The messages of the WebSocket belong to no route. */
const MESSAGES = ['ClientMessage', 'ServerMessage'];

const zodTransform = createJsonSchemaTransform({ schemaRegistry: registry, skipList: [] });
const zodTransformObject = createJsonSchemaTransformObject({ schemaRegistry: registry });

/** Options of @fastify/swagger. */
export function openApiOptions(version: string): SwaggerOptions {
  return {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Millwright',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: TAGS,
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: (input) => {
      const transformed = zodTransform(input);
      const { open, needs = 'view' } = input.route.config ?? {};
      // Who may only do less gets 403: clients can know beforehand.
      const known = { ...transformed.schema, 'x-needs': open === true ? 'nothing' : needs };
      return { ...transformed, schema: known };
    },
    transformObject: (input) => {
      const document = zodTransformObject(input);
      for (const [path, methods] of entries(document.paths)) {
        for (const [method, operation] of entries(methods)) finishOperation(path, method, operation);
      }
      if ('components' in document) {
        const { schemas: all } = document.components ?? {};
        dropUnused(all, [document.paths, ...MESSAGES.map((name) => all?.[name])]);
      }
      return document;
    },
  };
}

/** Adds what schemas do not say: a name for generated clients, and that failures are problem documents. */
function finishOperation(path: string, method: string, operation: unknown): void {
  if (!isRecord(operation)) return;
  const words = path.split('/').filter((word) => !['', 'api', 'v1'].includes(word) && !word.startsWith('{'));
  const one = path.endsWith('}') ? ['one'] : [];
  operation.operationId = [method, ...words, ...one]
    .join('-')
    .replace(/[^A-Za-z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  for (const [status, response] of entries(operation.responses)) {
    if (!isRecord(response)) continue;
    const failed = Number(status) >= 400;
    response.description = failed ? 'A problem document' : 'Success';
    if (!failed || !isRecord(response.content)) continue;
    const [schema] = Object.values(response.content);
    response.content = { 'application/problem+json': schema };
  }
}

/** Deletes the schemas that neither the roots nor a used schema refers to: every schema is offered for input and output. */
function dropUnused(schemas: unknown, roots: unknown[]): void {
  if (!isRecord(schemas)) return;
  const used = new Set<string>();
  const queue = [...roots];
  for (let text = JSON.stringify(queue.pop()); text !== undefined; text = JSON.stringify(queue.pop())) {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      queue.push(schemas[name]);
    }
  }
  for (const name of Object.keys(schemas))
    if (!used.has(name) && !MESSAGES.includes(name)) delete schemas[name];
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
