/**
 * The plant as a three.js scene: batches of instanced shapes, their movement, picking. Knows no React.
 *
 * Made once per plant revision. `step` is called once per frame and allocates nothing.
 */
import {
  Box3,
  type BufferGeometry,
  Group,
  type Intersection,
  Matrix4,
  type Object3D,
  type PerspectiveCamera,
  type Raycaster,
  type Vector3,
} from 'three';
import type { PlantModel, TwinNode } from '../plant/plant-model.ts';
import type { ValueSource } from '../values/value-source.ts';
import { Batch } from './batches.ts';
import type { SpaceTheme } from './colours.ts';
import { Detail, HIDDEN } from './detail.ts';
import { explode } from './explosion.ts';
import { Mover } from './movers.ts';
import { boundsOf, type ModelFiles, type Placed, placeAll, reachOf } from './placement.ts';
import type { ShapeGroup, ShapeModel } from './shape-model.ts';
import type { Obstacle } from './sight.ts';
import { States } from './states.ts';
import { Surfaces } from './surfaces.ts';
import type { Tiles } from './tiles.ts';

/** Piece of a twin as drawn, for outlines and for measuring. */
export interface Piece {
  geometry: BufferGeometry;
  edges: BufferGeometry;
  /** Filled with the piece's matrix. */
  read(into: Matrix4): void;
}

/** Where a ray met a twin. */
export interface Hit {
  twin: TwinNode | undefined;
  point: Vector3;
  piece: Piece;
}

/** How the shapes are drawn in a frame. */
export interface Showing {
  which: 'all' | 'still' | 'moving' | 'none';
  /** In haste: lit at the corners only, without shadows. */
  plain: boolean;
  edges: boolean;
}

export class PlantScene {
  readonly root = new Group();
  readonly surfaces = new Surfaces();
  /** Bounds of the machines, without floor and walls. */
  readonly bounds: Box3;
  /** Whether anything is there to be seen. */
  readonly empty: boolean;
  #placed: readonly Placed[];
  #byTwin = new Map<TwinNode, Placed>();
  #batches: Batch[] = [];
  #batchesOf = new Map<ShapeModel, Batch[]>();
  #indexIn = new Map<Placed, number>();
  #movers: Mover[] = [];
  #pickable: Object3D[] = [];
  #solid: Object3D[] = [];
  #batchOf = new Map<Object3D, Batch>();
  #detail: Detail;
  #states: States;
  /** Bounds of what moves as a whole, where it is now. */
  #roaming = new Map<Placed, Box3>();
  #hits: Intersection[] = [];
  #apart: { parts: { placed: Placed; rest: Matrix4; way: Vector3 }[]; share: number } | undefined;

  /** `files`: shapes from files of the plant, instead of drawn ones. */
  constructor(plant: PlantModel, files?: ModelFiles) {
    this.#placed = placeAll(plant, files);
    this.bounds = boundsOf(this.#placed);
    this.empty = this.#placed.length === 0;
    this.#detail = new Detail(this.#placed);
    this.#states = new States(this.#placed);
    for (const [model, placed] of Map.groupBy(this.#placed, (one) => one.model)) {
      placed.forEach((one, i) => {
        this.#indexIn.set(one, i);
      });
      const { levels } = model;
      const own: Batch[] = [];
      for (const [level, groups] of levels.entries()) {
        for (const group of groups) own.push(this.#addBatch(placed, group, level));
      }
      this.#batchesOf.set(model, own);
      if (Mover.moves(model, placed)) this.#movers.push(new Mover(model, placed, own));
    }
    for (const one of this.#placed) {
      if (one.twin) this.#byTwin.set(one.twin, one);
      if (one.now !== one.matrix) this.#roaming.set(one, boxOf(one));
    }
    this.#applyDetail();
    this.surfaces.fit(this.bounds);
    this.root.add(this.surfaces.lights);
  }

  setTheme(theme: SpaceTheme): void {
    this.surfaces.setTheme(theme);
  }

  /** Moves everything on by `ms` of plant time. Returns whether something in view keeps moving by itself. */
  step(source: ValueSource, ms: number): boolean {
    let moving = false;
    for (const mover of this.#movers) moving = mover.step(source, ms) || moving;
    for (const [{ model, now }, box] of this.#roaming) box.copy(model.box).applyMatrix4(now);
    return moving;
  }

  /** Whether some twins move as a whole, so that what is in view and where labels stand changes by itself. */
  get roams(): boolean {
    return this.#roaming.size > 0;
  }

  /** Draws only what is in view, as finely as its size on screen deserves. Returns whether anything changed. */
  look(camera: PerspectiveCamera, height: number, coarseness: number): boolean {
    if (!this.#detail.choose(camera, height, coarseness)) return false;
    const { changed, changedCount } = this.#detail;
    for (let k = 0; k < changedCount; k++) this.#applyLevel(changed[k]);
    return true;
  }

  /** Draws everything, coarsely when it is much: for the shadows, which also come from what is out of view. */
  lookEverywhere(): void {
    this.#detail.everything(this.#placed.length > 2000 ? 2 : 0);
    this.#applyDetail();
  }

  /** What is drawn, and how. Picking does not care. */
  show({ which, plain, edges }: Showing): void {
    const { machines, backdrop, plainMachines, plainBackdrop, plainEdges } = this.surfaces;
    for (const batch of this.#batches) {
      const back = batch.placed[0].model.backdrop;
      if (batch.group.texture) batch.mesh.material = this.surfaces.pictured(batch.group.texture);
      else if (plain) batch.mesh.material = back ? plainBackdrop : plainMachines;
      else batch.mesh.material = back ? backdrop : machines;
      const wanted = which === 'all' || which === (batch.moves ? 'moving' : 'still');
      batch.mesh.visible = wanted && batch.count > 0;
      if (!batch.lines) continue;
      batch.lines.material = plain ? plainEdges : this.surfaces.edges;
      batch.lines.visible = batch.mesh.visible && edges;
    }
  }

  /** Marks where in the picture anything is drawn that moves. */
  markMoving(tiles: Tiles): void {
    for (const batch of this.#batches) if (batch.moves) batch.mark(tiles);
  }

  /**
   * Greys the twins one of whose bound values is bad or stale, and shows and hides them and gives them the look of
   * their state. Returns whether anything changed. Allocates nothing.
   */
  showState(source: ValueSource): boolean {
    let changed = false;
    let hid = false;
    for (let i = 0; i < this.#placed.length; i++) {
      hid = this.#states.hide(source, i) || hid;
      if (!this.#states.look(source, i)) continue;
      const one = this.#placed[i];
      for (const batch of this.#batchesOf.get(one.model) ?? []) {
        changed = batch.look(this.#indexIn.get(one) ?? 0, this.#states.looks[i]) || changed;
      }
    }
    if (hid) this.#applyDetail();
    return changed || hid;
  }

  /** Only a twin with its parts is solid, of everything else only edges; undefined: all is solid again. */
  isolate(twin: TwinNode | undefined): void {
    const inside = twin && new Set(this.#within(twin));
    for (const one of this.#placed) {
      const on = inside !== undefined && !inside.has(one) && !one.model.backdrop;
      for (const batch of this.#batchesOf.get(one.model) ?? []) batch.ghost(this.#indexIn.get(one) ?? 0, on);
    }
  }

  /** Moves the parts of a twin apart: `share` 0 together, 1 apart. Another twin's parts go together first. */
  explode(twin: TwinNode | undefined, share: number): void {
    if (!twin || share === 0) {
      if (this.#apart) this.#setApart(0);
      if (!twin) this.#apart = undefined;
      return;
    }
    if (!this.#apart) {
      const own = this.#byTwin.get(twin);
      const boxes = twin.children.flatMap((key) => {
        const box = this.boundsOf(key);
        return box ? [{ key, box }] : [];
      });
      const body = own ? boxOf(own) : (this.boundsOf(twin) ?? this.bounds);
      const parts = [...explode(body, boxes)].flatMap(([key, way]) =>
        this.#within(key).map((placed) => ({ placed, rest: placed.matrix.clone(), way })),
      );
      this.#apart = { parts, share: 0 };
    }
    this.#setApart(share);
  }

  /** The twin under a ray, the nearest; undefined where there is none. */
  pick(raycaster: Raycaster): TwinNode | undefined {
    return this.hit(raycaster)?.twin;
  }

  /** Where a ray meets the nearest twin, or `everything` (floor and walls too), that is neither a ghost nor hidden by a section. */
  hit(
    raycaster: Raycaster,
    visible: (point: Vector3) => boolean = () => true,
    everything = false,
  ): Hit | undefined {
    this.#hits.length = 0;
    raycaster.intersectObjects(everything ? this.#solid : this.#pickable, false, this.#hits);
    for (const hit of this.#hits) {
      const batch = this.#batchOf.get(hit.object);
      if (!batch || hit.instanceId === undefined || !visible(hit.point)) continue;
      const placed = batch.at(hit.instanceId);
      const i = this.#indexIn.get(placed) ?? 0;
      if (batch.isGhost(i)) continue;
      return { twin: placed.twin, point: hit.point, piece: pieceOf(batch, i) };
    }
    return undefined;
  }

  /** Bounds of a twin with its parts in the world; undefined when nothing of it has a shape. */
  boundsOf(twin: TwinNode): Box3 | undefined {
    const bounds = new Box3();
    for (const placed of this.#within(twin)) bounds.union(boxOf(placed));
    return bounds.isEmpty() ? undefined : bounds;
  }

  /** Bounds of a twin's own shape, without its parts. */
  ownBoundsOf(twin: TwinNode): Box3 | undefined {
    const placed = this.#byTwin.get(twin);
    return placed && boxOf(placed);
  }

  /** What may be in front of a twin: everything near it but itself and what belongs to it. */
  *obstaclesTo(twin: TwinNode, reach: number): Generator<Obstacle> {
    const own = new Set(this.#within(twin));
    const around = (this.boundsOf(twin) ?? this.bounds).clone().expandByScalar(reach);
    for (const placed of this.#placed) {
      if (own.has(placed)) continue;
      const box = boxOf(placed);
      const wall = placed.model.backdrop;
      if (!wall && !box.intersectsBox(around)) continue;
      const pieces = this.#piecesOf(placed).map(({ geometry, read }) => {
        const matrix = new Matrix4();
        read(matrix);
        return { geometry, matrix };
      });
      yield { box, wall, pieces };
    }
  }

  /** All that is drawn, with where it stands. */
  get placed(): readonly Placed[] {
    return this.#placed;
  }

  /** Bounds of each machine, with all the ways it may go; of everything when there are none. */
  get things(): Box3[] {
    const boxes = [...this.#byTwin.values()].map((placed) => reachOf(placed));
    return boxes.length > 0 ? boxes : [this.bounds];
  }

  /** Twins that are drawn, with their bounds; the bounds of what moves as a whole move with it. */
  *twins(): Generator<{ twin: TwinNode; box: Box3 }> {
    for (const [twin, placed] of this.#byTwin)
      yield { twin, box: this.#roaming.get(placed) ?? boxOf(placed) };
  }

  /** The pieces a twin is drawn with; of its parts when it has no shape itself. */
  piecesOf(twin: TwinNode): Piece[] {
    const own = this.#byTwin.get(twin);
    if (own) return this.#piecesOf(own);
    return twin.children.flatMap((child) => this.piecesOf(child));
  }

  dispose(): void {
    for (const batch of this.#batches) {
      batch.dispose();
      batch.group.mesh.dispose();
      batch.group.edges.dispose();
    }
    this.surfaces.dispose();
  }

  #addBatch(placed: readonly Placed[], group: ShapeGroup, level: number): Batch {
    const { backdrop } = placed[0].model;
    const { surfaces } = this;
    const batch = new Batch(
      placed,
      group,
      level,
      backdrop ? surfaces.backdrop : surfaces.machines,
      surfaces.edges,
      surfaces.depth,
    );
    this.#batches.push(batch);
    this.root.add(batch.mesh);
    if (batch.lines) this.root.add(batch.lines);
    this.#solid.push(batch.mesh);
    this.#batchOf.set(batch.mesh, batch);
    if (!backdrop && placed.some((one) => one.twin)) this.#pickable.push(batch.mesh);
    return batch;
  }

  #applyDetail(): void {
    for (let i = 0; i < this.#placed.length; i++) this.#applyLevel(i);
  }

  /** Draws one of what is placed at the level chosen for it; at the coarsest that its shape has where that is finer. */
  #applyLevel(number: number): void {
    const one = this.#placed[number];
    const want = this.#detail.levels[number];
    const drawn = want !== HIDDEN && this.#states.hidden[number] === 0;
    const level = drawn ? Math.min(want, one.model.levels.length - 1) : HIDDEN;
    const i = this.#indexIn.get(one) ?? 0;
    for (const batch of this.#batchesOf.get(one.model) ?? []) batch.set(i, batch.level === level);
  }

  /** What is drawn of a twin and of all below it. */
  #within(twin: TwinNode): Placed[] {
    const placed = this.#byTwin.get(twin);
    const below = twin.children.flatMap((child) => this.#within(child));
    return placed ? [placed, ...below] : below;
  }

  /** At the finest level of detail, drawn or not. */
  #piecesOf(placed: Placed): Piece[] {
    const i = this.#indexIn.get(placed) ?? 0;
    const batches = this.#batchesOf.get(placed.model) ?? [];
    return batches.flatMap((batch) => (batch.level === 0 ? [pieceOf(batch, i)] : []));
  }

  #setApart(share: number): void {
    if (!this.#apart || this.#apart.share === share) return;
    this.#apart.share = share;
    const models = new Set<ShapeModel>();
    for (const { placed, rest, way } of this.#apart.parts) {
      placed.matrix.makeTranslation(way.x * share, way.y * share, way.z * share).multiply(rest);
      models.add(placed.model);
      for (const batch of this.#batchesOf.get(placed.model) ?? []) {
        if (!batch.moves) batch.setMatrix(this.#indexIn.get(placed) ?? 0, placed.matrix);
      }
    }
    for (const mover of this.#movers) if (models.has(mover.batches[0].placed[0].model)) mover.place();
    for (const model of models) for (const batch of this.#batchesOf.get(model) ?? []) batch.touch();
    this.#detail.measure();
  }
}

function pieceOf(batch: Batch, i: number): Piece {
  const { mesh, edges } = batch.group;
  return { geometry: mesh, edges, read: (into) => batch.getMatrix(i, into) };
}

function boxOf({ model, now }: Placed): Box3 {
  return model.box.clone().applyMatrix4(now);
}
