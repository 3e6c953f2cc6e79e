import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { below, figuresOf, groupsOf, tellingSignals } from './figures.ts';
import { strain } from './normality.ts';
import { APART, apartFrom, peerNorm } from './peers.ts';

const plant = new PlantModel(plantInfo(0, 0), TYPES, TWINS);

it('W20 the odd one stands apart, whatever it does to the others, and equal ones never do', () => {
  const norm = peerNorm([1.9, 2.1, 2, 2.05, 8.3, Number.NaN], 0.01);
  expect(norm.count).toBe(5);
  expect(norm.median).toBe(2.05);
  expect(apartFrom(norm, 8.3)).toBeGreaterThan(APART);
  expect(Math.abs(apartFrom(norm, 2.1))).toBeLessThan(APART);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.integer({ min: 3, max: 50 }),
      (value, n) => {
        const same = peerNorm(new Array<number>(n).fill(value), 0.01);
        expect(apartFrom(same, value)).toBe(0);
      },
    ),
  );
  expect(peerNorm([1, 100], 0.1).median).toBeNaN();
});

it('W20 strain is 1 at the edge of the normal band or at a limit, and unknown without either', () => {
  expect(strain({ unit: 'mm/s', normal: [0, 4.5], range: [0, 20] }, [], 4.5)).toBe(1);
  expect(strain({ unit: '1', normal: [0, 4.5], range: [0, 20] }, [], 0)).toBe(0);
  expect(strain({ unit: '1', normal: [25, 100], range: [0, 100] }, [], 25)).toBe(1);
  expect(strain({ unit: '1', normal: [20, 80], range: [0, 100] }, [], 50)).toBe(0);
  expect(strain({ unit: '1', normal: [20, 80], range: [0, 100] }, [], 110)).toBe(2);
  expect(strain({ unit: '%', normal: [60, 100] }, [], 100)).toBe(0);
  expect(strain({ unit: '1', normal: [0, 0.4] }, [], 0)).toBe(0);
  expect(strain({ unit: '1' }, [], 3)).toBeNaN();
  const alarm = TYPES.flatMap((type) => type.alarms)[0];
  expect(strain({ unit: '1' }, [{ value: 8, side: 'above', alarm }], 8)).toBe(1);
  expect(strain({ unit: '1', range: [0, 10] }, [{ value: 8, side: 'below', alarm }], 9)).toBe(0.5);
});

it('W20 figures are of the outermost twins, and none is a set point or one of several equals', () => {
  expect(figuresOf(plant).production.map((each) => each.path)).toEqual(['mill.lineSpeed']);
  expect(figuresOf(plant).energy).toEqual([]);
});

it('W20 what alarms watch tells most', () => {
  const bearing = TYPES.find((type) => type.name === 'bearing');
  if (!bearing) throw new Error('the fixture has no bearing');
  expect(tellingSignals(bearing).map((each) => each.name)).toEqual(['vibration', 'temperature', 'wear']);
  const mill = plant.twin('mill');
  if (!mill) throw new Error('the fixture has no mill');
  expect(groupsOf(mill.children).map(({ type, twins }) => [type?.name, twins.length])).toEqual([
    ['stand', 5],
    ['strip-section', 4],
    ['coil', 2],
  ]);
  expect(below(mill)).toHaveLength(TWINS.length - 1);
});
