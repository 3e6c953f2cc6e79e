import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, readDuration } from './duration.ts';
import { explainUnit } from './unit-names.ts';
import {
  conversion,
  convert,
  differenceUnit,
  divideUnits,
  multiplyUnits,
  ONE,
  parseUnit,
  powerUnit,
  sameDimension,
  unitOf,
} from './units.ts';

/** NIST Special Publication 811 (2008), appendix B.8, except where another source is given. */
const PUBLISHED: [value: number, from: string, to: string, expected: number, digits: number][] = [
  [1, '[psi]', 'kPa', 6.894757, 7],
  [1, '[in_i]', 'mm', 25.4, 12],
  [1, '[ft_i]', 'm', 0.3048, 12],
  [1, '[mi_i]', 'km', 1.609344, 12],
  [1, '[lb_av]', 'kg', 0.45359237, 9],
  [1, '[lbf_av]', 'N', 4.448222, 7],
  [1, '[HP]', 'W', 745.6999, 7],
  [1, '[gal_us]', 'L', 3.785412, 7],
  [1, 'atm', 'kPa', 101.325, 12],
  [1, 'bar', 'kPa', 100, 12],
  [1, 'kW.h', 'MJ', 3.6, 12],
  [1, 'kgf', 'N', 9.80665, 12],
  [1, 't', 'kg', 1000, 12],
  [1, 'd', 's', 86_400, 12],
  [1, 'mm[Hg]', 'Pa', 133.322, 6],
  [180, 'deg', 'rad', Math.PI, 12],
  [1, 'circ/min', 'rad/s', 0.1047198, 7],
  [1, 'eV', 'J', 1.602_177e-19, 6],
  [36, 'km/h', 'm/s', 10, 12],
  [1, 'kN.m', 'N.m', 1000, 12],
  [0, 'Cel', 'K', 273.15, 12],
  [100, 'Cel', '[degF]', 212, 12],
  [-40, '[degF]', 'Cel', -40, 12],
  [451, '[degF]', 'K', 505.9278, 7],
  [80, '[degRe]', 'Cel', 100, 12],
  [50, '%', '1', 0.5, 12],
];

describe('units', () => {
  for (const [value, from, to, expected, digits] of PUBLISHED) {
    it(`M1 ${value} ${from} is ${expected} ${to}`, () => {
      const error = Math.abs(convert(value, unitOf(from), unitOf(to)) / expected - 1);
      expect(error).toBeLessThan(0.5 * 10 ** -(digits - 1));
    });
  }

  it('M1 codes are case-sensitive and complete', () => {
    for (const code of ['', 'MM', 'mm/sec', 'm^2', ' m', 'm ', '12', '2.3', 'psi', 'm/', 'µm']) {
      expect([code, parseUnit(code)]).toEqual([code, undefined]);
    }
    expect(() => unitOf('mm/sec')).toThrow('unknown unit "mm/sec"');
  });

  it('M1 factors are the decimal numbers they stand for', () => {
    expect(conversion(unitOf('kN'), unitOf('N'))).toEqual({ factor: 1000, offset: 0 });
    expect(conversion(unitOf('mm/s'), unitOf('m/s'))).toEqual({ factor: 0.001, offset: 0 });
    expect(conversion(unitOf('N.m'), unitOf('J'))).toEqual({ factor: 1, offset: 0 });
    expect(conversion(unitOf('Cel'), unitOf('K'))).toEqual({ factor: 1, offset: 273.15 });
  });

  it('M1 there and back again is the same value', () => {
    const codes = ['K', 'Cel', '[degF]', '[degRe]', 'mK'];
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.constantFrom(...codes),
        fc.constantFrom(...codes),
        (x, a, b) => {
          const there = convert(x, unitOf(a), unitOf(b));
          expect(convert(there, unitOf(b), unitOf(a))).toBeCloseTo(x, 6);
        },
      ),
    );
  });

  it('M1 units of different dimensions do not convert', () => {
    expect(conversion(unitOf('m'), unitOf('s'))).toBeUndefined();
    expect(convert(1, unitOf('m'), unitOf('s'))).toBeNaN();
  });

  it('M2 units that are no plain factor are refused', () => {
    for (const code of ['dB', 'B', 'Np', '[pH]', '%[slope]', 'B[W]']) {
      expect(explainUnit(code)?.message).toContain('is not a plain factor');
    }
    expect(explainUnit('Cel/s')).toMatchObject({ suggestion: 'K/s' });
  });

  it('M2 differences of temperatures are in K or its like', () => {
    expect(differenceUnit(unitOf('Cel')).code).toBe('K');
    expect(differenceUnit(unitOf('[degF]')).code).toBe('[degR]');
    expect(differenceUnit(unitOf('bar')).code).toBe('bar');
  });

  it('M3 an angle is a plain number, but turns and counts per time stay apart', () => {
    expect(sameDimension(unitOf('rad'), ONE)).toBe(true);
    expect(sameDimension(unitOf('rad.m/s'), unitOf('m/s'))).toBe(true);
    expect(sameDimension(unitOf('circ/min'), unitOf('rad/s'))).toBe(true);
    expect(sameDimension(unitOf('/min'), unitOf('Hz'))).toBe(true);
    expect(sameDimension(unitOf('/min'), unitOf('rad/s'))).toBe(false);
  });

  it('M4 common spellings lead to the UCUM code', () => {
    const pairs = {
      '°C': 'Cel',
      degC: 'Cel',
      degF: '[degF]',
      RPM: 'circ/min',
      rpm: 'circ/min',
      sec: 's',
      hr: 'h',
      psi: '[psi]',
      kWh: 'kW.h',
      'mm/sec': 'mm/s',
      'm^2': 'm2',
      'kN*m': 'kN.m',
      Mpa: 'MPa',
      kw: 'kW',
      'μm/s': 'um/s',
      'm/sec^2': 'm/s2',
      percent: '%',
      'm³/h': 'm3/h',
      Nm: 'N.m',
      'kg/hr': 'kg/h',
      ' mm': 'mm',
    };
    for (const [written, code] of Object.entries(pairs)) {
      expect([written, explainUnit(written)?.suggestion]).toEqual([written, code]);
    }
    expect(explainUnit('qwertz')).toEqual({ message: 'unknown unit "qwertz"', suggestion: undefined });
  });

  it('M4 no text makes it throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (text) => explainUnit(text) === undefined || !parseUnit(text),
      ),
    );
    const code = fc.stringMatching(/^[a-zA-Z0-9./()[\]{}*^%'+-]{0,20}$/);
    fc.assert(fc.property(code, (text) => explainUnit(text) === undefined || !parseUnit(text)));
  });

  it('M14 computed units take a known code where there is one', () => {
    const power = multiplyUnits(unitOf('kN.m'), unitOf('rad/s'));
    expect(power.code).toBe('kW');
    expect(divideUnits(unitOf('m'), unitOf('s')).code).toBe('m/s');
    expect(powerUnit(unitOf('m2'), 0.5).code).toBe('m');
    expect(divideUnits(ONE, unitOf('min')).code).toBe('/min');
    expect(multiplyUnits(powerUnit(unitOf('m'), 0.5), powerUnit(unitOf('m'), 0.5)).code).toBe('m');
  });

  it('M5 lengths of time', () => {
    expect(parseDuration('10 min')).toBe(600_000);
    expect(parseDuration('100ms')).toBe(100);
    expect(parseDuration('30 d')).toBe(2_592_000_000);
    expect(parseDuration('5 a')).toBe(157_788_000_000);
    expect(readDuration('10 sec')).toEqual({ message: 'unknown unit "sec"', suggestion: '10 s' });
    expect(readDuration('10')).toMatchObject({
      message: expect.stringContaining('write a number and a unit'),
    });
    expect(readDuration('-5 s')).toMatchObject({ message: expect.stringContaining('no length of time') });
    expect(() => parseDuration('5 m')).toThrow('no unit of time');
  });
});
