/**
 * What a shape of the library is once drawn: meshes in metres at three levels of detail, grouped by the joint they hang
 * on. Everything that moves alike is merged into one mesh with one set of edges, so that a shape costs two draw calls a
 * joint whatever it is made of, for all twins that share its parameters.
 *
 * The origin stands on the floor in the middle, unless the kind says otherwise.
 */
import { Box3, BufferAttribute, BufferGeometry, type Texture, Vector3 } from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { roleColour } from './colours.ts';
import { edgesOf } from './edges.ts';
import type { Joint } from './joints.ts';
import type { ShapeDraft, Solid } from './shape-draft.ts';
import { triangles } from './solids.ts';

export interface ShapeGroup {
  /** Undefined: stands still. */
  joint: Joint | undefined;
  /** Triangles with vertex colours, in the frame of the shape at rest. */
  mesh: BufferGeometry;
  /** Edge lines; without positions where there are none. */
  edges: BufferGeometry;
  /** Of a GLB: its picture; vertex colours are multiplied with it. */
  texture?: Texture;
}

export interface ShapeModel {
  /** Groups by level of detail, the finest first. */
  levels: readonly (readonly ShapeGroup[])[];
  /** Parents before what hangs on them. */
  joints: readonly Joint[];
  /** Bounds at rest, in the frame of the twin. */
  box: Box3;
  /** Whether it is background (floor, wall): no shadow thrown, never picked. */
  backdrop: boolean;
}

interface Level {
  /** Most triangles; the smallest solids are left out until the rest fit. */
  budget: number;
  /** Share of the segments of round solids. */
  fine: number;
  /** Solids of less than this share of the bulk of the largest are left out. */
  least: number;
  edges: boolean;
  /** Whether spinning and running are seen. */
  whirls: boolean;
}

/** From near to far: all of it, the main forms, hardly more than boxes. */
export const LEVELS: readonly Level[] = [
  { budget: 5000, fine: 1, least: 0, edges: true, whirls: true },
  { budget: 900, fine: 0.5, least: 0.08, edges: true, whirls: true },
  { budget: 170, fine: 0.25, least: 0.12, edges: false, whirls: false },
];
/** Two surfaces that meet flatter than this are one round one. */
export const EDGE_DEGREES = 32;

/** Makes the meshes of a draft. Cost: some milliseconds. */
export function finish(draft: ShapeDraft): ShapeModel {
  const box = new Box3();
  const levels = LEVELS.map((level, i) => {
    const groups = groupsAt(draft.solids, level);
    if (i === 0) {
      for (const { mesh } of groups) {
        mesh.computeBoundingBox();
        if (mesh.boundingBox) box.union(mesh.boundingBox);
      }
    }
    return groups;
  });
  return { levels, joints: draft.joints, box, backdrop: draft.backdrop };
}

interface Made {
  solid: Solid;
  geometry: BufferGeometry;
  /** How much of it is seen, metres: the root of its two longest sides. */
  bulk: number;
}

function groupsAt(solids: readonly Solid[], level: Level): ShapeGroup[] {
  const made = solids
    .map((solid): Made => {
      const geometry = solid.make(level.fine);
      return { solid, geometry, bulk: bulkOf(geometry) };
    })
    .sort((a, b) => b.bulk - a.bulk);
  const least = level.least * (made[0]?.bulk ?? 0);
  let left = level.budget;
  const kept = made.filter(({ geometry, bulk }, i) => {
    const count = triangles(geometry);
    if (i > 0 && (bulk < least || count > left)) return false;
    left -= count;
    return true;
  });
  const byJoint = Map.groupBy(kept, ({ solid }) => (level.whirls ? solid.joint : withoutWhirls(solid.joint)));
  return [...byJoint].map(([joint, members]) => {
    const mesh = mergeGeometries(members.map(({ solid, geometry }) => coloured(geometry, solid)));
    const lines = level.edges
      ? members.flatMap(({ solid, geometry }) => (solid.edges ? [edgesOf(geometry, EDGE_DEGREES)] : []))
      : [];
    return { joint, mesh, edges: lines.length > 0 ? mergeGeometries(lines) : new BufferGeometry() };
  });
}

function bulkOf(geometry: BufferGeometry): number {
  geometry.computeBoundingBox();
  const [, middle, longest] = (geometry.boundingBox ?? new Box3())
    .getSize(new Vector3())
    .toArray()
    .sort((a, b) => a - b);
  return Math.sqrt(middle * longest);
}

/** From afar nobody sees whether something spins: it then stands with what carries it. */
function withoutWhirls(joint: Joint | undefined): Joint | undefined {
  let held = joint;
  while (held && (held.motion.kind === 'spin' || held.motion.kind === 'run')) held = held.parent;
  return held;
}

function coloured(geometry: BufferGeometry, { role }: Solid): BufferGeometry {
  const colours = new Float32Array(geometry.getAttribute('position').count * 3);
  for (let i = 0; i < colours.length; i += 3) colours.set(roleColour(role), i);
  geometry.setAttribute('color', new BufferAttribute(colours, 3));
  return geometry;
}
