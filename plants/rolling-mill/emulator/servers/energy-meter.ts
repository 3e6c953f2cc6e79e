/**
 * The energy meter as a Modbus TCP device, unit 1: holding registers, big-endian, most significant word first.
 *
 * | register | quantity | format |
 * |---|---|---|
 * | 0 | active power, kW | float32 |
 * | 2 | reactive power, kvar | float32 |
 * | 4 | power factor | float32 |
 * | 6 | active energy, kWh | float64 |
 * | 10 | line voltage, V | float32 |
 * | 12 | line current, A | float32 |
 * | 14 | frequency, Hz | float32 |
 */
import { createServer, type Server } from 'node:net';
import { ServerTCP } from 'modbus-serial';
import type { Output } from '../outputs.ts';

/** Quantity to register; the energy is a float64. */
const REGISTERS: Readonly<Record<string, number>> = {
  activePower: 0,
  reactivePower: 2,
  powerFactor: 4,
  energy: 6,
  voltage: 10,
  current: 12,
  frequency: 14,
};
const COUNT = 16;

/** Starts the device on `host:port` (0: any free port) and returns the port, a way to write readings, and stop. */
export async function startEnergyMeter(outputs: readonly Output[], host: string, port: number) {
  const image = Buffer.alloc(COUNT * 2);
  const free = port === 0 ? await freePort(host) : port;
  const server = new ServerTCP(
    {
      getHoldingRegister: (address: number) => register(image, address),
      getMultipleHoldingRegisters: (address: number, length: number) =>
        Array.from({ length }, (_, i) => register(image, address + i)),
    },
    { host, port: free, unitID: 1 },
  );
  await new Promise<void>((resolve, reject) => {
    server.on('initialized', () => resolve());
    server.on('serverError', (error) => reject(error instanceof Error ? error : new Error(String(error))));
  });
  // A client that goes away in the middle of an answer is no concern of the meter.
  server.on('socketError', () => undefined);
  const write = (index: number, value: number) => {
    const { signal } = outputs[index];
    const offset = REGISTERS[signal] * 2;
    if (signal === 'energy') image.writeDoubleBE(value, offset);
    else image.writeFloatBE(value, offset);
  };
  return { port: free, write, stop: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

function register(image: Buffer, address: number): number {
  if (address < 0 || address >= COUNT) {
    // modbusErrorCode 2: illegal data address.
    throw Object.assign(new Error(`register ${address} does not exist; 0 to ${COUNT - 1} do`), {
      modbusErrorCode: 2,
    });
  }
  return image.readUInt16BE(address * 2);
}

/** The library does not tell which port it got for 0. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe: Server = createServer();
    probe.on('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
