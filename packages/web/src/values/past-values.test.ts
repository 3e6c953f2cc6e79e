import type { StateAnswer, StatesFrame } from '@millwright/server/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Clock } from '../time/clock.ts';
import { PastValues } from './past-values.ts';

const START = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

interface Asked<Q> {
  query: Q;
  answer: () => Promise<void>;
  fail: () => Promise<void>;
}

/** Requests answer when the test says so. Signal a.y has the value of its instant in seconds. */
function make(windowMs = 3_600_000) {
  const clock = new Clock();
  const exact: Asked<number>[] = [];
  const tiles: Asked<{ from: number; step: number; count: number }>[] = [];
  const promised = <Q, A>(list: Asked<Q>[], query: Q, make: () => A) =>
    new Promise<A>((resolve, reject) => {
      const settle = async (run: () => void) => {
        run();
        for (let i = 0; i < 6; i++) await Promise.resolve();
      };
      list.push({
        query,
        answer: () => settle(() => resolve(make())),
        fail: () => settle(() => reject(new Error('offline'))),
      });
    });
  const past = new PastValues(
    2,
    (path) => ['a.x', 'a.y'].indexOf(path),
    {
      state: (at) =>
        promised(exact, at, (): StateAnswer => {
          const quality = [0, 0];
          return { at, paths: ['a.y', 'unknown.z'], times: [at, at], values: [at / 1000, 1], quality };
        }),
      states: (query) =>
        promised(tiles, query, (): StatesFrame => {
          const { from, step, count } = query;
          const each = Array.from({ length: count }, (_, k) => (from + k * step) / 1000);
          return {
            signals: 2,
            from,
            step,
            counts: new Uint32Array(count).fill(1),
            index: new Uint32Array(count).fill(1),
            value: Float32Array.from(each, (value) => value - START / 1000),
            age: new Float32Array(count),
            quality: new Uint8Array(count),
          };
        }),
    },
    { from: START - windowMs, to: START },
  );
  const answerAll = async () => {
    for (let i = 0; i < tiles.length; i++) await tiles[i].answer();
  };
  return { clock, past, exact, tiles, answerAll };
}

it('W4 scrubbing shows keyframes without a request per move, and the exact state once the pointer rests', async () => {
  const { clock, past, exact, tiles, answerAll } = make();
  clock.startScrub();
  clock.scrubTo(START - 1_000_000);
  past.follow(clock);
  expect(tiles).toHaveLength(1);
  await answerAll();
  const loaded = tiles.length;
  for (let back = 3_500_000; back > 100_000; back -= 12_345) {
    clock.scrubTo(START - back);
    past.follow(clock);
    expect(past.shownAt).toBeLessThanOrEqual(START - back);
    expect(START - back - past.shownAt).toBeLessThan(6000);
    expect(past.times[1]).toBe(past.shownAt);
    expect(past.values[0]).toBeNaN();
  }
  expect(tiles.length).toBe(loaded);
  expect(exact).toHaveLength(0);
  vi.advanceTimersByTime(200);
  past.follow(clock);
  expect(exact.map((each) => each.query)).toEqual([Math.round(clock.now())]);
  await exact[0].answer();
  expect(past.shownAt).toBe(clock.now());
  expect(past.values[1]).toBe(clock.now() / 1000);
  expect(past.loading).toBe(false);
});

it('W4 keyframes come one request at a time, the coarse picture of the window first', async () => {
  const { clock, past, tiles } = make();
  past.prepare(clock, START - 500_000);
  past.prepare(clock, START - 400_000);
  expect(tiles).toHaveLength(1);
  expect(tiles[0].query.step).toBe(30_000);
  await tiles[0].answer();
  expect(tiles).toHaveLength(2);
});

it('W4 standing still asks for one exact state at a time, the latest waiting, and remembers what it saw', async () => {
  const { clock, past, exact } = make();
  for (const back of [1000, 2000, 3000]) {
    clock.pauseAt(START - back);
    past.follow(clock);
  }
  expect(exact.map((each) => each.query)).toEqual([START - 1000]);
  await exact[0].answer();
  expect(exact.map((each) => each.query)).toEqual([START - 1000, START - 3000]);
  await exact[1].answer();
  expect(past.shownAt).toBe(START - 3000);
  clock.pauseAt(START - 1000);
  past.follow(clock);
  expect(past.shownAt).toBe(START - 1000);
  expect(exact).toHaveLength(2);
});

it('W4 playing fetches keyframes ahead of the clock, never beyond now', async () => {
  const { clock, past, tiles } = make();
  clock.seek(START - 60_000);
  clock.play(10);
  for (let i = 0; i < 20; i++) {
    past.follow(clock);
    await tiles.at(-1)?.answer();
    vi.advanceTimersByTime(200);
    past.follow(clock);
    expect(past.shownAt).toBeLessThanOrEqual(clock.now());
    expect(clock.now() - past.shownAt).toBeLessThan(5000);
  }
  for (const { query } of tiles)
    expect(query.from + (query.count - 1) * query.step).toBeLessThanOrEqual(clock.serverNow());
  expect(tiles.length).toBeLessThan(8);
});

it('W4 a failed request says why, keeps what is shown and is tried again after a pause', async () => {
  const { clock, past, exact } = make();
  clock.pauseAt(START - 9000);
  past.follow(clock);
  await exact[0].answer();
  clock.pauseAt(START - 8000);
  past.follow(clock);
  await exact[1].fail();
  expect(past.error).toBe('offline');
  expect(past.shownAt).toBe(START - 9000);
  past.follow(clock);
  expect(exact).toHaveLength(2);
  vi.advanceTimersByTime(2500);
  past.follow(clock);
  expect(exact).toHaveLength(3);
  await exact[2].answer();
  expect(past.error).toBeUndefined();
});
