import { SHAPE_KINDS } from '@millwright/model/shapes';
import fc from 'fast-check';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../shape-model.ts';
import { triangles } from '../solids.ts';
import { drawShape, SHAPES } from './index.ts';

const kinds = [...SHAPE_KINDS.values()];

it('W30 every declared kind is drawn, and nothing that is not declared', () => {
  expect(Object.keys(SHAPES).sort()).toEqual([...SHAPE_KINDS.keys()].sort());
});

describe('every kind', () => {
  for (const { name, bindings } of kinds) {
    it(`W30 ${name} has three levels of detail within their budgets, each with about the same bounds`, () => {
      const shape = drawShape(name, {}, new Set(Object.keys(bindings)));
      expect(shape.levels).toHaveLength(LEVELS.length);
      const size = shape.box.getSize(new Vector3()).length();
      let before = Number.POSITIVE_INFINITY;
      for (const [i, groups] of shape.levels.entries()) {
        const count = groups.reduce((sum, { mesh }) => sum + triangles(mesh), 0);
        expect(count).toBeGreaterThan(0);
        expect(count, `level ${i}`).toBeLessThanOrEqual(LEVELS[i].budget);
        expect(count).toBeLessThanOrEqual(before);
        before = count;
        const box = shape.box.clone().makeEmpty();
        for (const { mesh } of groups) {
          mesh.computeBoundingBox();
          if (mesh.boundingBox) box.union(mesh.boundingBox);
        }
        expect(box.getSize(new Vector3()).length(), `level ${i}`).toBeGreaterThan(size * 0.66);
        for (const { edges } of groups)
          if (!LEVELS[i].edges) expect(edges.getAttribute('position')).toBeUndefined();
      }
      expect(size).toBeGreaterThan(0.2);
    });
  }
});

it('W30 whatever the parameters, a shape is finite, not empty, and its normals are of length one', () => {
  const arbitrary = fc
    .constantFrom(...kinds)
    .chain((kind) =>
      fc.tuple(
        fc.constant(kind),
        fc.record(
          Object.fromEntries(
            Object.entries(kind.params).map(([name, { range }]) => [
              name,
              fc.oneof(
                fc.double({ min: range[0], max: range[1], noNaN: true }),
                fc.constantFrom(range[0], range[1], Number.NaN, -1, 1e9),
              ),
            ]),
          ),
        ),
      ),
    );
  fc.assert(
    fc.property(arbitrary, ([kind, params]) => {
      const { levels, box } = drawShape(kind.name, params, new Set(Object.keys(kind.bindings)));
      expect(box.isEmpty()).toBe(false);
      for (const { mesh } of levels[0]) {
        const [position, normal] = [mesh.getAttribute('position'), mesh.getAttribute('normal')];
        for (let i = 0; i < position.count; i += 7) {
          expect(Number.isFinite(position.getX(i) + position.getY(i) + position.getZ(i))).toBe(true);
          const length = Math.hypot(normal.getX(i), normal.getY(i), normal.getZ(i));
          // A face of no area has no direction.
          if (length > 0.01) expect(length).toBeCloseTo(1, 2);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it('W30 what no signal moves is merged with what stands still', () => {
  for (const { name, bindings } of kinds) {
    const still = drawShape(name, {});
    expect(still.joints, name).toEqual([]);
    expect(still.levels[0], name).toHaveLength(1);
    if (Object.keys(bindings).length === 0) continue;
    const moved = drawShape(name, {}, new Set(Object.keys(bindings)));
    expect(new Set(moved.joints.map(({ binding }) => binding)), name).toEqual(new Set(Object.keys(bindings)));
  }
});
