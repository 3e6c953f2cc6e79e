import { connect as tcp } from 'node:net';
import { loadPlantFromDocuments } from '@millwright/model';
import { connect } from 'mqtt';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../broker/test-mosquitto.ts';
import { recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { TestNode } from './test-node.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(settings: Record<string, unknown>, addresses: Record<string, string> = {}) {
  const plant = testPlant({ speed: {}, force: {} });
  const seen = recorder(plant, '/nowhere');
  const source = createSource(testDefinition(plant, 'sparkplug', settings, addresses), seen.context);
  closing.push(() => source.stop());
  await source.start();
  return { source, seen };
}
const listening = (source: Source) =>
  until(
    'it listens',
    () => /:[1-9]\d*$/.test(source.status().endpoint) && source.status().state !== 'failed',
    {
      state: () => source.status(),
    },
  );

const metrics = () => [
  {
    name: 'Temperature',
    alias: 1,
    type: 'Float' as const,
    value: 61.5,
    properties: {
      engUnit: { type: 'String' as const, value: 'degC' },
      engLow: { type: 'Double' as const, value: -20 },
      engHigh: { type: 'Double' as const, value: 120 },
    },
  },
  { name: 'Running', alias: 2, type: 'Boolean' as const, value: true },
  { name: 'Serial', alias: 3, type: 'String' as const, value: 'X1' },
];

it('C36 births become types, twins and mappings that load without errors', async () => {
  const port = await freePort();
  const { source } = await started({ broker: 'embedded', port });
  await until('it listens', () => source.status().state === 'connected', { state: () => source.status() });
  const nodes = ['edge1', 'edge2'].map(
    (node) => new TestNode(`mqtt://127.0.0.1:${port}`, { node, device: 'press-7', metrics }),
  );
  for (const node of nodes) closing.push(() => node.close());
  await until('both are born', () => nodes.every((node) => node.births > 0));
  const found = await source.discover?.({ timeout: 1500 });
  expect(nodes.every((node) => node.births > 1)).toBe(true);
  expect(found?.nodes).toBe(6);
  expect(found?.notes.join('\n')).toContain('2 metrics are texts');
  const types = found?.documents.filter(({ file }) => file.startsWith('types/')) ?? [];
  expect(types).toHaveLength(1);
  expect(types[0].yaml).toContain('unit: Cel');
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: found\nname: Found\ntimezone: UTC\n' },
    ...(found?.documents ?? []).map(({ file, yaml }) => ({ file, text: yaml })),
  ]);
  expect(faults).toEqual([]);
  const mappings = [...(plant?.sources[0].mappings ?? [])].map(({ path, address }) => `${path} ${address}`);
  expect(mappings.sort()).toEqual([
    'plant/edge1/press-7.running plant/edge1/press-7:Running',
    'plant/edge1/press-7.temperature plant/edge1/press-7:Temperature',
    'plant/edge2/press-7.running plant/edge2/press-7:Running',
    'plant/edge2/press-7.temperature plant/edge2/press-7:Temperature',
  ]);
});

it('C38 a port in use is named with its remedy', async () => {
  const port = await freePort();
  const first = await started({ broker: 'embedded', port });
  await until('it listens', () => first.source.status().state === 'connected');
  const second = await started({ broker: 'embedded', port });
  await until('it fails', () => second.source.status().state === 'failed');
  expect(second.source.status().lastError?.message).toMatch(
    new RegExp(`port ${port} .* in use; set another "port"`),
  );
});

it('C38 with a user and password set, others are refused', async () => {
  const { source, seen } = await started(
    { broker: 'embedded', port: 0, user: 'edge', password: 'secret' },
    { speed: 'plant/edge/machine:Temperature' },
  );
  await listening(source);
  const { endpoint } = source.status();
  expect(endpoint).not.toContain('secret');
  const stranger = new TestNode(endpoint, { metrics, user: 'edge', password: 'guess' });
  closing.push(() => stranger.close());
  const refused = new Promise<string>((resolve) =>
    stranger.client.on('error', ({ message }) => resolve(message)),
  );
  expect(await refused).toContain('Not authorized');
  expect(seen.samples).toEqual([]);
  const known = new TestNode(endpoint, { metrics, user: 'edge', password: 'secret' });
  closing.push(() => known.close());
  await until('its value', () => seen.of('speed').length > 0);
});

it('C38 a packet beyond the limit ends its connection with a message, and others go on', async () => {
  const { source, seen } = await started(
    { broker: 'embedded', port: 0 },
    { speed: 'plant/edge/machine:Temperature' },
  );
  await listening(source);
  const node = new TestNode(source.status().endpoint, { metrics });
  closing.push(() => node.close());
  await until('its value', () => seen.of('speed').length > 0);
  const large = connect(source.status().endpoint, { clientId: 'large', reconnectPeriod: 0 });
  large.on('error', () => {});
  await new Promise((resolve) => large.once('connect', resolve));
  const closed = new Promise<void>((resolve) => large.once('close', () => resolve()));
  large.publish('spBv1.0/plant/NBIRTH/large', Buffer.alloc(10_000_000));
  await closed;
  await until(
    'the message',
    () => /large was cut off.*10000\d+ bytes/.test(source.status().lastError?.message ?? ''),
    {
      state: () => source.status(),
    },
  );
  const count = seen.of('speed').length;
  node.data([{ alias: 1, type: 'Float', value: 3 }]);
  await until('the next value', () => seen.of('speed').length > count);
});

it('C38 messages in pieces and many in one piece arrive whole', async () => {
  const { source, seen } = await started(
    { broker: 'embedded', port: 0 },
    { speed: 'plant/edge/machine:Temperature' },
  );
  await listening(source);
  const node = new TestNode(source.status().endpoint, { metrics });
  closing.push(() => node.close());
  await until('its value', () => seen.of('speed').length > 0);
  const { port } = new URL(source.status().endpoint);
  const socket = tcp(Number(port), '127.0.0.1');
  closing.push(async () => socket.destroy());
  const frame = (type: number, ...body: number[]) => [type, body.length, ...body];
  const topic = [...Buffer.from('spBv1.0/plant/NDATA/x')];
  const bytes = Buffer.from([
    ...frame(0x10, 0, 4, ...Buffer.from('MQTT'), 4, 2, 0, 60, 0, 1, 120),
    ...Array.from({ length: 50 }, () => frame(0x30, 0, topic.length, ...topic, 0x18, 1)).flat(),
    ...frame(0xc0),
  ]);
  const answers: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => answers.push(chunk));
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  await until(
    'CONNACK and PINGRESP',
    () => Buffer.concat(answers).equals(Buffer.from([0x20, 2, 0, 0, 0xd0, 0])),
    {
      state: () => Buffer.concat(answers).toString('hex'),
    },
  );
});

it('C37 another subscriber gets the data too, and the state of the host is retained', async () => {
  const { source, seen } = await started(
    { broker: 'embedded', port: 0 },
    { speed: 'plant/edge/machine:Temperature' },
  );
  await listening(source);
  const node = new TestNode(source.status().endpoint, { metrics });
  closing.push(() => node.close());
  await until('its value', () => seen.of('speed').length > 0);
  const reader = connect(source.status().endpoint, { clientId: 'reader', reconnectPeriod: 0 });
  closing.push(() => reader.endAsync(true));
  const heard = new Map<string, string>();
  reader.on('message', (topic, payload) => heard.set(topic, payload.toString('latin1')));
  await reader.subscribeAsync(['spBv1.0/#']);
  await until('STATE', () => heard.get('spBv1.0/STATE/millwright')?.includes('"online":true') === true);
  node.data([{ alias: 1, type: 'Float', value: 3 }]);
  await until('DDATA', () => heard.has('spBv1.0/plant/DDATA/edge/machine'));
  await until('the sample', () => seen.of('speed').at(-1)?.value === 3);
});
