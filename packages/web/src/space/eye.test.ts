import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readEye, writeEye } from './eye.ts';

const coordinate = fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 100 + 0);
const triple = fc.tuple(coordinate, coordinate, coordinate);

it('W7 a camera in the address is where it was written', () => {
  fc.assert(
    fc.property(triple, triple, (position, target) => {
      const back = readEye(writeEye({ position, target }));
      expect(back?.position.map((x) => x + 0)).toEqual(position);
      expect(back?.target.map((x) => x + 0)).toEqual(target);
    }),
  );
});

it('W7 nonsense is no camera', () => {
  for (const text of [
    null,
    '',
    '1,2,3',
    '1,2;3,4',
    'a,b,c;d,e,f',
    '1,2,3;4,5,Infinity',
    '1,2,3;4,5,',
    '1,2,3;1,2,3;1,2,3',
  ])
    expect(readEye(text), String(text)).toBeUndefined();
});
