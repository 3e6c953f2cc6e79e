import { BatchBuilder, type Expr, type Plant, quality, type Series } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interpreter } from './interpret.ts';
import { judgeDerived } from './judge.ts';
import { LiveStore } from './store.ts';
import { agg, bin, call, convert, iff, makePlant, neg, not, num, over, par, sig } from './testing/build.ts';
import { show } from './testing/show.ts';
import { inputsOf } from './walk.ts';

const BASE = 1_700_000_000_000;

/** A random expression over `leaves`, at most `depth` deep. */
function exprs(leaves: readonly Expr[], depth: number): fc.Arbitrary<Expr> {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...leaves) },
    { weight: 1, arbitrary: fc.constantFrom(-2, -0.5, 0, 1, 3).map(num) },
  );
  if (depth === 0) return leaf;
  const inner = exprs(leaves, depth - 1);
  const window = fc.constantFrom(500, 1000, 2500, 4000);
  return fc.oneof(
    { weight: 1, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.constantFrom('+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!=', 'and', 'or'),
          inner,
          inner,
        )
        .map(([op, a, b]) => bin(op as '+', a, b)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(inner, inner, inner).map(([t, a, b]) => iff(bin('>', t, num(0)), a, b)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom('abs', 'sqrt', 'floor', 'sign', 'round', 'atan'), inner)
        .map(([fn, a]) => call(fn as 'abs', a)),
    },
    { weight: 1, arbitrary: fc.tuple(inner, inner, inner).map(([a, b, c]) => call('clamp', a, b, c)) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        inner.map(neg),
        inner.map(not),
        inner.map((a) => convert(a, 1.8, 32)),
      ),
    },
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          fc.constantFrom(
            'previous',
            'delta',
            'rate',
            'integral',
            'mean',
            'minimum',
            'maximum',
            'deviation',
            'ema',
            'delay',
            'onDelay',
            'changes',
          ),
          inner,
          window,
        )
        .map(([fn, a, w]) => over(fn as 'mean', a, w)),
    },
  );
}

interface Arrival {
  path: string;
  time: number;
  value: number;
  byte: number;
}

const PATHS = ['top.a', 'top.b', 'top/l.a', 'top/l.b', 'top/r.a', 'top/r.b'];

const trains: fc.Arbitrary<Arrival[]> = fc
  .array(
    fc.record({
      path: fc.constantFrom(...PATHS),
      step: fc.constantFrom(0, 0, 0, 250, 500, 500, 1000, 3000),
      value: fc.constantFrom(-3, -1, 0, 0, 0.5, 1, 2, 5, 40, Number.NaN),
      byte: fc.constantFrom(
        0,
        0,
        0,
        0,
        0,
        quality(1, 'source'),
        quality(2, 'source'),
        quality(3, 'not-connected'),
      ),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((list) => {
    let time = BASE;
    return list.map(({ path, step, value, byte }) => {
      time += step;
      const arrival = { path, time, value, byte };
      return { ...arrival, [fc.toStringMethod]: () => `${path}@${arrival.time - BASE}=${value}/${byte}` };
    });
  });

function plantOf(own: Expr, next: Expr, whole: Expr): Plant {
  const part = {
    a: { range: [-10, 30] as const, staleAfter: 2000 },
    b: {},
    x: { formula: own },
    y: { formula: next, resolution: 0.01 },
  };
  return makePlant(
    {
      top: {
        signals: { ...part, z: { formula: whole } },
        parts: [{ name: 'parts', type: 'part', each: ['l', 'r'] }],
        parameters: { limit: 2 },
      },
      part: { signals: part, parameters: { limit: 3 } },
    },
    { top: 'top', 'top/l': 'part', 'top/r': 'part' },
  );
}

type Emitted = Map<number, [time: number, value: number, byte: number][]>;

function live(plant: Plant, train: readonly Arrival[], cuts: readonly number[]): Emitted {
  const store = new LiveStore(plant);
  const merged = new Map<number, Map<number, [number, number, number]>>();
  let from = 0;
  for (const to of [...cuts, train.length]) {
    const builder = new BatchBuilder();
    for (const { path, time, value, byte } of train.slice(from, to))
      builder.push(plant.signalId(path) ?? -1, time, value, byte);
    from = Math.max(from, to);
    store.ingest(builder.take(), 0);
    const { derived } = store.tick(1000);
    for (let i = 0; i < derived.length; i++) {
      const id = derived.signals[i];
      if (!merged.has(id)) merged.set(id, new Map());
      merged.get(id)?.set(derived.times[i], [derived.times[i], derived.values[i], derived.quality[i]]);
    }
  }
  const out: Emitted = new Map();
  for (const [id, samples] of merged) {
    const kept = withoutRepeatedGaps([...samples.values()].sort((a, b) => a[0] - b[0]));
    if (kept.length > 0) out.set(id, kept);
  }
  return out;
}

function withoutRepeatedGaps(list: [number, number, number][]): [number, number, number][] {
  let before = 3;
  return list.filter(([, , byte]) => {
    const keep = (byte & 3) !== 3 || before !== 3;
    before = byte & 3;
    return keep;
  });
}

function oracle(plant: Plant, train: readonly Arrival[], order: readonly string[]): Emitted {
  const histories = new Map<number, Series>();
  for (const path of PATHS) {
    const byTime = new Map<number, Arrival>();
    for (const arrival of train) if (arrival.path === path) byTime.set(arrival.time, arrival);
    const list = [...byTime.values()];
    histories.set(plant.signalId(path) ?? -1, series(list.map((a) => [a.time, a.value, a.byte])));
  }
  const interpreter = new Interpreter(plant, (id) => histories.get(id));
  const out: Emitted = new Map();
  for (const path of order) {
    const id = plant.signalId(path) ?? -1;
    const { twin, type } = plant.signalAt(id);
    const expr = type.formula?.expr;
    if (expr === undefined) continue;
    const samples = interpreter
      .sampleTimes(expr, twin, Number.POSITIVE_INFINITY)
      .map((time): [number, number, number] => {
        const { value, level } = interpreter.evaluate(expr, twin, time);
        const judged = judgeDerived(value, level, interpreter.isMissing(expr, twin), type);
        return [time, judged.value, judged.quality];
      });
    histories.set(id, series(samples));
    const kept = withoutRepeatedGaps(samples);
    if (kept.length > 0) out.set(id, kept);
  }
  return out;
}

function series(list: readonly (readonly [number, number, number])[]): Series {
  return {
    times: Float64Array.from(list, (s) => s[0]),
    values: Float64Array.from(list, (s) => s[1]),
    quality: Uint8Array.from(list, (s) => s[2]),
  };
}

const ORDER = ['top/l.x', 'top/r.x', 'top/l.y', 'top/r.y', 'top.x', 'top.y', 'top.z'];

function same(plant: Plant, actual: Emitted, expected: Emitted): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [id, want] of expected) {
    const got = actual.get(id) ?? [];
    const where = plant.signalAt(id).path;
    expect(got.map(([time, , byte]) => [where, time - BASE, byte])).toEqual(
      want.map(([time, , byte]) => [where, time - BASE, byte]),
    );
    got.forEach(([time, value], i) => {
      const wanted = want[i][1];
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else
        expect(
          Math.abs(value - wanted),
          `${where} at ${time - BASE}: ${value} instead of ${wanted}`,
        ).toBeLessThanOrEqual(Math.max(1e-9, Math.abs(wanted) * 1e-9));
    });
  }
}

const OWN = [sig('a'), sig('a'), sig('b'), par('limit')];
const named = (arbitrary: fc.Arbitrary<Expr>) =>
  arbitrary
    .filter((expr) => inputsOf(expr).length > 0)
    .map((expr) => ({ expr, [fc.toStringMethod]: () => show(expr) }));
const own = named(exprs(OWN, 3));
const next = named(exprs([sig('x'), sig('a'), sig('b'), par('limit')], 2));
const whole = named(
  exprs(
    [
      sig('x'),
      sig('b'),
      agg('avg', 'parts.x'),
      agg('count', 'parts.y'),
      agg('max', 'parts.a'),
      sig('l.y'),
      sig('nobody.x'),
    ],
    2,
  ),
);

describe('compiled formulas', () => {
  it('L10 give what the definitions give, however the samples are cut into batches', () => {
    fc.assert(
      fc.property(
        own,
        next,
        whole,
        trains,
        fc.array(fc.nat(40), { maxLength: 8 }),
        (x, y, z, train, cuts) => {
          const plant = plantOf(x.expr, y.expr, z.expr);
          const pieces = cuts.filter((cut) => cut < train.length).sort((a, b) => a - b);
          same(plant, live(plant, train, pieces), oracle(plant, train, ORDER));
        },
      ),
      { numRuns: 400 },
    );
  });
});
