/** What a draft shows beside what runs: twins as ghosts where they would stand, the handle that turns one, guides on the ground. */
import {
  BufferAttribute,
  BufferGeometry,
  Color,
  DoubleSide,
  GridHelper,
  Group,
  LineBasicMaterial,
  LineSegments,
  type Material,
  type Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  type Object3D,
  type PerspectiveCamera,
  type Raycaster,
  RingGeometry,
  SphereGeometry,
  Vector3,
} from 'three';
import type { SpaceTheme } from '../space/colours.ts';
import type { DraftPiece } from './draft-places.ts';

const OVER = 30;
/** The knob in CSS pixels across, and how near a pointer takes it. */
const KNOB_PX = 15;
const KNOB_REACH_PX = 20;
const GRID_METRES = 24;
const GUIDE_METRES = 200;
const GUIDES = 6;

export class Ghosts {
  readonly root = new Group();
  /** Of the ring, metres. */
  radius = 1;
  #own = new Group();
  #others = new Group();
  #fill = new MeshLambertMaterial({ transparent: true, opacity: 0.55, depthWrite: false });
  #edge = new LineBasicMaterial({ transparent: true, opacity: 0.9 });
  #faint = new MeshLambertMaterial({ transparent: true, opacity: 0.25, depthWrite: false });
  #faintEdge = new LineBasicMaterial({ transparent: true, opacity: 0.45 });
  #mark = new MeshBasicMaterial({ transparent: true, opacity: 0.85, depthTest: false, side: DoubleSide });
  #line = new LineBasicMaterial({ transparent: true, depthTest: false });
  #ring: Mesh | undefined;
  #knob = new Mesh(new SphereGeometry(1, 20, 14), this.#mark);
  #handle = new Group();
  #guides = new LineSegments(new BufferGeometry(), this.#line);
  #points = new Float32Array(GUIDES * 2 * 3);
  #grid: GridHelper | undefined;

  constructor() {
    this.#guides.geometry.setAttribute('position', new BufferAttribute(this.#points, 3));
    this.#guides.frustumCulled = false;
    this.#guides.renderOrder = OVER;
    this.#knob.renderOrder = OVER + 1;
    this.#knob.frustumCulled = false;
    this.#handle.add(this.#knob);
    this.#own.matrixAutoUpdate = false;
    this.#handle.matrixAutoUpdate = false;
    this.root.add(this.#own, this.#others, this.#handle, this.#guides);
    this.clearGuides();
  }

  setTheme(theme: SpaceTheme): void {
    const blue = new Color(theme.selection);
    for (const material of [this.#fill, this.#edge, this.#faint, this.#faintEdge, this.#mark, this.#line])
      material.color.copy(blue);
    if (this.#grid) this.root.remove(this.#grid);
    this.#grid?.dispose();
    this.#grid = new GridHelper(GRID_METRES, GRID_METRES, theme.selection, theme.edge);
    this.#grid.material.transparent = true;
    this.#grid.material.opacity = 0.3;
    this.#grid.matrixAutoUpdate = false;
    this.#grid.visible = false;
    this.root.add(this.#grid);
  }

  /** The twin that is placed, in its own frame, how far it reaches over the ground, metres; undefined: none. */
  setOwn(pieces: readonly DraftPiece[], radius: number): void {
    draw(this.#own, pieces, this.#fill, this.#edge);
    this.radius = radius;
    if (this.#ring) this.#handle.remove(this.#ring);
    this.#ring?.geometry.dispose();
    const ring = new RingGeometry(radius * 0.985, radius * 1.015, 72).rotateX(-Math.PI / 2);
    this.#ring = new Mesh(ring, this.#mark);
    this.#ring.renderOrder = OVER;
    this.#handle.add(this.#ring);
    this.#knob.position.set(0, 0, radius);
  }

  /** Other twins that the draft moved, each with where it would stand. */
  setOthers(others: readonly { pieces: readonly DraftPiece[]; matrix: Matrix4 }[]): void {
    for (const child of [...this.#others.children]) this.#others.remove(child);
    for (const { pieces, matrix } of others) {
      const group = new Group();
      group.matrixAutoUpdate = false;
      group.matrix.copy(matrix);
      draw(group, pieces, this.#faint, this.#faintEdge);
      this.#others.add(group);
    }
  }

  /** Where the twin would stand; `moved`: elsewhere than it runs, so that a ghost is seen. */
  place(matrix: Matrix4, moved: boolean): void {
    this.#own.matrix.copy(matrix);
    this.#own.matrixWorldNeedsUpdate = true;
    this.#own.visible = moved;
    this.#handle.matrix.copy(matrix);
    this.#handle.matrixWorldNeedsUpdate = true;
  }

  /** Neither twin nor handle is shown. */
  set shown(on: boolean) {
    this.#handle.visible = on;
    if (!on) this.#own.visible = false;
  }

  /** A square metre grid about a point of the frame it counts in. */
  showGrid(frame: Matrix4, at: readonly number[]): void {
    if (!this.#grid) return;
    this.#grid.visible = true;
    // Its middle lies on a whole metre, so that its lines are those things come to rest on.
    const [x, y, z] = [Math.round(at[0]), at[1] + 0.01, Math.round(at[2])];
    this.#grid.matrix.makeTranslation(x, y, z).premultiply(frame);
    this.#grid.matrixWorldNeedsUpdate = true;
  }

  clearGuides(): void {
    if (this.#grid) this.#grid.visible = false;
    this.#guides.visible = false;
    this.#guides.geometry.setDrawRange(0, 0);
  }

  /** Lines of the neighbours that it rests on, and the way from where it runs; coordinates of the frame. */
  showGuides(frame: Matrix4, at: readonly number[], lines: { x?: number; z?: number }, from?: Vector3): void {
    let n = 0;
    const put = (a: Vector3, b: Vector3) => {
      a.toArray(this.#points, n++ * 3);
      b.toArray(this.#points, n++ * 3);
    };
    const point = (x: number, z: number) => new Vector3(x, at[1] + 0.02, z).applyMatrix4(frame);
    const { x, z } = lines;
    if (x !== undefined) put(point(x, at[2] - GUIDE_METRES), point(x, at[2] + GUIDE_METRES));
    if (z !== undefined) put(point(at[0] - GUIDE_METRES, z), point(at[0] + GUIDE_METRES, z));
    if (from) put(from, point(at[0], at[2]));
    this.#guides.geometry.setDrawRange(0, n);
    this.#guides.geometry.getAttribute('position').needsUpdate = true;
    this.#guides.visible = n > 0;
  }

  /** Keeps the knob as large on screen at every distance; `height` of the picture in CSS pixels. */
  follow(camera: PerspectiveCamera, height: number): void {
    this.#knob.getWorldPosition(middle);
    const metres = (2 * Math.tan((camera.fov * Math.PI) / 360) * middle.distanceTo(camera.position)) / height;
    this.#knob.scale.setScalar((metres * KNOB_PX) / 2);
  }

  /** Whether a place of the picture, CSS pixels from its corner, is on the knob. */
  onKnob(camera: PerspectiveCamera, x: number, y: number, width: number, height: number): boolean {
    if (!this.#handle.visible) return false;
    this.#knob.getWorldPosition(middle).project(camera);
    const [px, py] = [((middle.x + 1) / 2) * width, ((1 - middle.y) / 2) * height];
    return middle.z < 1 && Math.hypot(px - x, py - y) < KNOB_REACH_PX;
  }

  /** Where a ray meets the ghost, or where the twin runs when it stands there. */
  hit(ray: Raycaster): Vector3 | undefined {
    return ray.intersectObject(this.#own, true).at(0)?.point;
  }

  dispose(): void {
    this.#ring?.geometry.dispose();
    this.#knob.geometry.dispose();
    this.#guides.geometry.dispose();
    this.#grid?.dispose();
    for (const material of [this.#fill, this.#edge, this.#faint, this.#faintEdge, this.#mark, this.#line])
      material.dispose();
  }
}

const middle = new Vector3();

/** Puts the shapes of a twin into a group. Geometries belong to the shapes and stay. */
function draw(group: Group, pieces: readonly DraftPiece[], fill: Material, edge: Material): void {
  for (const child of [...group.children]) group.remove(child);
  const add = (object: Object3D, matrix: Matrix4) => {
    object.matrixAutoUpdate = false;
    object.matrix.copy(matrix);
    group.add(object);
  };
  for (const { model, matrix } of pieces) {
    for (const { mesh, edges } of model.levels[0]) {
      add(new Mesh(mesh, fill), matrix);
      if (!edges.getAttribute('position')) continue;
      const lines = new LineSegments(edges, edge);
      // A hand takes faces.
      lines.raycast = () => {};
      add(lines, matrix);
    }
  }
}
