/**
 * A source whose protocol library is imported only when it starts: importing all of them would cost seconds at every
 * start of a plant that uses none.
 */
import type { SourceDefinition } from '@millwright/model';
import type {
  DiscoverOptions,
  Discovery,
  Source,
  SourceContext,
  SourceFactory,
  SourceStatus,
  WriteAuthority,
  WriteCheck,
  WriteOutcome,
  WriteRequest,
} from './source.ts';
import { SourceStatistics } from './statistics.ts';
import { notWritable, WriteRefused } from './write.ts';

/** Thrown by `discover` of a protocol that cannot list what there is. */
export class NothingToDiscover extends Error {
  override name = 'NothingToDiscover';
}

export class LazySource implements Source {
  readonly name: string;
  readonly kind: string;
  #definition: SourceDefinition;
  #context: SourceContext;
  #load: () => Promise<SourceFactory>;
  #source: Promise<Source> | undefined;
  #loaded: Source | undefined;
  /** Stands in until the protocol is loaded. */
  #statistics: SourceStatistics;
  #stopped = false;

  constructor(definition: SourceDefinition, context: SourceContext, load: () => Promise<SourceFactory>) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.#definition = definition;
    this.#context = context;
    this.#load = load;
    this.#statistics = new SourceStatistics(context.clock, '');
  }

  async start(): Promise<void> {
    this.#stopped = false;
    this.#statistics.setState('connecting');
    const source = await this.#open();
    if (!this.#stopped) await source.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#statistics.setState('stopped');
    if (this.#source !== undefined) await (await this.#source).stop();
  }

  status(): SourceStatus {
    return this.#loaded?.status() ?? this.#statistics.status();
  }

  async discover(options?: DiscoverOptions): Promise<Discovery> {
    const source = await this.#open();
    if (source.discover === undefined) {
      throw new NothingToDiscover(
        `source ${this.name}: ${this.kind} offers nothing to discover; write its mappings by hand`,
      );
    }
    return source.discover(options);
  }

  async check(requests: readonly WriteRequest[]): Promise<WriteCheck[]> {
    const source = await this.#open();
    return source.check?.(requests) ?? notWritable(requests, this.#reason());
  }

  async write(requests: readonly WriteRequest[], authority: WriteAuthority): Promise<WriteOutcome[]> {
    const source = await this.#open();
    if (source.write === undefined) throw new WriteRefused(notWritable(requests, this.#reason()));
    return source.write(requests, authority);
  }

  #reason(): string {
    return `source ${this.name} speaks ${this.kind}, over which nothing is written; OPC UA, Modbus, Sparkplug and MQTT sources can`;
  }

  #open(): Promise<Source> {
    this.#source ??= this.#load().then((factory) => {
      this.#loaded = factory(this.#definition, this.#context);
      return this.#loaded;
    });
    return this.#source;
  }
}
