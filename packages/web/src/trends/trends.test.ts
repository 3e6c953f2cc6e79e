import { beforeEach, expect, it, vi } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { LINE_COLOURS, LINE_DASHES } from './line-colours.ts';
import { linesOf } from './lines.ts';
import { deleteSet, savedSets, saveSet } from './saved-sets.ts';
import { runsOf } from './state-runs.ts';

const plant = new PlantModel(plantInfo(0, 0), TYPES, TWINS);

it('W14 states become stretches with the gap and what cannot be told apart kept', () => {
  const runs = runsOf(
    { x: [0, 10, 20, 25, 30], y: [0, 0, 1, null, 1], low: [0, 0, 1, null, 0], high: [0, 0, 1, null, 1] },
    50,
  );
  expect(runs).toEqual([
    { from: 0, to: 20, state: 0 },
    { from: 20, to: 25, state: 1 },
    { from: 25, to: 30, state: null },
    { from: 30, to: 50, state: 'mixed' },
  ]);
  expect(runsOf({ x: [], y: [] }, 9)).toEqual([]);
});

it('W14 named states are lanes, figures are lines, and no two lines look the same', () => {
  const paths = ['mill.lineSpeed', 'mill/stand1.running', 'mill/stand1.force', 'mill/stand2.force'];
  const signals = paths.flatMap((path) => plant.signal(path) ?? []);
  const { lines, lanes } = linesOf(signals, 'light', 'en');
  expect(lanes.map((lane) => lane.path)).toEqual(['mill/stand1.running']);
  expect(new Set(lines.map((line) => line.colour + line.dash.join())).size).toBe(3);
  for (const theme of ['light', 'dark'] as const) {
    expect(new Set(LINE_COLOURS[theme]).size).toBe(LINE_DASHES.length);
  }
});

it('W14 lines are told apart in lightness against the ground: contrast of at least 3 to 1', () => {
  const light = (hex: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  for (const [theme, ground] of [
    ['light', '#f2f3f4'],
    ['dark', '#232629'],
  ] as const) {
    for (const colour of LINE_COLOURS[theme]) {
      expect(contrast(light(colour), light(ground)), colour).toBeGreaterThanOrEqual(3);
    }
  }
});

const store = new Map<string, string>();
beforeEach(() => {
  store.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => void store.set(key, value),
  });
});

it('W14 saved sets are kept by plant and name, and what cannot be read is no set', () => {
  saveSet('mill', { name: 'b', paths: ['x.y'] });
  saveSet('mill', { name: 'a', paths: ['x.z'] });
  saveSet('mill', { name: 'b', paths: ['x.y', 'x.z'] });
  expect(savedSets('mill')).toEqual([
    { name: 'a', paths: ['x.z'] },
    { name: 'b', paths: ['x.y', 'x.z'] },
  ]);
  expect(savedSets('other')).toEqual([]);
  deleteSet('mill', 'a');
  expect(savedSets('mill').map((set) => set.name)).toEqual(['b']);
  store.set('millwright.trends.mill', '[{"name":3},{"name":"c","paths":["x.y"]},7]');
  expect(savedSets('mill').map((set) => set.name)).toEqual(['c']);
  store.set('millwright.trends.mill', '{oops');
  expect(savedSets('mill')).toEqual([]);
});
