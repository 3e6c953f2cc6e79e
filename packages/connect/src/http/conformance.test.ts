import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { type Peer, type PeerSignal, testConformance } from '../conformance.ts';
import { Link } from '../conformance-link.ts';
import { recorder, testDefinition, testPlant } from '../conformance-plant.ts';
import { type PushedSample, readPushed } from './pushed.ts';
import { HttpSource } from './source.ts';

/** A client that posts over a real socket, and as much of a server as there must be to hear it. */
async function openPeer(): Promise<Peer> {
  let push: ((samples: PushedSample[]) => void) | undefined;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      try {
        push?.(JSON.parse(text));
      } catch {
        response.statusCode = 400;
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const link = await Link.open(() => (server.address() as AddressInfo).port);
  const post = (sample: unknown) =>
    fetch(`http://127.0.0.1:${link.port}/`, { method: 'POST', body: JSON.stringify([sample]) });
  const path = (signal: PeerSignal) => `unit.${signal}`;
  return {
    link,
    settings: () => ({}),
    address: () => 'push',
    join: async (source, context) => {
      if (!(source instanceof HttpSource)) throw new Error('no HTTP source');
      push = (samples) => {
        if (source.status().state === 'stopped') return;
        const { batch } = readPushed(context.plant, samples, [source], () => undefined, context.clock());
        if (batch.length > 0) context.deliver(batch);
      };
    },
    publish: async (signal, value, time) => {
      await post({ path: path(signal), value, ...(time === undefined ? {} : { time }) });
    },
    garbage: async () => {
      await fetch(`http://127.0.0.1:${link.port}/`, { method: 'POST', body: '\u0000{"samples":[[[[' });
    },
    close: async () => {
      await link.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

testConformance({
  kind: 'http',
  open: openPeer,
  flood: 300,
  sourceSide: 'listener',
  skip: {
    'wrong-type': 'the client hears in the answer which samples were refused, nothing is recorded',
    clock: 'the client hears in the answer which times were refused, nothing is recorded',
    restart: 'there is no connection whose loss could be noticed; signals become stale by their own limit',
    cut: 'there is no connection whose loss could be noticed',
    stall: 'there is no connection whose loss could be noticed',
    skew: 'there is no connection whose loss could be noticed',
    'unknown-address': 'samples carry the paths of signals, there are no addresses',
  },
});

it('C24 wrong types, wrong times and unknown signals are refused by name, the rest is taken', () => {
  const plant = testPlant({ speed: { range: [0, 100] }, force: {} });
  const { context } = recorder(plant, '/nowhere');
  const source = new HttpSource(testDefinition(plant, 'http', {}, { speed: 'push' }), context);
  const now = Date.now();
  const { accepted, rejected, batch } = readPushed(
    plant,
    [
      { path: 'unit.speed', value: 1 },
      { path: 'unit.speed', value: 'fast' },
      { path: 'unit.speed', value: 1, time: 0 },
      { path: 'unit.sped', value: 1 },
      { path: 'nowhere.speed', value: 1 },
      { path: 'unit.force', value: 1 },
      { path: 'unit.speed', value: null },
      { path: 'unit.speed', value: 1, time: 'noon' },
    ],
    [source],
    (id) => (id === 1 ? 'plc' : undefined),
    now,
  );
  expect(accepted).toBe(2);
  expect(rejected.map(({ index, reason }) => `${index} ${reason}`)).toEqual([
    expect.stringMatching(/^1 "fast" is no number/),
    expect.stringMatching(/^2 .*before 2000/),
    expect.stringMatching(/^3 .*did you mean "unit.speed"/),
    expect.stringMatching(/^4 there is no twin/),
    expect.stringMatching(/^5 is fed by the source "plc"/),
    expect.stringMatching(/^7 .*ISO 8601/),
  ]);
  expect(Array.from(batch.values.subarray(0, 2))).toEqual([1, Number.NaN]);
  expect(source.status()).toMatchObject({ samplesTotal: 2, rejectedTotal: 6, signals: 1 });
});

it('C24 what is pushed in a unit of its own is converted', () => {
  const plant = testPlant({ speed: { range: [0, 100] } });
  const { context } = recorder(plant, '/nowhere');
  const addresses = { speed: { address: 'push', scale: 0.5, offset: 10 } };
  const source = new HttpSource(testDefinition(plant, 'http', {}, addresses), context);
  const { batch } = readPushed(plant, [{ path: 'unit.speed', value: 100 }], [source], () => undefined, 1e12);
  expect(batch.values[0]).toBe(60);
});
