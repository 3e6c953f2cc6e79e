import { expect, it } from 'vitest';
import { drawn } from './series.ts';

const NO_TAIL = { times: [], values: [] };

it('W6 a gap is drawn as a gap: missing samples, bad samples and missing buckets break the line', () => {
  const times = [0, 1000, 2000, 60_000, 61_000];
  const raw = drawn(
    { kind: 'raw', path: 'a', unit: '1', times, values: [1, 2, 3, 4, 5], quality: [0, 2, 0, 0, 0] },
    NO_TAIL,
  );
  expect(raw.y).toEqual([1, null, 3, null, 4, 5]);
  const buckets = drawn(
    {
      kind: 'buckets',
      path: 'a',
      unit: '1',
      width: 10,
      times: [0, 10, 100],
      min: [0, 0, 0],
      max: [2, 2, 2],
      mean: [1, 1, 1],
      count: [3, 3, 3],
    },
    NO_TAIL,
  );
  expect(buckets.y).toEqual([1, 1, null, 1]);
  expect(buckets.high).toEqual([2, 2, null, 2]);
});

it('W6 live samples continue the line without being drawn twice', () => {
  const answer = {
    kind: 'raw' as const,
    path: 'a',
    unit: '1',
    times: [0, 1000],
    values: [1, 2],
    quality: [0, 0],
  };
  const line = drawn(answer, { times: [1000, 1500, 2000], values: [9, 3, Number.NaN] });
  expect(line.x).toEqual([0, 1, 1.5, 2]);
  expect(line.y).toEqual([1, 2, 3, null]);
});

it('W6 a signal that is told on change has no gap in its silence, but where it was bad', () => {
  const held = drawn(
    {
      kind: 'raw',
      path: 'a',
      unit: '1',
      times: [0, 1000, 2000, 900_000, 901_000],
      values: [1, 0, 1, 0, null],
      quality: [0, 0, 0, 0, 3],
    },
    NO_TAIL,
    true,
  );
  expect(held.y).toEqual([1, 0, 1, 0, null]);
});
