import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPlantFromDocuments, type Plant, type SourceDefinition } from '@millwright/model';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedBroker } from '../broker/embedded.ts';
import type { BrokerLink } from '../broker/link.ts';
import { startTestServer, TEST_NAMESPACE, type TestServer } from '../opc-ua/test-server.ts';
import {
  browseLevel,
  hearTopics,
  proposeFromTopics,
  readRegisters,
  refusedCertificates,
  trustCertificate,
  tryOut,
} from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-trial-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function made(source: Record<string, unknown>): { plant: Plant; definition: SourceDefinition } {
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', data: { plant: 'trial' } },
    { file: 'types/pump.yaml', data: { type: 'pump', signals: { flow: { unit: 'm3/h' } } } },
    { file: 'twins.yaml', data: { twins: [{ path: 'hall' }, { path: 'hall/p1', type: 'pump' }] } },
    { file: 'sources.yaml', data: { sources: { plc: source } } },
  ]);
  if (plant === undefined) throw new Error(faults[0].message);
  return { plant, definition: plant.sources[0] };
}

function contextOf(plant: Plant) {
  return { plant, clock: Date.now, folder: join(folder, 'plc'), log: () => {}, environment: {} };
}

describe('OPC UA', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      folder,
      build(namespace, space) {
        const pump = namespace.addObject({ browseName: 'Pump', organizedBy: space.rootFolder.objects });
        const add = (browseName: string, dataType: string, value: object) =>
          namespace.addVariable({
            componentOf: pump,
            browseName,
            nodeId: `s=${browseName}`,
            dataType,
            value,
          });
        add('flow', 'Double', { dataType: 'Double', value: 42.5 });
        add('name', 'String', { dataType: 'String', value: 'P1' });
      },
    });
  }, 30_000);
  afterAll(() => server.stop());

  it('C60 an unknown certificate is shown, and once trusted the source connects and its values are seen', async () => {
    const { plant, definition } = made({
      type: 'opc-ua',
      endpoint: `opc.tcp://127.0.0.1:${server.port}`,
      signals: { 'hall/p1.flow': `nsu=${TEST_NAMESPACE};s=flow` },
    });
    const context = contextOf(plant);
    const refused = await tryOut(definition, context);
    expect(refused).toMatchObject({ ok: false, state: 'failed', heard: 0 });
    const [certificate] = await refusedCertificates(context.folder);
    expect(refused.problem).toContain(certificate.thumbprint);
    expect(await trustCertificate(context.folder, 'f'.repeat(40))).toBe(false);
    expect(await trustCertificate(context.folder, certificate.thumbprint)).toBe(true);
    const trusted = await tryOut(definition, context);
    expect(trusted).toMatchObject({ ok: true, signals: 1, heard: 1 });
    expect(trusted.samples).toMatchObject([{ path: 'hall/p1.flow', value: 42.5, quality: 0 }]);
  }, 30_000);

  it('C60 the address space is opened level by level, with values; what is no number is told', async () => {
    const { plant, definition } = made({
      type: 'opc-ua',
      endpoint: `opc.tcp://127.0.0.1:${server.port}`,
      trust: [server.certificateFile],
    });
    const top = await browseLevel(definition, contextOf(plant));
    const pump = top.find(({ name }) => name === 'Pump');
    expect(pump?.kind).toBe('object');
    const inside = await browseLevel(definition, contextOf(plant), pump?.address);
    expect(inside).toEqual([
      {
        address: `nsu=${TEST_NAMESPACE};s=flow`,
        name: 'flow',
        label: 'flow',
        kind: 'variable',
        value: '42.5',
        usable: true,
      },
      {
        address: `nsu=${TEST_NAMESPACE};s=name`,
        name: 'name',
        label: 'name',
        kind: 'variable',
        value: 'P1',
        usable: false,
      },
    ]);
  }, 30_000);

  it('C60 nobody there: the reason comes within the time given', async () => {
    const { plant, definition } = made({ type: 'opc-ua', endpoint: 'opc.tcp://127.0.0.1:1' });
    const trial = await tryOut(definition, contextOf(plant), { timeout: 5000 });
    expect(trial.ok).toBe(false);
    expect(trial.problem).toMatch(/cannot connect|ECONNREFUSED/);
  }, 30_000);
});

describe('Modbus', () => {
  let server: Server;
  let port = 0;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    // A device of four registers: 0x4228 0x0000 is the float 42, then 7 and 8.
    const registers = [0x4228, 0, 7, 8];
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', (request) => {
        const start = request.readUInt16BE(8);
        const count = request.readUInt16BE(10);
        const data = registers.slice(start, start + count).flatMap((word) => [word >> 8, word & 255]);
        const pdu =
          start + count > registers.length ? [request[7] | 0x80, 2] : [request[7], data.length, ...data];
        const head = Buffer.from(request.subarray(0, 7));
        head.writeUInt16BE(pdu.length + 1, 4);
        socket.write(Buffer.concat([head, Buffer.from(pdu)]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') port = address.port;
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  it('C61 registers are read once, in the ways that make sense', async () => {
    const { definition } = made({ type: 'modbus', host: '127.0.0.1', port });
    const found = await readRegisters(definition, { table: 'holding', offset: 0, count: 4 });
    expect(found).toHaveLength(4);
    expect(found[0].readings).toContainEqual({ address: 'holding:0:float32:big', value: 42 });
    expect(found[3].readings).toEqual([
      { address: 'holding:3:uint16', value: 8 },
      { address: 'holding:3:int16', value: 8 },
    ]);
    // A device that ends earlier is read as far as it goes.
    expect(await readRegisters(definition, { table: 'holding', offset: 2, count: 9 })).toHaveLength(2);
    await expect(readRegisters(definition, { table: 'holding', offset: 9, count: 1 })).rejects.toThrow(
      /exception 2/,
    );
  });

  it('C60 a device is tried out with its mappings', async () => {
    const { plant, definition } = made({
      type: 'modbus',
      host: '127.0.0.1',
      port,
      every: '50 ms',
      signals: { 'hall/p1.flow': 'holding:0:float32' },
    });
    expect(await tryOut(definition, contextOf(plant))).toMatchObject({
      ok: true,
      samples: [{ path: 'hall/p1.flow', value: 42 }],
    });
  });
});

describe('MQTT', () => {
  let broker: BrokerLink;
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve, reject) => {
      void openEmbeddedBroker(
        { broker: 'embedded', host: '127.0.0.1', port: 0, filters: ['#'] },
        {
          message: () => {},
          up: (endpoint) => {
            url = endpoint;
            resolve();
          },
          down: (reason) => reject(new Error(reason)),
        },
      ).then((link) => {
        broker = link;
      });
    });
  });
  afterAll(() => broker.close());

  it('C62 topics are listened to, and types and twins proposed from their numbers', async () => {
    const { plant, definition } = made({ type: 'mqtt', broker: url });
    const speaker = mqtt.connect(url);
    const speak = setInterval(() => {
      speaker.publish('hall/p1/state', JSON.stringify({ time: 1, flow: 12.5, on: true, note: 'x' }));
      speaker.publish('hall/p2/state', JSON.stringify({ time: 1, flow: 13, on: false }));
      speaker.publish('hall/temperature', '21.5');
      speaker.publish('hall/log', 'hello');
    }, 100);
    try {
      expect((await tryOut(definition, contextOf(plant))).ok).toBe(true);
      const topics = await hearTopics(definition, { seconds: 1 });
      expect(topics.map(({ topic }) => topic)).toEqual([
        'hall/log',
        'hall/p1/state',
        'hall/p2/state',
        'hall/temperature',
      ]);
      expect(topics[1].values).toEqual([
        { pointer: '/flow', value: 12.5 },
        { pointer: '/on', value: true },
      ]);
      const { documents, notes } = await proposeFromTopics(topics, definition);
      const all = documents.map(({ yaml }) => yaml).join('\n');
      for (const text of [
        'hall/p1.flow: hall/p1/state#/flow',
        'hall/p2.on: hall/p2/state#/on',
        'hall.temperature: hall/temperature',
      ])
        expect(all).toContain(text);
      expect(notes).toContain('1 topics held no number and were left out');
    } finally {
      clearInterval(speak);
      speaker.end(true);
    }
  });

  it('C60 a port in use is told for our own broker', async () => {
    const { plant, definition } = made({ type: 'mqtt', broker: 'embedded', port: Number(new URL(url).port) });
    expect(await tryOut(definition, contextOf(plant))).toMatchObject({
      ok: false,
      problem: expect.stringContaining('is in use'),
    });
  });
});
