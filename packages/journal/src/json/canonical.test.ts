import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanonicalError, canonicalJson, isCanonical } from './canonical.ts';

/** RFC 8785, appendix B: the bits of a number and its text. */
const NUMBERS: [bits: string, text: string][] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('canonical JSON', () => {
  it('J4 writes the numbers of RFC 8785 as it says', () => {
    for (const [bits, text] of NUMBERS)
      expect(canonicalJson(Buffer.from(bits, 'hex').readDoubleBE(0))).toBe(text);
  });

  it('J4 writes the examples of RFC 8785, sections 3.2.2 and 3.2.3', () => {
    const example: unknown = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const sorted = canonicalJson({
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    });
    expect([...sorted.matchAll(/"([^"]+)"[,}]/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it('J4 gives one text for one value, whatever the order of names, and reads back as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(canonicalJson(back)).toBe(text);
        expect(isCanonical(text, back)).toBe(true);
        if (typeof value === 'object' && value !== null && !Array.isArray(value))
          expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
      }),
    );
  });

  it('J4 knows a text that is not the canonical one of its value', () => {
    const other = [
      '{"b":1,"a":2}',
      '{"a": 1}',
      '[1.0]',
      '{"a":{"9":1,"10":2}}',
      '"\\u0041"',
      '"\\ud800"',
      '[[{"b":1,"a":2}]]',
      '{"a":1,"a":1}',
    ];
    for (const text of other) expect(isCanonical(text, JSON.parse(text)), text).toBe(false);
    for (const text of ['{"a":1,"b":2}', '{"a":{"10":2,"9":1}}', '"A"', '[]', '{}', 'null'])
      expect(isCanonical(text, JSON.parse(text)), text).toBe(true);
  });

  it('J4 refuses what JSON cannot carry, with its place', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const bad: [unknown, string][] = [
      [{ a: [1, Number.NaN] }, 'a[1] is NaN'],
      [{ a: Number.POSITIVE_INFINITY }, 'a is Infinity'],
      [{ a: { b: '\ud800' } }, 'a.b contains half'],
      [{ 'x\udc00': 1 }, 'contains half'],
      [{ at: new Date() }, 'at is a Date'],
      [{ m: new Map() }, 'm is a Map'],
      [[undefined], '[0] is missing'],
      [{ f: () => 1 }, 'f is a function'],
      [10n, 'The value is a bigint'],
      [cycle, 'nested more than 64'],
    ];
    for (const [value, part] of bad) {
      expect(() => canonicalJson(value)).toThrow(CanonicalError);
      expect(() => canonicalJson(value)).toThrow(part);
    }
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});
