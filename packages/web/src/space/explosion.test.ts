import { Box3, Vector3 } from 'three';
import { expect, it } from 'vitest';
import { explode } from './explosion.ts';

const box = (x: number, y: number, z: number, size: number) =>
  new Box3().setFromCenterAndSize(new Vector3(x, y, z), new Vector3(size, size, size));

it('W25 parts go apart to their own side, never into the floor and hardly along the line', () => {
  const ways = explode(box(0, 2.5, 0, 5), [
    { key: 'operator', box: box(0, 2.2, 1.2, 1) },
    { key: 'drive', box: box(0, 2.2, -1.2, 1) },
    { key: 'bottom', box: box(0, 0, 0, 1) },
    { key: 'middle', box: box(0, 2.5, 0, 1) },
    { key: 'ahead', box: box(3, 2.5, 0.5, 1) },
  ]);
  expect(ways.get('operator')?.z).toBeGreaterThan(1);
  expect(ways.get('drive')?.z).toBeLessThan(-1);
  for (const way of ways.values()) {
    expect(way.y).toBeGreaterThanOrEqual(0);
    expect(way.length()).toBeGreaterThan(1);
  }
  const ahead = ways.get('ahead') ?? new Vector3();
  expect(Math.abs(ahead.x)).toBeLessThan(2.8);
});
