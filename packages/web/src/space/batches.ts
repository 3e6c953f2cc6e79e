/**
 * One group of one shape model, at one level of detail, for all twins that have it: an instanced mesh and its instanced
 * edges. Only the instances that are wanted (in view, at this level) are handed to the graphics card.
 */
import {
  Color,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedMesh,
  type LineBasicMaterial,
  LineSegments,
  type Material,
  type Matrix4,
  Sphere,
  Vector3,
} from 'three';
import { movesWhole, type Placed } from './placement.ts';
import type { ShapeGroup } from './shape-model.ts';
import type { Tiles } from './tiles.ts';

/**
 * Line segments drawn once per instance of a mesh, sharing its matrices. The renderer draws every object that says
 * `isInstancedMesh` through its instanced path, lines included; three.js has no class for it.
 */
class InstancedLines extends LineSegments {
  readonly isInstancedMesh = true;
  readonly instanceMatrix: InstancedMesh['instanceMatrix'];
  readonly instanceColor = null;
  readonly morphTexture = null;
  override count: number;

  constructor(geometry: ShapeGroup['edges'], material: LineBasicMaterial, mesh: InstancedMesh) {
    super(geometry, material);
    this.instanceMatrix = mesh.instanceMatrix;
    this.count = mesh.count;
    this.frustumCulled = false;
    this.matrixAutoUpdate = false;
    this.raycast = () => {};
  }
}

/** What the colours of a twin are multiplied with, by its look. */
const LOOKS: readonly Color[] = [
  new Color(1, 1, 1),
  // Bad or stale.
  new Color(0.62, 0.62, 0.62),
  // Off.
  new Color(0.7, 0.7, 0.7),
  // Wants attention.
  new Color(1.45, 1.05, 0.35),
  // Faulty.
  new Color(1.5, 0.5, 0.42),
];
const ABSENT = -1;
/** Culling is ours, and instances move: spheres of meshes would be computed anew in every frame only to sort them. */
const EVERYWHERE = new Sphere(new Vector3(), Number.POSITIVE_INFINITY);

export class Batch {
  readonly placed: readonly Placed[];
  readonly group: ShapeGroup;
  /** Level of detail it is drawn at, 0 the finest. */
  readonly level: number;
  readonly mesh: InstancedMesh;
  readonly lines: LineSegments | undefined;
  /** Whether anything of it may ever move. */
  readonly moves: boolean;
  /** Matrices of all instances, shown or not, 16 numbers each. */
  #matrices: Float32Array;
  #looks: Uint8Array;
  #ghosts: Uint8Array;
  /** Where an instance sits in the mesh; `ABSENT` when it is not drawn. */
  #slots: Int32Array;
  /** Which instance sits in a slot. */
  #shown: Int32Array;
  #ghostAttribute: InstancedBufferAttribute;

  constructor(
    placed: readonly Placed[],
    group: ShapeGroup,
    level: number,
    material: Material,
    lineMaterial: LineBasicMaterial,
    depth: Material,
  ) {
    const n = placed.length;
    this.placed = placed;
    this.group = group;
    this.level = level;
    this.moves = group.joint !== undefined || placed.some(({ bindings }) => movesWhole(bindings));
    this.mesh = new InstancedMesh(group.mesh, material, n);
    this.mesh.instanceMatrix.setUsage(DynamicDrawUsage);
    this.mesh.matrixAutoUpdate = false;
    this.mesh.frustumCulled = false;
    this.mesh.boundingSphere = EVERYWHERE;
    this.mesh.count = 0;
    this.mesh.customDepthMaterial = depth;
    const { backdrop } = placed[0].model;
    this.mesh.castShadow = !backdrop;
    this.mesh.receiveShadow = true;
    this.#matrices = new Float32Array(n * 16);
    this.#looks = new Uint8Array(n);
    this.#ghosts = new Uint8Array(n);
    this.#slots = new Int32Array(n).fill(ABSENT);
    this.#shown = new Int32Array(n);
    this.#ghostAttribute = new InstancedBufferAttribute(new Float32Array(n), 1);
    group.mesh.setAttribute('ghost', this.#ghostAttribute);
    const hasEdges = group.edges.getAttribute('position') !== undefined && !backdrop;
    if (hasEdges) group.edges.setAttribute('ghost', this.#ghostAttribute);
    this.lines = hasEdges ? new InstancedLines(group.edges, lineMaterial, this.mesh) : undefined;
    placed.forEach((one, i) => {
      one.matrix.toArray(this.#matrices, i * 16);
      this.mesh.setColorAt(i, LOOKS[0]);
    });
    for (let i = 0; i < n; i++) this.set(i, true);
  }

  /** Instances that are drawn. */
  get count(): number {
    return this.mesh.count;
  }

  /** Whether an instance is drawn. */
  shows(i: number): boolean {
    return this.#slots[i] !== ABSENT;
  }

  /** Draws an instance, or draws it no more. Returns whether that changed anything. Allocates nothing. */
  set(i: number, on: boolean): boolean {
    const slot = this.#slots[i];
    if (on === (slot !== ABSENT)) return false;
    if (on) this.#seat(i, this.mesh.count++);
    else {
      // The last one takes the free place.
      const last = --this.mesh.count;
      this.#slots[i] = ABSENT;
      if (slot !== last) this.#seat(this.#shown[last], slot);
    }
    if (this.lines instanceof InstancedLines) this.lines.count = this.mesh.count;
    this.#ghostAttribute.needsUpdate = true;
    if (this.mesh.instanceColor) this.mesh.instanceColor.needsUpdate = true;
    this.touch();
    return true;
  }

  setMatrix(i: number, matrix: Matrix4): void {
    matrix.toArray(this.#matrices, i * 16);
    if (this.#slots[i] !== ABSENT) this.#copyMatrix(i, this.#slots[i]);
  }

  getMatrix(i: number, into: Matrix4): void {
    into.fromArray(this.#matrices, i * 16);
  }

  /** The instance in a slot of the mesh, as picking names it. */
  at(slot: number): Placed {
    return this.placed[this.#shown[slot]];
  }

  /** Marks where everything of it is drawn. */
  mark(tiles: Tiles): void {
    const { geometry, instanceMatrix, count } = this.mesh;
    if (!geometry.boundingBox) geometry.computeBoundingBox();
    const { boundingBox } = geometry;
    if (!boundingBox) return;
    for (let slot = 0; slot < count; slot++) tiles.mark(boundingBox, instanceMatrix.array, slot * 16);
  }

  /** Matrices were written: they go to the graphics card with the next frame. */
  touch(): void {
    const { instanceMatrix } = this.mesh;
    // Only what is drawn is uploaded; the ranges are emptied with each upload.
    const range = instanceMatrix.updateRanges.at(0);
    const used = this.mesh.count * 16;
    if (range) range.count = Math.max(range.count, used);
    else instanceMatrix.addUpdateRange(0, used);
    instanceMatrix.needsUpdate = true;
  }

  /** Gives an instance a look, see `states.ts`. Returns whether anything that is drawn changed. */
  look(i: number, look: number): boolean {
    if (this.#looks[i] === look) return false;
    this.#looks[i] = look;
    const slot = this.#slots[i];
    if (slot === ABSENT) return false;
    this.mesh.setColorAt(slot, LOOKS[look]);
    if (this.mesh.instanceColor) this.mesh.instanceColor.needsUpdate = true;
    return true;
  }

  /** A ghost is drawn by its edges alone. */
  ghost(i: number, on: boolean): void {
    this.#ghosts[i] = on ? 1 : 0;
    const slot = this.#slots[i];
    if (slot === ABSENT) return;
    this.#ghostAttribute.array[slot] = this.#ghosts[i];
    this.#ghostAttribute.needsUpdate = true;
  }

  isGhost(i: number): boolean {
    return this.#ghosts[i] === 1;
  }

  dispose(): void {
    this.mesh.dispose();
  }

  #seat(i: number, slot: number): void {
    this.#slots[i] = slot;
    this.#shown[slot] = i;
    this.#copyMatrix(i, slot);
    this.mesh.setColorAt(slot, LOOKS[this.#looks[i]]);
    this.#ghostAttribute.array[slot] = this.#ghosts[i];
  }

  #copyMatrix(i: number, slot: number): void {
    const { array } = this.mesh.instanceMatrix;
    for (let k = 0; k < 16; k++) array[slot * 16 + k] = this.#matrices[i * 16 + k];
  }
}
