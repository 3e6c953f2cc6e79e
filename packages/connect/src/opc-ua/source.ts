/**
 * OPC UA client: subscribes to the mapped nodes of one server and keeps at it.
 *
 * One loop: connect, watch until the connection is beyond repair, mark the gap, pause, again. Short breaks are repaired
 * inside one turn by the library (new channel, ActivateSession, Republish; else new session and TransferSubscriptions; else
 * new subscriptions), and what the server queued meanwhile arrives with its own times.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BAD, quality, type SourceDefinition } from '@millwright/model';
import type { DataValue } from 'node-opcua-client';
import { Backoff, pause } from '../backoff.ts';
import { SignalFeed } from '../feed.ts';
import { SettingsError, textSetting } from '../settings.ts';
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
import { requireWritable } from '../write.ts';
import { type Connection, close, connect, NeedsPerson, readNamespaces } from './connection.ts';
import { discoverServer } from './discover.ts';
import { type MonitoredNode, monitor } from './monitor.ts';
import { nearestAddresses } from './nearest-address.ts';
import { NodeTable } from './node-table.ts';
import { readCurrent } from './read-current.ts';
import { SampleWriter } from './sample-writer.ts';
import { type OpcUaSettings, readOpcUaSettings } from './settings.ts';
import { TrustStore } from './trust.ts';
import { planOpcUaWrites, writeOpcUa } from './write.ts';

/** A broken connection that the library has not repaired in this time is given up and made anew. */
const REPAIR_WITHIN_MS = 30_000;
/** A server is taken for dead after so many missed keep-alives, but not before five seconds. */
const MISSED_KEEP_ALIVES = 3;
const SHORTEST_SILENCE_MS = 5_000;
const WATCH_EVERY_MS = 1_000;
const CONFIGURATION = quality(BAD, 'configuration');

export function createOpcUaSource(definition: SourceDefinition, context: SourceContext): Source {
  return new OpcUaSource(definition, context);
}

class OpcUaSource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #feed: SignalFeed;
  #nodes: NodeTable;
  #writer: SampleWriter;
  #stopping: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #connection: Connection | undefined;
  /** Signals whose address the server does not have, or that is none. */
  #unfed = 0;

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    this.#statistics = new SourceStatistics(context.clock, textSetting(definition, 'endpoint') ?? '');
    this.#nodes = new NodeTable();
    this.#feed = new SignalFeed(definition, context, this.#statistics, (_slot, mapping) =>
      this.#nodes.add(mapping),
    );
    this.#writer = new SampleWriter(this.#feed, context.clock);
    for (const fault of this.#nodes.faults) this.#statistics.rejected(1, fault);
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

  async discover(options: DiscoverOptions = {}): Promise<Discovery> {
    return this.#withConnection((connection) => discoverServer(connection, this.#definition, options));
  }

  async check(requests: readonly WriteRequest[]): Promise<WriteCheck[]> {
    const { plant } = this.#context;
    const { checks } = await this.#withConnection((connection) =>
      planOpcUaWrites(connection, plant, this.#definition, requests),
    );
    return checks;
  }

  async write(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]> {
    const { plant, log } = this.#context;
    return this.#withConnection(async (connection) => {
      const { checks, writes } = await planOpcUaWrites(connection, plant, this.#definition, requests);
      requireWritable(checks, authority);
      const what = writes.map(({ path, nodeId }) => `${path} (${nodeId})`).join(', ');
      log('info', `writes ${what}, allowed by event ${authority.event} of ${authority.proposal}`);
      return writeOpcUa(connection, writes);
    });
  }

  /** Uses the connection that stands, or opens one for as long as `use` needs it. */
  async #withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#connection !== undefined) return use(this.#connection);
    const { connection, trust } = await this.#open(readOpcUaSettings(this.#definition));
    try {
      return await use(connection);
    } finally {
      await close(connection.client, connection.session);
      await trust.close();
    }
  }

  async #open(settings: OpcUaSettings): Promise<{ connection: Connection; trust: TrustStore }> {
    await mkdir(this.#context.folder, { recursive: true });
    // Made anew each time, so that a certificate that a person moved to the trusted folder counts at the next attempt.
    const trust = new TrustStore(join(this.#context.folder, 'pki'));
    try {
      const applicationUri = await trust.ownCertificate(this.name);
      for (const fault of await trust.pin(settings.trust, this.#context.plant.folder)) {
        this.#statistics.error(fault);
        this.#context.log('warning', `source ${this.name}: ${fault}`);
      }
      return { connection: await connect(this.#definition, settings, trust, applicationUri), trust };
    } catch (error) {
      await trust.close();
      throw error;
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        const settings = readOpcUaSettings(this.#definition);
        const { connection, trust } = await this.#open(settings);
        try {
          await this.#watch(connection, settings, signal, backoff);
        } finally {
          this.#connection = undefined;
          this.#lost();
          await close(connection.client, connection.session);
          await trust.close();
        }
        if (!signal.aborted) this.#statistics.setState('connecting');
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const failed = error instanceof NeedsPerson || error instanceof SettingsError;
        this.#statistics.error(message);
        this.#statistics.setState(failed ? 'failed' : 'connecting');
        this.#context.log(failed ? 'error' : 'warning', `source ${this.name}: ${message}`);
      }
      await pause(backoff.next(), signal);
    }
  }

  /** Subscribes and stays until the connection is beyond repair or the source is stopped. */
  async #watch(
    connection: Connection,
    settings: OpcUaSettings,
    signal: AbortSignal,
    backoff: Backoff,
  ): Promise<void> {
    const { client, session } = connection;
    let end: (reason: string | undefined) => void = () => {};
    const ended = new Promise<string | undefined>((resolve) => {
      end = resolve;
    });
    const stop = () => end(undefined);
    signal.addEventListener('abort', stop);
    if (signal.aborted) return;

    let lastAlive = performance.now();
    let lostSince: number | undefined;
    // While subscribing, every request has a deadline of its own: a slow server is not a silent one, and giving up on it
    // would only make it begin again.
    let silence = Number.POSITIVE_INFINITY;
    client.on('connection_lost', () => {
      lostSince ??= performance.now();
      this.#statistics.setState('connecting');
      this.#statistics.error(`the connection to ${settings.endpoint} was lost`);
      this.#writer.hold();
      this.#lost();
    });
    client.on('connection_reestablished', () => {
      lostSince = undefined;
      lastAlive = performance.now();
      this.#resume(connection).then(
        (same) => (same ? undefined : end('the namespaces of the server have changed')),
        (error: unknown) => end(`resuming failed: ${error instanceof Error ? error.message : error}`),
      );
    });
    client.on('close', () => end('the connection was closed'));
    const watchdog = setInterval(() => {
      const now = performance.now();
      if (lostSince !== undefined) {
        if (now - lostSince > REPAIR_WITHIN_MS) end('the connection could not be repaired');
      } else if (now - lastAlive > silence) {
        end(`the server has been silent for ${Math.round((now - lastAlive) / 1000)} s`);
      }
    }, WATCH_EVERY_MS);

    try {
      const { known, unknown } = this.#nodes.resolve(connection.namespaces);
      this.#writer.open();
      const result = await monitor(session, known, settings, connection.limits.monitor, {
        value: (slot, value) => this.#writer.take(slot, value),
        alive: (publishTime) => {
          lastAlive = performance.now();
          if (publishTime !== null) this.#feed.skew = publishTime.getTime() - this.#context.clock();
        },
        ended: () => end('the server ended the subscription'),
      });
      silence = Math.max(SHORTEST_SILENCE_MS, result.silence * MISSED_KEEP_ALIVES);
      lastAlive = performance.now();
      if (result.sampling > settings.sampling || result.queue < settings.queue) {
        this.#context.log(
          'info',
          `source ${this.name}: the server samples every ${result.sampling} ms and queues ${result.queue} values at worst ` +
            `(asked for ${settings.sampling} ms and ${settings.queue})`,
        );
      }
      this.#connection = connection;
      backoff.reset();
      const refused = [...unknown, ...result.refused.map((one) => ({ ...one, reason: one.status }))];
      this.#unfed = refused.length + this.#nodes.faults.length;
      this.#settle();
      if (refused.length > 0) await this.#refuse(connection, refused);
      const reason = await ended;
      if (reason !== undefined) {
        this.#statistics.error(reason);
        this.#context.log('warning', `source ${this.name}: ${reason}; connecting again`);
      }
    } finally {
      clearInterval(watchdog);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Says which addresses the server does not have, with the nearest it has. */
  async #refuse(connection: Connection, refused: readonly { slot: number; reason: string }[]): Promise<void> {
    const now = this.#context.clock();
    for (const { slot } of refused) this.#feed.add(slot, now, Number.NaN, CONFIGURATION);
    this.#feed.flush();
    const text = await nearestAddresses(
      connection,
      refused.map(({ slot, reason }) => ({ ...this.#nodes.mappingOf(slot), reason })),
    );
    this.#statistics.rejected(refused.length, text);
    this.#context.log('warning', `source ${this.name}: ${text}`);
  }

  /** After a repaired break: checks that node ids still mean the same, then ends the gap of values that did not change. */
  async #resume(connection: Connection): Promise<boolean> {
    const namespaces = await readNamespaces(connection.session);
    if (namespaces.join('\n') !== connection.namespaces.join('\n')) {
      this.#writer.discard();
      return false;
    }
    this.#writer.release();
    const { known } = this.#nodes.resolve(namespaces);
    const open: MonitoredNode[] = known.filter(({ slot }) => !Number.isNaN(this.#feed.gapTime(slot)));
    await readCurrent(connection, open, (slot: number, value: DataValue) => this.#writer.take(slot, value));
    this.#settle();
    return true;
  }

  #settle(): void {
    this.#statistics.setState(this.#unfed + this.#feed.unreadable > 0 ? 'degraded' : 'connected');
  }

  #lost(): void {
    this.#writer.flush();
    this.#feed.gapAll(this.#context.clock());
  }
}
