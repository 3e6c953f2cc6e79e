import type { Expr } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { generateFormula, roundTo } from './compile.ts';
import { plantLayout, References } from './layout.ts';
import { LiveStore } from './store.ts';
import { bin, call, makePlant, num, over, sig } from './testing/build.ts';

const evil = '"]; process.exit(1); //';

function generate(expr: Expr) {
  const plant = makePlant({ t: { signals: { [evil]: {}, a: {}, out: { formula: expr } } } }, { x: 't' });
  const [type] = plant.types;
  const signal = type.signals[2];
  return generateFormula(new References(plant, type, plantLayout(plant)), signal, expr).source;
}

describe('generated code', () => {
  it('L14 holds no text of the user', () => {
    expect(generate(bin('+', sig(evil), num(1)))).not.toContain('process');
  });

  it('L14 is refused for anything that is not on the lists', () => {
    const bad = (expr: object): Expr => Object.assign(num(1), expr);
    expect(() => generate(bad({ value: evil }))).toThrow('a literal is not a number');
    expect(() => generate(Object.assign(call('abs', num(1)), { fn: evil }))).toThrow('not on the list');
    expect(() => generate(Object.assign(call('abs', num(1)), { fn: 'constructor' }))).toThrow(
      'not on the list',
    );
    expect(() => generate(Object.assign(over('mean', sig('a'), 1), { fn: evil }))).toThrow('not on the list');
    expect(() => generate(Object.assign(bin('<', num(1), num(1)), { op: evil }))).toThrow('not on the list');
  });

  it('L15 rounds to the resolution with the fewest digits', () => {
    expect(roundTo(0.1 + 0.2, 0.01)).toBe(0.3);
    expect(roundTo(1234.5678, 0.001)).toBe(1234.568);
    expect(roundTo(7, 5)).toBe(5);
    expect(Object.is(roundTo(-0.001, 0.01), 0)).toBe(true);
  });

  it('L11 a formula that reads no signal has its value from the first tick on', () => {
    const plant = makePlant(
      {
        t: { signals: { a: {}, out: { formula: num(4) }, next: { formula: bin('*', sig('out'), num(2)) } } },
      },
      { x: 't' },
    );
    const store = new LiveStore(plant);
    store.tick(77);
    expect([store.values[1], store.values[2], store.times[2]]).toEqual([4, 8, 77]);
    expect(store.tick(78).derived.length).toBe(0);
  });
});
