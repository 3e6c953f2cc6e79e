import { describe, expect, it } from 'vitest';
import { instantIn, localIn } from './due-time.ts';

describe('times on the clock of the plant', () => {
  it.each([
    ['Asia/Shanghai', '2026-07-06T06:00', '2026-07-05T22:00:00.000Z'],
    ['Europe/Berlin', '2026-01-05T06:00', '2026-01-05T05:00:00.000Z'],
    ['Europe/Berlin', '2026-07-05T06:00', '2026-07-05T04:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29T03:30', '2026-03-29T01:30:00.000Z'],
    ['Asia/Kolkata', '2026-07-06T00:00', '2026-07-05T18:30:00.000Z'],
    ['UTC', '2026-07-06T23:59', '2026-07-06T23:59:00.000Z'],
  ])('W72 %s %s', (zone, text, iso) => {
    const instant = instantIn(zone, text);
    expect(new Date(instant ?? 0).toISOString()).toBe(iso);
    expect(localIn(zone, instant ?? 0)).toBe(text);
  });

  it.each(['', 'tomorrow', '2026-02-30T08:00x', '2026-13-01T08:00'])('W72 "%s" is no time', (text) => {
    expect(instantIn('UTC', text)).toBeUndefined();
  });
});
