import { LEVEL_NAMES, levelOf, reasonOf } from '@millwright/model';
import { encodePayload, type UMetric } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { expect, it } from 'vitest';
import { testDefinition, testPlant } from '../conformance-plant.ts';
import { SparkplugHost } from './host.ts';
import { packMappings } from './mapping.ts';

const T0 = Date.UTC(2026, 0, 1);
const NAMES = ['speed', 'force', 'mode', 'shared'];

/** A host with four signals of two devices, and what it said. */
async function setup() {
  const plant = testPlant({
    speed: { range: [-100, 100] },
    force: {},
    mode: {
      kind: 'state',
      states: new Map([
        [0, { en: 'Off' }],
        [1, { en: 'On' }],
      ]),
    },
    shared: {},
  });
  const definition = testDefinition(
    plant,
    'sparkplug',
    {},
    {
      speed: { address: 'g/n/d1:Speed', scale: 2, offset: 1 },
      force: 'g/n/d2:Inputs/Force: raw',
      mode: 'g/n/d1:Mode',
      shared: 'g/n/d1:Speed',
    },
  );
  const { mappings, faults } = await packMappings(definition, plant);
  expect(faults).toEqual([]);
  const rebirths: string[] = [];
  const rejects: string[] = [];
  const errors: string[] = [];
  const host = new SparkplugHost(
    mappings,
    { reorder: 1000 },
    {
      birth: () => {},
      rebirth: (node) => rebirths.push(node),
      reject: (id, what) => rejects.push(`${id === undefined ? '' : NAMES[id]} ${what}`),
      error: (message) => errors.push(message),
      info: () => {},
    },
  );
  const send = (
    kind: string,
    device: string,
    metrics: UMetric[],
    seq: number | undefined,
    now = T0,
    timestamp = now,
  ) =>
    host.message(
      `spBv1.0/g/${kind}/n${device === '' ? '' : `/${device}`}`,
      Buffer.from(encodePayload({ timestamp, metrics, ...(seq === undefined ? {} : { seq }) })),
      now,
    );
  const take = () => {
    const batch = host.writer.take()?.batch;
    return Array.from({ length: batch?.length ?? 0 }, (_, i) => {
      const byte = batch?.quality[i] ?? 0;
      const reason = reasonOf(byte);
      return [
        NAMES[batch?.signals[i] ?? 0],
        (batch?.times[i] ?? 0) - T0,
        batch?.values[i],
        LEVEL_NAMES[levelOf(byte)] + (reason === 'none' ? '' : ` ${reason}`),
      ];
    });
  };
  const born = (bdSeq = 0, now = T0) => {
    send('NBIRTH', '', [{ name: 'bdSeq', type: 'UInt64', value: bdSeq }], 0, now);
    send(
      'DBIRTH',
      'd1',
      [
        { name: 'Speed', alias: 1, type: 'Int16', value: 5 },
        { name: 'Mode', alias: 2, type: 'String', value: 'on' },
      ],
      1,
      now,
    );
    send('DBIRTH', 'd2', [{ name: 'Inputs/Force: raw', alias: 3, type: 'Double', value: 7 }], 2, now);
  };
  return { host, send, take, born, rebirths, rejects, errors };
}

it('C32 births give values, scaled, by name; several signals may read one metric', async () => {
  const { born, take, host } = await setup();
  born();
  expect(take()).toEqual([
    ['speed', 0, 11, 'good'],
    ['shared', 0, 5, 'good'],
    ['mode', 0, 1, 'good'],
    ['force', 0, 7, 'good'],
  ]);
  expect(host.state).toMatchObject({ owners: 2, alive: 2, faulty: 0 });
});

it('C34 data by alias take the type of the birth, so negative integers stay negative', async () => {
  const { born, take, send } = await setup();
  born();
  take();
  send('DDATA', 'd1', [{ alias: 1, type: 'Int16', value: -3, timestamp: T0 + 5 }], 3);
  expect(take().slice(0, 1)).toEqual([['speed', 5, -5, 'good']]);
});

it('C34 quality, null, unknown texts and range become the quality of samples', async () => {
  const { born, take, send, rejects } = await setup();
  born();
  take();
  const quality = (value: number) => ({ Quality: { type: 'Int32' as const, value } });
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: 1, properties: quality(0) }], 3);
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: 2, properties: quality(500) }], 4);
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: 3, properties: quality(192) }], 5);
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: null, isNull: true }], 6);
  send('DDATA', 'd1', [{ alias: 1, type: 'Int16', value: 90 }], 7);
  send('DDATA', 'd1', [{ alias: 2, type: 'String', value: 'Half' }], 8);
  expect(take().map(([name, , value, byte]) => [name, value, byte])).toEqual([
    ['force', 1, 'bad source'],
    ['force', 2, 'stale source'],
    ['force', 3, 'good'],
    ['force', Number.NaN, 'bad initial'],
    ['speed', 181, 'uncertain out-of-range'],
    ['shared', 90, 'good'],
    ['mode', Number.NaN, 'bad wrong-type'],
  ]);
  expect(rejects).toEqual(['mode text "Half" is no number or known state']);
});

it('C33 deaths mark one gap per signal; an old death and a second one mark none', async () => {
  const { born, take, send, host } = await setup();
  born(4);
  take();
  send('NDEATH', '', [{ name: 'bdSeq', type: 'UInt64', value: 3 }], undefined, T0 + 10);
  expect(take()).toEqual([]);
  send('DDEATH', 'd2', [], 3, T0 + 30, T0 + 20);
  expect(take()).toEqual([['force', 20, Number.NaN, 'stale not-connected']]);
  send('NDEATH', '', [{ name: 'bdSeq', type: 'UInt64', value: 4 }], undefined, T0 + 40);
  expect(take().map(([name, at]) => [name, at])).toEqual([
    ['speed', 40],
    ['mode', 40],
    ['shared', 40],
  ]);
  send('NDEATH', '', [{ name: 'bdSeq', type: 'UInt64', value: 4 }], undefined, T0 + 50);
  expect(take()).toEqual([]);
  expect(host.state.alive).toBe(0);
});

it('C32 data before a birth and unknown aliases ask for a rebirth, not too often', async () => {
  const { born, take, send, rebirths } = await setup();
  send('DDATA', 'd1', [{ alias: 1, type: 'Int16', value: 1 }], 9);
  send('DDATA', 'd1', [{ alias: 1, type: 'Int16', value: 1 }], 10);
  expect(take()).toEqual([]);
  expect(rebirths).toEqual(['g/n']);
  born();
  take();
  send('DDATA', 'd1', [{ alias: 99, type: 'Int16', value: 1 }], 3, T0 + 5000);
  expect(rebirths).toEqual(['g/n', 'g/n']);
});

it('C31 a missing message is awaited, then given up with a rebirth request and nothing lost', async () => {
  const { born, take, send, rebirths, host } = await setup();
  born();
  take();
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: 5, timestamp: T0 + 5 }], 5);
  send('DDATA', 'd2', [{ alias: 3, type: 'Double', value: 4, timestamp: T0 + 4 }], 4);
  expect(take()).toEqual([]);
  host.tick(T0 + 999);
  expect(take()).toEqual([]);
  host.tick(T0 + 1000);
  expect(take().map(([, , value]) => value)).toEqual([4, 5]);
  expect(rebirths).toEqual(['g/n']);
});

it('C33 a rebirth leaves no gap, but a device that is not born again is gone', async () => {
  const { born, take, send, host } = await setup();
  born();
  take();
  send('NBIRTH', '', [{ name: 'bdSeq', type: 'UInt64', value: 0 }], 0, T0 + 100);
  send('DBIRTH', 'd1', [{ name: 'Speed', alias: 1, type: 'Int16', value: 6 }], 1, T0 + 100);
  expect(take().map(([name, , , byte]) => `${name} ${byte}`)).toEqual([
    'speed good',
    'shared good',
    'mode stale not-connected',
  ]);
  host.tick(T0 + 10_099);
  expect(take()).toEqual([]);
  host.tick(T0 + 10_100);
  expect(take().map(([name]) => name)).toEqual(['force']);
});

it('C33 a lost connection to the broker or to a client is a gap for all it fed', async () => {
  const { born, take, host } = await setup();
  born();
  take();
  host.clientLost('other', T0 + 1);
  expect(take()).toEqual([]);
  host.brokerLost(T0 + 2);
  expect(take()).toHaveLength(4);
  host.brokerLost(T0 + 3);
  expect(take()).toEqual([]);
});

it('C33 a node whose clock is an hour behind gets its gap in its own time', async () => {
  const { born, take, send } = await setup();
  born();
  take();
  send(
    'DDATA',
    'd2',
    [{ alias: 3, type: 'Double', value: 5, timestamp: T0 - 3_600_000 }],
    3,
    T0,
    T0 - 3_600_000,
  );
  take();
  send('NDEATH', '', [], undefined, T0 + 1000);
  const times = take().map(([, at]) => at);
  expect(times).toHaveLength(4);
  expect(Math.max(...times.map(Number))).toBeLessThanOrEqual(0);
});

it('C30 garbage, other namespaces and odd topics are counted or ignored, never thrown', async () => {
  const { host, rejects, born, take } = await setup();
  for (const topic of [
    'a/b',
    'spBv1.0',
    'spBv1.0/g/NDATA',
    'spBv1.0/g/DDATA/n',
    'spBv1.0/STATE/x',
    'spBv1.0//NBIRTH/n',
  ]) {
    host.message(topic, Buffer.from('x'), T0);
  }
  expect(rejects).toEqual([]);
  host.message('spBv1.0/g/DDATA/n/d1', Buffer.from([255, 255, 255]), T0);
  expect(rejects).toHaveLength(1);
  expect(rejects[0]).toContain('spBv1.0/g/DDATA/n/d1: not a Sparkplug B payload');
  born();
  expect(take()).toHaveLength(4);
});

it('C35 aliases far apart and metrics by name work too', async () => {
  const { take, send } = await setup();
  send('NBIRTH', '', [{ name: 'bdSeq', type: 'UInt64', value: 0 }], 0);
  send(
    'DBIRTH',
    'd1',
    [
      { name: 'Speed', alias: 9_007_199_254_740_991, type: 'Int16', value: 1 },
      { name: 'Mode', alias: 1, type: 'Boolean', value: true },
    ],
    1,
  );
  send('DBIRTH', 'd2', [{ name: 'Inputs/Force: raw', type: 'Double', value: 1 }], 2);
  take();
  send('DDATA', 'd1', [{ alias: 9_007_199_254_740_991, type: 'Int16', value: 2 }], 3);
  send('DDATA', 'd2', [{ name: 'Inputs/Force: raw', type: 'Double', value: 3 }], 4);
  expect(take().map(([name, , value]) => [name, value])).toEqual([
    ['speed', 5],
    ['shared', 2],
    ['force', 3],
  ]);
});
