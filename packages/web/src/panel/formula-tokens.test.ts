import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formulaTokens } from './formula-tokens.ts';

const words = (text: string) =>
  formulaTokens(text).map((token) => (token.kind === 'number' ? `${token.text}|${token.unit}` : token.text));

it('W21 a formula falls into names, numbers with their unit, and signs', () => {
  expect(words('clamp((mean(vibration, 10 min) - 2.3 mm/s) / 8.9 mm/s, 0, 1)')).toEqual([
    'clamp',
    '(',
    '(',
    'mean',
    '(',
    'vibration',
    ',',
    '10|min',
    ')',
    '-',
    '2.3|mm/s',
    ')',
    '/',
    '8.9|mm/s',
    ',',
    '0|',
    ',',
    '1|',
    ')',
  ]);
  expect(words('coolantRatio < 70 % and running == 1')).toEqual([
    'coolantRatio',
    '<',
    '70|%',
    'and',
    'running',
    '==',
    '1|',
  ]);
  expect(words('thickness * parent.width * 7850 kg/m3')).toEqual([
    'thickness',
    '*',
    'parent.width',
    '*',
    '7850|kg/m3',
  ]);
  expect(words('t50 * 518.67 [degR] / t2 + 1 [lb_av]/s/[psi]')).toEqual([
    't50',
    '*',
    '518.67|[degR]',
    '/',
    't2',
    '+',
    '1|[lb_av]/s/[psi]',
  ]);
  expect(words('speed > 1 /min or not stopped')).toEqual(['speed', '>', '1|/min', 'or', 'not', 'stopped']);
  expect(formulaTokens('max(a, b)')[0]).toEqual({ kind: 'call', text: 'max' });
});

it('W21 nothing of any text is lost', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      const told = formulaTokens(text).map((token) =>
        token.kind === 'number' ? token.text + token.unit : token.text,
      );
      expect(told.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    }),
  );
});
