import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import modbus from 'modbus-serial';
import { type Peer, type PeerSignal, testConformance } from '../conformance.ts';
import { Link } from '../conformance-link.ts';

/** A Modbus TCP device of the library's own server, independent of our addresses and blocks. */
async function openPeer(): Promise<Peer> {
  const registers = new Uint16Array(64);
  const view = new DataView(registers.buffer);
  let server: InstanceType<typeof modbus.ServerTCP> | undefined;
  const port = await freePort();
  const offsets: Record<PeerSignal, number> = { speed: 0, force: 4, mode: 8 };
  const vector = {
    getMultipleHoldingRegisters: (start: number, length: number) => {
      if (start + length > 64) throw Object.assign(new Error('illegal address'), { modbusErrorCode: 2 });
      return Array.from({ length }, (_, i) => view.getUint16((start + i) * 2));
    },
    setRegister: () => {
      throw new Error('a write reached the device');
    },
  };
  const start = () =>
    new Promise<void>((resolve) => {
      server = new modbus.ServerTCP(vector, { host: '127.0.0.1', port, unitID: 1 });
      server.on('initialized', () => resolve());
      server.on('socketError', () => {});
      server.on('serverError', () => {});
      server.on('error', () => {});
    });
  const stop = () => new Promise<void>((resolve) => server?.close(() => resolve()));
  await start();
  const link = await Link.open(() => port);
  return {
    link,
    settings: () => ({ host: '127.0.0.1', port: link.port, unit: 1, every: 20, timeout: 500 }),
    address: (signal) => `holding:${offsets[signal]}:${signal === 'mode' ? 'uint16' : 'float64'}`,
    unknownAddress: 'holding:5000:float32',
    publish: async (signal, value) => {
      if (signal === 'mode') view.setUint16(offsets.mode * 2, value);
      else view.setFloat64(offsets[signal] * 2, value);
    },
    restart: async () => {
      await stop();
      await start();
    },
    close: async () => {
      await link.close();
      await stop();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

testConformance({
  kind: 'modbus',
  open: openPeer,
  flood: 20,
  skip: {
    'wrong-type': 'registers carry no types',
    'duplicate-late': 'Modbus carries no times',
    clock: 'Modbus carries no times',
    skew: 'Modbus carries no times',
  },
});
