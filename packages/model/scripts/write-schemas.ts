/** Writes `schema/*.schema.json` from the schemas the loader checks with. Run: `npm run schemas -w @millwright/model`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { jsonSchemas } from '../src/documents/json-schema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
