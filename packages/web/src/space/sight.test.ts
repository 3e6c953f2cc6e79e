import { Box3, BoxGeometry, Matrix4, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { bestSide, type Obstacle } from './sight.ts';

const box = (x: number, y: number, z: number, size: number) =>
  new Box3().setFromCenterAndSize(new Vector3(x, y, z), new Vector3(size, size, size));

/** A block as an obstacle. */
function block(size: [number, number, number], at: [number, number, number]): Obstacle {
  const matrix = new Matrix4().setPosition(...at);
  const geometry = new BoxGeometry(...size);
  const bounds = new Box3().setFromCenterAndSize(new Vector3(...at), new Vector3(...size));
  return { box: bounds, pieces: [{ geometry, matrix }] };
}

const FROM_OPERATOR = new Vector3(0, 0.4, 1).normalize();

it('W24 a part behind a machine is looked at from behind', () => {
  const side = bestSide({
    target: box(0, 2, -1.5, 0.6),
    obstacles: [block([2, 6, 2], [0, 3, 0])],
    outward: new Vector3(0, 0, -1),
    from: FROM_OPERATOR,
    distance: 4,
  });
  expect(side.z).toBeLessThan(-0.5);
});

it('W24 what stands in front of a part is looked over', () => {
  const side = bestSide({
    target: box(0, 2, -1.5, 0.6),
    obstacles: [block([40, 6, 2], [0, 3, 0]), block([40, 3, 1], [0, 1.5, -4])],
    outward: new Vector3(0, 0, -1),
    from: FROM_OPERATOR,
    distance: 6,
  });
  expect(side.z).toBeLessThan(0);
  expect(side.y).toBeGreaterThan(0.3);
});

it('W24 with a free view the camera stays on its side', () => {
  const side = bestSide({
    target: box(0, 2, 0, 0.6),
    obstacles: [],
    outward: new Vector3(),
    from: FROM_OPERATOR,
    distance: 4,
  });
  expect(side.z).toBeGreaterThan(0.8);
});

it('W24 the camera does not stand outside of the hall', () => {
  const wall = { ...block([160, 7, 0.3], [0, 3.5, -12]), wall: true };
  const side = bestSide({
    target: box(0, 2, -1.5, 6),
    obstacles: [wall],
    outward: new Vector3(0, 0, -1),
    from: new Vector3(0, 0.5, -1).normalize(),
    distance: 25,
  });
  expect(side.z * 25 - 1.5).toBeGreaterThan(-12);
});
