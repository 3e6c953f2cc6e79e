import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Aedes } from 'aedes';
import modbus from 'modbus-serial';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import { AttributeIds, MessageSecurityMode, OPCUAClient, SecurityPolicy } from 'node-opcua-client';
import { DataType } from 'node-opcua-variant';
import sparkplug from 'sparkplug-payload';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendFault } from './fault-channel.ts';
import { faultCommand } from './line/faults.ts';

/** The class is on `default` for types and at run time alike. */
const ModbusClient = modbus.default;
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const FAULT = fileURLToPath(new URL('./fault.ts', import.meta.url));
const codec = sparkplug.get('spBv1.0');

let folder: string;
let broker: Aedes;
let tcp: Server;
let emulator: ChildProcess;
let ports: { plc: number; energy: number };
/** Newest message per topic, and how often each topic came. */
const messages = new Map<string, { payload: Buffer; count: number }>();

/** Waits until `check` gives a value; fails after `limit` ms. */
async function until<T>(
  check: () => T | undefined | false | Promise<T | undefined | false>,
  limit = 20_000,
): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end)
      throw new Error(`waited ${limit} ms in vain; topics seen: ${[...messages.keys()].join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mill-'));
  broker = await Aedes.createBroker();
  tcp = createServer(broker.handle).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  broker.on('publish', (packet) => {
    if (!packet.topic.startsWith('spBv1.0/')) return;
    const count = (messages.get(packet.topic)?.count ?? 0) + 1;
    messages.set(packet.topic, { payload: Buffer.from(packet.payload), count });
  });
  const { port } = tcp.address() as AddressInfo;
  emulator = fork(MAIN, {
    env: {
      ...process.env,
      MILL_OPCUA_PORT: '0',
      MILL_MODBUS_PORT: '0',
      MILL_MQTT_PORT: String(port),
      MILLWRIGHT_DATA: folder,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = await once(emulator, 'message');
  expect(message).toMatchObject({ type: 'ready' });
  ({ ports } = message as { ports: typeof ports });
}, 60_000);

afterAll(async () => {
  if (emulator.exitCode === null) emulator.kill('SIGKILL');
  await new Promise<void>((resolve) => broker.close(() => resolve()));
  tcp.close();
  await rm(folder, { recursive: true, force: true });
});

async function energy(): Promise<{ power: number; energy: number }> {
  const client = new ModbusClient();
  try {
    await client.connectTCP('127.0.0.1', { port: ports.energy });
    client.setID(1);
    client.setTimeout(2000);
    const { buffer } = await client.readHoldingRegisters(0, 16);
    return { power: buffer.readFloatBE(0), energy: buffer.readDoubleBE(12) };
  } finally {
    client.close(() => undefined);
  }
}

function certificates(): OPCUACertificateManager {
  return new OPCUACertificateManager({
    rootFolder: join(folder, 'client'),
    automaticallyAcceptUnknownCertificate: true,
    disableFileWatchers: true,
  });
}

describe('the emulator process', () => {
  it('P8 the controller answers over OPC UA, signed and encrypted, with units, ranges and source times', async () => {
    const client = OPCUAClient.create({
      endpointMustExist: false,
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy: SecurityPolicy.Basic256Sha256,
      clientCertificateManager: certificates(),
      connectionStrategy: { maxRetry: 2, initialDelay: 100 },
    });
    try {
      await client.connect(`opc.tcp://127.0.0.1:${ports.plc}`);
      const pinned = await readFile(join(folder, 'certificate.pem'), 'utf8');
      expect(pinned).toContain('BEGIN CERTIFICATE');
      const session = await client.createSession();
      const table = await session.readNamespaceArray();
      const ns = table.indexOf('urn:millwright:rolling-mill');
      expect(ns).toBeGreaterThan(0);
      const read = (id: string) =>
        session.read({ nodeId: `ns=${ns};s=${id}`, attributeId: AttributeIds.Value });
      const force = await read('mill/stand3.force');
      expect(force.statusCode.isGood()).toBe(true);
      expect(force.value.value).toBeGreaterThan(3000);
      expect(Math.abs(Date.now() - (force.sourceTimestamp?.getTime() ?? 0))).toBeLessThan(10_000);
      expect((await read('mill.state')).value.value).toBe(3);
      const parts = await session.browse(`ns=${ns};s=mill/stand3.force`);
      const names = parts.references?.map((reference) => reference.browseName.name) ?? [];
      expect(names).toEqual(expect.arrayContaining(['EURange', 'EngineeringUnits']));
      const machines = await session.browse(`ns=${ns};s=mill/stand3`);
      const below = machines.references?.map((reference) => reference.browseName.name) ?? [];
      expect(below).toEqual(expect.arrayContaining(['motor', 'gearbox', 'cylinderOperator', 'force']));
      await session.close();
    } finally {
      await client.disconnect();
    }
  });

  it('P11 the run speed can be written within its range, and nothing else can be written', async () => {
    const client = OPCUAClient.create({
      endpointMustExist: false,
      securityMode: MessageSecurityMode.SignAndEncrypt,
      securityPolicy: SecurityPolicy.Basic256Sha256,
      clientCertificateManager: certificates(),
      connectionStrategy: { maxRetry: 2, initialDelay: 100 },
    });
    try {
      await client.connect(`opc.tcp://127.0.0.1:${ports.plc}`);
      const session = await client.createSession();
      const ns = (await session.readNamespaceArray()).indexOf('urn:millwright:rolling-mill');
      const node = (id: string) => ({ nodeId: `ns=${ns};s=${id}`, attributeId: AttributeIds.Value });
      const write = async (id: string, value: number) =>
        (await session.write({ ...node(id), value: { value: { dataType: DataType.Double, value } } })).name;
      const read = async (id: string): Promise<unknown> => (await session.read(node(id))).value.value;
      expect(await write('mill.runSpeedSetpoint', 5000)).toBe('BadOutOfRange');
      expect(await write('mill.lineSpeed', 600)).toBe('BadNotWritable');
      expect(await write('mill.runSpeedSetpoint', 600)).toBe('Good');
      await until(async () => Math.abs(Number(await read('mill.lineSpeed')) - 600) < 15);
      // The schedule of the coil is slower than what is asked for: the mill shows what it does.
      expect(await write('mill.runSpeedSetpoint', 1000)).toBe('Good');
      await until(async () => Math.abs(Number(await read('mill.runSpeedSetpoint')) - 840) < 1);
      await session.close();
    } finally {
      await client.disconnect();
    }
  });

  it('P8 an unencrypted OPC UA connection finds no endpoint', async () => {
    const client = OPCUAClient.create({
      endpointMustExist: false,
      clientCertificateManager: certificates(),
      connectionStrategy: { maxRetry: 0 },
    });
    try {
      await client.connect(`opc.tcp://127.0.0.1:${ports.plc}`);
      const endpoints = await client.getEndpoints();
      expect(endpoints.length).toBeGreaterThan(0);
      for (const { securityMode } of endpoints) expect(securityMode).toBe(MessageSecurityMode.SignAndEncrypt);
    } finally {
      await client.disconnect();
    }
  });

  it('P8 the meter answers over Modbus and refuses registers it does not have', async () => {
    const { power, energy: total } = await energy();
    expect(power).toBeGreaterThan(1000);
    expect(power).toBeLessThan(40_000);
    expect(total).toBeGreaterThan(48e6);
    const client = new ModbusClient();
    await client.connectTCP('127.0.0.1', { port: ports.energy });
    client.setID(1);
    await expect(client.readHoldingRegisters(400, 2)).rejects.toThrow();
    client.close(() => undefined);
  });

  it('P8 bearing monitors are born with names, send data by alias in sequence, and are born again when asked', async () => {
    const birth = await until(() => messages.get('spBv1.0/rolling-mill/DBIRTH/stand3/bearingTopDrive'));
    const metrics = codec?.decodePayload(birth.payload).metrics ?? [];
    expect(metrics.map(({ name }) => name)).toEqual(['vibration', 'acceleration', 'temperature']);
    expect(Number(metrics[0].value)).toBeGreaterThan(5);
    const data = await until(() => messages.get('spBv1.0/rolling-mill/DDATA/stand3/bearingTopDrive'));
    const sent = codec?.decodePayload(data.payload).metrics ?? [];
    expect(sent.length).toBeGreaterThan(0);
    for (const metric of sent) {
      expect(metric.name ?? '').toBe('');
      expect(metrics.map(({ alias }) => Number(alias))).toContain(Number(metric.alias));
    }
    const topic = 'spBv1.0/rolling-mill/NBIRTH/stand3';
    const before = messages.get(topic)?.count ?? 0;
    const request = codec?.encodePayload({
      timestamp: Date.now(),
      metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }],
    });
    await new Promise<void>((resolve, reject) =>
      broker.publish(
        {
          cmd: 'publish',
          topic: 'spBv1.0/rolling-mill/NCMD/stand3',
          payload: Buffer.from(request ?? []),
          qos: 0,
          retain: false,
          dup: false,
        },
        (error) => (error ? reject(error) : resolve()),
      ),
    );
    await until(() => (messages.get(topic)?.count ?? 0) > before);
  });

  it('P9 the fault command reaches the emulator through its folder, and a wrong one is explained', async () => {
    const environment = { ...process.env, MILLWRIGHT_DATA: folder };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [FAULT, 'coolant', 'stand2'], { env: environment });
    expect(stdout).toBe('coolant at stand2: on\n');
    await expect(run(process.execPath, [FAULT, 'coolant', 'stand7'], { env: environment })).rejects.toThrow(
      /can hit: stand1/,
    );
    await expect(sendFault(join(folder, 'elsewhere'), faultCommand('coolant', true, ''))).rejects.toThrow(
      /Start the plant/,
    );
  });

  it('P7 a lost connection refuses its peers until it is switched off', async () => {
    emulator.send({ type: 'fault', name: 'lost-connection', machine: 'energy' });
    await until(() =>
      energy().then(
        () => false,
        () => true,
      ),
    );
    emulator.send({ type: 'fault', name: 'lost-connection', on: false });
    const { power } = await until(() => energy().catch(() => undefined));
    expect(power).toBeGreaterThan(1000);
    await sendFault(folder, faultCommand('lost-connection', true, 'condition-monitoring'));
    await until(() => messages.get('spBv1.0/rolling-mill/NDEATH/stand3'));
    const births = messages.get('spBv1.0/rolling-mill/NBIRTH/stand3')?.count ?? 0;
    await sendFault(folder, faultCommand('lost-connection', false, undefined));
    await until(() => (messages.get('spBv1.0/rolling-mill/NBIRTH/stand3')?.count ?? 0) > births);
  });

  it('P10 the emulator ends by itself when its parent goes away', async () => {
    const exited = once(emulator, 'exit');
    emulator.disconnect();
    const [code] = await exited;
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'faults.sock'))).toBe(false);
  });
});
