/**
 * Modbus TCP: polls one unit of one device at a fixed period.
 *
 * Modbus carries neither times nor quality: samples are stamped with the arrival of the answer, a Modbus exception becomes
 * a bad sample with its reason, a device that does not answer becomes a gap.
 */
import { BAD, quality, type Reason, type SourceDefinition } from '@millwright/model';
import { Backoff, pause } from '../backoff.ts';
import { SignalFeed } from '../feed.ts';
import { durationSetting, numberSetting, SettingsError, textSetting } from '../settings.ts';
import type {
  Source,
  SourceContext,
  SourceStatus,
  WriteAuthority,
  WriteCheck,
  WriteOutcome,
  WriteRequest,
} from '../source.ts';
import { SourceStatistics } from '../statistics.ts';
import { checkWrites, OutcomeUnknown, requireWritable } from '../write.ts';
import { decodeRegisters, parseModbusAddress } from './address.ts';
import { type Block, type BlockItem, planBlocks, splitBlock } from './blocks.ts';
import { ModbusConnection, ModbusException, ModbusTimeout } from './connection.ts';
import { planModbusWrites } from './write.ts';

/** A device that leaves so many requests in a row unanswered is connected to anew. */
const TIMEOUTS_BEFORE_RECONNECT = 2;

/** Modbus exception code to our reason. */
const EXCEPTIONS: Readonly<Record<number, readonly [Reason, string]>> = {
  1: ['configuration', 'illegal function'],
  2: ['configuration', 'illegal data address'],
  3: ['configuration', 'illegal data value'],
  4: ['device-failure', 'server device failure'],
  5: ['source', 'acknowledge'],
  6: ['source', 'server device busy'],
  8: ['device-failure', 'memory parity error'],
  10: ['not-connected', 'gateway path unavailable'],
  11: ['not-connected', 'gateway target device failed to respond'],
};

interface ModbusSettings {
  host: string;
  port: number;
  unit: number;
  every: number;
  timeout: number;
}

export function createModbusSource(definition: SourceDefinition, context: SourceContext): Source {
  return new ModbusSource(definition, context);
}

class ModbusSource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #feed: SignalFeed;
  #blocks: Block[];
  /** Addresses that are none. */
  #faulty = 0;
  /** Slots the device refuses. */
  #refused = new Set<number>();
  #stopping: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #connection: ModbusConnection | undefined;

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    const endpoint = `${textSetting(definition, 'host') ?? ''}:${textSetting(definition, 'port') ?? 502}`;
    this.#statistics = new SourceStatistics(context.clock, endpoint);
    const items: BlockItem[] = [];
    const faults: string[] = [];
    this.#feed = new SignalFeed(definition, context, this.#statistics, (slot, mapping) => {
      const address = parseModbusAddress(mapping.address);
      if ('fault' in address)
        faults.push(`${mapping.path}: address "${mapping.address.slice(0, 100)}" is ${address.fault}`);
      else items.push({ slot, address });
    });
    for (const fault of faults) this.#statistics.rejected(1, fault);
    this.#faulty = faults.length;
    this.#blocks = planBlocks(items);
  }

  async start(): Promise<void> {
    if (this.#stopping !== undefined) return;
    this.#stopping = new AbortController();
    this.#statistics.setState('connecting');
    this.#running = this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping?.abort();
    this.#stopping = undefined;
    await this.#running;
    this.#statistics.setState('stopped');
  }

  status(): SourceStatus {
    return this.#statistics.status();
  }

  async check(requests: readonly WriteRequest[]): Promise<WriteCheck[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    planModbusWrites(this.#definition, planned);
    return checks;
  }

  async write(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    const writes = planModbusWrites(this.#definition, planned);
    requireWritable(checks, authority);
    const connection = this.#connection;
    if (connection === undefined)
      throw new Error(`${this.#statistics.endpoint} is not connected: nothing was written`);
    const outcomes = new Map<string, WriteOutcome>();
    for (const one of writes) {
      const what = `${one.path} (${one.table}:${one.offset})`;
      this.#context.log(
        'info',
        `writes ${what}, allowed by event ${authority.event} of ${authority.proposal}`,
      );
      try {
        await connection.write(one);
        outcomes.set(one.path, { path: one.path, written: true });
      } catch (error) {
        if (!(error instanceof ModbusException)) {
          throw new OutcomeUnknown(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        }
        const [, words] = EXCEPTIONS[error.code] ?? ['source', 'unknown exception'];
        const message = `the device refuses: exception ${error.code}, ${words}`;
        outcomes.set(one.path, { path: one.path, written: false, message });
      }
    }
    return requests.map(({ path }) => outcomes.get(path) ?? { path, written: false });
  }

  #readSettings(): ModbusSettings {
    const host = textSetting(this.#definition, 'host');
    if (host === undefined || host === '')
      throw new SettingsError(this.#definition, 'host', 'a host name is needed');
    return {
      host,
      port: numberSetting(this.#definition, 'port', 502, 1, 65_535),
      unit: numberSetting(this.#definition, 'unit', 1, 0, 255),
      every: durationSetting(this.#definition, 'every', 1_000, 10, 3_600_000),
      timeout: durationSetting(this.#definition, 'timeout', 2_000, 10, 60_000),
    };
  }

  async #run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        const settings = this.#readSettings();
        const connection = await ModbusConnection.open(settings, signal);
        this.#connection = connection;
        try {
          await this.#poll(connection, settings, signal, backoff);
        } finally {
          this.#connection = undefined;
          connection.close();
          this.#feed.gapAll(this.#context.clock());
        }
      } catch (error) {
        if (signal.aborted) break;
        const message = error instanceof Error ? error.message : String(error);
        this.#statistics.error(message);
        this.#statistics.setState(error instanceof SettingsError ? 'failed' : 'connecting');
        this.#context.log('warning', `source ${this.name}: ${message}`);
      }
      await pause(backoff.next(), signal);
    }
  }

  /** Polls until the connection fails (rejects) or the source is stopped (resolves). */
  async #poll(
    connection: ModbusConnection,
    settings: ModbusSettings,
    signal: AbortSignal,
    backoff: Backoff,
  ): Promise<void> {
    let timeouts = 0;
    let next = performance.now();
    while (!signal.aborted) {
      for (let i = 0; i < this.#blocks.length && !signal.aborted; i++) {
        const block = this.#blocks[i];
        try {
          this.#take(block, await connection.read(block));
          timeouts = 0;
          backoff.reset();
        } catch (error) {
          if (error instanceof ModbusTimeout) {
            const now = this.#context.clock();
            for (const { slot } of block.items) this.#feed.gap(slot, now);
            this.#statistics.error(`${this.#statistics.endpoint}: no answer within ${settings.timeout} ms`);
            if (++timeouts >= TIMEOUTS_BEFORE_RECONNECT) throw error;
          } else if (error instanceof ModbusException) {
            timeouts = 0;
            if (this.#except(block, error.code)) i--;
          } else {
            throw error;
          }
        }
      }
      this.#feed.flush();
      await this.#feed.pressure.low();
      if (timeouts === 0) {
        const unfed = this.#faulty + this.#refused.size + this.#feed.unreadable;
        this.#statistics.setState(unfed > 0 ? 'degraded' : 'connected');
      }
      next += settings.every;
      const now = performance.now();
      // A device slower than the period is polled as fast as it answers, without piling up missed polls.
      if (next < now) next = now;
      await pause(next - now, AbortSignal.any([signal, connection.closed]));
      if (connection.closed.aborted && !signal.aborted)
        throw new Error(`${this.#statistics.endpoint} closed the connection`);
    }
  }

  #take(block: Block, answer: Uint8Array | boolean[]): void {
    const now = this.#context.clock();
    for (const { slot, address } of block.items) {
      const value = Array.isArray(answer)
        ? answer[address.offset - block.start]
          ? 1
          : 0
        : decodeRegisters(address, answer, block.start);
      this.#feed.add(slot, now, value);
      this.#refused.delete(slot);
    }
  }

  /** Handles an exception; true where the block was replaced by smaller ones, which are to be read now. */
  #except(block: Block, code: number): boolean {
    const [reason, words] = EXCEPTIONS[code] ?? ['source', 'unknown exception'];
    if (code === 2) {
      const smaller = splitBlock(block);
      if (smaller.length > 1) {
        this.#blocks.splice(this.#blocks.indexOf(block), 1, ...smaller);
        return true;
      }
    }
    const now = this.#context.clock();
    for (const { slot, address } of block.items) {
      this.#feed.add(slot, now, Number.NaN, quality(BAD, reason));
      if (reason === 'configuration' && !this.#refused.has(slot)) {
        this.#refused.add(slot);
        const { path } = this.#context.plant.signalAt(this.#feed.signalOf(slot));
        this.#statistics.rejected(
          1,
          `${path}: the device refuses ${address.table}:${address.offset} (${code}, ${words})`,
        );
      }
    }
    if (reason !== 'configuration') {
      this.#statistics.error(
        `${this.#statistics.endpoint}: ${block.table}:${block.start}: exception ${code}, ${words}`,
      );
    }
    return false;
  }
}
