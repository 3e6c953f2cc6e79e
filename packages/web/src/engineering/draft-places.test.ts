import type { TwinInfo, TwinTypeInfo } from '@millwright/server/client';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { plantInfo } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { placeAll } from '../space/placement.ts';
import { drawShape } from '../space/shapes/index.ts';
import { DraftPlaces } from './draft-places.ts';

const BOX: TwinTypeInfo = {
  name: 'box',
  label: { en: 'Box' },
  ancestors: [],
  signals: [],
  alarms: [],
  parameters: [],
  parts: [],
  shape: { kind: 'box', params: { width: 2, height: 1, depth: 1 }, bindings: {} },
};

function twin(path: string, type: string | null, at: [number, number, number], turn = 0): TwinInfo {
  const cut = path.lastIndexOf('/');
  const parent = cut < 0 ? null : path.slice(0, cut);
  return { path, parent, type, label: { en: path }, place: { at, turn }, parameters: {} };
}

const RUNNING = [
  twin('line', null, [10, 0, 0], 90),
  twin('line/a', 'box', [2, 0, 0]),
  twin('line/a/part', 'box', [0, 1, 0]),
  twin('line/b', 'box', [6, 0, 0]),
];

function places(twins: readonly unknown[], running = RUNNING): DraftPlaces {
  const plant = new PlantModel(plantInfo(0, 0), [BOX], running);
  return new DraftPlaces(plant, placeAll(plant), twins, (type) =>
    type === 'box' ? drawShape('box', { width: 2, height: 1, depth: 1 }, new Set()) : undefined,
  );
}

const AS_IT_RUNS = [
  { path: 'line', place: { at: [10, 0, 0], turn: 90 } },
  { path: 'line/a', type: 'box', place: { at: [2, 0, 0] } },
  { path: 'line/b', type: 'box', place: { at: [6, 0, 0] } },
];

describe('places of a draft', () => {
  it('W52 what the draft leaves alone stands where it runs, parts that it does not list too', () => {
    const draft = places(AS_IT_RUNS);
    expect(draft.moved()).toEqual([]);
    const at = new Vector3().setFromMatrixPosition(draft.place('line/a/part').matrix);
    // Turned by a quarter about the vertical, x of the line points away from the operator.
    expect(at.toArray().map((value) => Math.round(value * 1000) / 1000)).toEqual([10, 1, -2]);
    expect(draft.listed('line/a/part')).toBe('line/a');
    expect(draft.listed('elsewhere')).toBeUndefined();
  });

  it('W52 a moved twin takes its parts along, and one that is new has the shape of its type', () => {
    const draft = places([
      AS_IT_RUNS[0],
      { path: 'line/a', type: 'box', place: { at: [3, 0, 1], turn: 90 } },
      AS_IT_RUNS[2],
      { path: 'line/c', type: 'box', place: { at: [9, 0, 0] } },
    ]);
    expect(draft.moved().map(({ path }) => path)).toEqual(['line/a', 'line/c']);
    expect(draft.place('line/a/part').moved).toBe(true);
    expect(draft.pieces('line/a')).toHaveLength(2);
    expect(draft.place('line/c').ran).toBeUndefined();
    expect(draft.box('line/c').max.x).toBeCloseTo(1);
    // Turned by a quarter it reaches as far along z as it did along x.
    const { x, z } = draft.reach('line/c', [9, 0, 0], 90);
    expect([x.max, z.max].map((value) => Math.round(value * 100) / 100)).toEqual([0.5, 1]);
  });

  it('W52 when a level is moved, what stands in it rides along and is not told apart', () => {
    const draft = places([{ path: 'line', place: { at: [12, 0, 0], turn: 90 } }, ...AS_IT_RUNS.slice(1)]);
    expect(draft.moved().map(({ path }) => path)).toEqual(['line']);
    expect(draft.place('line/b').moved).toBe(true);
  });

  it('W52 a twin that was renamed is the one that runs under its former path', () => {
    const draft = places([
      ...AS_IT_RUNS.slice(0, 2),
      { path: 'line/z', type: 'box', was: ['line/b'], place: { at: [6, 0, 0] } },
    ]);
    expect(draft.place('line/z').running?.info.path).toBe('line/b');
    expect(draft.moved()).toEqual([]);
  });

  it('W52 twins that the space set out by itself stand there until they are placed', () => {
    const fleet = [twin('e1', 'box', [0, 0, 0]), twin('e2', 'box', [0, 0, 0])];
    const draft = places(
      [
        { path: 'e1', type: 'box' },
        { path: 'e2', type: 'box' },
      ],
      fleet,
    );
    expect(draft.moved()).toEqual([]);
    expect(draft.place('e1').at[0]).not.toBe(draft.place('e2').at[0]);
  });
});
