/** What came by HTTP push. A plant may declare a source of the kind `http` to show it among its sources. */
import { SourceStatistics, type SourceStatus } from '@millwright/connect';
import type { SignalMapping } from '@millwright/model';
import type { PostSamplesAnswer } from '../api/schemas.ts';

export class PushStatistics {
  #statistics = new SourceStatistics(Date.now, 'POST …/samples');
  /** Number of signals named by each source of the kind. */
  #signals = new Map<string, number>();

  constructor() {
    this.#statistics.setState('connected');
  }

  count(accepted: number, rejected: PostSamplesAnswer['rejected']): void {
    this.#statistics.accepted(accepted);
    const [first] = rejected;
    if (first !== undefined) this.#statistics.rejected(rejected.length, `${first.path}: ${first.reason}`);
  }

  status(source: string, mappings: Iterable<SignalMapping>): SourceStatus {
    let signals = this.#signals.get(source);
    if (signals === undefined) {
      signals = 0;
      for (const _ of mappings) signals++;
      this.#signals.set(source, signals);
    }
    return { ...this.#statistics.status(), signals };
  }
}
