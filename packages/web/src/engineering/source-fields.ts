/**
 * The settings of each kind of source as fields of a form, made from the schema that checks sources.yaml. What the schema
 * cannot say, a title and help in both languages, stands in `WORDS`; a test sees that no setting lacks them.
 */
import schema from '@millwright/model/schema/sources.schema.json' with { type: 'json' };
import type { TextKey } from '../i18n/texts.ts';
import { at, isRecord, listAt, recordAt } from './data.ts';

export type FieldKind = 'text' | 'secret' | 'number' | 'choice' | 'lines';

export interface SourceField {
  /** Within the source: `endpoint`, or `security`, `policy`. */
  path: readonly string[];
  kind: FieldKind;
  choices: readonly string[];
  required: boolean;
  title: TextKey;
  help: TextKey;
  /** What holds where nothing is written. */
  standard: string;
}

/** Beside settings: a name for people stands first, mappings have an editor of their own. */
const LEFT_OUT = new Set(['type', 'name', 'description', 'signals']);

interface Words {
  title: TextKey;
  help: TextKey;
  /** What holds where nothing is written, by kind of source or for all. */
  standard?: string;
}

/** By path joined with dots; `kind:path` where a setting means something else for one kind. */
export const WORDS: Readonly<Record<string, Words>> = {
  endpoint: { title: 'build.f.endpoint', help: 'build.h.endpoint', standard: 'opc.tcp://192.168.0.10:4840' },
  'security.policy': { title: 'build.f.policy', help: 'build.h.policy', standard: 'Basic256Sha256' },
  'security.mode': { title: 'build.f.mode', help: 'build.h.mode', standard: 'SignAndEncrypt' },
  trust: { title: 'build.f.trust', help: 'build.h.trust' },
  user: { title: 'build.f.user', help: 'build.h.user' },
  password: { title: 'build.f.password', help: 'build.h.password', standard: `$${'{PLC_PASSWORD}'}` },
  sampling: { title: 'build.f.sampling', help: 'build.h.sampling', standard: '100 ms' },
  publishing: { title: 'build.f.publishing', help: 'build.h.publishing', standard: '200 ms' },
  queue: { title: 'build.f.queue', help: 'build.h.queue', standard: '10' },
  broker: { title: 'build.f.broker', help: 'build.h.broker', standard: 'mqtt://192.168.0.10:1883' },
  port: { title: 'build.f.listenPort', help: 'build.h.listenPort', standard: '1883' },
  host: { title: 'build.f.listenHost', help: 'build.h.listenHost', standard: '127.0.0.1' },
  hostId: { title: 'build.f.hostId', help: 'build.h.hostId', standard: 'millwright' },
  group: { title: 'build.f.group', help: 'build.h.group', standard: '+' },
  clientId: { title: 'build.f.clientId', help: 'build.h.clientId' },
  reorder: { title: 'build.f.reorder', help: 'build.h.reorder', standard: '2 s' },
  'mqtt:time': { title: 'build.f.timePointer', help: 'build.h.timePointer', standard: '/time' },
  'modbus:host': { title: 'build.f.host', help: 'build.h.host', standard: '192.168.0.20' },
  'modbus:port': { title: 'build.f.port', help: 'build.h.port', standard: '502' },
  unit: { title: 'build.f.unitId', help: 'build.h.unitId', standard: '1' },
  every: { title: 'build.f.every', help: 'build.h.every', standard: '1 s' },
  timeout: { title: 'build.f.timeout', help: 'build.h.timeout', standard: '2 s' },
  files: { title: 'build.f.files', help: 'build.h.files' },
  format: { title: 'build.f.format', help: 'build.h.format' },
  delimiter: { title: 'build.f.delimiter', help: 'build.h.delimiter', standard: ',' },
  header: { title: 'build.f.header', help: 'build.h.header', standard: 'true' },
  columns: { title: 'build.f.columns', help: 'build.h.columns' },
  compression: { title: 'build.f.compression', help: 'build.h.compression' },
  'time.column': { title: 'build.f.timeColumn', help: 'build.h.timeColumn' },
  'time.unit': { title: 'build.f.timeUnit', help: 'build.h.timeUnit' },
  'time.every': { title: 'build.f.timeEvery', help: 'build.h.timeEvery' },
  'twin.column': { title: 'build.f.twinColumn', help: 'build.h.twinColumn' },
  'twin.template': {
    title: 'build.f.twinTemplate',
    help: 'build.h.twinTemplate',
    standard: 'hall/pump{value}',
  },
  filter: { title: 'build.f.filter', help: 'build.h.filter' },
  speed: { title: 'build.f.speed', help: 'build.h.speed', standard: '1' },
  loop: { title: 'build.f.loop', help: 'build.h.loop', standard: 'false' },
  start: { title: 'build.f.start', help: 'build.h.start', standard: 'now' },
};

const kinds = new Map<string, Record<string, unknown>>();
for (const one of listAt(schema, ['properties', 'sources', 'additionalProperties', 'oneOf'])) {
  const kind = at(one, ['properties', 'type', 'const']);
  if (typeof kind === 'string' && isRecord(one)) kinds.set(kind, one);
}

export const KINDS: readonly string[] = [...kinds.keys()];

/** Needed settings first, then in the order of the schema. */
export function fieldsOf(kind: string): SourceField[] {
  const of = kinds.get(kind);
  if (of === undefined) return [];
  const needed = new Set(listAt(of, ['required']));
  const fields = Object.entries(recordAt(of, ['properties']))
    .filter(([name]) => !LEFT_OUT.has(name))
    .flatMap(([name, property]) => fieldsIn(kind, [name], property, needed.has(name)));
  return fields.sort((a, b) => Number(b.required) - Number(a.required));
}

function fieldsIn(
  kind: string,
  path: readonly string[],
  property: unknown,
  required: boolean,
): SourceField[] {
  // A setting with several forms is edited in all the fields any of them has.
  const forms = listAt(property, ['anyOf']).length > 0 ? listAt(property, ['anyOf']) : [property];
  const inner = new Map<string, unknown>();
  for (const form of forms)
    for (const [name, one] of Object.entries(recordAt(form, ['properties']))) inner.set(name, one);
  if (inner.size > 0) return [...inner].flatMap(([name, one]) => fieldsIn(kind, [...path, name], one, false));
  const key = path.join('.');
  const words = WORDS[`${kind}:${key}`] ?? WORDS[key];
  if (words === undefined) return [];
  return [
    {
      path,
      required,
      ...kindOf(path, forms),
      title: words.title,
      help: words.help,
      standard: words.standard ?? '',
    },
  ];
}

function kindOf(
  path: readonly string[],
  forms: readonly unknown[],
): { kind: FieldKind; choices: readonly string[] } {
  if (path.at(-1) === 'password') return { kind: 'secret', choices: [] };
  const types = forms.map((form) => at(form, ['type']));
  if (types.includes('boolean')) return { kind: 'choice', choices: ['true', 'false'] };
  const choices = forms.flatMap((form) => listAt(form, ['enum']).map(String));
  if (choices.length > 0) return { kind: 'choice', choices };
  if (types.includes('array')) return { kind: 'lines', choices: [] };
  if (types.includes('integer') || types.includes('number')) return { kind: 'number', choices: [] };
  return { kind: 'text', choices: [] };
}
