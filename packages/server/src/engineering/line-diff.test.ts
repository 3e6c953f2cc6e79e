import fc from 'fast-check';
import { expect, it } from 'vitest';
import { diffLines } from './line-diff.ts';

it('S60 the changes told turn the old text into the new one', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const result = [...before];
      for (const { from, to, newFrom, newTo } of diffLines(before, after).toReversed()) {
        result.splice(from, to - from, ...after.slice(newFrom, newTo));
      }
      expect(result).toEqual(after);
    }),
  );
});

it('S60 one line put in between is one change', () => {
  expect(diffLines(['a', 'b'], ['a', 'x', 'b'])).toEqual([{ from: 1, to: 1, newFrom: 1, newTo: 2 }]);
});
