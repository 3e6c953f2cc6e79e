import { expect, it } from 'vitest';
import { identitySpans } from './spans.ts';

const common = { path: 'mill/coil.number', unit: '1' };

it('W27 what lay at a place, and when, out of samples', () => {
  const spans = identitySpans({
    ...common,
    kind: 'raw',
    times: [0, 10, 20, 30, 40],
    values: [7, 7, 0, 8, null],
    quality: [0, 0, 0, 0, 3],
  });
  expect(spans).toEqual([
    { identity: 7, from: 0, to: 20 },
    { identity: 8, from: 30, to: 40 },
  ]);
});

it('W27 a change within a bucket is known to the bucket', () => {
  const spans = identitySpans({
    ...common,
    kind: 'buckets',
    times: [0, 100, 200, 300],
    width: 100,
    min: [7, 7, 8, 5],
    max: [7, 8, 8, 8],
    mean: [7, 7.5, 8, 6],
    count: [9, 9, 9, 9],
  });
  expect(spans.map(({ identity, from }) => [identity, from])).toEqual([
    [7, 0],
    [8, 100],
    [5, 300],
  ]);
});
