import { expect, it } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import type { Difference } from './differences.ts';
import { differing } from './differing.ts';

const plant = new PlantModel(plantInfo(0, 0), TYPES, TWINS);

function row(index: number, share: number, kind: Difference['kind'] = 'figure'): Difference {
  return { signal: plant.signals[index], a: 1, b: 2, difference: 1, share, scatter: false, kind };
}

it('W13 twins that differ are marked with their largest difference first, another state before any figure', () => {
  const first = plant.signals.findIndex(({ twin }) => (twin.type?.signals.length ?? 0) > 1);
  const other = plant.signals.findIndex(({ twin }) => twin !== plant.signals[first].twin);
  const marked = differing([
    row(first, 0.3),
    row(first + 1, -0.9),
    row(other, Number.POSITIVE_INFINITY, 'state'),
  ]);
  expect(marked.map(({ twin }) => twin)).toEqual([plant.signals[other].twin, plant.signals[first].twin]);
  expect(marked[1].rows.map(({ share }) => share)).toEqual([-0.9, 0.3]);
  expect(differing([row(first, 0.1)])).toEqual([]);
});
