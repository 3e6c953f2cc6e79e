import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Recorder, recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { OutcomeUnknown, WriteRefused } from '../write.ts';

type Answer = (code: number, start: number, count: number) => number[] | { exception: number } | undefined;

interface Device {
  port: number;
  /** `function:start+count` of every request. */
  asked: string[];
  /** Requests to write, hex from the function code on. */
  written: string[];
  close(): void;
}

/** A device made of bytes: what it answers, and what it was asked, is in the hand of the test. */
async function device(answer: Answer): Promise<Device> {
  const asked: string[] = [];
  const written: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const take = (bytes: Buffer) => {
      const code = bytes[7];
      const start = bytes.readUInt16BE(8);
      const count = bytes.readUInt16BE(10);
      asked.push(`${code}:${start}+${count}`);
      const data = answer(code, start, count);
      if (data === undefined) return;
      // A write is answered with what it began with.
      const isWrite = code === 5 || code === 16;
      if (isWrite) written.push(bytes.subarray(7).toString('hex'));
      const said = isWrite ? [code, ...bytes.subarray(8, 12)] : undefined;
      const pdu =
        'exception' in data ? [code | 0x80, data.exception] : (said ?? [code, data.length, ...data]);
      const head = Buffer.alloc(7);
      head.writeUInt16BE(bytes.readUInt16BE(0), 0);
      head.writeUInt16BE(pdu.length + 1, 4);
      head[6] = bytes[6];
      socket.write(Buffer.concat([head, Buffer.from(pdu)]));
    };
    socket.on('data', (bytes) => {
      // A write may come in one packet with a poll; none is ever cut in two here.
      for (let at = 0; at < bytes.length; ) {
        const end = at + 6 + bytes.readUInt16BE(at + 4);
        take(bytes.subarray(at, end));
        at = end;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    written,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const plant = testPlant({ a: {}, b: {}, c: {} });
let source: Source | undefined;
let peer: Awaited<ReturnType<typeof device>>;
let seen: Recorder;

async function begin(addresses: Record<string, string>, answer: Answer): Promise<Source> {
  peer = await device(answer);
  seen = recorder(plant, '/nowhere');
  const settings = { host: '127.0.0.1', port: String(peer.port), every: '10 ms', timeout: '100 ms' };
  source = createSource(testDefinition(plant, 'modbus', settings, addresses), seen.context);
  await source.start();
  return source;
}
afterEach(async () => {
  await source?.stop();
  peer.close();
});
const last = (name: string) => seen.of(name).at(-1);
const state = () => ({ status: source?.status(), asked: peer.asked.slice(-5), last: seen.samples.slice(-3) });
const zeros = (count: number) => Array.from({ length: count * 2 }, () => 0);

it('C21 a refused address degrades the source and leaves its neighbours alive', async () => {
  const started = await begin({ a: 'holding:0', b: 'holding:1', c: 'holding:4' }, (_code, start, count) =>
    start + count > 4 ? { exception: 2 } : zeros(count).map((_, i) => i),
  );
  await until('values', () => last('b')?.value === 0x0203 && last('c') !== undefined, { state });
  await until('degraded', () => started.status().state === 'degraded', { state });
  expect(last('a')).toMatchObject({ value: 1, quality: 'good' });
  expect(last('c')?.quality).toBe('bad configuration');
  expect(started.status().lastError?.message).toContain(
    'unit.c: the device refuses holding:4 (2, illegal data address)',
  );
  expect(started.status().rejectedTotal).toBe(1);
  expect(peer.asked.slice(0, 3)).toEqual(['3:0+5', '3:0+2', '3:4+1']);
});

it.each([
  [4, 'bad device-failure'],
  [6, 'bad source'],
  [8, 'bad device-failure'],
  [11, 'bad not-connected'],
  [99, 'bad source'],
])('C23 exception %d becomes %s, and values follow when it is over', async (exception, expected) => {
  let fails = true;
  const started = await begin({ a: 'input:7' }, (_code, _start, count) =>
    fails ? { exception } : zeros(count),
  );
  await until('bad', () => last('a')?.quality === expected, { state });
  expect(started.status().lastError?.message).toContain(`exception ${exception}`);
  fails = false;
  await until('good', () => last('a')?.quality === 'good', { state });
});

it('C23 a device that does not answer leaves a gap and is connected to anew', async () => {
  let silent = false;
  await begin({ a: 'coil:3', b: 'discrete:9' }, (_code, _start, count) =>
    silent ? undefined : Array.from({ length: Math.ceil(count / 8) }, () => 0),
  );
  await until('a value', () => last('b')?.value === 0, { state });
  silent = true;
  await until('gaps', () => last('a')?.quality === 'stale not-connected', { state });
  silent = false;
  await until('values', () => last('a')?.value === 0 && last('b')?.value === 0, { state });
});

it('C22 an address that is none is told, the others are read', async () => {
  const started = await begin({ a: 'holding:0', b: 'holding:x' }, (_code, _start, count) => zeros(count));
  await until('a value', () => last('a')?.value === 0, { state });
  await until('degraded', () => started.status().state === 'degraded', { state });
  expect(started.status().lastError?.message).toContain('unit.b: address "holding:x"');
});

describe('writing', () => {
  const APPROVED = { proposal: 'proposal/1', event: 7 };
  const settable = testPlant({
    a: { kind: 'setpoint', range: [0, 100] },
    b: { kind: 'setpoint' },
    c: { kind: 'setpoint' },
  });

  async function writable(addresses: Record<string, string>, answer: Answer): Promise<Source> {
    peer = await device(answer);
    seen = recorder(settable, '/nowhere');
    const settings = { host: '127.0.0.1', port: String(peer.port), every: '10 ms', timeout: '100 ms' };
    source = createSource(testDefinition(settable, 'modbus', settings, addresses), seen.context);
    await source.start();
    await until('values', () => last('a') !== undefined, { state });
    return source;
  }

  it('C9 approved values go out as coils and registers, in the order of bytes of the address', async () => {
    const started = await writable(
      { a: 'holding:10:float32:little-word', b: 'coil:3', c: 'holding:20:int16' },
      (code, _start, count) => (code === 1 ? [0] : zeros(count)),
    );
    const requests = [
      { path: 'unit.a', value: 12.5 },
      { path: 'unit.b', value: true },
      { path: 'unit.c', value: -2 },
    ];
    expect(await started.check?.(requests)).toEqual(
      requests.map(({ path, value }) => ({ path, value: Number(value), faults: [] })),
    );
    expect(peer.written).toEqual([]);
    expect(await started.write?.(requests, APPROVED)).toEqual(
      requests.map(({ path }) => ({ path, written: true })),
    );
    // 12.5 is 4148 0000 as float32, least significant register first.
    expect(peer.written.toSorted()).toEqual(['050003ff00', '10000a00020400004148', '100014000102fffe']);
  });

  it('C18 a fault of one keeps all from the device: bits of registers, tables that only read, ranges', async () => {
    const started = await writable(
      { a: 'holding:0', b: 'holding:1:bit3', c: 'input:0' },
      (_code, _start, count) => zeros(count),
    );
    const refused = await started
      .write?.(
        [
          { path: 'unit.a', value: 200 },
          { path: 'unit.b', value: 1 },
          { path: 'unit.c', value: 1 },
        ],
        APPROVED,
      )
      .catch((error: unknown) => error);
    if (!(refused instanceof WriteRefused)) throw new Error('not refused');
    const faults = refused.checks.map((check) => check.faults.join('; '));
    expect(faults).toEqual([
      expect.stringMatching(/outside the range 0 to 100/),
      expect.stringMatching(/one bit of a register/),
      expect.stringMatching(/input registers are read-only/),
    ]);
    expect(peer.written).toEqual([]);
  });

  it('C9 a device that refuses is an outcome, one that does not answer leaves it unknown', async () => {
    let silent = false;
    const started = await writable({ a: 'holding:0' }, (code, _start, count) =>
      code !== 16 ? zeros(count) : silent ? undefined : { exception: 3 },
    );
    const write = () => started.write?.([{ path: 'unit.a', value: 5 }], APPROVED);
    expect(await write()).toEqual([
      {
        path: 'unit.a',
        written: false,
        message: 'the device refuses: exception 3, illegal data value',
      },
    ]);
    silent = true;
    await expect(write()).rejects.toThrow(OutcomeUnknown);
  });
});
