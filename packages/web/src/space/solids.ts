/**
 * The solids shapes are made of, as geometries with positions and normals around the origin, indexed. `fine` is the
 * share of segments round things get: 1 in full, less from further away.
 */
import {
  BoxGeometry,
  BufferGeometry,
  CylinderGeometry,
  ExtrudeGeometry,
  Float32BufferAttribute,
  LatheGeometry,
  Shape,
  ShapeGeometry,
  SphereGeometry,
  Vector2,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';

/** Points of an outline or profile. */
export type Outline = readonly (readonly [number, number])[];

/** Segments of something round at a level of fineness. */
export function segmentsAt(segments: number, fine: number): number {
  return Math.max(fine < 0.3 ? 5 : 6, Math.round(segments * fine));
}

/** Along y. */
export function cylinder(radius: number, end: number, length: number, segments: number): BufferGeometry {
  return bare(new CylinderGeometry(end, radius, length, segments, 1));
}

export function box(x: number, y: number, z: number): BufferGeometry {
  return bare(new BoxGeometry(x, y, z));
}

export function ball(radius: number, segments: number): BufferGeometry {
  return bare(new SphereGeometry(radius, segments, Math.max(4, Math.round(segments * 0.6))));
}

/** Thick ring along y: outer and inner wall and both faces. */
export function ring(radius: number, inner: number, length: number, segments: number): BufferGeometry {
  const half = length / 2;
  return revolved(
    [
      [-half, inner],
      [-half, radius],
      [half, radius],
      [half, inner],
    ],
    0,
    360,
    segments,
    true,
  );
}

/**
 * A profile of [along, radius] turned around the y axis, from one angle by another, degrees. A closed profile is a
 * solid wall: cut open it shows its section.
 */
export function revolved(
  profile: Outline,
  from: number,
  sweep: number,
  segments: number,
  closed: boolean,
): BufferGeometry {
  const points = profile.map(([along, radius]) => new Vector2(radius, along));
  const start = (from * Math.PI) / 180;
  const angle = (sweep * Math.PI) / 180;
  const parts: BufferGeometry[] = [];
  const steps = Math.max(2, Math.round((segments * sweep) / 360));
  // Each stretch of the profile by itself, so that its corners stay sharp.
  const last = closed ? points.length : points.length - 1;
  for (let i = 0; i < last; i++) {
    const pair = [points[i], points[(i + 1) % points.length]];
    if (pair[0].distanceTo(pair[1]) < 1e-6 || (pair[0].x < 1e-6 && pair[1].x < 1e-6)) continue;
    parts.push(bare(new LatheGeometry(pair, steps, start, angle)));
  }
  if (closed && sweep < 360) {
    for (const [at, flipped] of [
      [start, false],
      [start + angle, true],
    ] as const) {
      const face = bare(new ShapeGeometry(new Shape(points)));
      if (flipped) flip(face);
      // LatheGeometry starts at +z and turns towards +x.
      face.rotateY(at - Math.PI / 2);
      parts.push(face);
    }
  }
  return mergeGeometries(parts);
}

/** An outline in x and y, with its thickness along z from -half to half; `holes` are cut out. */
export function plate(outline: Outline, thickness: number, holes: readonly Outline[] = []): BufferGeometry {
  const shape = new Shape(outline.map(([x, y]) => new Vector2(x, y)));
  for (const hole of holes) shape.holes.push(new Shape(hole.map(([x, y]) => new Vector2(x, y))));
  const geometry = bare(new ExtrudeGeometry(shape, { depth: thickness, bevelEnabled: false, steps: 1 }));
  return geometry.translate(0, 0, -thickness / 2);
}

/**
 * Straight skin between outlines of equally many points in x and y, counter-clockwise, at places along z: hulls, blades,
 * hoods. Its ends are closed if it is `capped`.
 */
export function loft(sections: readonly { at: number; outline: Outline }[], capped = true): BufferGeometry {
  const positions: number[] = [];
  const index: number[] = [];
  const quad = (a: number[], b: number[], c: number[], d: number[]) => {
    const first = positions.length / 3;
    positions.push(...a, ...b, ...c, ...d);
    index.push(first, first + 1, first + 2, first, first + 2, first + 3);
  };
  for (let s = 0; s + 1 < sections.length; s++) {
    const [near, far] = [sections[s], sections[s + 1]];
    near.outline.forEach((_, i) => {
      const j = (i + 1) % near.outline.length;
      quad(
        [...near.outline[i], near.at],
        [...near.outline[j], near.at],
        [...far.outline[j], far.at],
        [...far.outline[i], far.at],
      );
    });
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setIndex(index);
  geometry.computeVertexNormals();
  if (!capped) return geometry;
  const caps = [sections[0], sections[sections.length - 1]].map(({ at, outline }, k) => {
    const cap = bare(new ShapeGeometry(new Shape(outline.map(([x, y]) => new Vector2(x, y)))));
    if (k === 0) flip(cap);
    return cap.translate(0, 0, at);
  });
  return mergeGeometries([geometry, ...caps]);
}

/** Positions, normals and an index, nothing else, so that all solids can be merged. */
function bare(geometry: BufferGeometry): BufferGeometry {
  for (const name of Object.keys(geometry.attributes)) {
    if (name !== 'position' && name !== 'normal') geometry.deleteAttribute(name);
  }
  if (!geometry.getIndex()) {
    geometry.setIndex(Array.from({ length: geometry.getAttribute('position').count }, (_, i) => i));
  }
  geometry.clearGroups();
  return geometry;
}

/** Turns a geometry inside out. */
export function flip(geometry: BufferGeometry): BufferGeometry {
  const index = geometry.getIndex();
  if (index) {
    for (let i = 0; i < index.count; i += 3) {
      const a = index.getX(i);
      index.setX(i, index.getX(i + 1));
      index.setX(i + 1, a);
    }
  }
  const normal = geometry.getAttribute('normal');
  for (let i = 0; i < normal.count; i++) normal.setXYZ(i, -normal.getX(i), -normal.getY(i), -normal.getZ(i));
  return geometry;
}

export function triangles(geometry: BufferGeometry): number {
  return (geometry.getIndex()?.count ?? geometry.getAttribute('position').count) / 3;
}
