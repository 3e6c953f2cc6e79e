/** A past in memory, for tests: what a historian would answer. */
import type { SampleBatch, Series } from '@millwright/model';
import type { HistoryReader } from '../history.ts';

export class RecordedPast implements HistoryReader {
  readonly #samples = new Map<number, [time: number, value: number, byte: number][]>();

  /** Records a batch; a sample of the same time replaces. */
  add({ length, signals, times, values, quality }: SampleBatch): void {
    for (let i = 0; i < length; i++) {
      const list = this.#samples.get(signals[i]) ?? [];
      this.#samples.set(signals[i], list);
      const same = list.findIndex(([time]) => time === times[i]);
      list.splice(same < 0 ? list.length : same, same < 0 ? 0 : 1, [times[i], values[i], quality[i]]);
      list.sort((a, b) => a[0] - b[0]);
    }
  }

  async series(signal: number, from: number, to: number): Promise<Series> {
    const all = this.#samples.get(signal) ?? [];
    const first = all.findLastIndex(([time]) => time <= from);
    const list = all.filter(([time], i) => (i === first || time >= from) && time <= to);
    return {
      times: Float64Array.from(list, ([time]) => time),
      values: Float64Array.from(list, ([, value]) => value),
      quality: Uint8Array.from(list, ([, , byte]) => byte),
    };
  }
}
