/** Feeding a DuckDB session with recorded samples, slice by slice: memory stays bounded by one slice. */
import type { Plant, SampleBatch } from '@millwright/model';
import type { Slice } from '../store/slice.ts';
import type { SignalNames } from './protocol.ts';
import type { DuckSession } from './session.ts';

/** Where slices come from: the historian's worker. */
export interface SliceSource {
  hours(from: number, before: number): Promise<number[]>;
  slice(question: {
    hour: number;
    from: number;
    before: number;
    twin: number;
    enough: number;
    signals?: Uint32Array;
  }): Promise<Slice>;
}

export interface LoadRange {
  from: number;
  /** Excluded. */
  before: number;
  /** Ids; undefined: all. */
  signals?: Uint32Array;
}

/** Samples asked for at a time: 21 bytes each. */
const SLICE_SAMPLES = 500_000;

/** Loads the samples of one hour. Returns how many. */
export async function loadHour(
  session: DuckSession,
  source: SliceSource,
  range: LoadRange,
  hour: number,
): Promise<number> {
  let loaded = 0;
  for (let twin = 0; twin >= 0; ) {
    const { batch, next } = await source.slice({ ...range, hour, twin, enough: SLICE_SAMPLES });
    loaded += batch.length;
    if (batch.length > 0) await session.ask('samples', batch, buffersOf(batch));
    twin = next;
  }
  return loaded;
}

function buffersOf(batch: SampleBatch): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = [];
  for (const array of [batch.signals, batch.times, batch.values, batch.quality]) {
    if (array.buffer instanceof ArrayBuffer) buffers.push(array.buffer);
  }
  return buffers;
}

const NAMES_PER_MESSAGE = 50_000;

/** Loads the names of the signals (all with undefined). */
export async function loadNames(
  session: DuckSession,
  plant: Plant,
  ids: Uint32Array | undefined,
): Promise<void> {
  let names: SignalNames[] = [];
  const count = ids?.length ?? plant.signalCount;
  for (let i = 0; i < count; i++) {
    const { id, path, twin, type } = plant.signalAt(ids?.[i] ?? i);
    names.push({
      id,
      signal: path,
      twin: twin.path,
      type: twin.type?.name ?? '',
      name: type.name,
      unit: type.unit.code,
    });
    if (names.length < NAMES_PER_MESSAGE && i < count - 1) continue;
    await session.ask('signals', names);
    names = [];
  }
}
