import fc from 'fast-check';
import { Matrix4, Raycaster, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { plantInfo, TWINS, TYPES } from '../../test/fixture-plant.ts';
import { PlantModel } from '../plant/plant-model.ts';
import { allocateValues } from '../values/value-source.ts';
import { PlantScene } from './plant-scene.ts';
import { drawShape } from './shapes/index.ts';
import { fit } from './view-control.ts';

const model = new PlantModel(plantInfo(0, 0), TYPES, TWINS);
const source = () => ({ ...allocateValues(model.signals.length), version: 1, subscribe: () => () => {} });

function set(values: ReturnType<typeof source>, path: string, value: number, quality = 0): void {
  const i = model.indexOf(path);
  values.values[i] = value;
  values.quality[i] = quality;
}

function matricesOf(scene: PlantScene, path: string): Matrix4[] {
  const twin = model.twin(path);
  if (!twin) throw new Error(path);
  return scene.piecesOf(twin).map((piece) => {
    const matrix = new Matrix4();
    piece.read(matrix);
    return matrix;
  });
}

const coordinate = fc.double({ min: -50, max: 50, noNaN: true });

it('W8 a stand is as high and as wide as its parameters say, its work rolls meet at the pass line', () => {
  const params = { width: 3, height: 5.2, depth: 1.9, workRoll: 0.45, backupRoll: 1.35, passLine: 1.1 };
  const shape = drawShape('mill-stand', params, new Set(['spin']));
  expect(shape.box.max.y).toBeGreaterThan(5.2);
  expect(shape.box.max.y).toBeLessThan(6.4);
  const near = shape.joints
    .flatMap(({ motion }) => (motion.kind === 'spin' ? [motion.at[1] - 1.1] : []))
    .sort((a, b) => a - b);
  expect(near[1]).toBeCloseTo(-0.225);
  expect(near[2]).toBeCloseTo(0.225);
  expect(near[0]).toBeCloseTo(-1.125);
  expect(near[3]).toBeCloseTo(1.125);
});

it('W8 rolls turn by their signal and stand still when it is stale', () => {
  const scene = new PlantScene(model);
  const values = source();
  set(values, 'mill/stand1.speed', 30);
  const before = matricesOf(scene, 'mill/stand1');
  expect(scene.step(values, 100)).toBe(true);
  const after = matricesOf(scene, 'mill/stand1');
  const turned = after.filter((matrix, i) => !matrix.equals(before[i]));
  expect(turned).toHaveLength(4);
  // 30 per minute for 100 ms is a twentieth of a turn: 0.314 radians; backup rolls are larger and turn less.
  expect(Math.max(...turned.map(({ elements }) => Math.acos(elements[0])))).toBeCloseTo(0.314, 2);
  set(values, 'mill/stand1.speed', 30, 3);
  expect(scene.step(values, 100)).toBe(false);
  expect(matricesOf(scene, 'mill/stand1').every((matrix, i) => matrix.equals(after[i]))).toBe(true);
  expect(scene.showState(values)).toBe(true);
  expect(scene.showState(values)).toBe(false);
});

it('W25 one points at twins, and measures to the floor and everything else too', () => {
  const scene = new PlantScene(model);
  const corner = new Raycaster(new Vector3(scene.bounds.min.x - 1, 30, 0), new Vector3(0, -1, 0));
  expect(scene.hit(corner)).toBeUndefined();
  const floor = scene.hit(corner, () => true, true);
  expect(floor?.twin).toBeUndefined();
  expect(floor?.point.y).toBeLessThan(0.5);
  expect(scene.hit(corner, ({ y }) => y > 1, true)).toBeUndefined();
});

it('W8 a coil has the diameter its signal says', () => {
  const scene = new PlantScene(model);
  const values = source();
  set(values, 'mill/entryCoil.diameter', 950);
  scene.step(values, 0);
  const scale = new Vector3().setFromMatrixScale(matricesOf(scene, 'mill/entryCoil')[0]);
  expect(scale.x).toBeCloseTo(0.5);
  expect(scale.z).toBeCloseTo(1);
});

it('W8 a hundred machines without a place stand in a grid and share their draw calls', () => {
  const engine = { ...TYPES[1], name: 'engine', shape: { kind: 'jet-engine', params: {}, bindings: {} } };
  const twins = Array.from({ length: 100 }, (_, i) => ({
    ...TWINS[1],
    path: `engine${i}`,
    parent: null,
    type: 'engine',
    place: { at: [0, 0, 0] as [number, number, number], turn: 0 },
  }));
  const fleet = new PlantModel({ ...plantInfo(0, 0), scene: [] }, [engine], twins);
  const scene = new PlantScene(fleet);
  let meshes = 0;
  scene.root.traverse((object) => {
    if ('isInstancedMesh' in object) meshes++;
  });
  expect(meshes).toBeLessThanOrEqual(6);
  const size = scene.bounds.getSize(new Vector3());
  expect(size.x).toBeGreaterThan(30);
  expect(size.z).toBeGreaterThan(15);
});

it('W8 a view of things shows all of them, and no nearer view would', () => {
  const tan = Math.tan((16 * Math.PI) / 180);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 2, maxLength: 30 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0.5, max: 3, noNaN: true }),
      (triples, x, aspect) => {
        const points = triples.map((triple) => new Vector3(...triple));
        // A thing of less than a millimetre is no thing to look at, and drowns in rounding.
        fc.pre(points.some((point) => point.distanceTo(points[0]) > 1e-3));
        const direction = new Vector3(x, 0.5, 1).normalize();
        const { position, target } = fit(points, direction, 32, aspect);
        const right = new Vector3().crossVectors(new Vector3(0, 1, 0), direction).normalize();
        const up = new Vector3().crossVectors(direction, right);
        let most = 0;
        for (const point of points) {
          const way = point.clone().sub(position);
          const depth = -way.dot(direction);
          most = Math.max(
            most,
            Math.abs(way.dot(right)) / (depth * tan * aspect),
            Math.abs(way.dot(up)) / (depth * tan),
          );
        }
        expect(most).toBeLessThan(0.96);
        expect(most).toBeGreaterThan(0.85);
        expect(target.clone().sub(position).cross(direction).length()).toBeLessThan(
          1e-6 * position.length() + 1e-6,
        );
      },
    ),
  );
});
