import schema from '@millwright/model/schema/sources.schema.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { at, listAt, recordAt } from './data.ts';
import { fieldsOf, KINDS, WORDS } from './source-fields.ts';

/** Edited elsewhere: the kind itself, names for people, mappings. */
const ELSEWHERE = ['type', 'name', 'description', 'signals'];

it('W50 every setting of every kind of source is a field with a title and help', () => {
  const kinds = listAt(schema, ['properties', 'sources', 'additionalProperties', 'oneOf']);
  expect(KINDS).toHaveLength(kinds.length);
  for (const one of kinds) {
    const kind = String(at(one, ['properties', 'type', 'const']));
    const settings = Object.keys(recordAt(one, ['properties'])).filter((name) => !ELSEWHERE.includes(name));
    const shown = new Set(fieldsOf(kind).map((field) => field.path[0]));
    expect([...shown].sort(), kind).toEqual(settings.sort());
  }
});

it('W50 no words are left of settings that are gone', () => {
  const used = new Set(
    KINDS.flatMap((kind) =>
      fieldsOf(kind).flatMap(({ path }) => [path.join('.'), `${kind}:${path.join('.')}`]),
    ),
  );
  expect(Object.keys(WORDS).filter((key) => !used.has(key))).toEqual([]);
});

it('W50 what a source needs stands first, secrets are hidden', () => {
  expect(fieldsOf('opc-ua')[0]).toMatchObject({ path: ['endpoint'], required: true });
  expect(fieldsOf('opc-ua').find(({ path }) => path[0] === 'password')?.kind).toBe('secret');
  expect(fieldsOf('modbus').find(({ path }) => path[0] === 'port')?.kind).toBe('number');
});
