/** Writes `schema/*.schema.json` from the schemas the loader checks with, and the reference of shapes. Run: `npm run schemas -w @millwright/model`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { jsonSchemas } from '../src/documents/json-schema.ts';
import { REFERENCE, shapeReference } from './shape-reference.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
mkdirSync(new URL('.', REFERENCE), { recursive: true });
writeFileSync(REFERENCE, shapeReference());
