/** Norms of the signals of a group of twins, from the values on screen. */
import { levelOf } from '@millwright/model/web';
import type { SignalTypeInfo } from '@millwright/server/client';
import type { PlantModel, SignalNode, TwinNode } from '../plant/plant-model.ts';
import type { ValueSource } from '../values/value-source.ts';
import { type PeerNorm, peerNorm } from './peers.ts';

export interface Column {
  type: SignalTypeInfo;
  /** The signal of each twin, in the order of the twins. */
  signals: SignalNode[];
  norm: PeerNorm;
  /** Least and most usable value; 0 and 0 without any. */
  seen: readonly [number, number];
}

/** One signal type over all twins of a group. Costs two sorts of its values: for at most a few times a second. */
export function columnOf(
  plant: PlantModel,
  source: ValueSource,
  twins: readonly TwinNode[],
  type: SignalTypeInfo,
): Column {
  const signals: SignalNode[] = [];
  const usable: number[] = [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const twin of twins) {
    const signal = plant.signal(`${twin.info.path}.${type.name}`);
    if (!signal) continue;
    signals.push(signal);
    const value = source.values[signal.index];
    if (levelOf(source.quality[signal.index]) >= 2 || !Number.isFinite(value)) continue;
    usable.push(value);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // States and set points differ on purpose; nobody stands apart by them.
  const judged = type.states || type.kind === 'setpoint' ? [] : usable;
  const width = type.range ? type.range[1] - type.range[0] : high - low;
  const least = Math.max(type.resolution ?? 0, Number.isFinite(width) ? width / 200 : 0, Number.MIN_VALUE);
  return { type, signals, norm: peerNorm(judged, least), seen: usable.length > 0 ? [low, high] : [0, 0] };
}
