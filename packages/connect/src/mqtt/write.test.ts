import { loadPlantFromDocuments, type MqttWrite } from '@millwright/model';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { freePort, MOSQUITTO, Mosquitto } from '../broker/test-mosquitto.ts';
import { recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { checkWrites } from '../write.ts';
import { planMqttWrites } from './write.ts';

const plant = testPlant({
  speed: { kind: 'setpoint', range: [0, 100] },
  lamp: {
    kind: 'setpoint',
    states: new Map([
      [0, { en: 'Off' }],
      [1, { en: 'On' }],
    ]),
  },
  level: { kind: 'setpoint' },
});
const AUTHORITY = { proposal: 'proposal/7', event: 41 };
const ADDRESSES = {
  speed: {
    address: 'hall/fan#/speed',
    scale: 0.1,
    write: { topic: 'hall/fan/set', payload: '{"speed":$value,"at":$time}', qos: 1 },
  },
  lamp: { address: 'hall/lamp', write: { topic: 'hall/lamp/set', values: { 0: 'OFF', 1: 'ON' }, qos: 0 } },
  level: 'hall/tank#/level',
} as const;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connect(port: number): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
  client.on('error', () => {});
  closing.push(() => client.endAsync(true));
  return client;
}

/** A machine that does what it is told, and says so on its topic. */
async function machine(port: number): Promise<{ client: MqttClient; told: string[]; say(): void }> {
  const client = await connect(port);
  const told: string[] = [];
  await client.subscribeAsync(['hall/fan/set', 'hall/lamp/set'], { qos: 1 });
  let speed = 0;
  const say = () => {
    client.publish('hall/fan', JSON.stringify({ speed }), { qos: 1 });
    client.publish('hall/tank', '{"level":1}', { qos: 1 });
  };
  client.on('message', (topic, payload, { retain }) => {
    told.push(`${topic} ${String(payload)}${retain ? ' retained' : ''}`);
    const { speed: wanted } = JSON.parse(topic === 'hall/fan/set' ? String(payload) : '{}') as {
      speed?: number;
    };
    speed = wanted ?? speed;
    say();
  });
  say();
  return { client, told, say };
}

async function begin(broker?: Mosquitto) {
  const port = broker?.port ?? (await freePort());
  const settings =
    broker === undefined ? { broker: 'embedded', port } : { broker: `mqtt://127.0.0.1:${port}` };
  const seen = recorder(plant, '/nowhere');
  const source = createSource(testDefinition(plant, 'mqtt', settings, ADDRESSES), seen.context);
  closing.push(() => source.stop());
  await source.start();
  if (broker === undefined)
    await until('it listens', () => source.status().state !== 'stopped' && source.status().endpoint !== '');
  const fan = await vi.waitFor(() => machine(port), 10_000);
  let looks = 0;
  await until('it is heard', () => {
    if (++looks % 50 === 0) fan.say();
    return seen.of('speed').length > 0;
  });
  return { source, seen, fan, port };
}

const write = (source: Source, values: Record<string, number | string>, authority = AUTHORITY) =>
  source.write?.(
    Object.entries(values).map(([name, value]) => ({ path: `unit.${name}`, value })),
    authority,
  ) ?? Promise.reject(new Error('no write'));

const brokers: [string, () => Promise<Mosquitto | undefined>][] = [
  ['the embedded broker', async () => undefined],
];
if (MOSQUITTO !== undefined) brokers.push(['mosquitto', () => Mosquitto.open()]);

describe.each(brokers)('writing over %s', (_name, open) => {
  it('C9 approved values are published as the mapping says, not retained; the signal’s own topic reads them back', async () => {
    const broker = await open();
    if (broker !== undefined) closing.push(() => broker.close());
    const { source, seen, fan } = await begin(broker);
    expect(await write(source, { speed: 42.5, lamp: 'On' })).toEqual([
      { path: 'unit.speed', written: true },
      { path: 'unit.lamp', written: true },
    ]);
    await until('it comes back', () => seen.of('speed').at(-1)?.value === 42.5);
    await until('both', () => fan.told.length === 2);
    expect(fan.told.sort()).toEqual([
      expect.stringMatching(/^hall\/fan\/set \{"speed":425,"at":\d{13}\}$/),
      'hall/lamp/set ON',
    ]);
  });

  it('C9 a broker that is gone takes nothing, and gets nothing later', async () => {
    const broker = await open();
    const { source, fan } = await begin(broker);
    await (broker === undefined ? source.stop() : broker.kill());
    await vi.waitFor(() =>
      expect(write(source, { speed: 7 })).rejects.toThrow(/nothing was written|was lost/),
    );
    if (broker !== undefined) {
      closing.push(() => broker.close());
      await broker.start();
      await until('it is back', () => source.status().state !== 'failed');
      const listener = await machine(broker.port);
      await vi.waitFor(() => write(source, { speed: 8 }), 10_000);
      await until('the new one', () => listener.told.length > 0);
      expect(listener.told.join()).not.toContain('70');
    }
    expect(fan.told).toEqual([]);
  });
});

it('C9 nothing is published without a "write", for a value that is not listed, without approval, or for a machine that was lost', async () => {
  const { source, fan } = await begin();
  await expect(write(source, { level: 3 })).rejects.toThrow(
    /nothing was written: unit\.level: source peer does not know how.*write: \{ topic: … \}/,
  );
  await expect(write(source, { speed: 5, level: 3 })).rejects.toThrow(/nothing was written/);
  await expect(write(source, { speed: 500 })).rejects.toThrow(/outside the range/);
  await expect(write(source, { speed: 5 }, { proposal: '', event: 1 })).rejects.toThrow(/no approval/);
  fan.client.stream.destroy();
  await vi.waitFor(() =>
    expect(write(source, { speed: 5 })).rejects.toThrow(/connection of its machine .* was lost/),
  );
  expect(fan.told).toEqual([]);
});

it('C9 on our own broker nobody else publishes where values are written', async () => {
  const { source, fan, port } = await begin();
  const other = await connect(port);
  await other.publishAsync('hall/fan/set', '{"speed":999}', { qos: 1, retain: true });
  await until('it is told', () => source.status().lastError?.message.includes('nobody heard it') === true);
  await write(source, { speed: 1 });
  await until('ours', () => fan.told.length > 0);
  expect(fan.told.join()).not.toContain('999');
});

it('C9 payloads: bare, template, pointer, and listed values', () => {
  const sent = (given: Partial<MqttWrite>, value: number) => {
    const own: MqttWrite = { topic: 't', qos: 0, ...given };
    const definition = testDefinition(plant, 'mqtt', {}, { level: { address: 'x', write: own } });
    const { checks, planned } = checkWrites(plant, [{ path: 'unit.level', value }]);
    const [message] = planMqttWrites(definition, planned, 1_700_000_000_000.4);
    return message === undefined ? checks[0].faults.join() : String(message.payload);
  };
  expect(sent({}, 1.5)).toBe('1.5');
  expect(sent({ payload: 'set $value $value @$time $& $1' }, -2)).toBe('set -2 -2 @1700000000000 $& $1');
  expect(sent({ pointer: '/a~1b/__proto__/0' }, 3)).toBe('{"a/b":{"__proto__":{"0":3}}}');
  expect(sent({ pointer: '/on', values: { 0: false, 1: true } }, 1)).toBe('{"on":true}');
  expect(sent({ values: { 0: 'OFF', 1: 'ON' } }, 0)).toBe('OFF');
  expect(sent({ values: { 0: 'OFF' } }, 2)).toBe('2 is none of the values that are sent to t: 0');
});

it('C9 a "write" is checked with the documents, and its topic follows the pattern', () => {
  const load = (own: string) =>
    loadPlantFromDocuments([
      { file: 'plant.yaml', text: 'plant: fans\n' },
      { file: 'types/fan.yaml', text: 'type: fan\nsignals:\n  speed: { unit: "1", kind: setpoint }\n' },
      {
        file: 'twins.yaml',
        text: 'twins:\n  - { path: hall }\n  - { path: hall/fan1, type: fan }\n  - { path: hall/fan2, type: fan }\n',
      },
      {
        file: 'sources.yaml',
        text: `sources:\n  hall:\n    type: mqtt\n    broker: embedded\n    signals:\n      "hall/*.speed": { address: "{path}#/speed", write: ${own} }\n`,
      },
    ]);
  const { plant: loaded, faults } = load('{ topic: "{1}/set/{signal}" }');
  expect(faults).toEqual([]);
  expect(Array.from(loaded?.sources[0].mappings ?? [], ({ write: own }) => own)).toEqual([
    { topic: 'fan1/set/speed', qos: 0 },
    { topic: 'fan2/set/speed', qos: 0 },
  ]);
  const told = (own: string) =>
    load(own)
      .faults.map(({ line, message }) => `${line}: ${message}`)
      .join();
  expect(told('{ topic: "fans/#" }')).toMatch(/^6: .*without \+ and #/);
  expect(told('{ topic: "{twinn}/set" }')).toMatch(/"\{twinn\}" stands for nothing/);
  expect(told('{ topic: a, payload: "no place" }')).toContain('$value');
  expect(told('{ topic: a, payload: "$value", pointer: /a }')).toContain('either payload or pointer');
  expect(told('{ topic: a, qos: 2 }')).toMatch(/^6: /);
  expect(told('{ topic: a, retain: true }')).toContain('retain');
});
