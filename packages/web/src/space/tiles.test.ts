import fc from 'fast-check';
import { Box3, Matrix4, PerspectiveCamera, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { Tiles } from './tiles.ts';

const WIDTH = 640;
const HEIGHT = 400;
const camera = new PerspectiveCamera(32, WIDTH / HEIGHT, 0.1, 500);
camera.position.set(0, 6, 20);
camera.lookAt(0, 0, 0);
camera.updateMatrixWorld();
const view = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);

const place = (x: number, y = 0, z = 0) => new Matrix4().makeTranslation(x, y, z);
const cube = new Box3(new Vector3(-0.5, -0.5, -0.5), new Vector3(0.5, 0.5, 0.5));

/** How many pixels the mesh covers, by its triangles. */
function area(tiles: Tiles): number {
  const { array } = tiles.geometry.getAttribute('position');
  let sum = 0;
  for (let at = 0; at < tiles.geometry.drawRange.count * 3; at += 9) {
    const [ax, ay, , bx, by, , cx, cy] = array.slice(at, at + 9);
    sum += ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
  }
  return (sum * WIDTH * HEIGHT) / 4;
}

function covered(tiles: Tiles): number {
  let count = 0;
  for (let y = 0; y < HEIGHT; y++) for (let x = 0; x < WIDTH; x++) count += tiles.covers(x, y) ? 1 : 0;
  return count;
}

it('W26 every point of a thing that is in the picture is in a square that is drawn anew', () => {
  const tiles = new Tiles();
  const metres = fc.double({ min: -15, max: 15, noNaN: true });
  const size = fc.double({ min: 0.01, max: 6, noNaN: true });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const turn = fc.double({ min: 0, max: 6.3, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(metres, metres, fc.double({ min: -40, max: 25, noNaN: true })),
      fc.tuple(size, size, size),
      turn,
      fc.array(fc.tuple(share, share, share), { minLength: 1, maxLength: 8 }),
      (at, extent, angle, points) => {
        const matrix = new Matrix4().makeRotationY(angle).setPosition(...at);
        const box = new Box3(new Vector3(0, 0, 0), new Vector3(...extent));
        tiles.begin(WIDTH, HEIGHT, view);
        tiles.mark(box, matrix.elements);
        tiles.end();
        for (const [x, y, z] of points) {
          const point = new Vector3(x * extent[0], y * extent[1], z * extent[2]).applyMatrix4(matrix);
          if (point.clone().applyMatrix4(camera.matrixWorldInverse).z > -camera.near) continue;
          const { x: across, y: up } = point.project(camera);
          if (Math.abs(across) >= 1 || Math.abs(up) >= 1) continue;
          expect(tiles.covers(((across + 1) / 2) * WIDTH, ((up + 1) / 2) * HEIGHT)).toBe(true);
        }
      },
    ),
  );
});

it('W26 where a thing was in the frame before is drawn anew once, and the mesh covers just the squares', () => {
  const tiles = new Tiles();
  const frame = (...matrices: Matrix4[]) => {
    tiles.begin(WIDTH, HEIGHT, view);
    for (const matrix of matrices) tiles.mark(cube, matrix.elements);
    tiles.end();
    expect(area(tiles)).toBeCloseTo(covered(tiles), 0);
    return covered(tiles);
  };
  const here = frame(place(-4));
  expect(here).toBeGreaterThan(0);
  expect(here).toBeLessThan((WIDTH * HEIGHT) / 8);
  const both = frame(place(4));
  expect(both).toBeGreaterThan(1.5 * here);
  const there = frame(place(4));
  expect(there).toBeLessThan(both);
  // Behind the eye is nothing, around it may be anything.
  expect(frame(place(0, 6, 30))).toBe(there);
  expect(frame(place(0, 6, 20))).toBe(WIDTH * HEIGHT);
});

it('W26 matrices may lie one after the other, a rim widens what is marked', () => {
  const tiles = new Tiles();
  const two = new Float32Array([...place(50).elements, ...place(0).elements]);
  tiles.begin(WIDTH, HEIGHT, view);
  tiles.mark(cube, two, 16, 0);
  tiles.end();
  const narrow = covered(tiles);
  tiles.mark(cube, two, 16, 40);
  tiles.end();
  expect(covered(tiles)).toBeGreaterThan(narrow);
});
