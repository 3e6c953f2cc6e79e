import type { SampleBatch } from '@millwright/model';
import { connect, type MqttClient } from 'mqtt';
import { encodePayload } from 'sparkplug-payload/lib/sparkplugbpayload.js';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../broker/test-mosquitto.ts';
import { recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import { BATCH_ROOM } from './lender.ts';

const SIGNALS = 400;
const MESSAGES = 6000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A plant whose disk stands still until it is let go. */
function slowPlant() {
  const state = { stuck: true, samples: 0, open: 0, mostOpen: 0, waiting: [] as (() => void)[] };
  const deliver = (batch: SampleBatch): Promise<void> => {
    const { length } = batch;
    state.samples += length;
    state.open += length;
    state.mostOpen = Math.max(state.mostOpen, state.open);
    return new Promise((resolve) => {
      const settle = (): void => {
        state.open -= length;
        resolve();
      };
      if (state.stuck) state.waiting.push(settle);
      else setImmediate(settle);
    });
  };
  const letGo = (): void => {
    state.stuck = false;
    for (const settle of state.waiting.splice(0)) settle();
  };
  return { state, deliver, letGo };
}

async function started(settings: Record<string, unknown>) {
  const names = Array.from({ length: SIGNALS }, (_, i) => `s${i}`);
  const plant = testPlant(Object.fromEntries(names.map((name) => [name, {}])));
  const addresses = Object.fromEntries(names.map((name) => [name, `g/n/d:${name}`]));
  const slow = slowPlant();
  const { context } = recorder(plant, '/nowhere');
  const source = createSource(testDefinition(plant, 'sparkplug', settings, addresses), {
    ...context,
    deliver: slow.deliver,
  });
  closing.push(() => source.stop(), slow.letGo);
  await source.start();
  await until(
    'the broker is there',
    () => source.status().state !== 'stopped' && /:\d+$/.test(source.status().endpoint),
  );
  return { source, ...slow };
}

function payload(kind: 'birth' | 'data', time: number): Buffer {
  const metrics = Array.from({ length: SIGNALS }, (_, i) => ({
    ...(kind === 'birth' ? { name: `s${i}` } : {}),
    alias: i,
    timestamp: time,
    type: 'Double' as const,
    value: i,
  }));
  // Without sequence numbers each message counts as it comes.
  return Buffer.from(encodePayload({ timestamp: time, metrics }));
}

const T0 = Date.now() - 60_000;

/** An edge node that sends as fast as its socket takes it. */
async function flood(port: number): Promise<MqttClient> {
  const client = connect(`mqtt://127.0.0.1:${port}`, { clientId: 'n', keepalive: 0, reconnectPeriod: 20 });
  closing.push(() => client.endAsync(true));
  client.on('error', () => {}); // it does not listen yet
  await until('the edge node is connected', () => client.connected);
  client.publish('spBv1.0/g/NBIRTH/n', Buffer.from(encodePayload({ timestamp: T0, metrics: [] })));
  client.publish('spBv1.0/g/DBIRTH/n/d', payload('birth', T0));
  const data = payload('data', T0);
  for (let i = 0; i < MESSAGES; i++) client.publish('spBv1.0/g/DDATA/n/d', data);
  return client;
}

it('C6 a plant that cannot follow makes the publishers of the embedded broker wait, and then gets everything', async () => {
  const port = await freePort();
  const { state, letGo, source } = await started({ broker: 'embedded', port });
  await until('it listens', () => source.status().endpoint.endsWith(`:${port}`));
  const { stream } = await flood(port);
  await until('the plant is full', () => state.waiting.length >= 64, { deadline: 20_000 });
  const full = state.samples;
  // What the plant's end holds is far less than what was sent: the rest waits in the publisher.
  expect(stream.writableLength).toBeGreaterThan(5_000_000);
  expect(full).toBeLessThan(70 * BATCH_ROOM);
  letGo();
  await until('everything has come', () => state.samples === (MESSAGES + 1) * SIGNALS, {
    deadline: 30_000,
  });
  expect(state.mostOpen).toBeLessThan(70 * BATCH_ROOM);
  expect(stream.writableLength).toBe(0);
});
