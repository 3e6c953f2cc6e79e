import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DataType, type StatusCode, StatusCodes, VariantArrayType } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Link } from '../conformance-link.ts';
import { type Recorder, recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { WriteRefused } from '../write.ts';

const APPROVED = { proposal: 'proposal/1', event: 7 };

import { startTestServer, TEST_NAMESPACE, type TestServer, type TestVariable } from './test-server.ts';
import { thumbprint } from './trust.ts';

const MANY = 45;
const plant = testPlant({
  speed: { range: [0, 3000], kind: 'setpoint' },
  count: { kind: 'setpoint' },
  reading: { kind: 'setpoint' },
  profile: {},
  wide: {},
  ...Object.fromEntries(Array.from({ length: MANY }, (_, i) => [`many${i}`, {}])),
});
let folder: string;
let server: TestServer;
let link: Link;
let variables: Record<string, TestVariable>;
let source: Source | undefined;
let seen: Recorder;
let clients = 0;
let writes = 0;

const start = (port: number, before: readonly string[] = []) =>
  startTestServer({
    folder,
    port,
    before,
    allowNone: true,
    build: (namespace, space) => {
      const machine = namespace.addObject({ browseName: 'Machine', organizedBy: space.rootFolder.objects });
      const add = (name: string, dataType: string, accessLevel: string, rank = -1) => {
        const variable = namespace.addVariable({
          componentOf: machine,
          browseName: name,
          nodeId: `s=${name}`,
          dataType,
          valueRank: rank,
          minimumSamplingInterval: 10,
          accessLevel,
        });
        variables[name] = variable;
        return variable;
      };
      const both = 'CurrentRead | CurrentWrite';
      variables = {};
      add('speed', 'Double', both).setValueFromSource({ dataType: DataType.Double, value: 100 });
      add('count', 'Byte', both).setValueFromSource({ dataType: DataType.Byte, value: 1 });
      add('reading', 'Double', 'CurrentRead').setValueFromSource({ dataType: DataType.Double, value: 1 });
      add('profile', 'Double', 'CurrentRead', 1).setValueFromSource({
        dataType: DataType.Double,
        arrayType: VariantArrayType.Array,
        value: new Float64Array([1, 2, 3]),
      });
      add('wide', 'Int64', 'CurrentRead').setValueFromSource({
        dataType: DataType.Int64,
        arrayType: VariantArrayType.Scalar,
        value: [0xffff_ffff, 0xffff_fffe],
      });
      for (let i = 0; i < MANY; i++) {
        add(`many${i}`, 'Double', 'CurrentRead').setValueFromSource({ dataType: DataType.Double, value: i });
      }
    },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-opc-ua-'));
  server = await start(0);
  link = await Link.open(() => server.port);
});
afterEach(async () => {
  link.pass();
  await source?.stop();
  source = undefined;
});
afterAll(async () => {
  await link?.close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const address = (name: string) => `nsu=${TEST_NAMESPACE};s=${name}`;
const begin = async (
  settings: object,
  names: readonly string[] = ['speed'],
  client = `client${clients++}`,
) => {
  seen = recorder(plant, join(folder, client));
  const definition = testDefinition(
    plant,
    'opc-ua',
    { endpoint: `opc.tcp://127.0.0.1:${link.port}`, sampling: '10 ms', publishing: '20 ms', ...settings },
    Object.fromEntries(names.map((name) => [name, address(name)])),
  );
  source = createSource(definition, seen.context);
  await source.start();
  return source;
};
const state = () => ({ status: source?.status(), last: seen.samples.slice(-3) });
const trusted = () => ({ trust: [server.certificateFile] });
const last = (name: string) => seen.of(name).at(-1);

describe('trust', () => {
  it('C10 an unknown certificate is rejected with what to do; moving its file to the trusted folder heals it', async () => {
    const started = await begin({}, ['speed'], 'stranger');
    await until('failed', () => started.status().state === 'failed', { state });
    const message = started.status().lastError?.message ?? '';
    const print = thumbprint(new X509Certificate(await readFile(server.certificateFile)).raw);
    expect(message).toContain('is not trusted');
    expect(message).toContain(print);
    const pki = join(folder, 'stranger', 'pki');
    const [file] = await readdir(join(pki, 'rejected'));
    expect(message).toContain(join(pki, 'rejected', file));
    expect(message).toContain(join(pki, 'trusted', 'certs'));
    expect(seen.samples).toEqual([]);
    await rename(join(pki, 'rejected', file), join(pki, 'trusted', 'certs', basename(file)));
    await until('connected', () => started.status().state === 'connected', { state });
    await until('a value', () => last('speed')?.value === 100, { state });
  });

  it('C10 a thumbprint in `trust` is enough, with colons too', async () => {
    const print = thumbprint(new X509Certificate(await readFile(server.certificateFile)).raw).toUpperCase();
    const started = await begin({ trust: [print.replaceAll(/(..)(?=.)/g, '$1:')] });
    await until('connected', () => started.status().state === 'connected', { state });
  });

  it('C10 an unreadable file in `trust` is named, and does not open the door', async () => {
    const started = await begin({ trust: ['missing.pem'] });
    await until('failed', () => started.status().state === 'failed', { state });
    expect(seen.logs.map((one) => one.message).join('\n')).toContain(
      '/nowhere/missing.pem cannot be read as a certificate',
    );
  });

  it('C10 the own certificate is made once', async () => {
    const first = await begin(trusted(), ['speed'], 'once');
    await until('connected', () => first.status().state === 'connected', { state });
    await first.stop();
    const file = join(folder, 'once', 'pki', 'own', 'certs', 'certificate.pem');
    const { mtimeMs } = await stat(file);
    const second = await begin(trusted(), ['speed'], 'once');
    await until('connected', () => second.status().state === 'connected', { state });
    expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  });

  it('C11 None needs an explicit word, and never carries a password', async () => {
    const open = await begin({ security: { policy: 'None' } });
    await until('connected', () => open.status().state === 'connected', { state });
    await open.stop();
    const before = link.forwarded;
    const leaky = await begin({ security: { policy: 'None' }, user: 'operator', password: 'secret' });
    await until('failed', () => leaky.status().state === 'failed', { state });
    expect(leaky.status().lastError?.message).toMatch(/never sent over policy None/);
    expect(leaky.status().lastError?.message).not.toContain('secret');
    expect(link.forwarded).toBe(before);
  });

  it('C11 a refused user is told', async () => {
    const started = await begin({ ...trusted(), user: 'nobody', password: 'wrong' });
    await until('failed', () => started.status().state === 'failed', { state });
    expect(started.status().lastError?.message).toContain('nobody');
  });
});

describe('values', () => {
  it('C12 items are created within the limits of the server, and all arrive', async () => {
    const names = Array.from({ length: MANY }, (_, i) => `many${i}`);
    const started = await begin(trusted(), names);
    await until('all values', () => names.every((name, i) => last(name)?.value === i), { state });
    expect(started.status().rejectedTotal).toBe(0);
  });

  it('C13 arrays are refused once per address; 64-bit integers are read', async () => {
    const started = await begin(trusted(), ['profile', 'wide']);
    await until('degraded', () => started.status().state === 'degraded', { state });
    expect(started.status().lastError?.message).toContain('unit.profile: an array of Double');
    expect(last('profile')?.quality).toBe('bad wrong-type');
    await until('the wide value', () => last('wide')?.value === -2, { state });
  });

  it('C14 status codes become quality and reason', async () => {
    await begin(trusted(), ['reading']);
    await until('a value', () => last('reading')?.value === 1, { state });
    const send = async (value: number, code: StatusCode, expected: string) => {
      variables.reading.setValueFromSource({ dataType: DataType.Double, value }, code);
      await until(expected, () => last('reading')?.quality === expected && last('reading')?.value === value, {
        state,
      });
    };
    await send(2, StatusCodes.UncertainLastUsableValue, 'uncertain constant');
    await send(3, StatusCodes.BadSensorFailure, 'bad device-failure');
    await send(4, StatusCodes.BadOutOfService, 'bad out-of-service');
    await send(5, StatusCodes.Good, 'good');
  });

  it('C15 what the server lost from its queue shows as overflow', async () => {
    await begin({ ...trusted(), queue: 2, publishing: '500 ms' }, ['reading']);
    await until('a value', () => seen.of('reading').length > 0, { state });
    let value = 1_000;
    const feeding = setInterval(() => {
      variables.reading.setValueFromSource({ dataType: DataType.Double, value: value++ });
    }, 15);
    await until('overflow', () => seen.of('reading').some((one) => one.quality === 'good overflow'), {
      state,
    }).finally(() => clearInterval(feeding));
  });

  it('C16 a value that did not change during a break is known again after it, later than the gap', async () => {
    await begin(trusted(), ['speed']);
    await until('a value', () => last('speed')?.value === 100, { state });
    link.drop();
    await until('the gap', () => last('speed')?.quality === 'stale not-connected', { state });
    const gap = last('speed')?.time ?? 0;
    await until('the value again', () => last('speed')?.value === 100, { state });
    expect(last('speed')?.time).toBeGreaterThan(gap);
  });

  it('C17 a namespace that moves to another index is found again', async () => {
    const started = await begin(trusted(), ['speed']);
    await until('a value', () => last('speed')?.value === 100, { state });
    const { port } = server;
    await server.stop();
    server = await start(port, ['urn:test:newcomer', 'urn:test:another']);
    variables.speed.setValueFromSource({ dataType: DataType.Double, value: 222 });
    await until('the new value', () => last('speed')?.value === 222, { state, deadline: 25_000 });
    await until('connected', () => started.status().state === 'connected', { state });
  });
});

describe('writing', () => {
  it('C18 writes are checked against type, range and access, and one fault keeps all from the server', async () => {
    writes = 0;
    server.server.on('request', (request: { schema: { name: string } }) => {
      if (request.schema.name === 'WriteRequest') writes++;
    });
    const started = await begin(trusted(), ['speed', 'count', 'reading', 'profile']);
    await until('values', () => last('speed') !== undefined, { state });
    const requests = [
      { path: 'unit.speed', value: 50 },
      { path: 'unit.speed', value: 5_000 },
      { path: 'unit.count', value: 300 },
      { path: 'unit.count', value: 1.5 },
      { path: 'unit.reading', value: 2 },
      { path: 'unit.profile', value: 2 },
      { path: 'unit.none', value: 2 },
      { path: 'unit.many0', value: 'fast' },
    ];
    const refused = await started.write?.(requests, APPROVED).catch((error: unknown) => error);
    if (!(refused instanceof WriteRefused)) throw new Error('the write was not refused');
    expect(refused.message).toMatch(/nothing was written/);
    const faults = refused.checks.map((check) => check.faults.join('; '));
    expect(faults[0]).toBe('');
    expect(faults[1]).toMatch(/outside the range 0 to 3000/);
    expect(faults[2]).toMatch(/does not fit/);
    expect(faults[3]).toMatch(/whole numbers/);
    expect(faults[4]).toMatch(/read-only/);
    expect(faults[5]).toMatch(/holds an array/);
    expect(faults[6]).toMatch(/no such signal/);
    expect(faults[7]).toMatch(/"fast" is no number/);
    expect(writes).toBe(0);
    expect(variables.speed.readValue().value.value).not.toBe(50);
    expect((await started.check?.(requests))?.map(({ faults }) => faults.length > 0)).toEqual([
      ...[false, true, true, true, true, true, true, true],
    ]);
    expect(writes).toBe(0);
  });

  it('C9 what was approved is written in the unit and type of the node, and comes back as a sample', async () => {
    const started = await begin(trusted(), ['speed', 'count']);
    await until('values', () => last('count') !== undefined, { state });
    const requests = [
      { path: 'unit.speed', value: 750.5 },
      { path: 'unit.count', value: 200 },
    ];
    await expect(started.write?.(requests, { proposal: '', event: 1 })).rejects.toThrow(/no approval/);
    expect(await started.write?.(requests, APPROVED)).toEqual([
      { path: 'unit.speed', written: true },
      { path: 'unit.count', written: true },
    ]);
    expect(variables.speed.readValue().value).toMatchObject({ dataType: DataType.Double, value: 750.5 });
    expect(variables.count.readValue().value).toMatchObject({ dataType: DataType.Byte, value: 200 });
    await until('it comes back', () => last('speed')?.value === 750.5 && last('count')?.value === 200, {
      state,
    });
  });
});

describe('addresses', () => {
  it('C19 an unknown node is told with the nearest the server has', async () => {
    seen = recorder(plant, join(folder, `client${clients++}`));
    const settings = { endpoint: `opc.tcp://127.0.0.1:${link.port}`, ...trusted() };
    source = createSource(
      testDefinition(plant, 'opc-ua', settings, { speed: address('sped') }),
      seen.context,
    );
    const started = source;
    await started.start();
    await until('told', () => started.status().rejectedTotal > 0, { state });
    expect(started.status().lastError?.message).toContain(
      `unit.speed: the server does not give ${address('sped')}`,
    );
    expect(started.status().lastError?.message).toContain(`the nearest it has is ${address('speed')}`);
    expect(last('speed')?.quality).toBe('bad configuration');
  });
});
