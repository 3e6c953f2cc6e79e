import type { TwinTypeInfo } from '@millwright/server/client';
import fc from 'fast-check';
import { Color, InstancedMesh, Matrix4, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { plantInfo } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { allocateValues } from '../values/value-source.ts';
import { Batch } from './batches.ts';
import { Mover } from './movers.ts';
import { boundsOf, placeAll } from './placement.ts';
import { PlantScene } from './plant-scene.ts';
import { Route } from './route.ts';
import { Surfaces } from './surfaces.ts';

type Shape = NonNullable<TwinTypeInfo['shape']>;

/** A scene of one twin with a shape; each binding has a signal of its own name. */
function sceneOf(kind: string, bindings: Record<string, object>, params: Shape['params'] = {}) {
  const names = Object.keys(bindings);
  const type: TwinTypeInfo = {
    name: 'thing',
    label: { en: 'Thing' },
    ancestors: [],
    signals: names.map((name) => ({ name, label: { en: name }, kind: 'measured', unit: '1' })),
    alarms: [],
    parameters: [],
    parts: [],
    shape: {
      kind,
      params,
      bindings: Object.fromEntries(
        names.map((name) => [name, { signal: name, scale: 1, offset: 0, ...bindings[name] }]),
      ),
    },
  };
  const place = { at: [10, 0, 5] as [number, number, number], turn: 90 };
  const twin = { path: 'thing', label: { en: 'Thing' }, type: 'thing', parent: null, place, parameters: {} };
  const plant = new PlantModel({ ...plantInfo(0, 0), scene: [] }, [type], [twin]);
  const source = { ...allocateValues(names.length), version: 1, subscribe: () => () => {} };
  const placed = placeAll(plant);
  const { model } = placed[0];
  const surfaces = new Surfaces();
  const batches = model.levels[0].map(
    (group) => new Batch(placed, group, 0, surfaces.machines, surfaces.edges, surfaces.depth),
  );
  const mover = new Mover(model, placed, batches);
  const scene = new PlantScene(plant);
  const inverse = new Matrix4()
    .makeRotationY(Math.PI / 2)
    .setPosition(10, 0, 5)
    .invert();
  const meshes: InstancedMesh[] = [];
  scene.root.traverse((object) => {
    if (object instanceof InstancedMesh) meshes.push(object);
  });
  return {
    set(name: string, value: number, quality = 0) {
      source.values[names.indexOf(name)] = value;
      source.quality[names.indexOf(name)] = quality;
    },
    step: (ms = 0) => mover.step(source, ms),
    state: () => scene.showState(source),
    /** Where a point of what hangs on a joint is now, in the frame of the place; without a binding, of what hangs on none. */
    moved(binding: string | undefined, at: readonly [number, number, number]): number[] {
      const batch = batches.find(({ group }) => group.joint?.binding === binding);
      if (!batch) throw new Error(`nothing hangs on ${binding}`);
      const matrix = new Matrix4();
      batch.getMatrix(0, matrix);
      const now = new Vector3(...at).applyMatrix4(matrix).applyMatrix4(inverse);
      return now.toArray().map((x) => Math.round(x * 1000) / 1000 + 0);
    },
    /** Number of meshes of the scene that draw it. */
    drawn: () => meshes.filter(({ count }) => count > 0).length,
    tone: () => {
      const colour = new Color();
      meshes.find(({ count }) => count > 0)?.getColorAt(0, colour);
      return colour.toArray();
    },
  };
}

it('W31 joints move what hangs on them: a hook on its ropes, its trolley and its bridge', () => {
  const crane = sceneOf(
    'overhead-crane',
    { travel: {}, trolley: {}, hoist: {} },
    { span: 16, height: 10, length: 40 },
  );
  crane.set('travel', 6);
  crane.set('trolley', -3);
  crane.step();
  expect(crane.moved('trolley', [0, 0, 0])).toEqual([6, 0, -3]);
  // The hook hangs where it hung, below the trolley.
  expect(crane.moved('hoist', [0, 4, 0]).filter((_, i) => i !== 1)).toEqual([6, -3]);
  const before = crane.moved('hoist', [0, 4, 0])[1];
  crane.set('hoist', 2);
  crane.step();
  expect(crane.moved('hoist', [0, 4, 0])[1]).toBeLessThan(before);
  // Beyond its rails it does not go.
  crane.set('travel', 400);
  crane.step();
  expect(crane.moved('travel', [0, 0, 0])[0]).toBeCloseTo(17.8);
});

it('W31 an arm turns joint upon joint', () => {
  const arm = sceneOf('robot-arm', { joint1: {}, joint6: {} }, { reach: 2 });
  arm.set('joint1', 90);
  arm.step();
  expect(arm.moved('joint6', [1, 1, 0])).toEqual([0, 1, -1]);
});

it('W31 what stands somewhere stays at its last good value; what spins stands still', () => {
  const turbine = sceneOf('wind-turbine', { yaw: {}, spin: {} });
  turbine.set('yaw', 45);
  turbine.set('spin', 10);
  expect(turbine.step(50)).toBe(true);
  const at = turbine.moved('yaw', [1, 0, 0]);
  turbine.set('yaw', 90, 2);
  turbine.set('spin', 10, 2);
  expect(turbine.step(50)).toBe(false);
  expect(turbine.moved('yaw', [1, 0, 0])).toEqual(at);
  turbine.set('yaw', 90, 3);
  turbine.step();
  expect(turbine.moved('yaw', [1, 0, 0])).toEqual([0, 0, -1]);
});

it('W31 a tank fills from below, and never vanishes', () => {
  const tank = sceneOf('tank', { fill: {} }, { height: 4, diameter: 2 });
  const base = 4 * 0.08;
  for (const [level, expected] of [
    [0.5, base + 1],
    [2, base + 2],
    [-3, base + 0.002],
  ]) {
    tank.set('fill', level);
    tank.step();
    expect(tank.moved('fill', [0, base + 2, 1])[1]).toBeCloseTo(expected, 2);
  }
});

it('W31 a vehicle goes along its path and looks where it goes', () => {
  const path: [number, number, number][] = [
    [0, 0, 0],
    [10, 0, 0],
    [10, 0, 10],
  ];
  const agv = sceneOf('agv', { distance: {} }, { path });
  agv.set('distance', 5);
  agv.step();
  expect(positionOf(agv)).toEqual([5, 0, 0, 1, 0]);
  agv.set('distance', 16);
  agv.step();
  expect(positionOf(agv)).toEqual([10, 0, 6, 0, 1]);
  const share = sceneOf('agv', { progress: {} }, { path });
  share.set('progress', 1);
  share.step();
  expect(positionOf(share)).toEqual([10, 0, 10, 0, 1]);
});

/** Place and direction of the front. */
function positionOf(thing: ReturnType<typeof sceneOf>): number[] {
  const at = thing.moved(undefined, [0, 0, 0]);
  const front = thing.moved(undefined, [1, 0, 0]);
  return [...at, front[0] - at[0], front[2] - at[2]].map((x) => Math.round(x * 100) / 100 + 0);
}

it('W31 a path is walked from end to end without jumps, whatever its points', () => {
  const coordinate = fc.double({ min: -50, max: 50, noNaN: true });
  const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(points, (list) => {
      const route = new Route(list);
      const at = new Float64Array(4);
      const before = new Vector3();
      for (let i = 0; i <= 50; i++) {
        route.at((route.length * i) / 50, at, 0);
        const now = new Vector3(at[0], at[1], at[2]);
        expect(Number.isFinite(at[3])).toBe(true);
        if (i > 0) expect(now.distanceTo(before)).toBeLessThanOrEqual(route.length / 50 + 1e-6);
        before.copy(now);
      }
      expect(before.distanceTo(new Vector3(...list[list.length - 1]))).toBeLessThan(1e-6);
      route.at(-5, at, 0);
      expect(new Vector3(at[0], at[1], at[2]).distanceTo(new Vector3(...list[0]))).toBeLessThan(1e-6);
    }),
  );
});

it('W31 what is not visible is not drawn, and comes back', () => {
  const load = sceneOf('container', { visible: {} });
  expect(load.drawn()).toBeGreaterThan(0);
  load.set('visible', 0);
  expect(load.state()).toBe(true);
  expect(load.drawn()).toBe(0);
  expect(load.state()).toBe(false);
  load.set('visible', 1);
  expect(load.state()).toBe(true);
  expect(load.drawn()).toBeGreaterThan(0);
});

it('W31 a state has its look; bad or stale greys whatever the state', () => {
  const pump = sceneOf('pump', { state: { looks: { 0: 'off', 1: 'normal', 2: 'attention', 3: 'fault' } } });
  const seen: string[] = [];
  for (const [value, quality] of [
    [1, 0],
    [0, 0],
    [2, 0],
    [3, 0],
    [3, 3],
  ]) {
    pump.set('state', value, quality);
    pump.state();
    seen.push(String(pump.tone()));
  }
  expect(new Set(seen).size).toBe(5);
  expect(seen[0]).toBe('1,1,1');
  const plain = sceneOf('pump', { state: {} });
  plain.set('state', 7);
  plain.state();
  expect(String(plain.tone())).toBe('1,1,1');
  plain.set('state', 0);
  expect(plain.state()).toBe(true);
  expect(String(plain.tone())).toBe(seen[1]);
});

it('W8 a view of the whole plant shows also where things may go: along paths, and as far as signals range', () => {
  const place = { at: [0, 0, 0] as [number, number, number], turn: 0 };
  const type = (name: string, shape: Shape): TwinTypeInfo => ({
    name,
    label: { en: name },
    ancestors: [],
    signals: [{ name: 'way', label: { en: 'Way' }, kind: 'measured', unit: 'm', range: [0, 30] }],
    alarms: [],
    parameters: [],
    parts: [],
    shape,
  });
  const way = { signal: 'way', scale: 1, offset: 0 };
  const path: [number, number, number][] = [
    [0, 0, 0],
    [0, 0, 40],
  ];
  const types = [
    type('cart', { kind: 'agv', params: { path }, bindings: { distance: way } }),
    type('truck', { kind: 'forklift', params: {}, bindings: { moveX: way } }),
  ];
  const twins = types.map(({ name }) => ({
    path: name,
    label: { en: name },
    type: name,
    parent: null,
    place: { ...place, at: [name === 'cart' ? 1 : 2, 0, 0] as [number, number, number] },
    parameters: {},
  }));
  const bounds = boundsOf(placeAll(new PlantModel({ ...plantInfo(0, 0), scene: [] }, types, twins)));
  expect(bounds.max.x).toBeGreaterThan(31);
  expect(bounds.max.z).toBeGreaterThan(40);
});
