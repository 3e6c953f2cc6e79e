import { expect, it } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from './plant-model.ts';
import { SearchIndex } from './search-index.ts';

const index = new SearchIndex(new PlantModel(plantInfo(0, 0), TYPES, TWINS));
const found = (query: string, limit = 5) =>
  index.find(query, limit).map(({ twin, signal }) => signal?.path ?? twin.info.path);

it('W22 a twin comes before its parts and its signals', () => {
  expect(found('stand 3')[0]).toBe('mill/stand3');
  expect(found('entry coil')[0]).toBe('mill/entryCoil');
  expect(found('bearing')[0]).toBe('mill/stand1/bearingTopDrive');
});

it('W22 a signal is found by its own name together with that of its twin', () => {
  expect(found('stand 3 force')[0]).toBe('mill/stand3.force');
  expect(found('force stand3')[0]).toBe('mill/stand3.force');
  expect(found('mill/stand3.force')[0]).toBe('mill/stand3.force');
  expect(found('vibration', 100)).toHaveLength(10);
});

it('W22 names in either language are found, whatever the screen shows', () => {
  expect(found('stand 3（中）')[0]).toBe('mill/stand3');
  expect(found('roll force（中） stand 2')[0]).toBe('mill/stand2.force');
});

it('W22 all words must be somewhere, and no words find nothing', () => {
  expect(found('stand 3 nonsense')).toEqual([]);
  expect(found('  ')).toEqual([]);
  expect(index.find('s', 7)).toHaveLength(7);
});

it('W22 a fleet of 15,000 twins is searched, and the limit holds', () => {
  const twins = Array.from({ length: 15_000 }, (_, i) => ({
    ...TWINS[1],
    path: `fleet/machine${i}`,
    parent: null,
    label: { en: `Machine ${i}`, zh: `${i}号机器` },
  }));
  const fleet = new SearchIndex(new PlantModel(plantInfo(0, 0), TYPES, twins));
  const hits = fleet.find('machine 14321 force', 20);
  expect(hits[0].signal?.path).toBe('fleet/machine14321.force');
  expect(fleet.find('force', 20)).toHaveLength(20);
  expect(fleet.find('14321号', 20)[0].twin.info.path).toBe('fleet/machine14321');
});
