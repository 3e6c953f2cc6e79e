/** The states of a plant at many instants, packed for the browser. */
import type { StateChanges } from '@millwright/historian';
import type { Plant } from '@millwright/model';
import { allocateStates } from '../api/state-frames.ts';

/** Place of each signal id in the order of the API: twins as listed, their signals as in the type. */
function placesOf(plant: Plant): Uint32Array {
  const places = new Uint32Array(plant.signalCount);
  let place = 0;
  for (const { type, row } of plant.twins) {
    if (type === undefined) continue;
    for (const { column } of type.signals) places[type.base + column * type.rows + row] = place++;
  }
  return places;
}

/** A states frame as bytes. `changes` are those of instants `from`, `from + step` … */
export function packStates(
  plant: Plant,
  from: number,
  step: number,
  changes: StateChanges,
): Uint8Array<ArrayBuffer> {
  const { counts, signals, times, values, quality } = changes;
  const frame = allocateStates(plant.signalCount, from, step, counts.length, signals.length);
  const places = placesOf(plant);
  frame.counts.set(counts);
  frame.quality.set(quality);
  let i = 0;
  for (let k = 0; k < counts.length; k++) {
    const instant = from + k * step;
    for (const end = i + counts[k]; i < end; i++) {
      frame.index[i] = places[signals[i]];
      frame.value[i] = values[i];
      frame.age[i] = instant - times[i];
    }
  }
  return frame.bytes;
}
