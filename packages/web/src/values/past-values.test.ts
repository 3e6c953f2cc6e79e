import type { StateAnswer } from '@millwright/server/client';
import { expect, it } from 'vitest';
import { Clock } from '../time/clock.ts';
import { PastValues } from './past-values.ts';

const START = 1_000_000_000;

/** Requests answer when the test says so. */
function make() {
  let wall = START;
  const clock = new Clock(() => wall);
  const asked: { at: number; answer: (value?: number) => Promise<void>; fail: () => Promise<void> }[] = [];
  const past = new PastValues(
    2,
    (path) => ['a.x', 'a.y'].indexOf(path),
    (at) =>
      new Promise<StateAnswer>((resolve, reject) => {
        const settle = async (run: () => void) => {
          run();
          for (let i = 0; i < 5; i++) await Promise.resolve();
        };
        asked.push({
          at,
          answer: (value = at) =>
            settle(() =>
              resolve({
                at,
                paths: ['a.y', 'unknown.z'],
                times: [at, at],
                values: [value, 1],
                quality: [0, 0],
              }),
            ),
          fail: () => settle(() => reject(new Error('offline'))),
        });
      }),
  );
  return { clock, past, asked, pass: (ms: number) => (wall += ms) };
}

it('W4 scrubbing keeps one request in flight and the latest waiting, and drops the rest', async () => {
  const { clock, past, asked } = make();
  clock.startScrub();
  for (const back of [1000, 2000, 3000, 4000]) {
    clock.scrubTo(START - back);
    past.follow(clock);
  }
  expect(asked.map((each) => each.at)).toEqual([START - 1000]);
  await asked[0].answer();
  expect(asked.map((each) => each.at)).toEqual([START - 1000, START - 4000]);
  await asked[1].answer(7);
  past.follow(clock);
  expect(past.shownAt).toBe(START - 4000);
  expect(past.values[1]).toBe(7);
  expect(past.values[0]).toBeNaN();
  expect(past.loading).toBe(false);
});

it('W4 an instant seen before is shown without asking again', async () => {
  const { clock, past, asked } = make();
  clock.pauseAt(START - 9000);
  past.follow(clock);
  await asked[0].answer();
  clock.pauseAt(START - 5000);
  past.follow(clock);
  await asked[1].answer();
  clock.pauseAt(START - 9000);
  past.follow(clock);
  expect(asked).toHaveLength(2);
  expect(past.shownAt).toBe(START - 9000);
});

it('W4 playing fetches the states ahead of the clock, never beyond now', async () => {
  const { clock, past, asked, pass } = make();
  clock.seek(START - 60_000);
  clock.play(10);
  for (let i = 0; i < 12; i++) {
    past.follow(clock);
    await asked.at(-1)?.answer();
    pass(200);
  }
  const times = asked.map((each) => each.at);
  expect(new Set(times).size).toBe(times.length);
  expect(Math.max(...times)).toBeGreaterThan(clock.now());
  expect(Math.max(...times)).toBeLessThanOrEqual(clock.serverNow());
  expect(past.shownAt).toBeLessThanOrEqual(clock.now());
  expect(clock.now() - past.shownAt).toBeLessThan(10_000);
});

it('W4 a failed request says why and keeps what is shown', async () => {
  const { clock, past, asked } = make();
  clock.pauseAt(START - 9000);
  past.follow(clock);
  await asked[0].answer(3);
  past.follow(clock);
  clock.pauseAt(START - 8000);
  past.follow(clock);
  await asked[1].fail();
  expect(past.error).toBe('offline');
  expect(past.values[1]).toBe(3);
});
