import type { SampleFrame } from '@millwright/server/client';
import { expect, it } from 'vitest';
import { LiveValues } from './live-values.ts';
import { LOST_QUALITY, UNKNOWN_QUALITY } from './value-source.ts';

const frame = (index: number[], time: number[], value: number[], quality: number[]): SampleFrame => ({
  subscription: 1,
  base: 5000,
  index: Uint32Array.from(index),
  time: Float32Array.from(time),
  value: Float32Array.from(value),
  quality: Uint8Array.from(quality),
});

it('W2 frames fill the arrays in place, in the order of the subscription; unknown signals are skipped', () => {
  const live = new LiveValues(3);
  const { values } = live;
  live.setOrder(['c', 'nobody', 'a'], (path) => ['a', 'b', 'c'].indexOf(path));
  live.apply(frame([0, 1, 2], [10, 20, 30], [1.5, 9, 2.5], [0, 0, 1]));
  expect(live.values).toBe(values);
  expect([...live.values]).toEqual([2.5, Number.NaN, 1.5]);
  expect([...live.times]).toEqual([5030, Number.NaN, 5010]);
  expect([...live.quality]).toEqual([1, UNKNOWN_QUALITY, 0]);
});

it('W3 a lost connection keeps values and times and makes them stale', () => {
  const live = new LiveValues(2);
  live.setOrder(['a'], () => 0);
  live.apply(frame([0], [0], [4], [0]));
  const before = live.version;
  live.lose();
  expect(live.values[0]).toBe(4);
  expect(live.times[0]).toBe(5000);
  expect([...live.quality]).toEqual([LOST_QUALITY, UNKNOWN_QUALITY]);
  expect(live.version).toBeGreaterThan(before);
});
