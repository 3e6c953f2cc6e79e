import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeRaw, EARLIEST_TIME_MS, isUsableTime, MAX_AHEAD_MS, toNumber } from './conversion.ts';

const STATES = new Map([
  [0, { en: 'Off', zh: '关' }],
  [2, { en: 'Running', zh: '运行' }],
]);

it.each([
  [12.5, 12.5],
  [true, 1],
  [false, 0],
  [42n, 42],
  ['  -3.5e2 ', -350],
  ['.5', 0.5],
  ['true', 1],
  ['OFF', 0],
  ['running', 2],
  ['关', 0],
])('C1 %s is the number %d', (raw, expected) => {
  expect(toNumber(raw, STATES)).toBe(expected);
});

it.each([
  [null],
  [undefined],
  [''],
  ['12 bar'],
  ['0x10'],
  ['1,5'],
  ['1'.repeat(65)],
  [[1]],
  [{ value: 1 }],
  [new Float64Array(1)],
])('C1 %o is no number', (raw) => {
  expect(toNumber(raw, STATES)).toBeUndefined();
  expect(describeRaw(raw).length).toBeLessThanOrEqual(60);
});

it('C1 every finite number survives as text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(toNumber(String(value))).toBe(value === 0 ? Number(String(value)) : value);
    }),
  );
});

it('C3 times from 2000 to a day ahead are usable, both edges included', () => {
  const now = Date.UTC(2026, 0, 1);
  expect(isUsableTime(EARLIEST_TIME_MS, now)).toBe(true);
  expect(isUsableTime(EARLIEST_TIME_MS - 1, now)).toBe(false);
  expect(isUsableTime(now + MAX_AHEAD_MS, now)).toBe(true);
  expect(isUsableTime(now + MAX_AHEAD_MS + 1, now)).toBe(false);
  expect(isUsableTime(Number.NaN, now)).toBe(false);
  expect(isUsableTime(0, now)).toBe(false);
});
