import { parseUnit } from '@millwright/model';
import { expect, it } from 'vitest';
import { UNECE_CODES, ucumOfUnece, uneceOfUnitId } from './unece.ts';

it('C20 every unit of the table is one the plant language knows', () => {
  const unknown = UNECE_CODES.filter((code) => parseUnit(ucumOfUnece(code) ?? '') === undefined);
  expect(unknown).toEqual([]);
  expect(UNECE_CODES.length).toBeGreaterThan(150);
});

it.each([
  [4_408_652, 'CEL', 'Cel'],
  [4_342_098, 'BAR', 'bar'],
  [5_066_068, 'MMT', 'mm'],
  [5_394_509, 'RPM', 'circ/min'],
  [20_529, 'P1', '%'],
  [4_666_675, 'G53', 'm3/min'],
  [4_937_556, 'KWT', 'kW'],
  [14_132, '74', 'mPa'],
])('C20 unit id %d is %s, %s', (unitId, code, ucum) => {
  expect(uneceOfUnitId(unitId)).toBe(code);
  expect(ucumOfUnece(code)).toBe(ucum);
});

it.each([0, -1, 1.5, Number.NaN, 7])('C20 unit id %d is none', (unitId) => {
  expect(uneceOfUnitId(unitId)).toBeUndefined();
});
