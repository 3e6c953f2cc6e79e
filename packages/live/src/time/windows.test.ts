import type { TimeFunction } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTime, type Step } from './define.ts';
import { makeTimeNode, WINDOW_FLOOR, WINDOW_LIMIT, windowLimit } from './make.ts';

/** Feeds one row of a state of its own; the last value. */
function run(fn: TimeFunction, steps: readonly Step[], window: number, limit: number, at: number): number {
  const node = makeTimeNode(fn, 2, window, Number.POSITIVE_INFINITY, limit);
  let value = Number.NaN;
  for (const { time, value: x, level } of steps) value = node.step(1, time, x, level, time);
  const last = steps[steps.length - 1];
  return at > last.time ? node.step(1, last.time, last.value, last.level, at) : value;
}

const WINDOWED = ['mean', 'deviation', 'minimum', 'maximum', 'delay', 'changes'] as const;

describe('windows', () => {
  it.each(WINDOWED)(
    'L12 %s keeps its memory within the limit and stays within one slice of the truth',
    (fn) => {
      const window = 1000;
      const limit = 64;
      const slice = (window * 2) / limit;
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 3 })), {
            minLength: 300,
            maxLength: 600,
          }),
          (list) => {
            let time = 0;
            const steps = list.map(([step, value]) => {
              time += step;
              return { time, value, level: 0 };
            });
            const got = run(fn, steps, window, limit, time);
            // The result lies among those of windows up to a slice shorter or longer.
            const around = [-slice, -slice / 2, 0, slice / 2, slice].map(
              (d) => applyTime(fn, steps, window + d, Number.POSITIVE_INFINITY, time).value,
            );
            if (Number.isNaN(around[2])) return;
            if (fn === 'delay') {
              const near = steps
                .filter((s) => Math.abs(s.time - (time - window)) <= slice + 7)
                .map((s) => s.value);
              expect(near).toContain(got);
              return;
            }
            const spread =
              fn === 'mean' || fn === 'deviation' ? (3 * 2 * slice) / window : fn === 'changes' ? slice : 0;
            expect(got).toBeGreaterThanOrEqual(Math.min(...around) - spread);
            expect(got).toBeLessThanOrEqual(Math.max(...around) + spread);
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('L13 a spike that has left the window leaves no trace', () => {
    const steps: Step[] = Array.from({ length: 400 }, (_, i) => ({
      time: i * 10,
      value: i === 50 ? 1e15 : 1 + (i % 2),
      level: 0,
    }));
    expect(run('mean', steps, 1000, 1024, 4000)).toBe(1.5);
    expect(run('deviation', steps, 1000, 1024, 4000)).toBeCloseTo(0.5, 12);
  });

  it('L13 a small deviation of a large value is exact', () => {
    const steps: Step[] = Array.from({ length: 500 }, (_, i) => ({
      time: i * 10,
      value: 1e9 + (i % 2),
      level: 0,
    }));
    expect(run('deviation', steps, 1000, 1024, 5000)).toBeCloseTo(0.5, 9);
  });

  it('L13 an integral over a million samples loses nothing', () => {
    const node = makeTimeNode('integral', 1, 0, Number.POSITIVE_INFINITY);
    let value = 0;
    for (let i = 0; i <= 1_000_000; i++) value = node.step(0, i * 1000, 0.1, 0, i * 1000);
    expect(value).toBe(100_000);
  });

  it('L12 many rows share the memory: each window keeps fewer samples, but never fewer than the floor', () => {
    expect(windowLimit(100, 3)).toBe(WINDOW_LIMIT);
    expect(windowLimit(15_000, 10)).toBe(128);
    expect(windowLimit(100_000, 1000)).toBe(WINDOW_FLOOR);
  });
});
