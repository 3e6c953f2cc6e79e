/**
 * Plain MQTT with JSON payloads, as a client of a broker or as the broker itself.
 *
 * It runs in the thread of the platform: a message costs some microseconds, and plain MQTT is for hundreds of messages a
 * second, not for tens of thousands; those speak Sparkplug, which has a worker.
 */
import type { SourceDefinition } from '@millwright/model';
import { Backoff } from '../backoff.ts';
import type { BrokerLink } from '../broker/link.ts';
import { openBroker } from '../broker/open.ts';
import { brokerEndpoint, brokerSettings } from '../broker/settings.ts';
import { SettingsError, textSetting } from '../settings.ts';
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
import { checkWrites, type PlannedWrite, requireWritable } from '../write.ts';
import { parsePointer } from './address.ts';
import { Topics } from './topics.ts';
import { planMqttWrites } from './write.ts';

export function createMqttSource(definition: SourceDefinition, context: SourceContext): Source {
  return new MqttSource(definition, context);
}

class MqttSource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #statistics: SourceStatistics;
  #topics: Topics | undefined;
  #link: BrokerLink | undefined;
  #opening: Promise<void> = Promise.resolve();
  /** Grows with each start and stop; what belongs to an earlier one is dropped. */
  #turn = 0;
  #up = false;
  #embedded = false;
  #retry: NodeJS.Timeout | undefined;
  #flush: NodeJS.Immediate | undefined;
  #backoff = new Backoff();

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    this.#statistics = new SourceStatistics(context.clock, '');
  }

  async start(): Promise<void> {
    if (this.#statistics.state !== 'stopped') return;
    this.#statistics.setState('connecting');
    this.#turn++;
    this.#opening = this.#open(this.#turn);
  }

  async stop(): Promise<void> {
    this.#turn++;
    clearTimeout(this.#retry);
    clearImmediate(this.#flush);
    this.#flush = undefined;
    this.#topics?.feed.flush();
    this.#topics?.allLost(this.#context.clock());
    this.#up = false;
    this.#statistics.setState('stopped');
    await this.#opening;
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  status(): SourceStatus {
    return this.#statistics.status();
  }

  async check(requests: readonly WriteRequest[]): Promise<WriteCheck[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    planMqttWrites(this.#definition, planned, this.#context.clock());
    this.#refuseLost(planned);
    return checks;
  }

  /** Publishes; that the broker has it is all that MQTT tells: the signal's own topic says what became of it. */
  async write(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]> {
    const { checks, planned } = checkWrites(this.#context.plant, requests);
    const messages = planMqttWrites(this.#definition, planned, this.#context.clock());
    this.#refuseLost(planned);
    requireWritable(checks, authority);
    const link = this.#link;
    if (link === undefined || !this.#up)
      throw new Error(`${this.#statistics.endpoint} is not connected: nothing was written`);
    for (const { path, topic, payload, qos } of messages) {
      const why = `allowed by event ${authority.event} of ${authority.proposal}`;
      this.#context.log('info', `writes ${path} (${topic}), ${why}`);
      await link.send(topic, payload, qos);
    }
    return requests.map(({ path }) => ({ path, written: true }));
  }

  /** A machine that is gone does not hear; a broker might keep the message for it until nobody expects it any more. */
  #refuseLost(planned: readonly PlannedWrite[]): void {
    for (const { check, signal } of planned)
      if (this.#topics?.isLost(signal.id) === true)
        check.faults.push('the connection of its machine to the broker was lost');
  }

  /** Opens the link; never rejects. */
  async #open(turn: number): Promise<void> {
    try {
      const options = brokerSettings(this.#definition);
      this.#embedded = options.broker === 'embedded';
      this.#statistics.endpoint = brokerEndpoint(options);
      this.#topics ??= this.#readMappings();
      const topics = this.#topics;
      // Our own broker is asked for everything: looking a topic up in our table is cheaper than matching filters.
      const filters = this.#embedded ? ['#'] : topics.names();
      if (filters.length === 0) {
        throw new SettingsError(
          this.#definition,
          'signals',
          'no signal has a topic; write topic#/json/pointer',
        );
      }
      const link = await openBroker(
        { ...options, filters, isReserved: this.#reserved(topics) },
        {
          message: (topic, payload, retain, client) => {
            if (turn === this.#turn && topics.take(topic, payload, retain, client)) this.#arrived();
          },
          clientLost: (client, politely) => {
            if (turn !== this.#turn) return;
            if (topics.clientLost(client, politely === true, this.#context.clock())) {
              this.#statistics.error('a client that sends values of this plant was lost');
            }
            this.#judge();
          },
          clientFault: (message) => {
            if (turn === this.#turn) this.#statistics.error(message);
          },
          up: (endpoint) => {
            if (turn !== this.#turn) return;
            this.#statistics.endpoint = endpoint;
            this.#up = true;
            this.#backoff.reset();
            this.#judge();
          },
          down: (reason) => {
            if (turn === this.#turn) this.#lost(reason);
          },
        },
      );
      const { pressure } = topics.feed;
      pressure.watch((isHigh) => this.#link?.hold(isHigh));
      if (pressure.isHigh) link.hold(true);
      if (turn === this.#turn) this.#link = link;
      else await link.close();
    } catch (error) {
      if (turn !== this.#turn) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#statistics.error(message);
      this.#statistics.setState('failed');
      this.#context.log('error', message);
      // Settings stay as they are until a person changes them; a port may become free.
      if (error instanceof SettingsError) return;
      this.#retry = setTimeout(() => {
        this.#opening = this.#open(turn);
      }, this.#backoff.next());
    }
  }

  /** Topics that only approved values go to: those of `write`, but where the machine itself speaks. */
  #reserved(topics: Topics): (topic: string) => boolean {
    const heard = new Set(topics.names());
    const ours = new Set<string>();
    for (const { write } of this.#definition.mappings)
      if (write !== undefined && !heard.has(write.topic)) ours.add(write.topic);
    return (topic) => ours.has(topic);
  }

  #readMappings(): Topics {
    const pointer = textSetting(this.#definition, 'time');
    const parsed = pointer === undefined ? undefined : parsePointer(pointer);
    if (parsed !== undefined && 'fault' in parsed) {
      throw new SettingsError(this.#definition, 'time', `"${pointer}" is ${parsed.fault}`);
    }
    return new Topics(this.#definition, this.#context, this.#statistics, parsed?.keys);
  }

  #lost(reason: string): void {
    this.#up = false;
    this.#statistics.error(reason);
    this.#statistics.setState('connecting');
    this.#topics?.allLost(this.#context.clock());
    this.#context.log('warning', reason);
  }

  /** What came in one turn of the event loop is delivered together. */
  #arrived(): void {
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#topics?.feed.flush();
      this.#judge();
    });
  }

  #judge(): void {
    const topics = this.#topics;
    if (topics === undefined || this.#statistics.state === 'stopped') return;
    // Our own broker always answers; the peers are those who send.
    const heard = this.#up && (!this.#embedded || topics.heard);
    this.#statistics.setState(!heard ? 'connecting' : topics.unfed > 0 ? 'degraded' : 'connected');
  }
}
