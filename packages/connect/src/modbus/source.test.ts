import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Recorder, recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';

type Answer = (code: number, start: number, count: number) => number[] | { exception: number } | undefined;

/** A device made of bytes: what it answers, and what it was asked, is in the hand of the test. */
async function device(answer: Answer): Promise<{ port: number; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      // One request per packet: the source waits for each answer.
      const code = bytes[7];
      const start = bytes.readUInt16BE(8);
      const count = bytes.readUInt16BE(10);
      asked.push(`${code}:${start}+${count}`);
      const data = answer(code, start, count);
      if (data === undefined) return;
      const pdu = 'exception' in data ? [code | 0x80, data.exception] : [code, data.length, ...data];
      const head = Buffer.alloc(7);
      head.writeUInt16BE(bytes.readUInt16BE(0), 0);
      head.writeUInt16BE(pdu.length + 1, 4);
      head[6] = bytes[6];
      socket.write(Buffer.concat([head, Buffer.from(pdu)]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
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
