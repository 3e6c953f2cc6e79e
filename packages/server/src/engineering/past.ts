/** Formulas over the recorded past: a look at what one would have given, and computing one back with progress. */
import { computeBack, type HistoryReader, inputsOf } from '@millwright/live';
import type { Plant, SampleBatch, Series, SignalType, Twin, TwinType } from '@millwright/model';
import type { PreviewAnswer } from '../api/engineering-schemas.ts';
import { orNull } from '../runtime/describe.ts';

const NOTHING: Series = {
  times: new Float64Array(0),
  values: new Float64Array(0),
  quality: new Uint8Array(0),
};
/** A preview stops here: enough for a day of a signal that changes ten times a second. */
const MOST_SAMPLES = 2_000_000;
/** Thrown out of a computation that nobody waits for any more. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}

export interface Past {
  /** The plant whose ids `history` understands. */
  recorded: Plant;
  history: HistoryReader;
}

/** What the formula of a signal of `plant` gives for one twin over [from, to]. Nothing is stored. */
export async function evaluateTwin(
  plant: Plant,
  twin: Twin,
  type: TwinType,
  signal: SignalType,
  range: { from: number; to: number },
  { recorded, history }: Past,
  stop: AbortSignal,
): Promise<{ times: number[]; values: number[] }> {
  const wanted = new Set(inputIds(plant, twin, signal));
  const times: number[] = [];
  const values: number[] = [];
  const own = plant.signalId(`${twin.path}.${signal.name}`);
  const reader: HistoryReader = {
    async series(id, from, to) {
      if (stop.aborted) throw new Cancelled();
      // The other twins of the type are not looked at.
      if (!wanted.has(id)) return NOTHING;
      const there = recorded.signalId(plant.signalAt(id).path);
      return there === undefined ? NOTHING : history.series(there, from, to);
    },
  };
  const take = (batch: SampleBatch) => {
    for (let i = 0; i < batch.length && times.length < MOST_SAMPLES; i++) {
      if (batch.signals[i] !== own) continue;
      times.push(batch.times[i]);
      values.push(batch.values[i]);
    }
  };
  await computeBack(plant, type, signal.name, range.from, range.to, reader, take);
  return { times, values };
}

/** At most about `points` points: of each stretch its lowest and highest, so that no peak is lost; gaps stay gaps. */
export function thin(
  { times, values }: { times: ArrayLike<number>; values: ArrayLike<number> },
  points: number,
): PreviewAnswer['after'] {
  const count = times.length;
  const result: PreviewAnswer['after'] = { times: [], values: [] };
  const keep = (i: number) => {
    result.times.push(times[i]);
    result.values.push(orNull(values[i]));
  };
  if (count <= points) {
    for (let i = 0; i < count; i++) keep(i);
    return result;
  }
  const stretch = Math.ceil((count * 2) / points);
  for (let start = 0; start < count; start += stretch) {
    const end = Math.min(count, start + stretch);
    let low = start;
    let high = start;
    let gap = -1;
    for (let i = start; i < end; i++) {
      if (Number.isNaN(values[i])) gap = i;
      else {
        if (!(values[i] >= values[low])) low = i;
        if (!(values[i] <= values[high])) high = i;
      }
    }
    for (const i of [...new Set(gap < 0 ? [low, high] : [low, high, gap])].sort((a, b) => a - b)) keep(i);
  }
  return result;
}

/**
 * A reader that tells how far a back-computation has come, 0 to 1, and ends it with `Cancelled` when nobody waits for it.
 * It counts on the order of `computeBack`: twin after twin, each from its beginning to its end.
 */
export function watched(
  plant: Plant,
  type: TwinType,
  signal: SignalType,
  to: number,
  history: HistoryReader,
  stop: AbortSignal,
  progress: (share: number) => void,
): HistoryReader {
  const feeds = type.twins.map((twin) => new Set(inputIds(plant, twin, signal)).size);
  let begin = Number.POSITIVE_INFINITY;
  let begun = 0;
  let row = 0;
  let before = 0;
  return {
    series(id, from, end) {
      if (stop.aborted) return Promise.reject(new Cancelled());
      begin = Math.min(begin, from);
      if (from === begin) {
        begun++;
        while (row < feeds.length - 1 && begun > before + feeds[row]) before += feeds[row++];
      }
      progress(Math.min(1, (row + (from - begin) / Math.max(1, to - begin)) / Math.max(1, type.rows)));
      return history.series(id, from, end);
    },
  };
}

function inputIds(plant: Plant, twin: Twin, { formula }: SignalType): number[] {
  if (formula === undefined) return [];
  return inputsOf(formula.expr).flatMap(({ kind, hops, signal }) => {
    const found = plant.resolve(twin, hops, signal);
    return kind === 'signal' ? found.slice(0, 1) : found;
  });
}
