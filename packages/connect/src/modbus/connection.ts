/** One connection to a Modbus TCP device: opening, reading, and what went wrong in types the poller can tell apart. */
import modbus from 'modbus-serial';
import { type Block, isBits } from './blocks.ts';
import type { ModbusWrite } from './write.ts';

// The package is CommonJS whose class is the property `default`.
const ModbusClient = modbus.default;

/** The device answered with an exception. */
export class ModbusException extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`Modbus exception ${code}`);
    this.name = 'ModbusException';
    this.code = code;
  }
}

/** The device did not answer in time; a late answer is discarded by its transaction number. */
export class ModbusTimeout extends Error {
  constructor(timeout: number) {
    super(`the device did not answer within ${timeout} ms`);
    this.name = 'ModbusTimeout';
  }
}

interface Where {
  host: string;
  port: number;
  unit: number;
  timeout: number;
}

export class ModbusConnection {
  /** Aborted when the connection has ended, for whatever reason. */
  readonly closed: AbortSignal;
  #client: InstanceType<typeof ModbusClient>;
  #where: Where;
  #close: AbortController;

  /** Connects within the time-out. Rejects with the reason; no socket is left open then. */
  static async open(where: Where, signal: AbortSignal): Promise<ModbusConnection> {
    const client = new ModbusClient();
    const close = new AbortController();
    client.setID(where.unit);
    client.setTimeout(where.timeout);
    client.on('close', () => close.abort());
    client.on('error', () => close.abort());
    try {
      await within(client.connectTCP(where.host, { port: where.port }), where.timeout, signal);
    } catch (error) {
      client.destroy(() => {});
      throw new Error(`cannot connect to ${where.host}:${where.port}: ${messageOf(error)}`);
    }
    return new ModbusConnection(client, where, close);
  }

  private constructor(client: InstanceType<typeof ModbusClient>, where: Where, close: AbortController) {
    this.#client = client;
    this.#where = where;
    this.#close = close;
    this.closed = close.signal;
  }

  /** Reads a block: two bytes per register, or one boolean per bit. Rejects with ModbusException, ModbusTimeout or Error. */
  async read(block: Block): Promise<Uint8Array | boolean[]> {
    try {
      const answer = await within(this.#request(block), this.#where.timeout * 2, this.closed);
      if (isBits(block.table)) {
        if (answer.data.length < block.length) {
          throw new Error(`answer of ${answer.data.length} bits to a read of ${block.length}`);
        }
        return answer.data.map((bit) => bit === true);
      }
      if (answer.buffer.length !== block.length * 2) {
        throw new Error(`answer of ${answer.buffer.length} bytes to a read of ${block.length} registers`);
      }
      return answer.buffer;
    } catch (error) {
      throw this.#named(error);
    }
  }

  /**
   * Writes one coil (function 5) or registers (function 16). Rejects with ModbusException where the device refuses, with
   * ModbusTimeout or Error where nobody knows whether it took them.
   */
  async write({ table, offset, words }: ModbusWrite): Promise<void> {
    try {
      await within<unknown>(
        table === 'coil'
          ? this.#client.writeCoil(offset, words[0] === 1)
          : this.#client.writeRegisters(offset, words),
        this.#where.timeout * 2,
        this.closed,
      );
    } catch (error) {
      throw this.#named(error);
    }
  }

  /** Ends the connection at once. */
  close(): void {
    this.#close.abort();
    this.#client.destroy(() => {});
  }

  #named(error: unknown): Error {
    const code = fieldOf(error, 'modbusCode');
    if (typeof code === 'number') return new ModbusException(code);
    if (fieldOf(error, 'errno') === 'ETIMEDOUT') return new ModbusTimeout(this.#where.timeout);
    return new Error(`${this.#where.host}:${this.#where.port}: ${messageOf(error)}`);
  }

  #request({ table, start, length }: Block): Promise<{ data: readonly unknown[]; buffer: Buffer }> {
    switch (table) {
      case 'holding':
        return this.#client.readHoldingRegisters(start, length);
      case 'input':
        return this.#client.readInputRegisters(start, length);
      case 'coil':
        return this.#client.readCoils(start, length);
      case 'discrete':
        return this.#client.readDiscreteInputs(start, length);
    }
  }
}

/** The promise, or a rejection when the time is up or the signal is aborted: the library answers neither by itself. */
function within<T>(promise: Promise<T>, ms: number, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => () => {
      end();
      reject(new Error(why));
    };
    const aborted = fail('the connection was closed');
    const timer = setTimeout(fail(`no answer within ${ms} ms`), ms);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
    };
    if (signal.aborted) return aborted();
    signal.addEventListener('abort', aborted);
    promise.then(
      (value) => {
        end();
        resolve(value);
      },
      (error) => {
        end();
        reject(error);
      },
    );
  });
}

function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

function messageOf(error: unknown): string {
  const message = fieldOf(error, 'message');
  return typeof message === 'string' && message !== '' ? message : String(error);
}
