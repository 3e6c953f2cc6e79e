/**
 * Where the twins of a draft stand, beside where they run. Places count in the frame of the parent; what a draft leaves
 * alone stands where it runs, also where the space set it out by itself.
 */
import { Box3, Matrix4, Vector3 } from 'three';
import type { PlantModel, TwinNode } from '../plant/plant-model.ts';
import { type Placed, placeMatrix } from '../space/placement.ts';
import type { ShapeModel } from '../space/shape-model.ts';
import { listAt, textAt } from './data.ts';
import type { Reach } from './snapping.ts';

export interface DraftPlace {
  path: string;
  /** Place in the list of twins of the draft; -1 for parts that come with their type. */
  index: number;
  /** In the frame of the parent: metres, and degrees about the vertical. */
  at: readonly [number, number, number];
  turn: number;
  /** Of the parent, and of the twin itself, in the world. */
  frame: Matrix4;
  matrix: Matrix4;
  /** What runs now; undefined of a new twin. */
  running: TwinNode | undefined;
  /** Where it runs, in the world. */
  ran: Matrix4 | undefined;
  /** It, or something it stands in, was moved, turned or is new. */
  moved: boolean;
}

/** A solid of a twin, in the twin's own frame. */
export interface DraftPiece {
  model: ShapeModel;
  matrix: Matrix4;
}

const NONE = new Box3(new Vector3(-0.5, 0, -0.5), new Vector3(0.5, 1, 0.5));

export class DraftPlaces {
  #plant: PlantModel;
  #placed = new Map<TwinNode, Placed>();
  #listed = new Map<string, { index: number; twin: unknown }>();
  #places = new Map<string, DraftPlace>();
  #ran = new Map<TwinNode, Matrix4>();
  #boxes = new Map<string, Box3>();
  #modelOf: (type: string) => ShapeModel | undefined;

  /**
   * `placed`: what the space draws of the running plant. `twins`: the list of the draft. `modelOf`: the shape of a type, for
   * twins that do not run yet.
   */
  constructor(
    plant: PlantModel,
    placed: readonly Placed[],
    twins: readonly unknown[],
    modelOf: (type: string) => ShapeModel | undefined,
  ) {
    this.#plant = plant;
    this.#modelOf = modelOf;
    for (const one of placed) if (one.twin) this.#placed.set(one.twin, one);
    twins.forEach((twin, index) => {
      this.#listed.set(textAt(twin, ['path']), { index, twin });
    });
  }

  /** The place of a twin of the draft, or of a part of one. */
  place(path: string): DraftPlace {
    const known = this.#places.get(path);
    if (known) return known;
    const listed = this.#listed.get(path);
    const running = this.#runningAs(path, listed?.twin);
    const parent = above(path);
    const frame = parent === '' ? new Matrix4() : this.place(parent).matrix;
    const ran = running && this.#ranAt(running);
    const local = running && this.#localOf(running);
    const written = listAt(listed?.twin, ['place', 'at']);
    const turned = Number(textAt(listed?.twin, ['place', 'turn'])) || 0;
    // A place left as it runs may be one that the space found for it.
    const kept =
      local !== undefined &&
      running !== undefined &&
      (listed === undefined || same(written, running.info.place.at, turned, running.info.place.turn));
    const at = kept ? local.at : numbers(written);
    const turn = kept ? local.turn : turned;
    const matrix = placeMatrix(at, turn).premultiply(frame);
    const index = listed?.index ?? -1;
    const moved = ran === undefined || !near(matrix, ran);
    const place = { path, index, at, turn, frame, matrix, running, ran, moved };
    this.#places.set(path, place);
    return place;
  }

  /** Twins of the list that stand elsewhere than they run, or are new: those within a moved one go along with it. */
  moved(): DraftPlace[] {
    return [...this.#listed.keys()]
      .map((path) => this.place(path))
      .filter((place) => place.moved && !(this.#listed.has(above(place.path)) && this.#rides(place)));
  }

  /** Twins beside it: those of the list with the same parent. */
  neighbours(path: string): DraftPlace[] {
    const parent = above(path);
    return [...this.#listed.keys()]
      .filter((other) => other !== path && above(other) === parent)
      .map((other) => this.place(other));
  }

  /** What is drawn of a twin with all below it, in its own frame, at most so many. */
  pieces(path: string, most = 400): DraftPiece[] {
    const own = this.place(path);
    const back = own.matrix.clone().invert();
    const pieces: DraftPiece[] = [];
    const add = (each: string) => {
      if (pieces.length >= most) return;
      const place = this.place(each);
      const model = this.#modelAt(place);
      if (model) pieces.push({ model, matrix: back.clone().multiply(place.matrix) });
      for (const child of this.#below(place)) add(child);
    };
    add(path);
    return pieces;
  }

  /** Bounds of a twin with all below it, in its own frame; a cubic metre where nothing is drawn. */
  box(path: string): Box3 {
    const known = this.#boxes.get(path);
    if (known) return known;
    const box = new Box3();
    for (const { model, matrix } of this.pieces(path)) box.union(model.box.clone().applyMatrix4(matrix));
    if (box.isEmpty()) box.copy(NONE);
    this.#boxes.set(path, box);
    return box;
  }

  /** Bounds of a twin's own shape; where it has none, with all below it. */
  ownBox(path: string): Box3 {
    return this.#modelAt(this.place(path))?.box ?? this.box(path);
  }

  /** How far a twin reaches along x and z of its parent when it stands somewhere, turned by so many degrees. */
  reach(path: string, at: readonly number[], turn: number): { x: Reach; z: Reach } {
    const { min, max } = this.box(path)
      .clone()
      .applyMatrix4(placeMatrix([0, 0, 0], turn));
    return { x: { at: at[0], min: min.x, max: max.x }, z: { at: at[2], min: min.z, max: max.z } };
  }

  /** The nearest twin that the list holds, of a path or above it. */
  listed(path: string | undefined): string | undefined {
    for (let at = path ?? ''; at !== ''; at = above(at)) if (this.#listed.has(at)) return at;
    return undefined;
  }

  #runningAs(path: string, twin: unknown): TwinNode | undefined {
    const former = listAt(twin, ['was']).map((was) => this.#plant.twin(String(was)));
    return this.#plant.twin(path) ?? former.find((one) => one !== undefined);
  }

  #below({ path, running }: DraftPlace): Set<string> {
    const below = new Set<string>();
    for (const child of running?.children ?? []) below.add(`${path}/${child.name}`);
    for (const other of this.#listed.keys()) if (above(other) === path) below.add(other);
    return below;
  }

  #modelAt({ path, running }: DraftPlace): ShapeModel | undefined {
    const type = textAt(this.#listed.get(path)?.twin, ['type']);
    const own = running && this.#placed.get(running);
    if (running && (type === '' || type === running.info.type)) return own?.model;
    return this.#modelOf(type);
  }

  #ranAt(twin: TwinNode): Matrix4 {
    const known = this.#ran.get(twin) ?? this.#placed.get(twin)?.matrix;
    if (known) return known;
    const { at, turn } = twin.info.place;
    const matrix = placeMatrix(at, turn);
    if (twin.parent) matrix.premultiply(this.#ranAt(twin.parent));
    this.#ran.set(twin, matrix);
    return matrix;
  }

  #localOf(twin: TwinNode): { at: [number, number, number]; turn: number } {
    const local = this.#ranAt(twin).clone();
    if (twin.parent) local.premultiply(this.#ranAt(twin.parent).clone().invert());
    return placeOf(local);
  }

  /** Whether it stands in its parent as it runs, so that only the parent was moved. */
  #rides({ running, at, turn }: DraftPlace): boolean {
    if (!running?.parent) return false;
    const local = this.#localOf(running);
    return (
      Math.hypot(at[0] - local.at[0], at[1] - local.at[1], at[2] - local.at[2]) < 1e-3 && turn === local.turn
    );
  }
}

/** Metres and degrees of a matrix without tilt, to the millimetre and the tenth of a degree. */
export function placeOf(matrix: Matrix4): { at: [number, number, number]; turn: number } {
  const e = matrix.elements;
  const mm = (value: number) => Math.round(value * 1000) / 1000 + 0;
  const turn = Math.round((Math.atan2(e[8], e[0]) * 1800) / Math.PI) / 10 + 0;
  return { at: [mm(e[12]), mm(e[13]), mm(e[14])], turn };
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function numbers(list: readonly unknown[]): [number, number, number] {
  return [Number(list[0] ?? 0) || 0, Number(list[1] ?? 0) || 0, Number(list[2] ?? 0) || 0];
}

function same(written: readonly unknown[], at: readonly number[], turned: number, turn: number): boolean {
  if (written.length === 0 && turned === 0) return true;
  return turned === turn && numbers(written).every((value, i) => value === at[i]);
}

function near(a: Matrix4, b: Matrix4): boolean {
  return a.elements.every((value, i) => Math.abs(value - b.elements[i]) < 1e-3);
}
