/** Where everything stands: the plant's twins and scene items as shapes with matrices in the world's frame. */
import type { TwinTypeInfo } from '@millwright/server/client';
import { Box3, Matrix4, Vector3 } from 'three';
import type { PlantModel, SignalNode, TwinNode } from '../plant/plant-model.ts';
import type { Vec } from './joints.ts';
import type { ShapeModel } from './shape-model.ts';
import { drawShape } from './shapes/index.ts';

type Shape = NonNullable<TwinTypeInfo['shape']>;
export type ShapeBindings = Shape['bindings'];

/** shown = value of the signal * scale + offset, in the unit that the shape wants. */
export interface Binding {
  signal: SignalNode;
  scale: number;
  offset: number;
  /** Of `state`: look by value. */
  looks?: Shape['bindings'][string]['looks'];
}

/** Shapes that replace drawn ones, by the name of their file. */
export type ModelFiles = ReadonlyMap<string, ModelFile>;

export interface ModelFile {
  /** Names of its nodes. */
  nodes: ReadonlySet<string>;
  /** The shape with the nodes that its bindings name as joints. */
  model(bindings: ShapeBindings): ShapeModel;
}

export interface Placed {
  /** Undefined for a scene item. */
  twin: TwinNode | undefined;
  model: ShapeModel;
  /** Where it was placed, in the world. */
  matrix: Matrix4;
  /** Where it stands now: the same matrix, unless it moves as a whole. */
  now: Matrix4;
  bindings: ReadonlyMap<string, Binding>;
  /** Points that `progress` and `distance` lead along, in the frame of the place. */
  path?: readonly Vec[];
}

/** Free space between machines that were given no place, metres. */
const AISLE = 1.6;

const WHOLE_MOVES = ['moveX', 'moveY', 'moveZ', 'heading', 'progress', 'distance'] as const;

/** Whether anything of these bindings moves a shape as a whole. */
export function movesWhole(bindings: ReadonlyMap<string, Binding>): boolean {
  return WHOLE_MOVES.some((name) => bindings.has(name));
}

const NO_FILES: ModelFiles = new Map();

/** All that is drawn. Shapes of the same kind and parameters share one model. Cost: once per plant revision. */
export function placeAll(plant: PlantModel, files: ModelFiles = NO_FILES): Placed[] {
  const models = new Map<string, ShapeModel>();
  const modelOf = (shape: Shape): ShapeModel => {
    const file = shape.model === undefined ? undefined : files.get(shape.model);
    const { path: _, ...params } = shape.params;
    const bound = Object.keys(shape.bindings).sort();
    const key = file
      ? `${shape.model} ${JSON.stringify(shape.bindings)}`
      : `${shape.kind} ${JSON.stringify(params)} ${bound.join()}`;
    let model = models.get(key);
    if (!model) {
      model = file ? file.model(shape.bindings) : drawShape(shape.kind, params, new Set(bound));
      models.set(key, model);
    }
    return model;
  };
  const grid = unplacedGrid(plant, modelOf);
  const matrices = new Map<TwinNode, Matrix4>();
  const matrixOf = (twin: TwinNode): Matrix4 => {
    const known = matrices.get(twin);
    if (known) return known;
    const matrix = grid.get(twin) ?? placeMatrix(twin.info.place.at, twin.info.place.turn);
    if (twin.parent) matrix.premultiply(matrixOf(twin.parent));
    matrices.set(twin, matrix);
    return matrix;
  };
  const placed: Placed[] = [];
  for (const twin of plant.twins) {
    const shape = twin.type?.shape;
    if (!shape) continue;
    const bindings = new Map<string, Binding>();
    for (const [target, { signal, scale, offset, looks }] of Object.entries(shape.bindings)) {
      const node = plant.resolve(twin, signal);
      if (node) bindings.set(target, { signal: node, scale, offset, ...(looks ? { looks } : {}) });
    }
    const matrix = matrixOf(twin);
    const now = movesWhole(bindings) ? matrix.clone() : matrix;
    const one: Placed = { twin, model: modelOf(shape), matrix, now, bindings };
    const { path } = shape.params;
    if (typeof path === 'object' && path.length > 1) one.path = path;
    placed.push(one);
  }
  for (const item of plant.info.scene) {
    const matrix = placeMatrix(item.place.at, item.place.turn);
    placed.push({ twin: undefined, model: modelOf(item.shape), matrix, now: matrix, bindings: new Map() });
  }
  return placed;
}

/** The matrix of a place: a turn about the vertical, degrees, then metres. */
export function placeMatrix(at: readonly [number, number, number], turn: number): Matrix4 {
  return new Matrix4().makeRotationY((turn * Math.PI) / 180).setPosition(at[0], at[1], at[2]);
}

/** Twins with a shape that were all left at the origin of their parent are set out in a grid: a fleet of engines. */
function unplacedGrid(plant: PlantModel, modelOf: (shape: Shape) => ShapeModel): Map<TwinNode, Matrix4> {
  const groups = new Map<TwinNode | undefined, TwinNode[]>();
  for (const twin of plant.twins) {
    const { at } = twin.info.place;
    if (!twin.type?.shape || at[0] !== 0 || at[1] !== 0 || at[2] !== 0) continue;
    const list = groups.get(twin.parent);
    if (list) list.push(twin);
    else groups.set(twin.parent, [twin]);
  }
  const result = new Map<TwinNode, Matrix4>();
  const size = new Vector3();
  for (const list of groups.values()) {
    if (list.length < 2) continue;
    let width = 0;
    let depth = 0;
    for (const twin of list) {
      if (!twin.type?.shape) continue;
      modelOf(twin.type.shape).box.getSize(size);
      width = Math.max(width, size.x + AISLE);
      depth = Math.max(depth, size.z + AISLE);
    }
    const columns = Math.ceil(Math.sqrt((list.length * 1.7 * depth) / width));
    const rows = Math.ceil(list.length / columns);
    list.forEach((twin, i) => {
      const x = ((i % columns) - (columns - 1) / 2) * width;
      const z = (Math.floor(i / columns) - (rows - 1) / 2) * depth;
      result.set(twin, placeMatrix([x, 0, z], twin.info.place.turn));
    });
  }
  return result;
}

/** Where something may be seen: where it stands, along its path, and as far as the ranges of its signals move it. */
export function reachOf({ model, matrix, path, bindings }: Placed, into = new Box3()): Box3 {
  into.copy(model.box);
  for (const point of path ?? []) {
    into.union(swept.copy(model.box).translate(way.set(...point)));
  }
  for (const [i, name] of (['moveX', 'moveY', 'moveZ'] as const).entries()) {
    const binding = bindings.get(name);
    for (const end of binding?.signal.type.range ?? []) {
      const metres = end * (binding?.scale ?? 1) + (binding?.offset ?? 0);
      into.union(swept.copy(into).translate(way.set(0, 0, 0).setComponent(i, metres)));
    }
  }
  return into.applyMatrix4(matrix);
}

const swept = new Box3();
const way = new Vector3();

/** Bounds of what is placed, without floor and walls unless there is nothing else. */
export function boundsOf(placed: readonly Placed[]): Box3 {
  const bounds = new Box3();
  const each = new Box3();
  const things = placed.filter((one) => !one.model.backdrop && one.twin);
  for (const one of things.length > 0 ? things : placed) {
    bounds.union(reachOf(one, each));
  }
  if (bounds.isEmpty()) bounds.set(new Vector3(-5, 0, -5), new Vector3(5, 3, 5));
  return bounds;
}
