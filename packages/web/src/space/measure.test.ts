import { BoxGeometry, EdgesGeometry, Matrix4, PerspectiveCamera, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { snap } from './measure.ts';

const WIDTH = 1000;
const HEIGHT = 1000;
const camera = new PerspectiveCamera(50, 1, 0.1, 100);
camera.position.set(0, 0, 6);
camera.updateMatrixWorld();
const geometry = new BoxGeometry(2, 2, 2);
const piece = {
  geometry,
  edges: new EdgesGeometry(geometry),
  read: (into: Matrix4) => void into.copy(new Matrix4()),
};
const snapped = (x: number, y: number) =>
  snap({ twin: undefined, point: new Vector3(x, y, 1), piece }, camera, WIDTH, HEIGHT);

it('W25 a point near a corner is the corner, near an edge on the edge, else where it is', () => {
  expect(snapped(0.97, 0.97).to).toBe('corner');
  expect(snapped(0.97, 0.97).point.toArray()).toEqual([1, 1, 1]);
  expect(snapped(0.98, 0.3).to).toBe('edge');
  expect(snapped(0.98, 0.3).point.x).toBeCloseTo(1);
  expect(snapped(0.98, 0.3).point.y).toBeCloseTo(0.3);
  expect(snapped(0.2, 0.3)).toEqual({ point: new Vector3(0.2, 0.3, 1), to: 'face' });
});
