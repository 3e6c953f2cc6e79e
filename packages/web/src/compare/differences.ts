/**
 * What is different between two instants: each signal's average over a little time before each of them, the difference
 * measured by the width of what is normal for it, and whether it scatters as much anyway.
 */
import type { StatesFrame } from '@millwright/server/client';
import { isCounter } from '../i18n/format.ts';
import type { PlantModel, SignalNode } from '../plant/plant-model.ts';

/** Averages of all signals, by their index; NaN where nothing usable was known. */
export interface Averages {
  mean: Float64Array;
  /** Standard deviation over the instants. */
  deviation: Float64Array;
  /** Value at the last instant, for states. */
  last: Float64Array;
}

const UNUSABLE_LEVEL = 2;

/** Averages over the instants of a frame. Cost: one pass over signals times instants. */
export function averagesOf(frame: StatesFrame, size: number): Averages {
  const value = new Float64Array(size).fill(Number.NaN);
  const count = new Float64Array(size);
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  let i = 0;
  for (let k = 0; k < frame.counts.length; k++) {
    for (const end = i + frame.counts[k]; i < end; i++) {
      const usable = (frame.quality[i] & 3) < UNUSABLE_LEVEL;
      if (frame.index[i] < size) value[frame.index[i]] = usable ? frame.value[i] : Number.NaN;
    }
    for (let s = 0; s < size; s++) {
      if (Number.isNaN(value[s])) continue;
      count[s]++;
      const distance = value[s] - mean[s];
      mean[s] += distance / count[s];
      squares[s] += distance * (value[s] - mean[s]);
    }
  }
  const deviation = new Float64Array(size);
  for (let s = 0; s < size; s++) {
    if (count[s] === 0) mean[s] = Number.NaN;
    deviation[s] = count[s] === 0 ? Number.NaN : Math.sqrt(squares[s] / count[s]);
  }
  return { mean, deviation, last: value };
}

export interface Difference {
  signal: SignalNode;
  a: number;
  b: number;
  /** b − a; NaN where one of them is not known. */
  difference: number;
  /** The difference by the width of the normal band; where there is none, by a quarter of the range or by the values. */
  share: number;
  /** The difference is no larger than what the signal does by itself. */
  scatter: boolean;
  /** `figure`: measured by its size. `state`: another state or number. `lost`, `new`: known at one of them only. */
  kind: 'figure' | 'state' | 'lost' | 'new';
}

const RANGE_SHARE = 0.25;
/** Standard deviations within which a difference of averages says nothing. */
const SCATTER = 2;

/** All signals that differ, the largest first; states first of all. */
export function differencesOf(plant: PlantModel, a: Averages, b: Averages): Difference[] {
  const found: Difference[] = [];
  for (const signal of plant.signals) {
    const named = signal.type.states !== undefined || isCounter(signal.type);
    const from = named ? a.last[signal.index] : a.mean[signal.index];
    const to = named ? b.last[signal.index] : b.mean[signal.index];
    if (Number.isNaN(from) && Number.isNaN(to)) continue;
    const base = { signal, a: from, b: to, difference: to - from };
    if (Number.isNaN(from) || Number.isNaN(to)) {
      found.push({
        ...base,
        share: Number.POSITIVE_INFINITY,
        scatter: false,
        kind: Number.isNaN(to) ? 'lost' : 'new',
      });
    } else if (named) {
      if (from !== to)
        found.push({ ...base, share: Number.POSITIVE_INFINITY, scatter: false, kind: 'state' });
    } else if (from !== to) {
      const noise = Math.hypot(a.deviation[signal.index], b.deviation[signal.index]);
      found.push({
        ...base,
        share: (to - from) / scaleOf(signal, from, to),
        scatter: Math.abs(to - from) <= SCATTER * noise,
        kind: 'figure',
      });
    }
  }
  return found.sort((x, y) => Math.abs(y.share) - Math.abs(x.share) || x.signal.index - y.signal.index);
}

function scaleOf({ type }: SignalNode, a: number, b: number): number {
  const { normal, range } = type;
  const band = normal ? normal[1] - normal[0] : 0;
  if (band > 0 && Number.isFinite(band)) return band;
  const width = range ? range[1] - range[0] : 0;
  if (width > 0 && Number.isFinite(width)) return width * RANGE_SHARE;
  return Math.max(Math.abs(a), Math.abs(b)) || 1;
}
