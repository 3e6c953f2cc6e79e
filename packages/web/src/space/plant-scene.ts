/**
 * The plant as a three.js scene: batches of instanced shapes, their movement, picking. Knows no React.
 *
 * Made once per plant revision. `step` is called once per frame and allocates nothing.
 */
import {
  Box3,
  type BufferGeometry,
  Color,
  DirectionalLight,
  Group,
  HemisphereLight,
  type Intersection,
  LineBasicMaterial,
  type Matrix4,
  MeshLambertMaterial,
  type Object3D,
  type Raycaster,
  Vector3,
} from 'three';
import type { PlantModel, TwinNode } from '../plant/plant-model.ts';
import type { ValueSource } from '../values/value-source.ts';
import { Batch } from './batches.ts';
import type { SpaceTheme } from './colours.ts';
import { Mover } from './movers.ts';
import { boundsOf, type Placed, placeAll } from './placement.ts';
import { PlainMaterial } from './plain-material.ts';

/** Piece of a twin as drawn, for outlines. */
export interface Piece {
  geometry: BufferGeometry;
  /** Filled with the piece's matrix. */
  read(into: Matrix4): void;
}

export class PlantScene {
  readonly root = new Group();
  /** Bounds of the machines, without floor and walls. */
  readonly bounds: Box3;
  /** Whether anything is there to be seen. */
  readonly empty: boolean;
  #placed: readonly Placed[];
  #byTwin = new Map<TwinNode, Placed>();
  #batches: Batch[] = [];
  #movers: Mover[] = [];
  #pickable: Object3D[] = [];
  #batchOf = new Map<Object3D, Batch>();
  #machines = new MeshLambertMaterial({ vertexColors: true });
  #backdrop = new MeshLambertMaterial({ vertexColors: true });
  #plainMachines = new PlainMaterial();
  #plainBackdrop = new PlainMaterial();
  #edges = new LineBasicMaterial({ transparent: true });
  #sky = new HemisphereLight('#ffffff', '#9aa0a6', 1);
  #sun = new DirectionalLight('#ffffff', 1);
  #hits: Intersection[] = [];

  constructor(plant: PlantModel) {
    this.#placed = placeAll(plant);
    this.bounds = boundsOf(this.#placed);
    this.empty = this.#placed.length === 0;
    const byModel = Map.groupBy(this.#placed, (one) => one.model);
    for (const [model, placed] of byModel) {
      for (const group of model.groups) {
        const material = model.backdrop ? this.#backdrop : this.#machines;
        const batch = new Batch(placed, group, material, this.#edges);
        this.#batches.push(batch);
        this.root.add(batch.mesh);
        if (batch.lines) this.root.add(batch.lines);
        if (!model.backdrop && placed[0].twin) {
          this.#pickable.push(batch.mesh);
          this.#batchOf.set(batch.mesh, batch);
        }
        if (group.movement) this.#movers.push(new Mover(batch, group.movement));
      }
    }
    for (const one of this.#placed) if (one.twin) this.#byTwin.set(one.twin, one);
    this.#light();
  }

  setTheme(theme: SpaceTheme): void {
    this.#edges.color.set(theme.edge);
    this.#edges.opacity = theme.edgeOpacity;
    this.#backdrop.color = new Color(theme.backdrop);
    this.#sky.intensity = theme.sky;
    this.#sun.intensity = theme.sun;
    this.#plainBackdrop.tone.copy(this.#backdrop.color);
    for (const plain of [this.#plainMachines, this.#plainBackdrop]) {
      plain.sky.copy(this.#sky.color).multiplyScalar(theme.sky);
      plain.earth.copy(this.#sky.groundColor).multiplyScalar(theme.sky);
      plain.sun.copy(this.#sun.color).multiplyScalar(theme.sun);
      plain.sunWay.copy(this.#sun.position).sub(this.#sun.target.position).normalize();
    }
  }

  /** Moves everything on by `ms` of plant time. Returns whether something keeps moving by itself. */
  step(source: ValueSource, ms: number): boolean {
    let moving = false;
    for (const mover of this.#movers) moving = mover.step(source, ms) || moving;
    return moving;
  }

  /** Draws everything, or only what never moves, or only what can; `plain`: in haste. Picking does not care. */
  show(which: 'all' | 'still' | 'moving', plain = false): void {
    for (const batch of this.#batches) {
      const { backdrop } = batch.placed[0].model;
      if (plain) batch.mesh.material = backdrop ? this.#plainBackdrop : this.#plainMachines;
      else batch.mesh.material = backdrop ? this.#backdrop : this.#machines;
      const visible = which === 'all' || (which === 'moving') === (batch.group.movement !== undefined);
      batch.mesh.visible = visible;
      if (batch.lines) batch.lines.visible = visible;
    }
  }

  /** Greys the twins one of whose bound values is bad or stale. Returns whether any changed. */
  showState(source: ValueSource): boolean {
    let changed = false;
    for (const batch of this.#batches) {
      for (let i = 0; i < batch.placed.length; i++) {
        let stale = false;
        for (const { signal } of batch.placed[i].bindings.values()) {
          if ((source.quality[signal.index] & 3) >= 2) stale = true;
        }
        changed = batch.grey(i, stale) || changed;
      }
    }
    return changed;
  }

  /** The twin under a ray, the nearest; undefined where there is none. */
  pick(raycaster: Raycaster): TwinNode | undefined {
    this.#hits.length = 0;
    raycaster.intersectObjects(this.#pickable, false, this.#hits);
    const hit = this.#hits[0];
    if (!hit || hit.instanceId === undefined) return undefined;
    return this.#batchOf.get(hit.object)?.placed[hit.instanceId].twin;
  }

  /** Bounds of a twin with its parts in the world; undefined when nothing of it has a shape. */
  boundsOf(twin: TwinNode): Box3 | undefined {
    const bounds = new Box3();
    const each = new Box3();
    const add = (node: TwinNode): void => {
      const placed = this.#byTwin.get(node);
      if (placed) bounds.union(each.copy(placed.model.box).applyMatrix4(placed.matrix));
      for (const child of node.children) add(child);
    };
    add(twin);
    return bounds.isEmpty() ? undefined : bounds;
  }

  /** Bounds of each machine; of everything when there are none. */
  get things(): Box3[] {
    const boxes = [...this.twins()].map(({ box }) => box);
    return boxes.length > 0 ? boxes : [this.bounds];
  }

  /** Twins that are drawn, with their bounds at rest. */
  *twins(): Generator<{ twin: TwinNode; box: Box3 }> {
    for (const [twin, placed] of this.#byTwin) {
      yield { twin, box: placed.model.box.clone().applyMatrix4(placed.matrix) };
    }
  }

  /** The pieces a twin is drawn with; of its parts when it has no shape itself. */
  piecesOf(twin: TwinNode): Piece[] {
    const pieces: Piece[] = [];
    const add = (node: TwinNode): void => {
      const placed = this.#byTwin.get(node);
      if (!placed) {
        for (const child of node.children) add(child);
        return;
      }
      for (const batch of this.#batches) {
        if (batch.placed[0].model !== placed.model) continue;
        const i = batch.placed.indexOf(placed);
        pieces.push({ geometry: batch.group.mesh, read: (into) => batch.mesh.getMatrixAt(i, into) });
      }
    };
    add(twin);
    return pieces;
  }

  dispose(): void {
    for (const batch of this.#batches) batch.dispose();
    const models = new Set(this.#placed.map((one) => one.model));
    for (const model of models) {
      for (const group of model.groups) {
        group.mesh.dispose();
        group.edges.dispose();
      }
    }
    this.#machines.dispose();
    this.#backdrop.dispose();
    this.#plainMachines.dispose();
    this.#plainBackdrop.dispose();
    this.#edges.dispose();
    this.#sun.shadow.map?.dispose();
  }

  #light(): void {
    const size = this.bounds.getSize(new Vector3());
    const centre = this.bounds.getCenter(new Vector3());
    const reach = Math.max(size.x, size.z) * 0.5 + 6;
    const sun = this.#sun;
    sun.position.set(centre.x - reach * 0.45, centre.y + reach * 1.1, centre.z + reach * 0.75);
    sun.target.position.copy(centre);
    sun.castShadow = true;
    sun.shadow.mapSize.set(2048, 2048);
    sun.shadow.radius = 3;
    sun.shadow.bias = -0.0006;
    sun.shadow.normalBias = 0.04;
    const camera = sun.shadow.camera;
    camera.left = -reach;
    camera.right = reach;
    camera.top = reach;
    camera.bottom = -reach;
    camera.near = 0.5;
    camera.far = reach * 4;
    this.root.add(this.#sky, sun, sun.target);
  }
}
