import {
  BoxGeometry,
  type BufferGeometry,
  CylinderGeometry,
  EdgesGeometry,
  IcosahedronGeometry,
  LatheGeometry,
  PlaneGeometry,
  TorusGeometry,
  Vector2,
} from 'three';
import { expect, it } from 'vitest';
import { edgesOf } from './edges.ts';

const DEGREES = 32;

/** Lines as texts that say nothing of their direction or order. */
function linesOf(edges: BufferGeometry): string[] {
  const position = edges.getAttribute('position');
  const point = (i: number) =>
    [position.getX(i), position.getY(i), position.getZ(i)].map((x) => Math.round(x * 1e3) + 0).join();
  return Array.from({ length: position.count / 2 }, (_, i) =>
    [point(2 * i), point(2 * i + 1)].sort().join(' '),
  )
    .filter((line) => line.split(' ')[0] !== line.split(' ')[1])
    .sort();
}

it.each<[string, BufferGeometry]>([
  ['a box', new BoxGeometry(1, 2, 3)],
  ['a box of separate triangles', new BoxGeometry(1, 2, 3).toNonIndexed()],
  ['a cylinder', new CylinderGeometry(0.7, 0.5, 2, 24)],
  ['an open pipe', new CylinderGeometry(0.7, 0.7, 2, 9, 1, true)],
  ['a sheet', new PlaneGeometry(2, 2, 3, 3)],
  ['a ring', new TorusGeometry(2, 0.4, 6, 20)],
  ['a solid of twenty sides', new IcosahedronGeometry(1)],
  [
    'a turned part',
    new LatheGeometry([new Vector2(0, 0), new Vector2(1, 0), new Vector2(0.6, 2), new Vector2(0, 2)], 16),
  ],
])('W30 the edges of %s are those of EdgesGeometry', (_, geometry) => {
  const expected = linesOf(new EdgesGeometry(geometry, DEGREES));
  expect(expected.length).toBeGreaterThan(3);
  expect(linesOf(edgesOf(geometry, DEGREES))).toEqual(expected);
});

it('W30 a box has twelve edges, a ball has none', () => {
  expect(linesOf(edgesOf(new BoxGeometry(1, 1, 1), DEGREES))).toHaveLength(12);
  expect(linesOf(edgesOf(new IcosahedronGeometry(1, 6), DEGREES))).toHaveLength(0);
});
