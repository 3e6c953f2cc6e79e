import { describe, expect, it } from 'vitest';
import { clockText, shiftNow } from './shift-now.ts';

const SHIFTS = [
  { name: 'late', start: 840 },
  { name: 'night', start: 1320 },
  { name: 'early', start: 360 },
];

describe('the shift that is on', () => {
  it.each([
    ['2026-07-06T06:00:00Z', 'late', '22:00'],
    ['2026-07-06T15:00:00Z', 'night', '06:00'],
    ['2026-07-06T18:00:00Z', 'night', '06:00'],
    ['2026-07-05T22:00:00Z', 'early', '14:00'],
  ])('W72 %s in Shanghai is %s until %s', (iso, name, until) => {
    const found = shiftNow(SHIFTS, 'Asia/Shanghai', Date.parse(iso));
    expect([found?.shift.name, clockText(found?.until ?? 0)]).toEqual([name, until]);
  });

  it('W72 a plant without shifts has none', () => {
    expect(shiftNow([], 'UTC', 0)).toBeUndefined();
  });
});
