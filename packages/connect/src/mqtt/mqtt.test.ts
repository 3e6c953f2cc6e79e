import fc from 'fast-check';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { type Recorder, recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { SourceStatistics } from '../statistics.ts';
import { lookUp, parseMqttAddress, parsePointer } from './address.ts';
import { readPayload, readTime } from './payload.ts';
import { Topics } from './topics.ts';

const plant = testPlant({
  speed: {},
  force: {},
  mode: {
    kind: 'state',
    states: new Map([
      [0, { en: 'Off' }],
      [1, { en: 'On', zh: '开' }],
    ]),
  },
});

let source: Source | undefined;
let clients: MqttClient[] = [];

afterEach(async () => {
  for (const client of clients) await client.endAsync(true);
  clients = [];
  await source?.stop();
  source = undefined;
});

/** A source that is the broker, and a client of it. */
async function embedded(
  addresses: Record<string, string>,
  settings: Record<string, unknown> = {},
): Promise<{ seen: Recorder; source: Source; connect(): Promise<MqttClient> }> {
  const seen = recorder(plant, '/nowhere');
  const made = createSource(
    testDefinition(plant, 'mqtt', { broker: 'embedded', port: 0, ...settings }, addresses),
    seen.context,
  );
  source = made;
  await made.start();
  await until('the broker listens', () => !made.status().endpoint.endsWith(':0'), {
    state: () => made.status(),
  });
  const connect = async () => {
    const client = await mqtt.connectAsync(made.status().endpoint, { reconnectPeriod: 0 });
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  return { seen, source: made, connect };
}

/** Topics without a broker, for what needs no socket. */
function topics(addresses: Record<string, string>, time?: string) {
  const seen = recorder(plant, '/nowhere');
  const statistics = new SourceStatistics(seen.context.clock, '');
  const parsed = time === undefined ? undefined : parsePointer(time);
  const keys = parsed === undefined || 'fault' in parsed ? undefined : parsed.keys;
  const made = new Topics(testDefinition(plant, 'mqtt', {}, addresses), seen.context, statistics, keys);
  const take = (topic: string, text: string, retain = false) => {
    made.take(topic, Buffer.from(text), retain, undefined);
    made.feed.flush();
  };
  return { seen, statistics, made, take };
}

it('C25 an address is a topic with a JSON pointer, and never a filter', () => {
  expect(parseMqttAddress('a/b#/x/0/y~1z~0')).toEqual({ topic: 'a/b', pointer: ['x', '0', 'y/z~'] });
  expect(parseMqttAddress('a/b')).toEqual({ topic: 'a/b', pointer: [] });
  for (const wrong of ['#', 'a/#', 'a/+/b', 'a/+/b#/x']) {
    expect(parseMqttAddress(wrong)).toMatchObject({ fault: expect.stringContaining('filter') });
  }
  expect(parseMqttAddress('a#x')).toMatchObject({ fault: expect.stringContaining('begin with "/"') });
  expect(parseMqttAddress('a#/x~2')).toMatchObject({ fault: expect.stringContaining('~0') });
  expect(parseMqttAddress('#/x')).toMatchObject({ fault: expect.stringContaining('without a topic') });
});

it('C25 pointers reach own members only', () => {
  expect(lookUp({ a: [{ b: 5 }] }, ['a', '0', 'b'])).toBe(5);
  expect(lookUp({}, ['__proto__'])).toBeUndefined();
  expect(lookUp([1], ['length'])).toBeUndefined();
  expect(lookUp('text', ['length'])).toBeUndefined();
  expect(lookUp(null, ['a'])).toBeUndefined();
});

it('C25 whatever bytes come, reading them throws nothing and makes up no value', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, bare) => {
      const read = readPayload(bytes, bare);
      expect(read.fault !== undefined || 'value' in read).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.json(), fc.string(), (text, pointer) => {
      const read = readPayload(Buffer.from(text), false);
      expect(read.fault).toBeUndefined();
      const parsed = parsePointer(pointer);
      if ('fault' in parsed || read.fault !== undefined) return;
      lookUp(read.value, parsed.keys);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double(), fc.anything()), (raw) => {
      const time = readTime(raw);
      expect(time === undefined || Number.isFinite(time)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const parsed = parseMqttAddress(text);
      if (!('fault' in parsed)) expect(parsed.topic).not.toMatch(/[#\0]/);
    }),
  );
});

it('C25 payloads over 1 MB and deeper than 100 levels are refused', () => {
  expect(readPayload(Buffer.alloc(1_000_001, ' '), true).fault).toContain('at most 1000000');
  expect(readPayload(Buffer.from('['.repeat(500_000)), true).fault).toContain('100 deep');
  expect(readPayload(Buffer.from(`{"a":"${'['.repeat(200)}"}`), false).fault).toBeUndefined();
});

it('C25 times are ISO 8601 with a zone, or numbers since 1970 told apart by size', () => {
  const ms = Date.UTC(2024, 4, 1, 12);
  for (const raw of [
    ms,
    ms / 1000,
    ms * 1000,
    ms * 1e6,
    String(ms),
    '2024-05-01T12:00:00Z',
    '2024-05-01T14:00:00+02:00',
  ])
    expect(readTime(raw)).toBe(ms);
  for (const raw of ['2024-05-01T12:00:00', 'noon', null, {}, Number.NaN])
    expect(readTime(raw)).toBeUndefined();
});

it('C25 a bare number, the name of a state and null are what they say', () => {
  const { seen, take } = topics({ speed: 'v', mode: 'm', force: 'f#/x' });
  take('v', '12.5');
  take('v', 'null');
  take('m', 'on');
  take('m', '开');
  take('m', '"Off"');
  take('m', 'sideways');
  take('v', '');
  take('f', '{"x":1}');
  take('f', '{"y":1}');
  take('f', 'oops');
  expect(seen.samples.map(({ signal, value, quality }) => `${signal} ${value} ${quality}`)).toEqual([
    'speed 12.5 good',
    'speed NaN bad not-a-number',
    'mode 1 good',
    'mode 1 good',
    'mode 0 good',
    'mode NaN bad wrong-type',
    'force 1 good',
    'force NaN bad wrong-type',
  ]);
});

it('C25 an object without its time counts on arrival, uncertain; a bare number has no room for one', () => {
  const { seen, statistics, take } = topics({ speed: 'v', force: 'f#/x' }, '/t');
  take('v', '1');
  take('f', '{"x":2,"t":"noon"}');
  expect(seen.samples.map(({ value, quality }) => `${value} ${quality}`)).toEqual([
    '1 good',
    '2 uncertain clock',
  ]);
  expect(statistics.status().lastError?.message).toContain('at /t stands no time');
});

it('C26 what the broker kept does not end a gap under its old time', () => {
  const { seen, made, take } = topics({ speed: 'v#/v' }, '/t');
  const old = Date.now() - 60_000;
  take('v', `{"v":1,"t":${old}}`, true);
  made.allLost(Date.now());
  take('v', `{"v":1,"t":${old}}`, true);
  expect(seen.samples.map(({ quality }) => quality)).toEqual([
    'good',
    'stale not-connected',
    'uncertain clock',
  ]);
  expect(seen.samples[0].time).toBe(old);
  expect(seen.samples[2].time).toBeGreaterThanOrEqual(seen.samples[1].time);
});

it('C26 a client that says good-bye leaves no gap, one that is cut off does', async () => {
  const { seen, source, connect } = await embedded({ speed: 'v' });
  const polite = await connect();
  await polite.publishAsync('v', '1', { qos: 1 });
  await polite.endAsync();
  await until('the value', () => seen.of('speed').length === 1);
  const rude = await connect();
  await rude.publishAsync('v', '2', { qos: 1 });
  await until('the second value', () => seen.of('speed').length === 2);
  expect(source.status().state).toBe('connected');
  rude.stream.destroy();
  await until('the gap', () => seen.of('speed').length === 3);
  expect(seen.of('speed').map(({ value, quality }) => `${value} ${quality}`)).toEqual([
    '1 good',
    '2 good',
    'NaN stale not-connected',
  ]);
  expect(source.status().state).toBe('connecting');
});

it('C25 wrong settings and addresses are named, and a port in use comes with its remedy', async () => {
  const first = await embedded({ speed: 'v', force: 'a/+/b' });
  const client = await first.connect();
  await client.publishAsync('v', '1', { qos: 1 });
  await until('degraded', () => first.source.status().state === 'degraded');
  expect(first.source.status()).toMatchObject({
    rejectedTotal: 1,
    lastError: { message: expect.stringContaining('a/+/b') },
  });
  const port = Number(first.source.status().endpoint.split(':').pop());
  const definition = testDefinition(plant, 'mqtt', { broker: 'embedded', port }, { speed: 'v' });
  const second = createSource(definition, recorder(plant, '/nowhere').context);
  await second.start();
  await until('failed', () => second.status().state === 'failed');
  expect(second.status().lastError?.message).toMatch(/in use; set another "port"/);
  await second.stop();

  const none = createSource(
    testDefinition(plant, 'mqtt', { broker: 'mqtt://127.0.0.1:1' }, { speed: '#' }),
    recorder(plant, '/nowhere').context,
  );
  await none.start();
  await until('failed', () => none.status().state === 'failed');
  expect(none.status().lastError?.message).toContain('topic#/json/pointer');
  await none.stop();
});
