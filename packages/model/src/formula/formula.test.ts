import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkFormula } from '../load.ts';
import { mill } from '../testing/documents.ts';
import { read } from '../testing/expression.ts';
import { unitOf } from '../units.ts';
import type { Expr } from './expr.ts';
import { FUNCTION_NAMES } from './functions.ts';
import { parseFormula } from './parser.ts';

const PUMP = `type: pump
signals:
  flow: { unit: m3/h }
  pressure: { unit: bar }
  inlet: { unit: Cel }
  outlet: { unit: '[degF]' }
  speed: { unit: circ/min }
  count: { unit: /min }
  level: { unit: '%' }
  hours: { unit: h }
  mode: { states: { 0: Stopped, 1: Starting, 2: { en: Running, zh: 运行 } } }
  on: { states: { 0: Off, 1: On } }
parameters: { area: { unit: mm2, default: 1 }, r: { unit: mm, default: 1 } }
`;
const plant = mill({ 'types/pump.yaml': PUMP });
const pump = plant.type('pump')!;

describe('formulas', () => {
  const text = readFileSync(new URL('./formula-cases.txt', import.meta.url), 'utf8');
  let type = '';
  for (const block of text.split('\n\n').slice(1)) {
    const [first, ...lines] = block.trim().split('\n');
    if (first.startsWith('## ')) {
      type = first.slice(3);
      continue;
    }
    const name = type;
    const [formula, wanted] = first.split(' -> ');
    const boolean = wanted === 'boolean';
    it(`M14 ${name}: ${first}`, () => {
      const found = read(plant, name, formula, boolean ? undefined : wanted, boolean ? 'boolean' : undefined);
      expect(typeof found === 'string' ? [`= ${found}`] : found.map((line) => `! ${line}`)).toEqual(lines);
    });
  }

  it('M13 a number takes the longest unit that ends with a word', () => {
    const unitAfter = (code: string) => {
      const { syntax } = parseFormula(`5 ${code}`);
      return syntax?.kind === 'quantity' ? syntax.unit.code : undefined;
    };
    for (const code of [
      'mm/s',
      'kW.h/t',
      'J/(kg.K)',
      'm-3',
      's-1',
      '[degF]',
      '[in_i]/min',
      '%',
      '{rev}/min',
      '/min',
    ]) {
      expect([code, unitAfter(code)]).toEqual([code, code]);
    }
    expect(read(plant, 'pump', '10min - 5 s')).toBe('(10[min] - {5[s] *0.0166666666666667}[min])[min]');
    expect(read(plant, 'pump', '(flow - 2.3 m3/h) / 4.8 m3/h')).toBe(
      '((flow[m3/h] - 2.3[m3/h])[m3/h] / 4.8[m3/h])',
    );
  });

  it('M13 keywords are no units', () => {
    expect(read(plant, 'pump', 'level > 5 % and on')).toBe('((level[%] > 5[%]) and on)');
    expect(read(plant, 'pump', 'mode > 1 or on')).toBe('((mode > 1) or on)');
  });

  it('M18 nothing makes it throw, and a fault lies within the text', () => {
    const words = [
      ...FUNCTION_NAMES,
      'flow',
      'inlet',
      'level',
      'on',
      'mode',
      'parent',
      'and',
      'or',
      'not',
      'true',
      '(',
      ')',
      ',',
      '.',
      '?',
      ':',
      '+',
      '-',
      '*',
      '/',
      '^',
      '<',
      '>=',
      '==',
      '=',
      '&&',
      '5',
      '0',
      '2.5 mm/s',
      '10 min',
      '3 %',
      '80 Cel',
      '1 [degF]',
      "'Running'",
      '"',
      '[',
      '{',
      ' ',
      '1e309',
      '9 °',
      '\n',
    ];
    const texts = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((list) => list.join('')),
      fc.array(fc.constantFrom(...words), { maxLength: 25 }).map((list) => list.join(' ')),
      fc.string({ maxLength: 60, unit: 'binary' }),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom(undefined, unitOf('Cel'), unitOf('m3/h')), (formula, unit) => {
        const { expr, faults } = checkFormula(formula, pump, plant, unit);
        expect(expr === undefined).toBe(faults.length > 0);
        for (const { start, end } of faults) {
          expect(0 <= start && start <= end && end <= formula.length).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('M18 hostile texts meet a limit', () => {
    const first = (formula: string) => checkFormula(formula, pump, plant).faults[0]?.message;
    expect(first('('.repeat(5_000))).toContain('nested deeper');
    expect(first(`${'-'.repeat(9_000)}1`)).toContain('nested deeper');
    expect(first(`${'not '.repeat(2_000)}on`)).toContain('nested deeper');
    expect(first(`${'2^'.repeat(4_000)}2`)).toBeDefined();
    expect(first('on ? '.repeat(1_500))).toContain('nested deeper');
    expect(first(`${'1+'.repeat(4_000)}1`)).toContain('more than 2000 parts');
    expect(first('x'.repeat(10_001))).toContain('at most 10000 characters');
    expect(first(`${'abs('.repeat(60)}flow${')'.repeat(60)}`)).toBeUndefined();
    expect(first(`${'flow + '.repeat(900)}flow`)).toBeUndefined();
  });

  it('M14 what is left after checking adds up in base units', () => {
    // A value computed through the checked tree, conversions included, equals the one computed in base units by hand.
    const values: Record<string, number> = { flow: 36, pressure: 2, r: 5, area: 4, hours: 1.5 };
    fc.assert(
      fc.property(
        fc.constantFrom('m3/h', 'L/min', 'm3/s', '[gal_us]/min'),
        fc.double({ min: 0.1, max: 1e3, noNaN: true }),
        (code, x) => {
          const { expr } = checkFormula(`flow + ${x} ${code}`, pump, plant, unitOf('m3/s'));
          const expected = 36 / 3_600 + x * unitOf(code).factor;
          expect(evaluate(expr!, values) / expected).toBeCloseTo(1, 9);
        },
      ),
    );
    const { expr } = checkFormula('flow * pressure / 1 kW', pump, plant, unitOf('1'));
    expect(evaluate(expr!, values)).toBeCloseTo((0.01 * 2e5) / 1e3, 9);
  });
});

/** Just enough of an interpreter for the property above. */
function evaluate(expr: Expr, values: Record<string, number>): number {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'signal':
      return values[expr.signal];
    case 'convert':
      return evaluate(expr.arg, values) * expr.factor + expr.offset;
    case 'binary': {
      const [a, b] = [evaluate(expr.left, values), evaluate(expr.right, values)];
      return expr.op === '+' ? a + b : expr.op === '*' ? a * b : a / b;
    }
    default:
      throw new Error(expr.kind);
  }
}
