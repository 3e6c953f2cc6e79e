import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { rollUp } from './store/maintenance.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines } from './testing/plants.ts';
import { Engine } from './worker/engine.ts';
import { HANDLERS } from './worker/handlers.ts';

const DAY = 86_400_000;
/** Two minutes before a midnight, so that the cases cross minutes, hours, days, months and a year. */
const T0 = Date.UTC(2024, 11, 31, 23, 58);
const SIGNALS = 4;

type Triple = [signal: number, time: number, value: number, quality: number];

/** The naive historian: a map from time to sample per signal. */
class Model {
  signals = Array.from({ length: SIGNALS }, () => new Map<number, { value: number; quality: number }>());

  add(samples: Triple[]): void {
    for (const [signal, time, value, quality] of samples) this.signals[signal].set(time, { value, quality });
  }

  raw(signal: number, from: number, before: number): Triple[] {
    return [...this.signals[signal]]
      .filter(([time]) => time >= from && time < before)
      .sort(([a], [b]) => a - b)
      .map(([time, { value, quality }]) => [signal, time, value, quality]);
  }
}

const time = fc.oneof(
  { weight: 6, arbitrary: fc.nat(240).map((s) => T0 + s * 1000) },
  { weight: 2, arbitrary: fc.nat(2_000_000).map((ms) => T0 + ms / 8) },
  { weight: 1, arbitrary: fc.integer({ min: -400, max: 400 }).map((days) => T0 + days * DAY) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 0.25, 59_999.999, 60_000, DAY - 1, DAY, Date.UTC(9999, 11, 31)),
  },
);
const sample: fc.Arbitrary<Triple> = fc.tuple(
  fc.nat(SIGNALS - 1),
  time,
  fc.oneof(
    fc.integer({ min: -1000, max: 1000 }).map((i) => i / 10 + 0),
    fc.double(),
  ),
  fc.constantFrom(0, 0, 0, 1, 2, 3),
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(sample, { minLength: 1, maxLength: 40 })
      .map((samples) => ({ kind: 'append' as const, samples })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rollUp' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reopen' as const }) },
);

async function play(
  steps: ({ kind: 'append'; samples: Triple[] } | { kind: 'flush' | 'rollUp' | 'reopen' })[],
  check: (engine: Engine, model: Model) => Promise<void>,
): Promise<void> {
  const folder = temporaryFolder();
  const layout = layoutOf(machines(2, SIGNALS / 2));
  const problems: string[] = [];
  const open = (): Promise<Engine> => Engine.open(folder, layout, (message) => problems.push(message));
  let engine = await open();
  const model = new Model();
  try {
    for (const step of steps) {
      if (step.kind === 'append') {
        await engine.append(batchOf(...step.samples));
        model.add(step.samples);
      } else if (step.kind === 'flush') {
        await engine.flusher.flush();
      } else if (step.kind === 'rollUp') {
        rollUp(engine, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, true);
      } else {
        await engine.close();
        engine = await open();
      }
    }
    await check(engine, model);
    expect(problems).toEqual([]);
  } finally {
    await engine.close();
  }
}

describe('late, duplicate and out-of-order samples', () => {
  it('H2 every question answers as a naive model does, whatever came in whatever order', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.tuple(time, time).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]),
        async (steps, [from, to]) => {
          await play(steps, async (engine, model) => {
            for (let signal = 0; signal < SIGNALS; signal++) {
              await checkRaw(engine, model, signal, from, to);
              await checkRaw(engine, model, signal, 0, Number.POSITIVE_INFINITY);
              await checkLast(engine, model, signal, to);
            }
            await checkState(engine, model, from);
            if (to > from)
              for (const points of [1, 7, 50]) await checkBuckets(engine, model, from, to, points);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('H2 samples outside the years 1970 to 9999 and of unknown signals are counted and left out, the others kept', async () => {
    await play([], async (engine) => {
      await engine.append(
        batchOf([0, -1, 1], [0, Number.NaN, 1], [0, 8.64e15, 1], [99, T0, 1], [1, Infinity, 1], [1, T0, 42]),
      );
      expect(engine.refused).toBe(5);
      expect(engine.appended).toBe(1);
      const series = await HANDLERS.raw(engine, { signal: 1, from: 0, before: 1e15, limit: 10 });
      expect([...series.values]).toEqual([42]);
    });
  });

  it('H4 years of sparse data are found: by raw, by state and by charts', async () => {
    const samples: Triple[] = [];
    for (let year = 1970; year < 2040; year++) samples.push([0, Date.UTC(year, 5, 15, 12), year, 0]);
    await play(
      [{ kind: 'append', samples }, { kind: 'rollUp' }, { kind: 'flush' }, { kind: 'rollUp' }],
      async (engine, model) => {
        await checkRaw(engine, model, 0, 0, 1e14);
        for (const time of [Date.UTC(1975, 0), Date.UTC(1999, 11, 31), Date.UTC(2040, 0)])
          await checkLast(engine, model, 0, time);
        await checkBuckets(engine, model, 0, Date.UTC(2041, 0), 100);
      },
    );
  });
});

async function checkRaw(
  engine: Engine,
  model: Model,
  signal: number,
  from: number,
  before: number,
): Promise<void> {
  const { times, values, quality } = await HANDLERS.raw(engine, { signal, from, before, limit: 1e6 });
  const got = [...times].map((time, i): Triple => [signal, time, values[i], quality[i]]);
  expect(got).toEqual(model.raw(signal, from, before));
}

async function checkLast(engine: Engine, model: Model, signal: number, before: number): Promise<void> {
  const expected = model.raw(signal, 0, before).at(-1);
  const got = await HANDLERS.last(engine, { signal, before });
  expect(got && [signal, got.time, got.value, got.quality]).toEqual(expected);
}

async function checkState(engine: Engine, model: Model, before: number): Promise<void> {
  const state = await HANDLERS.state(engine, { before });
  for (let signal = 0; signal < SIGNALS; signal++) {
    const expected = model.raw(signal, 0, before).at(-1) ?? [signal, Number.NaN, Number.NaN, 0];
    expect([signal, state.times[signal], state.values[signal], state.quality[signal]]).toEqual(expected);
  }
}

async function checkBuckets(
  engine: Engine,
  model: Model,
  from: number,
  to: number,
  points: number,
): Promise<void> {
  const buckets = await HANDLERS.buckets(engine, { signal: 0, from, to, points });
  const { width } = buckets;
  const start = width % 60_000 === 0 ? Math.floor(from / width) * width : from;
  expect(buckets.times.length).toBeLessThanOrEqual(points);
  const expected = new Map<number, number[]>();
  const count = Math.max(1, Math.ceil((to - start) / width - 1e-9));
  for (const [, time, value, quality] of model.raw(
    0,
    start,
    width % 60_000 === 0 ? start + count * width : to,
  )) {
    if (Number.isNaN(value) || (quality & 3) >= 2) continue;
    const bucket = Math.min(count - 1, Math.floor((time - start) / width));
    expected.set(bucket, [...(expected.get(bucket) ?? []), value]);
  }
  const rows = [...expected].sort(([a], [b]) => a - b);
  expect([...buckets.count]).toEqual(rows.map(([, values]) => values.length));
  expect([...buckets.min]).toEqual(rows.map(([, values]) => Math.min(...values)));
  expect([...buckets.max]).toEqual(rows.map(([, values]) => Math.max(...values)));
  expect([...buckets.times]).toEqual(rows.map(([bucket]) => start + bucket * width));
  rows.forEach(([, values], i) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const scale = Math.max(...values.map(Math.abs));
    if (Number.isFinite(scale * values.length))
      expect(Math.abs(buckets.mean[i] - mean)).toBeLessThanOrEqual(1e-9 * scale);
  });
}
