import { describe, expect, it } from 'vitest';
import { lonePlaces } from './lone-places.ts';

describe('samples without a line', () => {
  it.each([
    ['one alone', [5], [0]],
    ['a line', [1, 2, 3], []],
    ['between gaps', [1, 2, null, 7, null, 3], [3, 5]],
    ['at the begin', [7, null, 1, 2], [0]],
    ['beside places of other lines', [undefined, 7, undefined, null, undefined, 1, undefined, 2], [1]],
    ['nothing', [undefined, null, undefined], []],
  ])('W14 %s', (_, values, places) => {
    expect(lonePlaces(values)).toEqual(places);
  });
});
