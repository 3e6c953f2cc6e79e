import { beforeEach, expect, it, vi } from 'vitest';
import type { Eye } from './eye.ts';
import { removeView, savedViews, saveView, VIEWS_MOST } from './saved-views.ts';

const EYE: Eye = { position: [1, 2, 3], target: [0, 0, 0] };
let stored: Map<string, string>;

beforeEach(() => {
  stored = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

it('W25 views are kept per plant, by name, and can be removed', () => {
  saveView('mill', { name: ' Entry ', eye: EYE });
  saveView('mill', { name: 'Exit', eye: EYE });
  saveView('mill', { name: 'Entry', eye: { ...EYE, position: [9, 9, 9] } });
  expect(savedViews('mill').map(({ name }) => name)).toEqual(['Exit', 'Entry']);
  expect(savedViews('mill')[1].eye.position).toEqual([9, 9, 9]);
  expect(savedViews('other')).toEqual([]);
  expect(removeView('mill', 'Exit').map(({ name }) => name)).toEqual(['Entry']);
});

it('W25 the oldest goes when there are too many, and damage in storage is left out', () => {
  for (let i = 0; i <= VIEWS_MOST; i++) saveView('mill', { name: `view ${i}`, eye: EYE });
  expect(savedViews('mill')).toHaveLength(VIEWS_MOST);
  expect(savedViews('mill')[0].name).toBe('view 1');
  stored.set('millwright.views.mill', '[{"name":"a","eye":"nonsense"},{"name":"b","eye":"1,2,3;0,0,0"},7]');
  expect(savedViews('mill').map(({ name }) => name)).toEqual(['b']);
  stored.set('millwright.views.mill', '{');
  expect(savedViews('mill')).toEqual([]);
});
