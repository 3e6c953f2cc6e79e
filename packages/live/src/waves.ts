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
  /** Column of each waiting sample; known after `dropUnusable`. */
  columns: Uint32Array = new Uint32Array(1024);
  /** Indices into the waiting samples, wave after wave; in order of arrival within a wave. */
  order: Uint32Array = new Uint32Array(0);
  /** Wave k: `order[starts[k]] … order[starts[k + 1] - 1]`. */
  starts: Uint32Array = new Uint32Array(2);
  /** Wave of each waiting sample. */
  #waves: Uint32Array = new Uint32Array(0);
  /** Per group: newest time so far and its wave. */
  #groupTimes: Float64Array = new Float64Array(0);
  #groupWaves: Uint32Array = new Uint32Array(0);
  /** Per group: `#mark` where its times ascend so far, `#mark` + 1 + number of its list where they do not. */
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
      this.#groupWaves = new Uint32Array(groups.count);
      this.#groupState = new Float64Array(groups.count);
    }
    if (this.#waves.length < length) this.#waves = new Uint32Array(this.signals.length);
    const waves = this.#waves;
    const state = this.#groupState;
    const newest = this.#groupTimes;
    const waveOf = this.#groupWaves;
    const mark = this.#mark;
    const { shifts } = columns;
    const columnOf = this.columns;
    const groupOf = groups.of;
    let last = 0;
    let lists = 0;
    for (let i = 0; i < length; i++) {
      const group = groupOf[signals[i] - shifts[columnOf[i]]];
      const time = times[i];
      if (state[group] < mark) {
        state[group] = mark;
        newest[group] = time;
        waveOf[group] = 0;
      } else if (time > newest[group]) {
        newest[group] = time;
        const wave = ++waveOf[group];
        if (wave > last) last = wave;
      } else if (time < newest[group] && state[group] === mark) {
        state[group] = mark + ++lists;
      }
      waves[i] = waveOf[group];
    }
    this.#mark = mark + lists + 1;
    if (lists > 0) last = Math.max(last, this.#sort(lists, mark, columns, groups));
    if (last > 0) this.#arrange(last + 1);
    return last + 1;
  }

  /** Waves of the groups whose samples did not come in order of time. Returns the last wave. */
  #sort(lists: number, mark: number, { shifts }: Columns, groups: Groups): number {
    const { length, signals, times, columns } = this;
    const members: number[][] = Array.from({ length: lists }, () => []);
    for (let i = 0; i < length; i++) {
      const list = this.#groupState[groups.of[signals[i] - shifts[columns[i]]]] - mark - 1;
      if (list >= 0) members[list].push(i);
    }
    let last = 0;
    for (const list of members) {
      list.sort((a, b) => times[a] - times[b] || a - b);
      let wave = 0;
      for (let k = 0; k < list.length; k++) {
        if (k > 0 && times[list[k]] !== times[list[k - 1]]) wave++;
        this.#waves[list[k]] = wave;
      }
      last = Math.max(last, wave);
    }
    return last;
  }

  /** Fills `order` and `starts`. */
  #arrange(count: number): void {
    const { length } = this;
    const waves = this.#waves;
    if (this.order.length < length) this.order = new Uint32Array(this.signals.length);
    if (this.starts.length < count + 2) this.starts = new Uint32Array(count * 2 + 2);
    const { order, starts } = this;
    starts.fill(0);
    // Counted two places further: after the sums, place k + 1 is where wave k begins, and moves to where it ends.
    for (let i = 0; i < length; i++) starts[waves[i] + 2]++;
    for (let k = 2; k < count + 2; k++) starts[k] += starts[k - 1];
    for (let i = 0; i < length; i++) order[starts[waves[i] + 1]++] = i;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.signals.length) return;
    const room = Math.max(capacity, this.signals.length * 2);
    this.signals = enlarge(this.signals, new Uint32Array(room));
    this.times = enlarge(this.times, new Float64Array(room));
    this.values = enlarge(this.values, new Float64Array(room));
    this.quality = enlarge(this.quality, new Uint8Array(room));
    this.columns = new Uint32Array(room);
  }
}

function enlarge<T extends Uint32Array | Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
