/** One group of one shape model for all twins that have it: an instanced mesh and its instanced edges. */
import {
  type BufferGeometry,
  Color,
  InstancedMesh,
  type LineBasicMaterial,
  LineSegments,
  type Material,
  type Matrix4,
} from 'three';
import type { Placed } from './placement.ts';
import type { ShapeGroup } from './shape-model.ts';

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

  constructor(geometry: BufferGeometry, material: LineBasicMaterial, mesh: InstancedMesh) {
    super(geometry, material);
    this.instanceMatrix = mesh.instanceMatrix;
    this.count = mesh.count;
    this.frustumCulled = false;
    this.matrixAutoUpdate = false;
    this.raycast = () => {};
  }
}

/** Multiplies the colour of a twin whose values are bad or stale. */
const GREYED = new Color(0.62, 0.62, 0.62);
const PLAIN = new Color(1, 1, 1);

export class Batch {
  readonly placed: readonly Placed[];
  readonly group: ShapeGroup;
  readonly mesh: InstancedMesh;
  readonly lines: LineSegments | undefined;
  #greyed: Uint8Array;

  constructor(
    placed: readonly Placed[],
    group: ShapeGroup,
    material: Material,
    lineMaterial: LineBasicMaterial,
  ) {
    this.placed = placed;
    this.group = group;
    this.mesh = new InstancedMesh(group.mesh, material, placed.length);
    this.mesh.matrixAutoUpdate = false;
    this.mesh.frustumCulled = false;
    const { backdrop } = placed[0].model;
    this.mesh.castShadow = !backdrop;
    this.mesh.receiveShadow = true;
    this.#greyed = new Uint8Array(placed.length);
    placed.forEach((one, i) => {
      this.mesh.setMatrixAt(i, one.matrix);
      this.mesh.setColorAt(i, PLAIN);
    });
    const hasEdges = group.edges.getAttribute('position') !== undefined && !backdrop;
    this.lines = hasEdges ? new InstancedLines(group.edges, lineMaterial, this.mesh) : undefined;
  }

  setMatrix(i: number, matrix: Matrix4): void {
    this.mesh.setMatrixAt(i, matrix);
  }

  /** Matrices were written: they go to the graphics card with the next frame. */
  touch(): void {
    this.mesh.instanceMatrix.needsUpdate = true;
    this.mesh.boundingSphere = null;
  }

  /** Returns whether it changed. */
  grey(i: number, on: boolean): boolean {
    const flag = on ? 1 : 0;
    if (this.#greyed[i] === flag) return false;
    this.#greyed[i] = flag;
    this.mesh.setColorAt(i, on ? GREYED : PLAIN);
    if (this.mesh.instanceColor) this.mesh.instanceColor.needsUpdate = true;
    return true;
  }

  dispose(): void {
    this.mesh.dispose();
  }
}
