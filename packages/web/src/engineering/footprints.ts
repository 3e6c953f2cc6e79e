/** How much ground a twin covers, from its shape; what has none covers a square metre. */
import { Vector3 } from 'three';
import type { PlantModel } from '../plant/plant-model.ts';
import { placeAll } from '../space/placement.ts';

export interface Footprint {
  width: number;
  depth: number;
}

const SMALLEST = 0.3;
const NONE: Footprint = { width: 1, depth: 1 };

/** By path where the twin runs already, else as its type. */
export function footprints(plant: PlantModel): (path: string, type: string) => Footprint {
  const byPath = new Map<string, Footprint>();
  const byType = new Map<string, Footprint>();
  const size = new Vector3();
  for (const { twin, model } of placeAll(plant)) {
    if (twin === undefined) continue;
    model.box.getSize(size);
    const footprint = { width: Math.max(SMALLEST, size.x), depth: Math.max(SMALLEST, size.z) };
    byPath.set(twin.info.path, footprint);
    if (twin.type !== undefined) byType.set(twin.type.name, footprint);
  }
  return (path, type) => byPath.get(path) ?? byType.get(type) ?? NONE;
}
