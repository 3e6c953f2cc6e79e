import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recent } from './recent.ts';

const SERIES = 3;

/** One message of a twin, with or without one of its signals, or a portion taken out. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('message'), missing: fc.constant(-1), n: fc.nat(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('message'), missing: fc.nat(SERIES - 1), n: fc.nat(0) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop'), missing: fc.constant(-1), n: fc.nat(40) }) },
);

it('H1 what is taken out from the front leaves the rest as it came', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 300 }), (steps) => {
      const recent = new Recent();
      const series = Array.from({ length: SERIES }, (_, key) => recent.series(1, key));
      const twin = recent.twin(1);
      const expected: number[][][] = series.map(() => []);
      let time = 0;
      for (const { kind, missing, n } of steps) {
        if (kind === 'message') {
          time++;
          series.forEach((one, s) => {
            if (s === missing) return;
            const quality = time % 7 === 0 ? 2 : 0;
            recent.add(one, time, time * 10 + s, quality, 1);
            expected[s].push([time, time * 10 + s, quality]);
          });
        } else {
          const least = Math.min(...expected.filter((one) => one.length > 0).map((one) => one.length));
          if (least < n || least === Number.POSITIVE_INFINITY || !recent.dropFirst(twin, n)) continue;
          for (const one of expected) one.splice(0, n);
        }
        series.forEach((one, s) => {
          const { length, times, values, quality } = recent.read(one);
          const seen = Array.from({ length }, (_, i) => [times[i], values[i], quality[i]]);
          expect(seen).toEqual(expected[s]);
        });
        expect(recent.samples).toBe(expected.flat().length);
        expect(recent.twinSamples(twin)).toBe(expected.flat().length);
      }
    }),
  );
});
