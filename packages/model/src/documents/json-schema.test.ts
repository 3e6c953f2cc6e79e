import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from './json-schema.ts';

const schemas = jsonSchemas();

describe('JSON Schema', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    it(`M8 ${name}.schema.json is what the code checks with (npm run schemas writes it)`, () => {
      const file = readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8');
      expect(JSON.parse(file)).toEqual(schema);
    });
  }

  it('M8 is 2020-12 and closed: editors mark unknown keys', () => {
    for (const schema of Object.values(schemas)) {
      expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(schema.additionalProperties).toBe(false);
    }
  });

  it('M8 what has a default need not be written', () => {
    expect(schemas.plant.required).toEqual(['plant']);
    expect(schemas.type.required).toEqual(['type']);
  });
});
