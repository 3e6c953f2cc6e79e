import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** Runs animation frames for a while; a drawn frame makes the next one come `cost` ms later. Returns frames drawn per second. */
function run(pace: Pace, cost: number, seconds: number, urgent = false): number {
  let now = 0;
  let drawn = 0;
  while (now < seconds * 1000) {
    const draws = pace.due(now, true, urgent);
    if (draws) drawn++;
    now += draws ? Math.max(16, cost) : 16;
  }
  return drawn / seconds;
}

it('W8 a graphics card draws every animation frame at full resolution', () => {
  const pace = new Pace(false, 2);
  expect(run(pace, 5, 2)).toBeGreaterThan(55);
  expect(pace.ratio).toBe(2);
});

it('W8 in software drawing takes at most about half of the time, coarser when frames are dear', () => {
  const pace = new Pace(true, 2);
  expect(run(pace, 300, 20)).toBeLessThan(2.2);
  expect(pace.ratio).toBeLessThan(0.7);
  const quick = new Pace(true, 1);
  expect(run(quick, 20, 5)).toBeGreaterThan(9);
  expect(quick.ratio).toBe(1);
});

it('W8 what the hand moves is drawn at once', () => {
  expect(run(new Pace(true, 1), 60, 5, true)).toBeGreaterThan(14);
});

it('W26 ambient occlusion is drawn where it was asked for, and on a graphics card until frames are dear', () => {
  expect(new Pace(true, 1).occludes).toBe(false);
  expect(new Pace(true, 1, 'high').occludes).toBe(true);
  expect(new Pace(false, 1, 'low').occludes).toBe(false);
  const card = new Pace(false, 2);
  run(card, 8, 2);
  expect(card.occludes).toBe(true);
  run(card, 60, 3);
  expect(card.occludes).toBe(false);
  run(card, 5, 5);
  expect(card.occludes).toBe(false);
});

it('W8 nothing is drawn when nothing changed', () => {
  const pace = new Pace(false, 1);
  expect(pace.due(0, false, false)).toBe(false);
});
