/**
 * The states of the plant at many instants, as the first one and what changed from each to the next: keyframes for moving
 * through the past.
 *
 * The first instant is searched as any single one (last.ts). From then on only the stretch since the instant before is
 * looked at, and of it only signals that have newer samples, so a plant that stands costs next to nothing.
 */
import type { Columns } from '../codec/columns.ts';
import { ChunkMemo } from './chunk-memo.ts';
import { emptyLast, lastOfTwin, searchDays } from './last.ts';
import { waitingColumns } from './series.ts';
import type { Store } from './store.ts';

/**
 * Changes in the order of the instants: counts[k] of them belong to instant k. Those of instant 0 are everything that was
 * known then; a signal that is not among those of a later one still has the sample it had.
 */
export interface StateChanges {
  counts: Uint32Array;
  /** Ids of signals. */
  signals: Uint32Array;
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
}

const memo = new ChunkMemo();

/** Collects changes twin by twin and puts them in the order of the instants. */
export class StateCollector {
  readonly #counts: Uint32Array;
  #length = 0;
  #instants = new Uint32Array(4096);
  #signals = new Uint32Array(4096);
  #times = new Float64Array(4096);
  #values = new Float64Array(4096);
  #quality = new Uint8Array(4096);

  constructor(instants: number) {
    this.#counts = new Uint32Array(instants);
  }

  get length(): number {
    return this.#length;
  }

  push(instant: number, signal: number, time: number, value: number, quality: number): void {
    if (this.#length === this.#signals.length) this.#grow();
    const i = this.#length++;
    this.#counts[instant]++;
    this.#instants[i] = instant;
    this.#signals[i] = signal;
    this.#times[i] = time;
    this.#values[i] = value;
    this.#quality[i] = quality;
  }

  #grow(): void {
    const size = this.#length * 2;
    const instants = new Uint32Array(size);
    instants.set(this.#instants);
    this.#instants = instants;
    const signals = new Uint32Array(size);
    signals.set(this.#signals);
    this.#signals = signals;
    const times = new Float64Array(size);
    times.set(this.#times);
    this.#times = times;
    const values = new Float64Array(size);
    values.set(this.#values);
    this.#values = values;
    const quality = new Uint8Array(size);
    quality.set(this.#quality);
    this.#quality = quality;
  }

  take(): StateChanges {
    const n = this.#length;
    const next = new Uint32Array(this.#counts.length);
    for (let k = 1; k < next.length; k++) next[k] = next[k - 1] + this.#counts[k - 1];
    const signals = new Uint32Array(n);
    const times = new Float64Array(n);
    const values = new Float64Array(n);
    const quality = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const at = next[this.#instants[i]]++;
      signals[at] = this.#signals[i];
      times[at] = this.#times[i];
      values[at] = this.#values[i];
      quality[at] = this.#quality[i];
    }
    return { counts: this.#counts, signals, times, values, quality };
  }
}

/** One past the last of column 0's samples that are before an instant, from `start` on. */
function advance({ times, lengths, count }: Columns, start: number, before: number): number {
  if (count === 0) return start;
  let i = start;
  while (i < lengths[0] && times[i] < before) i++;
  return i;
}

/**
 * The states of one twin before each instant of `befores` (rising). `series` and `ids` run in parallel; an id of -1 is left
 * out. Cost: a decoding per chunk that is newest at an instant, besides what `lastOfTwin` costs for the first.
 */
export function statesOfTwin(
  store: Store,
  twin: number,
  series: readonly number[],
  ids: readonly number[],
  befores: Float64Array,
  out: StateCollector,
): void {
  if (befores.length === 0) return;
  const { recent } = store;
  const state = lastOfTwin(store, twin, series, befores[0]);
  memo.forget();
  ids.forEach((id, i) => {
    if (id < 0 || Number.isNaN(state.times[i])) return;
    out.push(0, id, state.times[i], state.values[i], state.quality[i]);
  });
  const end = befores[befores.length - 1];
  const waiting = series.map((one) => waitingColumns(store, one, befores[0], end));
  const read = new Uint32Array(series.length);
  const found = emptyLast(series.length);
  const open = new Map<number, number>();
  for (let k = 1; k < befores.length; k++) {
    const since = befores[k - 1];
    found.times.fill(Number.NaN);
    open.clear();
    for (let i = 0; i < series.length; i++) {
      if (ids[i] >= 0 && recent.lastTime[series[i]] >= since) open.set(recent.signalKey(series[i]), i);
    }
    if (open.size === 0) continue;
    const changed = [...open.values()];
    searchDays(store, recent.twinKey(twin), open, befores[k], found, since, memo);
    for (const i of changed) {
      const last = advance(waiting[i], read[i], befores[k]);
      let time = found.times[i] >= since ? found.times[i] : Number.NaN;
      let value = found.values[i];
      let quality = found.quality[i];
      // A waiting sample arrived after the stored ones: it wins at the same time.
      if (last > read[i] && !(time > waiting[i].times[last - 1])) {
        time = waiting[i].times[last - 1];
        value = waiting[i].values[last - 1];
        quality = waiting[i].quality[last - 1];
      }
      read[i] = last;
      if (!Number.isNaN(time)) out.push(k, ids[i], time, value, quality);
    }
  }
}
