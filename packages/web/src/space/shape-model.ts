/**
 * What a shape of the library is: meshes in metres, drawn from parameters, grouped by how they move.
 *
 * x along the line, y up, z to the operator; the origin stands on the floor in the middle, unless the shape says
 * otherwise. Everything that moves alike is merged into one mesh with one set of edges, so that a shape costs two draw
 * calls per movement whatever it is made of, for all twins that share its parameters.
 */
import {
  Box3,
  BoxGeometry,
  BufferAttribute,
  BufferGeometry,
  CylinderGeometry,
  EdgesGeometry,
  Matrix4,
  Quaternion,
  Vector3,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { ROLE_COLOURS, type Role } from './colours.ts';

export type Vec = readonly [number, number, number];
export type Axis = 'x' | 'y' | 'z';
export type ShapeParams = Readonly<Record<string, number | string>>;

/**
 * How a group of a shape follows its bindings. All that are given apply together, around `pivot`.
 *
 * - `spin`: binding `spin`, revolutions per minute, times `factor` (sign: direction, size: ratio), around `axis`.
 * - `diameter`: binding `diameter`, metres; the group is drawn at `nominal` and scaled across `axis`.
 * - `width`: binding `width`, metres; drawn at `nominal` and scaled along `axis`.
 * - `travel`: binding `move`, metres per minute along x; the group repeats every `period` metres.
 * - `lift`: binding `gap`, millimetres, or `move`, metres, along y, times `factor`.
 * - `fill`: binding `fill`, 0 to 1; scaled along y from the pivot upwards.
 */
export interface Movement {
  pivot: Vec;
  axis: Axis;
  spin?: { factor: number };
  diameter?: { nominal: number };
  width?: { nominal: number };
  travel?: { period: number };
  lift?: { binding: 'gap' | 'move'; factor: number };
  fill?: boolean;
}

export interface ShapeGroup {
  movement: Movement | undefined;
  /** Triangles with vertex colours, relative to the pivot. */
  mesh: BufferGeometry;
  /** Edge lines, relative to the pivot. */
  edges: BufferGeometry;
}

export interface ShapeModel {
  groups: readonly ShapeGroup[];
  /** Bounds at rest, in the frame of the twin. */
  box: Box3;
  /** Whether it is background (floor, wall): no shadow thrown, never picked. */
  backdrop: boolean;
}

export type ShapeBuilder = (build: ShapeDraft, params: ShapeParams) => void;

/** A number parameter in metres (or as the shape says), with a default for an absent or senseless one. */
export function metres(params: ShapeParams, name: string, fallback: number): number {
  const value = params[name];
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : fallback;
}

interface Draft {
  movement: Movement | undefined;
  meshes: BufferGeometry[];
  edges: BufferGeometry[];
}

const AXES: Readonly<Record<Axis, Quaternion>> = {
  x: new Quaternion().setFromAxisAngle(new Vector3(0, 0, 1), -Math.PI / 2),
  y: new Quaternion(),
  z: new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), Math.PI / 2),
};
/** Unit vectors of the axes; not to be changed. */
export const UNIT: Readonly<Record<Axis, Vector3>> = {
  x: new Vector3(1, 0, 0),
  y: new Vector3(0, 1, 0),
  z: new Vector3(0, 0, 1),
};
const ONE = new Vector3(1, 1, 1);
const EDGE_ANGLE_DEGREES = 32;

/** Collects the solids of a shape. `moving` switches to a group that moves; `still` back to the one that does not. */
export class ShapeDraft {
  #drafts = new Map<string, Draft>();
  #current: Draft;
  backdrop = false;

  constructor() {
    this.#current = this.#group('', undefined);
  }

  still(): this {
    this.#current = this.#group('', undefined);
    return this;
  }

  moving(movement: Movement): this {
    this.#current = this.#group(JSON.stringify(movement), movement);
    return this;
  }

  /** A box by size and centre, turned by `turn` degrees around an axis through its centre. */
  box(role: Role, size: Vec, at: Vec, turn = 0, axis: Axis = 'z'): this {
    const rotation = new Quaternion().setFromAxisAngle(UNIT[axis], (turn * Math.PI) / 180);
    return this.#add(new BoxGeometry(...size), role, at, rotation, true);
  }

  /** A cylinder, or a cone frustum where `end` differs, along an axis, by centre. */
  cylinder(
    role: Role,
    radius: number,
    length: number,
    at: Vec,
    axis: Axis,
    options: { end?: number; segments?: number; edges?: boolean } = {},
  ): this {
    const { end = radius, segments = 20, edges = true } = options;
    return this.#add(new CylinderGeometry(end, radius, length, segments, 1), role, at, AXES[axis], edges);
  }

  /** A ring (tube without ends) along an axis. */
  tube(role: Role, radius: number, inner: number, length: number, at: Vec, axis: Axis, segments = 24): this {
    return this.#add(ringGeometry(radius, inner, length, segments), role, at, AXES[axis], true);
  }

  finish(): ShapeModel {
    const groups: ShapeGroup[] = [];
    const box = new Box3();
    for (const draft of this.#drafts.values()) {
      if (draft.meshes.length === 0) continue;
      const mesh = mergeGeometries(draft.meshes);
      const edges = draft.edges.length > 0 ? mergeGeometries(draft.edges) : new BufferGeometry();
      mesh.computeBoundingBox();
      const pivot = draft.movement?.pivot ?? [0, 0, 0];
      if (mesh.boundingBox) box.union(mesh.boundingBox.clone().translate(new Vector3(...pivot)));
      groups.push({ movement: draft.movement, mesh, edges });
    }
    return { groups, box, backdrop: this.backdrop };
  }

  #group(key: string, movement: Movement | undefined): Draft {
    let draft = this.#drafts.get(key);
    if (!draft) {
      draft = { movement, meshes: [], edges: [] };
      this.#drafts.set(key, draft);
    }
    return draft;
  }

  #add(geometry: BufferGeometry, role: Role, at: Vec, rotation: Quaternion, edges: boolean): this {
    const pivot = this.#current.movement?.pivot ?? [0, 0, 0];
    const centre = new Vector3(at[0] - pivot[0], at[1] - pivot[1], at[2] - pivot[2]);
    geometry.applyMatrix4(new Matrix4().compose(centre, rotation, ONE));
    geometry.deleteAttribute('uv');
    if (edges) this.#current.edges.push(new EdgesGeometry(geometry, EDGE_ANGLE_DEGREES));
    const colour = ROLE_COLOURS[role];
    const colours = new Float32Array(geometry.getAttribute('position').count * 3);
    for (let i = 0; i < colours.length; i += 3) colours.set(colour, i);
    geometry.setAttribute('color', new BufferAttribute(colours, 3));
    this.#current.meshes.push(geometry);
    return this;
  }
}

/** A thick ring along y: outer and inner wall and both faces. */
function ringGeometry(radius: number, inner: number, length: number, segments: number): BufferGeometry {
  const wall = new CylinderGeometry(radius, radius, length, segments, 1, true);
  const bore = new CylinderGeometry(inner, inner, length, segments, 1, true);
  flip(bore);
  const face = (up: number): BufferGeometry => {
    const disc = new CylinderGeometry(up > 0 ? inner : radius, up > 0 ? radius : inner, 0, segments, 1, true);
    disc.translate(0, (up * length) / 2, 0);
    const normal = disc.getAttribute('normal');
    for (let i = 0; i < normal.count; i++) normal.setXYZ(i, 0, up, 0);
    return disc;
  };
  return mergeGeometries([wall, bore, face(1), face(-1)]);
}

function flip(geometry: BufferGeometry): void {
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
}
