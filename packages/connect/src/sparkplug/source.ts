/**
 * Sparkplug B: a host application on an embedded or an external MQTT broker.
 *
 * Broker and decoding run in a worker (`worker.ts`); this class hands its batches on as they come and turns its news into
 * the state of the source.
 */
import { Worker } from 'node:worker_threads';
import { BatchBuilder, quality, type SampleBatch, type SourceDefinition, STALE } from '@millwright/model';
import { brokerEndpoint, brokerSettings } from '../broker/settings.ts';
import { propose } from '../discovery/propose.ts';
import { durationSetting, SettingsError, textSetting } from '../settings.ts';
import type {
  DiscoverOptions,
  Discovery,
  Source,
  SourceContext,
  SourceStatus,
  WriteAuthority,
  WriteCheck,
  WriteOutcome,
  WriteRequest,
} from '../source.ts';
import { SourceStatistics } from '../statistics.ts';
import { checkWrites, OutcomeUnknown, type PlannedWrite, requireWritable } from '../write.ts';
import { packMappings, transferables } from './mapping.ts';
import type { HostState } from './node.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './protocol.ts';

const NOT_CONNECTED = quality(STALE, 'not-connected');
const DEFAULT_REORDER_MS = 2_000;
const DEFAULT_LISTEN_MS = 10_000;
const LONGEST_LISTEN_MS = 600_000;
const DEFAULT_LIMIT = 50_000;
/** A worker that does not end within this time is ended by force. */
const STOP_MS = 3_000;
/** A worker that died or a port in use is tried again after this time. */
const RETRY_MS = 10_000;
/** The worker answers at once; a broker may take some seconds. */
const ASK_MS = 8_000;

export function createSparkplugSource(definition: SourceDefinition, context: SourceContext): Source {
  return new SparkplugSource(definition, context);
}

type Written = Extract<FromWorker, { type: 'written' }>;

/** The answer where there is none: what was asked to be sent may have been. */
function unanswered(ask: number, message: string): Written {
  return { type: 'written', ask, faults: [], failed: { message, isUnknown: true } };
}

class SparkplugSource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #worker: Worker | undefined;
  /** The memory of its batches by slot. */
  #lent = new Map<number, SampleBatch>();
  /** Grows with each start and stop; what belongs to an earlier one is dropped. */
  #turn = 0;
  #retry: NodeJS.Timeout | undefined;
  #faultyAddresses = 0;
  #up = false;
  #state: HostState | undefined;
  #discovered: ((found: Extract<FromWorker, { type: 'discovered' }>) => void) | undefined;
  #stopped: (() => void) | undefined;
  /** Questions about writing that the worker has not answered. */
  #asks = new Map<number, (answer: Written) => void>();
  #asked = 0;

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    this.#statistics = new SourceStatistics(context.clock, endpointOf(definition));
  }

  async start(): Promise<void> {
    if (this.#statistics.state !== 'stopped') return;
    this.#statistics.setState('connecting');
    await this.#begin();
  }

  async stop(): Promise<void> {
    this.#turn++;
    clearTimeout(this.#retry);
    const worker = this.#worker;
    for (const [ask, answer] of this.#asks) answer(unanswered(ask, `source ${this.name} was stopped`));
    if (worker !== undefined) {
      await new Promise<void>((resolve) => {
        const force = setTimeout(resolve, STOP_MS);
        this.#stopped = () => {
          clearTimeout(force);
          resolve();
        };
        this.#post({ type: 'stop' });
      });
      this.#worker = undefined;
      await worker.terminate();
    }
    this.#up = false;
    this.#state = undefined;
    this.#statistics.setState('stopped');
  }

  status(): SourceStatus {
    return this.#statistics.status();
  }

  /** Listens for births on the running source, and asks the edge nodes it knows for theirs. */
  async discover(options: DiscoverOptions = {}): Promise<Discovery> {
    const { timeout = DEFAULT_LISTEN_MS, limit = DEFAULT_LIMIT } = options;
    const own = this.#statistics.state === 'stopped';
    if (own) await this.start();
    if (this.#discovered !== undefined)
      throw new Error(`source ${this.name}: a discovery is already running`);
    try {
      const found = await new Promise<Extract<FromWorker, { type: 'discovered' }>>((resolve, reject) => {
        this.#discovered = resolve;
        if (this.#worker === undefined) {
          reject(
            new Error(
              `source ${this.name}: ${this.#statistics.status().lastError?.message ?? 'not started'}`,
            ),
          );
          return;
        }
        this.#post({ type: 'discover', timeout: Math.min(timeout, LONGEST_LISTEN_MS), limit });
      });
      if (found.nodes === 0) {
        found.notes.push(
          `no birth was heard in ${timeout / 1000} s on ${this.#statistics.endpoint}; do the edge nodes know this broker?`,
        );
      }
      return propose(found.objects, this.#definition, found.nodes, found.notes);
    } finally {
      this.#discovered = undefined;
      if (own) await this.stop();
    }
  }

  async check(requests: readonly WriteRequest[]): Promise<WriteCheck[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    await this.#ask(planned, false);
    return checks;
  }

  /** Sends commands; that the broker has them is all that Sparkplug tells: the next data or birth says what became of them. */
  async write(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    await this.#ask(planned, false);
    requireWritable(checks, authority);
    for (const { signal } of planned) {
      const why = `allowed by event ${authority.event} of ${authority.proposal}`;
      this.#context.log('info', `writes ${signal.path} by a command, ${why}`);
    }
    await this.#ask(planned, true);
    // Between looking and sending a node may have died: then nothing was sent either.
    requireWritable(checks, authority);
    return requests.map(({ path }) => ({ path, written: true }));
  }

  /** Adds what speaks against writing values to their checks; sends them where nothing does. */
  async #ask(planned: readonly PlannedWrite[], send: boolean): Promise<void> {
    const values = planned.map(({ signal, value }) => ({ id: signal.id, value }));
    if (this.#worker === undefined)
      throw new Error(`source ${this.name} is not connected: nothing was written`);
    const ask = ++this.#asked;
    const { faults, failed } = await new Promise<Written>((resolve) => {
      const late = setTimeout(
        () => resolve(unanswered(ask, `source ${this.name}: no answer within ${ASK_MS / 1000} s`)),
        ASK_MS,
      );
      this.#asks.set(ask, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      this.#post({ type: 'write', ask, values, send });
    }).finally(() => this.#asks.delete(ask));
    planned.forEach(({ check }, i) => {
      const fault = faults[i];
      if (fault !== undefined && !check.faults.includes(fault)) check.faults.push(fault);
    });
    if (failed === undefined) return;
    throw failed.isUnknown && send ? new OutcomeUnknown(failed.message) : new Error(failed.message);
  }

  async #begin(): Promise<void> {
    const turn = ++this.#turn;
    let settings: WorkerSettings;
    try {
      settings = this.#readSettings();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      this.#statistics.error(error.message);
      this.#statistics.setState('failed');
      return;
    }
    const { mappings, faults } = await packMappings(this.#definition, this.#context.plant);
    if (turn !== this.#turn) return;
    this.#statistics.signals = mappings.count + faults.length;
    if (this.#faultyAddresses === 0) for (const fault of faults) this.#statistics.rejected(1, fault);
    this.#faultyAddresses = faults.length;
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    this.#lent = new Map();
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => {
      if (worker === this.#worker) this.#take(message);
    });
    worker.on('error', (error: unknown) =>
      this.#failed(worker, error instanceof Error ? error.message : String(error)),
    );
    worker.on('exit', (code) => this.#failed(worker, `its worker ended with code ${code}`));
    const open: ToWorker = { type: 'open', settings, mappings };
    worker.postMessage(open, transferables(mappings));
  }

  #readSettings(): WorkerSettings {
    const group = textSetting(this.#definition, 'group');
    return {
      broker: brokerSettings(this.#definition),
      hostId: textSetting(this.#definition, 'hostId') ?? 'millwright',
      ...(group === undefined || group === '+' ? {} : { group }),
      reorder: durationSetting(this.#definition, 'reorder', DEFAULT_REORDER_MS, 0, LONGEST_LISTEN_MS),
    };
  }

  #post(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'batch':
        this.#deliver(message);
        break;
      case 'state':
        this.#state = message.state;
        this.#judge();
        break;
      case 'up':
        this.#up = true;
        this.#statistics.endpoint = message.endpoint;
        this.#judge();
        break;
      case 'down':
        this.#up = false;
        this.#statistics.error(message.reason);
        this.#context.log('warning', message.reason);
        this.#statistics.setState(message.fatal ? 'failed' : 'connecting');
        if (message.fatal) this.#againLater();
        break;
      case 'rejected':
        this.#statistics.rejected(
          message.count,
          message.what === '' ? undefined : this.#named(message.id, message.what),
        );
        break;
      case 'note':
        this.#statistics.error(this.#named(message.id, message.message));
        break;
      case 'info':
        this.#context.log('info', message.message);
        break;
      case 'discovered':
        this.#discovered?.(message);
        break;
      case 'written':
        this.#asks.get(message.ask)?.(message);
        break;
      case 'stopped':
        this.#stopped?.();
    }
  }

  #deliver({ slot, length, gaps, batch }: Extract<FromWorker, { type: 'batch' }>): void {
    const worker = this.#worker;
    if (batch !== undefined) this.#lent.set(slot, batch);
    const lent = this.#lent.get(slot);
    if (lent === undefined) return;
    lent.length = length;
    this.#statistics.accepted(length - gaps);
    const settled = (): void => {
      if (worker === this.#worker) this.#post({ type: 'settled', slot });
    };
    const answer = this.#context.deliver(lent);
    if (answer === undefined) settled();
    else void answer.then(settled);
  }

  #named(id: number | undefined, what: string): string {
    return id === undefined ? what : `${this.#context.plant.signalAt(id).path}: ${what}`;
  }

  /** The state by what is up and alive. */
  #judge(): void {
    if (!this.#up || this.#state === undefined) return;
    const { owners, alive, faulty } = this.#state;
    if (owners > 0 && alive === 0) this.#statistics.setState('connecting');
    else if (alive < owners || faulty > 0 || this.#faultyAddresses > 0) this.#statistics.setState('degraded');
    else this.#statistics.setState('connected');
  }

  #failed(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    for (const [ask, answer] of this.#asks) answer(unanswered(ask, reason));
    this.#statistics.error(reason);
    this.#statistics.setState('failed');
    this.#context.log('error', reason);
    // What the worker knew of open gaps died with it: one for every signal.
    const gaps = new BatchBuilder();
    const now = this.#context.clock();
    for (const { id } of this.#definition.mappings) gaps.push(id, now, Number.NaN, NOT_CONNECTED);
    void this.#context.deliver(gaps.take());
    this.#againLater();
  }

  #againLater(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#up = false;
    this.#state = undefined;
    void worker?.terminate();
    clearTimeout(this.#retry);
    const turn = this.#turn;
    this.#retry = setTimeout(() => {
      if (turn === this.#turn) void this.#begin();
    }, RETRY_MS);
  }
}

function endpointOf(definition: SourceDefinition): string {
  try {
    return brokerEndpoint(brokerSettings(definition));
  } catch {
    return '';
  }
}
