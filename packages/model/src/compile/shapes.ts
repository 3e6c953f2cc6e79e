/** Shapes of twin types and of the scene: parameters and bindings against what the shape library declares. */
import type { BindingInput, ShapeInput } from '../documents/common.ts';
import type { PlantDocument } from '../documents/document.ts';
import type { SceneItemInput } from '../documents/scene-document.ts';
import type { FaultList, Position } from '../faults.ts';
import { resolveReference, type TypeScope } from '../formula/references.ts';
import { nearest } from '../nearest.ts';
import type { SceneItem, ShapeBinding, ShapeDocument, SignalType } from '../plant.ts';
import {
  NODE_MOTIONS,
  resolveParams,
  SHAPE_KINDS,
  type ShapeKind,
  type ShapeTarget,
  WHOLE_BINDINGS,
} from '../shapes/index.ts';
import { type Conversion, conversion, type Unit, unitOf } from '../units.ts';
import type { Parsed } from './parsed.ts';
import { TypeTable } from './types.ts';

type At = (...keys: PropertyKey[]) => Position;

/** Fills in the shape of a type, its signals converted to what the shape wants. */
export function buildShape(type: TypeTable, scope: TypeScope, faults: FaultList): void {
  const shape = TypeTable.sourceOf(type).shape;
  if (!shape) return;
  const { input, document } = shape;
  const at: At = (...keys) => document.at(['shape', ...keys]);
  const kind = checkKind(input, at, faults);
  const bindings: Record<string, ShapeBinding> = {};
  for (const [name, binding] of Object.entries(input.bindings)) {
    const full = typeof binding === 'string' ? { signal: binding, scale: 1, offset: 0 } : binding;
    const place: At = (...keys) =>
      typeof binding === 'string' ? at('bindings', name) : at('bindings', name, ...keys);
    const signal = signalOf(type, full.signal, scope, () => place('signal'), faults);
    const target = targetOf(
      name,
      full,
      input,
      kind,
      () => document.at(['shape', 'bindings', name], 'key'),
      faults,
    );
    checkNode(full, input, place, faults);
    checkLooks(name, full, signal, place, faults);
    bindings[name] = signal && target ? converted(full, signal, target, input, kind, place, faults) : full;
  }
  checkPath(input, at, faults);
  type.shape = { kind: input.kind, params: input.params, bindings };
  if (input.model !== undefined) type.shape.model = input.model;
}

/** The things of the scene. They are no twins, so nothing of them can follow a signal. */
export function buildScene(
  scene: readonly Parsed<{ items: SceneItemInput[] }>[],
  faults: FaultList,
): SceneItem[] {
  return scene.flatMap(({ document, input }) =>
    input.items.map(({ shape, params, place }, i): SceneItem => {
      const plain = typeof shape === 'string';
      const full: ShapeInput = plain
        ? { kind: shape, params: params ?? {}, bindings: {} }
        : { ...shape, params: { ...shape.params, ...params } };
      checkKind(full, sceneAt(document, i, plain, shape), faults);
      if (Object.keys(full.bindings).length > 0) {
        const message = 'a thing of the scene has no signals to follow: make it a twin';
        faults.warning(document.at(['items', i, 'shape', 'bindings']), message);
      }
      const { kind, model } = full;
      const built: ShapeDocument = { kind, params: full.params, bindings: {} };
      if (model !== undefined) built.model = model;
      return { shape: built, place };
    }),
  );
}

/** Parameters of an item stand beside the shape or within it. */
function sceneAt(document: PlantDocument, i: number, plain: boolean, shape: SceneItemInput['shape']): At {
  return (...keys) => {
    if (keys[0] === 'kind') return document.at(plain ? ['items', i, 'shape'] : ['items', i, 'shape', 'kind']);
    const within = typeof shape !== 'string' && keys.length > 1 && Object.hasOwn(shape.params, keys[1]);
    return document.at(within ? ['items', i, 'shape', ...keys] : ['items', i, ...keys]);
  };
}

function checkKind(input: ShapeInput, at: At, faults: FaultList): ShapeKind | undefined {
  const kind = SHAPE_KINDS.get(input.kind);
  if (!kind) {
    const message = `the shape library has no kind "${input.kind}": a box is drawn`;
    faults.warning(at('kind'), message, nearest(input.kind, SHAPE_KINDS.keys()));
    return undefined;
  }
  const names = [...Object.keys(kind.params), 'path'];
  for (const [name, value] of Object.entries(input.params)) {
    const parameter = Object.hasOwn(kind.params, name) ? kind.params[name] : undefined;
    if (!parameter) {
      if (name !== 'path') {
        const message = `"${kind.name}" has no parameter "${name}" (it has ${names.join(', ')})`;
        faults.warning(at('params', name), message, nearest(name, names));
      }
      continue;
    }
    const [low, high] = parameter.range;
    const unit = parameter.unit === '1' ? '' : ` ${parameter.unit}`;
    if (typeof value !== 'number') {
      faults.error(at('params', name), `"${name}" is a number${unit && ` in${unit}`}`);
    } else if (value < low || value > high) {
      const message = `"${name}" is drawn from ${low} to ${high}${unit}: ${value} is drawn as ${value < low ? low : high}`;
      faults.warning(at('params', name), message);
    }
  }
  return kind;
}

function signalOf(
  type: TypeTable,
  path: string,
  scope: TypeScope,
  at: () => Position,
  faults: FaultList,
): SignalType | undefined {
  const found = resolveReference(type, path.split('.'), scope);
  if ('message' in found) {
    if (type.rows > 0 || scope.parents(type).size > 0) faults.error(at(), found.message, found.suggestion);
    return undefined;
  }
  if (found.signal && !found.many) return found.signal;
  faults.error(at(), `"${path}" is not one signal: a shape moves with one`);
  return undefined;
}

type FullBinding = Exclude<BindingInput, string>;

/** What a binding moves; undefined where it is not known, with a warning unless the kind is not known either. */
function targetOf(
  name: string,
  { node, motion }: FullBinding,
  input: ShapeInput,
  kind: ShapeKind | undefined,
  at: () => Position,
  faults: FaultList,
): ShapeTarget | undefined {
  if (node !== undefined) {
    if (motion !== undefined) return NODE_MOTIONS[motion];
    if (isKey(NODE_MOTIONS, name)) return NODE_MOTIONS[name];
    const names = Object.keys(NODE_MOTIONS).join(', ');
    faults.error(at(), `say how the node moves: name the binding or its "motion" one of ${names}`);
    return undefined;
  }
  if (isKey(WHOLE_BINDINGS, name)) return WHOLE_BINDINGS[name];
  if (!kind) return undefined;
  if (Object.hasOwn(kind.bindings, name)) return kind.bindings[name];
  const names = [...Object.keys(kind.bindings), ...Object.keys(WHOLE_BINDINGS)];
  const message = `nothing of "${input.kind}" is moved by "${name}" (it has ${names.join(', ')})`;
  faults.warning(at(), message, nearest(name, names));
  return undefined;
}

function isKey<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key);
}

/** The binding with the conversion from the signal's unit in its scale and offset. */
function converted(
  binding: FullBinding,
  signal: SignalType,
  target: ShapeTarget,
  input: ShapeInput,
  kind: ShapeKind | undefined,
  at: At,
  faults: FaultList,
): ShapeBinding {
  for (const also of [{ unit: target.unit, scale: 1, over: undefined }, ...(target.also ?? [])]) {
    const found = exactConversion(signal.unit, unitOf(also.unit));
    if (!found) continue;
    const whole = also.over && kind ? resolveParams(kind, input.params)[also.over] : 1;
    const share = (also.scale ?? 1) / whole;
    const { scale, offset } = binding;
    return { ...binding, scale: found.factor * share * scale, offset: found.offset * share * scale + offset };
  }
  const units = [target.unit, ...(target.also ?? []).map(({ unit }) => unit)].join(' or ');
  const message = `"${binding.signal}" is in ${signal.unit.code}, which cannot be shown as ${units}: bind a signal that can, or derive one by a formula`;
  faults.error(at('signal'), message);
  return binding;
}

/** Formulas take an angle for a number; a shape must not: a plain number is no angle here. */
function exactConversion(from: Unit, to: Unit): Conversion | undefined {
  return from.dimension.every((exponent, i) => exponent === to.dimension[i])
    ? conversion(from, to)
    : undefined;
}

function checkNode(binding: FullBinding, input: ShapeInput, at: At, faults: FaultList): void {
  if (binding.node !== undefined) {
    if (input.model === undefined)
      faults.error(at('node'), 'only a GLB has nodes: give the shape its "model", or leave out "node"');
    return;
  }
  for (const key of ['motion', 'axis'] as const) {
    if (binding[key] !== undefined) faults.error(at(key), `"${key}" belongs to a "node" of a GLB`);
  }
}

function checkLooks(
  name: string,
  { looks, node, signal: path }: FullBinding,
  signal: SignalType | undefined,
  at: At,
  faults: FaultList,
): void {
  if (!looks) return;
  if (name !== 'state' || node !== undefined) {
    faults.error(at('looks'), `"looks" belong to the binding "state"`);
    return;
  }
  if (!signal?.states) return;
  const known = [...signal.states.keys()];
  for (const value of Object.keys(looks)) {
    if (signal.states.has(Number(value))) continue;
    faults.warning(at('looks', value), `"${path}" has no state ${value} (it has ${known.join(', ')})`);
  }
}

function checkPath(input: ShapeInput, at: At, faults: FaultList): void {
  const { path } = input.params;
  if (typeof path === 'number')
    faults.error(at('params', 'path'), '"path" is a list of points [x, y, z], in metres');
  for (const name of ['progress', 'distance'] as const) {
    if (Object.hasOwn(input.bindings, name) && path === undefined) {
      faults.error(at('bindings', name), `"${name}" leads along a path: write its points under params.path`);
    }
  }
}
