import fc from 'fast-check';
import { connect } from 'mqtt';
import { decodePayload } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort, MOSQUITTO, Mosquitto } from '../broker/test-mosquitto.ts';
import { recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { asType, commandPayload } from './command-payload.ts';
import { type TestMetric, TestNode } from './test-node.ts';

const plant = testPlant({
  speed: { kind: 'setpoint', range: [0, 2000] },
  trim: { kind: 'setpoint' },
  on: {
    kind: 'setpoint',
    states: new Map([
      [0, { en: 'Off' }],
      [1, { en: 'On' }],
    ]),
  },
  count: { kind: 'setpoint' },
  absent: { kind: 'setpoint' },
  text: { kind: 'setpoint' },
  idle: { kind: 'setpoint' },
  node: { kind: 'setpoint' },
});
const ADDRESSES = {
  // A machine that counts in tenths.
  speed: { address: 'plant/edge/machine:speed', scale: 0.1 },
  trim: 'plant/edge/machine:trim',
  on: 'plant/edge/machine:on',
  count: 'plant/edge/machine:count',
  absent: 'plant/edge/machine:nothing',
  text: 'plant/edge/machine:text',
  idle: 'plant/edge2/machine:speed',
};
const AUTHORITY = { proposal: 'proposal/7', event: 41 };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function metrics(): TestMetric[] {
  const timestamp = Date.now();
  return [
    { name: 'speed', alias: 5, type: 'Int16', value: 0, timestamp },
    { name: 'trim', alias: 6, type: 'Float', value: 0, timestamp },
    { name: 'on', type: 'Boolean', value: false, timestamp },
    { name: 'count', alias: 9, type: 'UInt32', value: 1, timestamp },
    { name: 'text', alias: 8, type: 'String', value: 'x', timestamp },
  ];
}

async function begin(broker?: Mosquitto) {
  const port = broker?.port ?? (await freePort());
  const settings =
    broker === undefined ? { broker: 'embedded', port } : { broker: `mqtt://127.0.0.1:${port}` };
  const seen = recorder(plant, '/nowhere');
  const source = createSource(testDefinition(plant, 'sparkplug', settings, ADDRESSES), seen.context);
  closing.push(() => source.stop());
  await source.start();
  const node = new TestNode(`mqtt://127.0.0.1:${port}`, { metrics });
  closing.push(() => node.close());
  let looks = 0;
  const isBorn = () => {
    // A birth before we had subscribed was heard by nobody.
    if (seen.of('speed').length === 0 && ++looks % 50 === 0 && node.client.connected) node.birth();
    return seen.of('speed').length > 0;
  };
  await until('it is born', isBorn, { state: () => source.status() });
  return { source, seen, node, port };
}

const write = (source: Source, values: Record<string, number | boolean | string>, authority = AUTHORITY) =>
  source.write?.(
    Object.entries(values).map(([name, value]) => ({ path: `unit.${name}`, value })),
    authority,
  ) ?? Promise.reject(new Error('no write'));

const brokers: [string, () => Promise<Mosquitto | undefined>][] = [
  ['the embedded broker', async () => undefined],
];
if (MOSQUITTO !== undefined) brokers.push(['mosquitto', () => Mosquitto.open()]);

describe.each(brokers)('writing over %s', (_name, open) => {
  it('C9 approved values go out as one command to the device, by alias or name, in the type of the birth; data reads them back', async () => {
    const broker = await open();
    if (broker !== undefined) closing.push(() => broker.close());
    const { source, seen, node } = await begin(broker);
    node.obey = ({ metrics: set }) =>
      node.data((set ?? []).map((metric) => ({ ...metric, timestamp: Date.now() })) as TestMetric[]);
    expect(await write(source, { speed: -0, trim: 2.5, on: 'On' })).toEqual(
      ['speed', 'trim', 'on'].map((name) => ({ path: `unit.${name}`, written: true })),
    );
    await until('the command', () => node.written.length > 0);
    const [{ topic, payload }] = node.written;
    expect(topic).toBe('spBv1.0/plant/DCMD/edge/machine');
    expect(payload.seq).toBeUndefined();
    expect(
      payload.metrics?.map(({ name, alias, type, value }) => [
        name ?? '',
        alias && Number(alias),
        type,
        value,
      ]),
    ).toEqual([
      ['', 5, 'Int16', 0],
      ['', 6, 'Float', 2.5],
      ['on', undefined, 'Boolean', true],
    ]);
    await until(
      'it comes back',
      () => seen.of('trim').at(-1)?.value === 2.5 && seen.of('on').at(-1)?.value === 1,
    );
    await write(source, { speed: 123.4, count: 4_000_000_000 });
    await until('tenths', () => seen.of('speed').at(-1)?.value === 123.4);
    // That encoder puts UInt32 into the field for 64 bits, and looks for it there.
    await until('32 bits', () => seen.of('count').at(-1)?.value === 4_000_000_000);
    expect(node.written).toHaveLength(2);
  });
});

it('C9 nothing is sent to a node that is offline, not born or unknown, nor for a metric that the birth does not have', async () => {
  const { source, node } = await begin();
  const faults = async (values: Record<string, number>) =>
    (await source.check?.(Object.entries(values).map(([name, value]) => ({ path: `unit.${name}`, value }))))
      ?.flatMap((check) => check.faults)
      .join();
  expect(await faults({ speed: 10 })).toBe('');
  expect(await faults({ absent: 1 })).toBe('the birth of plant/edge/machine has no metric "nothing"');
  expect(await faults({ text: 1 })).toContain(
    'metric "text" of plant/edge/machine: its data type (12) is no number',
  );
  expect(await faults({ idle: 1 })).toBe('edge node plant/edge2 was not heard of since the start');
  expect(await faults({ node: 1 })).toBe('no metric is mapped to it');
  expect(await faults({ speed: 0.05 })).toContain('Int16 takes whole numbers, not 0.5');
  expect(await faults({ speed: 3000 })).toContain('outside the range');
  expect(await faults({ trim: 1e39 })).toContain('does not fit Float');
  await expect(write(source, { speed: 10, absent: 1 })).rejects.toThrow(/nothing was written: unit\.absent/);
  await expect(write(source, { speed: 10 }, { proposal: '', event: 1 })).rejects.toThrow(/no approval/);
  node.send('DDEATH', 'machine', { timestamp: Date.now(), metrics: [] });
  await vi.waitFor(async () =>
    expect(await faults({ trim: 1 })).toContain('device plant/edge/machine is offline'),
  );
  await expect(write(source, { trim: 1 })).rejects.toThrow(/nothing was written/);
  node.birth();
  await vi.waitFor(async () => expect(await faults({ trim: 1 })).toBe(''));
  await node.close();
  await vi.waitFor(async () => expect(await faults({ trim: 1 })).toBe('edge node plant/edge is offline'));
  await expect(write(source, { trim: 1 })).rejects.toThrow(/edge node plant\/edge is offline/);
  expect(node.written).toEqual([]);
  await source.stop();
  await expect(write(source, { trim: 1 })).rejects.toThrow(/not connected: nothing was written/);
});

it('C9 on our own broker nobody else commands machines', async () => {
  const { source, node, port } = await begin();
  const other = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  closing.push(() => other.endAsync(true));
  const bytes = commandPayload([{ name: 'trim', alias: 6, type: 9, isLong: false, value: 9 }], Date.now());
  other.publish('spBv1.0/plant/DCMD/edge/machine', bytes, { qos: 1, retain: true });
  await until('it is told', () => source.status().lastError?.message.includes('nobody heard it') === true);
  await write(source, { trim: 4 });
  await until('ours', () => node.written.length > 0);
  expect(node.written.map(({ payload }) => payload.metrics?.[0].value)).toEqual([4]);
});

it('C9 every data type goes out as the encoder of the Eclipse project reads it, or is refused', () => {
  const names = [
    '',
    'Int8',
    'Int16',
    'Int32',
    'Int64',
    'UInt8',
    'UInt16',
    'UInt32',
    'UInt64',
    'Float',
    'Double',
    'Boolean',
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 11 }),
      fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.maxSafeInteger(),
        fc.integer({ min: -300, max: 300 }),
      ),
      fc.integer({ min: -1, max: 70_000 }),
      (type, wanted, alias) => {
        const value = asType(type, wanted);
        if (typeof value !== 'number') return;
        const [metric] =
          decodePayload(
            commandPayload([{ name: 'Größe/1', alias, type, isLong: type === 7, value }], 1_700_000_000_000),
          ).metrics ?? [];
        expect(metric.type).toBe(names[type]);
        expect(alias < 0 ? metric.name : Number(metric.alias)).toBe(alias < 0 ? 'Größe/1' : alias);
        // That encoder reads Int64 as unsigned.
        const read = Number(type === 4 ? BigInt.asIntN(64, BigInt(String(metric.value))) : metric.value);
        expect(read).toBe(type === 9 ? Math.fround(value) : value + 0);
      },
    ),
    { numRuns: 500 },
  );
  for (const [type, value] of [
    [1, 128],
    [5, -1],
    [7, 2 ** 32],
    [11, 2],
    [12, 1],
    [0, 1],
    [16, 1],
    [3, 1.5],
  ])
    expect(asType(type, value)).toHaveProperty('fault');
});
