/**
 * Samples that wait for the tick, and their cut into waves: within a group of connected rows (see groups.ts) wave k holds
 * the samples of the k-th distinct time. Where every group has one time, which is the rule, there is one wave and no sorting.
 */
import type { SampleBatch } from '@millwright/model';
import type { Columns } from './columns.ts';
import type { Groups } from './groups.ts';

export class Waves {
  length = 0;
  signals: Uint32Array = new Uint32Array(1024);
  times: Float64Array = new Float64Array(1024);
  values: Float64Array = new Float64Array(1024);
  quality: Uint8Array = new Uint8Array(1024);
  /** Indices into the waiting samples, wave after wave; in order of arrival within a wave. */
  order: Uint32Array = new Uint32Array(0);
  /** Wave k: `order[starts[k]] … order[starts[k + 1] - 1]`. */
  starts: Uint32Array = new Uint32Array(2);
  #groupTimes: Float64Array = new Float64Array(0);
  /** Per group: `#mark` where it has one time so far, `#mark` + 1 + number of its list where it has several. */
  #groupState: Float64Array = new Float64Array(0);
  /** Grows with every cut, so that states of former cuts are smaller. */
  #mark = 1;

  /** Copies a batch into the queue. */
  add(batch: SampleBatch): void {
    const { length } = batch;
    this.#reserve(this.length + length);
    this.signals.set(batch.signals.subarray(0, length), this.length);
    this.times.set(batch.times.subarray(0, length), this.length);
    this.values.set(batch.values.subarray(0, length), this.length);
    this.quality.set(batch.quality.subarray(0, length), this.length);
    this.length += length;
  }

  clear(): void {
    this.length = 0;
  }

  /** Cuts the waiting samples into waves and returns how many there are; 1 means: all, in order of arrival. */
  cut(columns: Columns, groups: Groups): number {
    const { length, signals, times } = this;
    if (this.#groupTimes.length < groups.count) {
      this.#groupTimes = new Float64Array(groups.count);
      this.#groupState = new Float64Array(groups.count);
    }
    const state = this.#groupState;
    const first = this.#groupTimes;
    const mark = this.#mark;
    const lists: number[][] = [];
    const { of, shifts } = columns;
    const groupOf = groups.of;
    for (let i = 0; i < length; i++) {
      const id = signals[i];
      const group = groupOf[id - shifts[of[id]]];
      if (state[group] < mark) {
        state[group] = mark;
        first[group] = times[i];
      } else if (state[group] === mark && first[group] !== times[i]) {
        state[group] = mark + lists.push([]);
      }
    }
    this.#mark = mark + lists.length + 1;
    if (lists.length === 0) return 1;
    for (let i = 0; i < length; i++) {
      const id = signals[i];
      const list = state[groupOf[id - shifts[of[id]]]] - mark - 1;
      if (list >= 0) lists[list].push(i);
    }
    return this.#sort(lists);
  }

  #sort(lists: readonly number[][]): number {
    const { length, times } = this;
    const wave = new Uint32Array(length);
    let waves = 1;
    for (const list of lists) {
      list.sort((a, b) => times[a] - times[b] || a - b);
      let number = 0;
      for (let k = 0; k < list.length; k++) {
        if (k > 0 && times[list[k]] !== times[list[k - 1]]) number++;
        wave[list[k]] = number;
      }
      waves = Math.max(waves, number + 1);
    }
    this.starts = new Uint32Array(waves + 1);
    for (let i = 0; i < length; i++) this.starts[wave[i] + 1]++;
    for (let k = 0; k < waves; k++) this.starts[k + 1] += this.starts[k];
    this.order = new Uint32Array(length);
    const next = this.starts.slice();
    for (let i = 0; i < length; i++) this.order[next[wave[i]]++] = i;
    return waves;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.signals.length) return;
    const room = Math.max(capacity, this.signals.length * 2);
    this.signals = enlarge(this.signals, new Uint32Array(room));
    this.times = enlarge(this.times, new Float64Array(room));
    this.values = enlarge(this.values, new Float64Array(room));
    this.quality = enlarge(this.quality, new Uint8Array(room));
  }
}

function enlarge<T extends Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
