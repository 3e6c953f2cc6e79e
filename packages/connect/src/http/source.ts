/**
 * HTTP push: programs send samples to the platform, which has no connection to anybody. The source exists so that what
 * comes this way shows among the sources with its rate, its age and its faults, and so that units of the sender can be
 * given per signal. `readPushed` is what the server calls.
 */
import type { SourceDefinition } from '@millwright/model';
import type { Source, SourceContext, SourceStatus } from '../source.ts';
import { SourceStatistics } from '../statistics.ts';

export function createHttpSource(definition: SourceDefinition, context: SourceContext): HttpSource {
  return new HttpSource(definition, context);
}

export class HttpSource implements Source {
  readonly name: string;
  readonly kind: string;
  /** Whether it names signals; one that names none stands for all that come without a source. */
  readonly namesSignals: boolean;
  readonly statistics: SourceStatistics;
  /** 1 by id of the signals it names. */
  #named: Uint8Array;
  /** Scale and offset, pairs by signal id; absent where all values come in the units of the signals. */
  #conversions = new Map<number, readonly [scale: number, offset: number]>();

  constructor(definition: SourceDefinition, context: SourceContext) {
    this.name = definition.name;
    this.kind = definition.kind;
    this.statistics = new SourceStatistics(context.clock, 'POST …/samples');
    this.#named = new Uint8Array(context.plant.signalCount);
    let signals = 0;
    for (const { id, scale, offset } of definition.mappings) {
      signals++;
      this.#named[id] = 1;
      if (scale !== 1 || offset !== 0) this.#conversions.set(id, [scale, offset]);
    }
    this.statistics.signals = signals;
    this.namesSignals = signals > 0;
  }

  async start(): Promise<void> {
    this.statistics.setState('connected');
  }

  async stop(): Promise<void> {
    this.statistics.setState('stopped');
  }

  status(): SourceStatus {
    return this.statistics.status();
  }

  names(id: number): boolean {
    return this.#named[id] === 1;
  }

  /** The value in the unit of the signal. */
  convert(id: number, value: number): number {
    const conversion = this.#conversions.get(id);
    return conversion === undefined ? value : value * conversion[0] + conversion[1];
  }
}
