import fc from 'fast-check';
import { expect, it } from 'vitest';
import { segmentName, signalName, typeName, UniqueNames } from './names.ts';

it.each([
  ['MotorSpeed', 'motorSpeed'],
  ['motor_speed-2', 'motorSpeed2'],
  ['RPM', 'rpm'],
  ['PVOutput', 'pvOutput'],
  ['2nd level', 'value2ndLevel'],
  ['Drücke', 'drucke'],
  ['温度', 'value'],
])('C20 signal %s becomes %s', (text, expected) => {
  expect(signalName(text)).toBe(expected);
});

it('C20 names are always ones the plant language takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      expect(signalName(text)).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(typeName(text)).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(segmentName(text)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]*$/);
    }),
  );
});

it('C20 each name is given once', () => {
  const names = new UniqueNames('-');
  expect(['a', 'a', 'a-2', 'a'].map((name) => names.take(name))).toEqual(['a', 'a-2', 'a-2-2', 'a-3']);
});
