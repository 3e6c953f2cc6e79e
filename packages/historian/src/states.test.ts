import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { Historian } from './historian.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines } from './testing/plants.ts';

const T0 = Date.UTC(2025, 0, 31, 22);

/** States rebuilt from the changes, one array of samples per instant. */
async function rebuilt(historian: Historian, size: number, from: number, step: number, count: number) {
  const changes = await historian.states(from, step, count);
  const now: (readonly [number, number, number] | undefined)[] = Array.from({ length: size });
  const states = [];
  let at = 0;
  for (const n of changes.counts) {
    for (const end = at + n; at < end; at++) {
      now[changes.signals[at]] = [changes.times[at], changes.values[at], changes.quality[at]];
    }
    states.push([...now]);
  }
  expect(at).toBe(changes.signals.length);
  return states;
}

it('H16 states at many instants are what state says at each, stored, waiting and over midnight', async () => {
  const historian = await Historian.open({ folder: temporaryFolder(), plant: machines(2, 3), log: () => {} });
  onTestFinished(() => historian.close());
  const sample = fc.tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.oneof(fc.integer({ min: 0, max: 14_400 }), fc.integer({ min: 7100, max: 7300 })),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 60 }),
      fc.boolean(),
      fc.integer({ min: -600, max: 14_400 }),
      fc.constantFrom(0.3, 7, 60, 600, 2000),
      async (samples, flush, start, step) => {
        round++;
        await historian.append(
          batchOf(
            ...samples.map(
              ([id, s], i) =>
                [id, T0 + s * 1000, round * 1000 + i, i % 4] as [number, number, number, number],
            ),
          ),
        );
        if (flush) await historian.flush();
        const from = T0 + start * 1000;
        const states = await rebuilt(historian, 6, from, step * 1000, 12);
        for (const [k, state] of states.entries()) {
          const { times, values, quality } = await historian.state(from + k * step * 1000);
          const expected = Array.from(times, (time, id) =>
            Number.isNaN(time) ? undefined : [time, values[id], quality[id]],
          );
          expect(state).toEqual(expected);
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('H16 a signal that stands is told once', async () => {
  const historian = await Historian.open({ folder: temporaryFolder(), plant: machines(1, 2), log: () => {} });
  onTestFinished(() => historian.close());
  await historian.append(batchOf([0, T0, 4], [1, T0, 0]));
  for (let i = 0; i < 300; i++) await historian.append(batchOf([1, T0 + i * 1000, i]));
  await historian.flush();
  const { counts } = await historian.states(T0 + 10_000, 10_000, 5);
  expect([...counts]).toEqual([2, 1, 1, 1, 1]);
});

it('H14 too many instants are refused', async () => {
  const historian = await Historian.open({ folder: temporaryFolder(), plant: machines(1, 1), log: () => {} });
  onTestFinished(() => historian.close());
  await expect(historian.states(T0, 1000, 10_001)).rejects.toThrow('10001 instants are more than 10000');
  await expect(historian.states(T0, 0, 5)).rejects.toThrow('are no instants');
});
