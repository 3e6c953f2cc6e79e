import { expect, it } from 'vitest';
import { ticksOf, zoneOffset } from '../timeline/ticks.ts';
import { decimalsOf, formatDuration, formatNumber, formatTime, unitText } from './format.ts';

it('W9 numbers have the digits their signal deserves', () => {
  expect(decimalsOf({ resolution: 0.01 })).toBe(2);
  expect(decimalsOf({ resolution: 5 })).toBe(0);
  expect(decimalsOf({ range: [0, 30_000] })).toBe(0);
  expect(decimalsOf({ range: [0, 20] })).toBe(1);
  expect(formatNumber(12_345.6, 1, 'en')).toBe('12,345.6');
  expect(formatNumber(-0.001, 2, 'en')).toBe('0.00');
  expect(formatNumber(-3, 0, 'zh')).toBe('\u22123');
  expect(formatNumber(Number.NaN, 2, 'en')).toBe('–');
});

it('W9 units print as people write them', () => {
  expect(['Cel', 'kN.m', '1', 'um', 'mm/s', 'm/s2', '/min'].map(unitText)).toEqual([
    '°C',
    'kN·m',
    '',
    'µm',
    'mm/s',
    'm/s²',
    'r/min',
  ]);
});

it('W9 times are in the time zone of the plant, durations in the two largest units', () => {
  const noon = Date.UTC(2026, 0, 15, 4, 0, 5);
  expect(formatTime(noon, 'time', 'en', 'Asia/Shanghai')).toBe('12:00:05');
  expect(formatTime(noon, 'time', 'en', 'America/New_York')).toBe('23:00:05');
  expect(formatDuration(3_725_000, 'en')).toBe('1 h 2 min');
  expect(formatDuration(3_725_000, 'zh')).toBe('1小时2分');
  expect(formatDuration(400, 'en')).toBe('0 s');
});

it('W10 lines of the time axis are whole minutes and days of the plant', () => {
  const from = Date.UTC(2026, 0, 15, 4, 3);
  const offset = zoneOffset(from, 'Asia/Kolkata');
  expect(offset).toBe(5.5 * 3_600_000);
  const { times, step } = ticksOf(from, from + 36 * 3_600_000, 3, offset);
  expect(step).toBe(12 * 3_600_000);
  expect(times.map((time) => (time + offset) % step)).toEqual(times.map(() => 0));
  expect(ticksOf(0, 60_000, 8, 0).times).toHaveLength(7);
});
