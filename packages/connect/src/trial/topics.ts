/** Listening to an MQTT broker for some seconds: which topics there are, what they hold, and types and twins proposed from it. */
import { randomUUID } from 'node:crypto';
import type { SourceDefinition } from '@millwright/model';
import { brokerSettings } from '../broker/settings.ts';
import type { FoundObject, FoundVariable } from '../discovery/found.ts';
import { propose } from '../discovery/propose.ts';
import { readPayload } from '../mqtt/payload.ts';
import type { Discovery } from '../source.ts';
import { listenOnce } from './try-out.ts';

export interface HeardTopic {
  topic: string;
  /** The newest payload, cut. */
  text: string;
  /** Numbers and booleans within it, by JSON pointer; `''` where the payload is one itself. */
  values: { pointer: string; value: number | boolean }[];
  count: number;
}

const MOST_TOPICS = 2000;
const MOST_VALUES = 200;
const MOST_TEXT = 300;
const MOST_LEVELS = 4;
/** Last levels of a topic that say what a message is, not what it is about. */
const GENERAL = new Set([
  'state',
  'status',
  'data',
  'telemetry',
  'values',
  'value',
  'json',
  'sensor',
  'attributes',
]);

/** What was said on `filter` within `seconds`, after the broker took the subscription. Rejects with the broker's reason. */
export async function hearTopics(
  definition: SourceDefinition,
  options: { seconds: number; filter?: string; signal?: AbortSignal },
): Promise<HeardTopic[]> {
  const settings = brokerSettings(definition);
  if (settings.broker === 'embedded') {
    throw new Error(
      'the broker of this source runs when the source does: apply the draft, let the machines connect, then look at its samples',
    );
  }
  const topics = new Map<string, HeardTopic>();
  const client = {
    clientId: `millwright-trial-${randomUUID().slice(0, 8)}`,
    filters: [options.filter ?? '#'],
  };
  await listenOnce(
    { ...settings, ...client },
    10_000,
    options.signal,
    (topic, payload) => {
      const known = topics.get(topic);
      if (known === undefined && topics.size >= MOST_TOPICS) return;
      topics.set(topic, describe(topic, payload, (known?.count ?? 0) + 1));
    },
    options.seconds,
  );
  return [...topics.values()].sort((a, b) => (a.topic < b.topic ? -1 : 1));
}

/** Types and twins from topics: levels become twins, numbers in payloads become signals. */
export function proposeFromTopics(topics: readonly HeardTopic[], definition: SourceDefinition): Discovery {
  const root: FoundObject = object('');
  const notes: string[] = [];
  let without = 0;
  for (const { topic, values } of topics) {
    if (values.length === 0) {
      without++;
      continue;
    }
    const levels = topic.split('/').filter((level) => level !== '');
    const bare = values.length === 1 && values[0].pointer === '';
    const last = levels.at(-1) ?? topic;
    const about = bare || GENERAL.has(last.toLowerCase()) ? levels.slice(0, -1) : levels;
    const target = about.reduce(child, root);
    for (const { pointer, value } of values) {
      const name = pointer === '' ? last : pointer.slice(1).replaceAll('/', ' ');
      target.variables.push(variable(name, pointer === '' ? topic : `${topic}#${pointer}`, value));
    }
  }
  if (without > 0) notes.push(`${without} topics held no number and were left out`);
  const roots =
    root.variables.length > 0
      ? [{ ...root, name: definition.name, label: definition.label.en }]
      : root.objects;
  return propose(roots, definition, topics.length, notes);
}

function describe(topic: string, payload: Buffer, count: number): HeardTopic {
  const read = readPayload(payload, true);
  const values: HeardTopic['values'] = [];
  if (read.fault === undefined) collect(read.value, '', values, 0);
  const text = payload.subarray(0, MOST_TEXT).toString('utf8');
  return { topic, text: payload.length > MOST_TEXT ? `${text}…` : text, values, count };
}

function collect(value: unknown, pointer: string, values: HeardTopic['values'], depth: number): void {
  if (values.length >= MOST_VALUES) return;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
    values.push({ pointer, value });
  else if (
    typeof value === 'string' &&
    pointer === '' &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  ) {
    values.push({ pointer, value: Number(value) });
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < MOST_LEVELS) {
    for (const [key, inner] of Object.entries(value)) {
      if (/^(time|timestamp|ts)$/i.test(key)) continue;
      collect(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, values, depth + 1);
    }
  }
}

function object(name: string): FoundObject {
  return { name, label: name, objects: [], variables: [] };
}

function child(parent: FoundObject, name: string): FoundObject {
  const known = parent.objects.find((one) => one.name === name);
  if (known !== undefined) return known;
  const made = object(name);
  parent.objects.push(made);
  return made;
}

function variable(name: string, address: string, value: number | boolean): FoundVariable {
  const states =
    typeof value === 'boolean'
      ? new Map([
          [0, 'Off'],
          [1, 'On'],
        ])
      : undefined;
  return { name, label: name, address, writable: false, ...(states === undefined ? {} : { states }) };
}
