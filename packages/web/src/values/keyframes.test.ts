import type { StatesFrame } from '@millwright/server/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Keyframes, stepOf } from './keyframes.ts';
import { planTiles } from './tile-plan.ts';
import { allocateValues } from './value-source.ts';

const NOW = 1_700_000_000_000;

/** A frame in which signal i changes at every (i + 1)-th instant; its value is the instant's number. */
function frameOf(signals: number, from: number, step: number, count: number): StatesFrame {
  const index: number[] = [];
  const value: number[] = [];
  const counts: number[] = [];
  for (let k = 0; k < count; k++) {
    const before = index.length;
    for (let i = 0; i < signals; i++) {
      if (k % (i + 1) !== 0) continue;
      index.push(i);
      value.push(k);
    }
    counts.push(index.length - before);
  }
  return {
    signals,
    from,
    step,
    counts: Uint32Array.from(counts),
    index: Uint32Array.from(index),
    value: Float32Array.from(value),
    age: new Float32Array(index.length).fill(3),
    quality: new Uint8Array(index.length),
  };
}

function filled(signals: number, step: number, time: number): Keyframes {
  const keyframes = new Keyframes(signals);
  const tile = keyframes.tileAt(step, time);
  const { from, count } = keyframes.requestFor(tile, NOW);
  keyframes.put(tile, frameOf(signals, from, step, count), NOW);
  return keyframes;
}

it('W4 any way through a tile shows at each instant what was newest there, nothing interpolated', () => {
  const keyframes = filled(5, 1000, NOW - 1e6);
  const from = keyframes.startOf(keyframes.tileAt(1000, NOW - 1e6));
  const into = allocateValues(6);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 63_999 }), { minLength: 1, maxLength: 20 }), (offsets) => {
      for (const offset of offsets) {
        const k = Math.floor(offset / 1000);
        expect(keyframes.show(from + offset, into)).toBe(from + k * 1000);
        const expected = [0, 1, 2, 3, 4].map((i) => k - (k % (i + 1)));
        expect([...into.values]).toEqual([...expected, Number.NaN]);
        expect([...into.times.slice(0, 5)]).toEqual(expected.map((value) => from + value * 1000 - 3));
      }
    }),
  );
});

it('W4 the finest keyframe at or before the instant wins; outside of all tiles there is none', () => {
  const keyframes = filled(2, 60_000, NOW - 1e7);
  const time = NOW - 1e7 + 30_500;
  const coarse = keyframes.before(time);
  expect(time - coarse).toBeLessThan(60_000);
  const fine = keyframes.tileAt(1000, time);
  const { from, count } = keyframes.requestFor(fine, NOW);
  keyframes.put(fine, frameOf(2, from, 1000, count), NOW);
  expect(keyframes.before(time)).toBe(Math.floor(time / 1000) * 1000);
  expect(keyframes.before(time - 86_400_000)).toBeNaN();
});

it('W4 a tile that reached into the present is asked for again; a past one is not', () => {
  const keyframes = new Keyframes(3);
  const tile = keyframes.tileAt(1000, NOW);
  const request = keyframes.requestFor(tile, NOW);
  expect(request.from + (request.count - 1) * 1000).toBeLessThanOrEqual(NOW);
  keyframes.put(tile, frameOf(3, request.from, 1000, request.count), NOW);
  expect(keyframes.has(tile, NOW + 500)).toBe(true);
  expect(keyframes.has(tile, NOW + 5000)).toBe(request.count === 64);
  const old = keyframes.tileAt(1000, NOW - 1e7);
  keyframes.put(old, frameOf(3, keyframes.startOf(old), 1000, 64), NOW);
  expect(keyframes.has(old, NOW + 1e9)).toBe(true);
});

it('W4 memory stays within its budget whatever is looked at', () => {
  const signals = 2000;
  const keyframes = new Keyframes(signals);
  for (let i = 0; i < 120; i++) {
    const tile = keyframes.tileAt(1000, NOW - 1e8 + i * 1000 * keyframes.instants);
    const frame = frameOf(1, keyframes.startOf(tile), 1000, keyframes.instants);
    const n = signals * keyframes.instants;
    keyframes.put(
      tile,
      {
        ...frame,
        index: new Uint32Array(n),
        value: new Float32Array(n),
        age: new Float32Array(n),
        quality: new Uint8Array(n),
      },
      NOW,
    );
    expect(keyframes.bytes).toBeLessThanOrEqual(48 * 2 ** 20);
  }
});

it('W4 what is wanted: the window coarsely, the instant finely, then outwards; when playing, ahead; never the future', () => {
  const keyframes = new Keyframes(300);
  const day = { from: NOW - 86_400_000, to: NOW, at: NOW - 40_000_000, now: NOW, speed: 0 };
  const near = planTiles(keyframes, { ...day, moving: false });
  const coarse = stepOf(86_400_000 / 64);
  const fine = stepOf(86_400_000 / 600);
  expect(near.at(-1)).toEqual(keyframes.tileAt(fine, day.at));
  expect(near.slice(0, -1).every((tile) => tile.step === coarse)).toBe(true);
  const all = planTiles(keyframes, { ...day, moving: true });
  const covered = all.filter((tile) => tile.step === fine).map((tile) => tile.index);
  for (let time = day.from; time <= NOW; time += 600_000) {
    expect(covered).toContain(keyframes.tileAt(fine, time).index);
  }
  expect(new Set(covered).size).toBe(covered.length);
  const playing = planTiles(keyframes, { ...day, speed: 60, moving: false });
  expect(playing[0]).toEqual(keyframes.tileAt(stepOf(15_000), day.at));
  for (const span of [10_000, 3_600_000, 5 * 365 * 86_400_000]) {
    const plan = planTiles(keyframes, { ...day, from: NOW - span / 2, to: NOW + span / 2, moving: true });
    expect(plan.length).toBeLessThanOrEqual(keyframes.most);
    for (const tile of plan) expect(keyframes.startOf(tile)).toBeLessThanOrEqual(NOW);
  }
});
