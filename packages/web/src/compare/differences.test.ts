import type { StatesFrame } from '@millwright/server/client';
import { expect, it } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { averagesOf, differencesOf } from './differences.ts';

const plant = new PlantModel(plantInfo(0, 0), TYPES, TWINS);
const SIZE = plant.signals.length;

/** All signals at `value(path, k)` at each instant; NaN: not told. */
function frame(instants: number, value: (path: string, k: number) => number, quality = 0): StatesFrame {
  const index: number[] = [];
  const values: number[] = [];
  const counts: number[] = [];
  for (let k = 0; k < instants; k++) {
    const before = index.length;
    for (const signal of plant.signals) {
      const each = value(signal.path, k);
      if (Number.isNaN(each)) continue;
      index.push(signal.index);
      values.push(each);
    }
    counts.push(index.length - before);
  }
  return {
    signals: SIZE,
    from: 0,
    step: 1000,
    counts: Uint32Array.from(counts),
    index: Uint32Array.from(index),
    value: Float32Array.from(values),
    age: new Float32Array(index.length),
    quality: new Uint8Array(index.length).fill(quality),
  };
}

it('W13 averages run over the instants; a signal that is not told again keeps its value; bad ones count for nothing', () => {
  const averages = averagesOf(
    frame(4, (path, k) =>
      path === 'mill.lineSpeed' ? k : path.endsWith('.wear') && k === 0 ? 8 : Number.NaN,
    ),
    SIZE,
  );
  const speed = plant.indexOf('mill.lineSpeed');
  expect(averages.mean[speed]).toBe(1.5);
  expect(averages.deviation[speed]).toBeCloseTo(Math.sqrt(1.25));
  expect(averages.last[speed]).toBe(3);
  const wear = plant.signals.find((signal) => signal.type.name === 'wear')?.index ?? -1;
  expect([averages.mean[wear], averages.deviation[wear]]).toEqual([8, 0]);
  expect(
    averagesOf(
      frame(2, () => 1, 2),
      SIZE,
    ).mean[speed],
  ).toBeNaN();
});

it('W13 differences are ordered by the width of the normal band, states first, and scatter is said', () => {
  const a = averagesOf(
    frame(40, (path, k) =>
      path.endsWith('.running') ? 1 : path === 'mill.lineSpeed' ? 700 + (k % 2) * 40 : 50,
    ),
    SIZE,
  );
  const b = averagesOf(
    frame(40, (path, k) => {
      if (path === 'mill/stand2.running') return 0;
      if (path.endsWith('.running')) return 1;
      if (path === 'mill.lineSpeed') return 710 + (k % 2) * 40;
      if (path === 'mill/stand4/bearingTopOperator.temperature') return 83;
      if (path === 'mill/stand3/bearingTopDrive.vibration') return 52.5;
      return path === 'mill/stand1.speed' ? Number.NaN : 50;
    }),
    SIZE,
  );
  const found = differencesOf(plant, a, b);
  const said = found.map((each) => [
    each.signal.path,
    each.kind,
    Math.round(each.share * 100) / 100,
    each.scatter,
  ]);
  expect(said).toEqual([
    ['mill/stand1.speed', 'lost', Number.POSITIVE_INFINITY, false],
    ['mill/stand2.running', 'state', Number.POSITIVE_INFINITY, false],
    ['mill/stand4/bearingTopOperator.temperature', 'figure', 0.6, false],
    ['mill/stand3/bearingTopDrive.vibration', 'figure', 0.56, false],
    ['mill.lineSpeed', 'figure', 0.01, true],
  ]);
  expect(differencesOf(plant, a, a)).toEqual([]);
});
