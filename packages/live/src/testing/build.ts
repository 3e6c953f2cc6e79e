/** Plants and expressions made by hand, for tests that need no documents. */
import type {
  Aggregate,
  AlarmType,
  BinaryOperator,
  Expr,
  PartType,
  Plant,
  SampleBatch,
  ScalarFunction,
  SignalType,
  TimeFunction,
  Twin,
  TwinType,
  Unit,
} from '@millwright/model';
import { BatchBuilder, NO_WORK } from '@millwright/model';

export const ONE: Unit = { code: '1', dimension: [0, 0, 0, 0, 0, 0, 0], factor: 1, offset: 0 };
const PLAIN = { unit: ONE, span: { start: 0, end: 0 } } as const;

export const num = (value: number): Expr => ({ kind: 'number', value, type: 'number', ...PLAIN });

/** A reference as written in a formula: `x`, `motor.current`. */
export function sig(path: string): Expr {
  const hops = path.split('.');
  const signal = hops.pop() ?? '';
  return { kind: 'signal', hops, signal, type: 'number', ...PLAIN };
}

export function par(path: string): Expr {
  const hops = path.split('.');
  const parameter = hops.pop() ?? '';
  return { kind: 'parameter', hops, parameter, type: 'number', ...PLAIN };
}

export const bin = (op: BinaryOperator, left: Expr, right: Expr): Expr => ({
  kind: 'binary',
  op,
  left,
  right,
  type: ['+', '-', '*', '/', '^'].includes(op) ? 'number' : 'boolean',
  ...PLAIN,
});

export const neg = (arg: Expr): Expr => ({ kind: 'unary', op: '-', arg, type: 'number', ...PLAIN });
export const not = (arg: Expr): Expr => ({ kind: 'unary', op: 'not', arg, type: 'boolean', ...PLAIN });
export const call = (fn: ScalarFunction, ...args: Expr[]): Expr => ({
  kind: 'call',
  fn,
  args,
  type: 'number',
  ...PLAIN,
});
export const convert = (arg: Expr, factor: number, offset: number): Expr => ({
  kind: 'convert',
  arg,
  factor,
  offset,
  type: 'number',
  ...PLAIN,
});
export const iff = (test: Expr, yes: Expr, no: Expr): Expr => ({
  kind: 'if',
  test,
  // biome-ignore lint/suspicious/noThenProperty: the model's name for the branch
  then: yes,
  else: no,
  type: 'number',
  ...PLAIN,
});

/** A time function; window in ms. */
export const over = (fn: TimeFunction, arg: Expr, window = 0): Expr => ({
  kind: 'time',
  fn,
  arg,
  window,
  type: fn === 'onDelay' ? 'boolean' : 'number',
  ...PLAIN,
});

export function agg(fn: Aggregate, path: string): Expr {
  const hops = path.split('.');
  const signal = hops.pop() ?? '';
  return { kind: 'aggregate', fn, hops, signal, type: 'number', ...PLAIN };
}

export interface SignalSpec {
  formula?: Expr;
  range?: readonly [number, number];
  resolution?: number;
  staleAfter?: number;
  stored?: boolean;
}

export interface AlarmSpec {
  when: Expr;
  holds?: Expr;
  onDelay?: number;
  offDelay?: number;
}

export interface TypeSpec {
  signals: Readonly<Record<string, SignalSpec>>;
  alarms?: Readonly<Record<string, AlarmSpec>>;
  parameters?: Readonly<Record<string, number>>;
  parts?: readonly PartType[];
}

/** A plant of `types`; `twins`: path to type name (or parameter values too). Parts must be listed as twins. */
export function makePlant(
  types: Readonly<Record<string, TypeSpec>>,
  twins: Readonly<Record<string, string | { type: string; parameters: Readonly<Record<string, number>> }>>,
): Plant {
  const madeTypes: MutableType[] = [];
  for (const [name, spec] of Object.entries(types)) {
    const signals = Object.entries(spec.signals).map(([signal, s], column) => makeSignal(signal, s, column));
    madeTypes.push({
      index: madeTypes.length,
      name,
      label: { en: name },
      ancestors: [],
      signals,
      alarms: Object.entries(spec.alarms ?? {}).map(([alarm, a], index) => makeAlarm(alarm, a, index)),
      parameters: Object.entries(spec.parameters ?? {}).map(([parameter, value]) => ({
        name: parameter,
        label: { en: parameter },
        unit: ONE,
        default: value,
      })),
      parts: spec.parts ?? [],
      documents: [],
      twins: [],
      rows: 0,
      base: 0,
      signal: (wanted) => signals.find((s) => s.name === wanted),
    });
  }
  const madeTwins: MutableTwin[] = [];
  for (const [path, value] of Object.entries(twins)) {
    const typeName = typeof value === 'string' ? value : value.type;
    const given = typeof value === 'string' ? {} : value.parameters;
    const type = madeTypes.find((t) => t.name === typeName);
    const parent = madeTwins.find((t) => t.path === path.slice(0, path.lastIndexOf('/')));
    const twin: MutableTwin = {
      index: madeTwins.length,
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      label: { en: path },
      type,
      row: type ? type.rows++ : -1,
      parent,
      children: [],
      parameters: Float64Array.from(type?.parameters ?? [], (p) => given[p.name] ?? p.default ?? Number.NaN),
      place: { at: [0, 0, 0], turn: 0 },
      documents: [],
      was: [],
    };
    madeTwins.push(twin);
    parent?.children.push(twin);
    type?.twins.push(twin);
  }
  let signalCount = 0;
  for (const type of madeTypes) {
    type.base = signalCount;
    signalCount += type.rows * type.signals.length;
  }
  const twin = (path: string): Twin | undefined => madeTwins.find((t) => t.path === path);
  const idOf = (owner: Twin | undefined, signal: string): number | undefined => {
    const found = owner?.type?.signal(signal);
    return owner?.type && found ? owner.type.base + found.column * owner.type.rows + owner.row : undefined;
  };
  return {
    id: 'test',
    label: { en: 'Test' },
    description: { en: '' },
    timezone: 'UTC',
    folder: '',
    revision: '1',
    work: NO_WORK,
    types: madeTypes,
    twins: madeTwins,
    sources: [],
    scene: [],
    retention: { raw: Number.POSITIVE_INFINITY, rollup: Number.POSITIVE_INFINITY },
    signalCount,
    type: (name) => madeTypes.find((t) => t.name === name),
    twin,
    signalId: (path) => {
      const dot = path.lastIndexOf('.');
      return idOf(twin(path.slice(0, dot)), path.slice(dot + 1));
    },
    signalAt: (id) => {
      const type = madeTypes.findLast((t) => t.rows > 0 && t.base <= id);
      if (type === undefined || id >= signalCount) throw new RangeError(`no signal ${id}`);
      const column = Math.floor((id - type.base) / type.rows);
      const owner = type.twins[(id - type.base) % type.rows];
      return {
        id,
        path: `${owner.path}.${type.signals[column].name}`,
        twin: owner,
        type: type.signals[column],
      };
    },
    resolve: (from, hops, signal) => {
      let owners: (Twin | undefined)[] = [from];
      for (const hop of hops) {
        owners = owners.flatMap((owner) => {
          if (hop === 'parent') return [owner?.parent];
          const part = owner?.type?.parts.find((p) => p.name === hop);
          return part ? (part.each ?? [part.name]).map((child) => twin(`${owner?.path}/${child}`)) : [];
        });
      }
      return owners.map((owner) => idOf(owner, signal)).filter((id) => id !== undefined);
    },
  };
}

interface MutableTwin extends Twin {
  children: Twin[];
}
interface MutableType extends TwinType {
  twins: Twin[];
}

function makeSignal(name: string, spec: SignalSpec, column: number): SignalType {
  return {
    name,
    label: { en: name },
    column,
    kind: spec.formula ? 'derived' : 'measured',
    unit: ONE,
    range: spec.range,
    resolution: spec.resolution,
    staleAfter: spec.staleAfter ?? Number.POSITIVE_INFINITY,
    formula: spec.formula && { text: name, expr: spec.formula },
    stored: spec.stored ?? true,
    was: [],
  };
}

function makeAlarm(name: string, spec: AlarmSpec, index: number): AlarmType {
  const when = { text: name, expr: spec.when };
  return {
    name,
    label: { en: name },
    index,
    when,
    holds: spec.holds ? { text: name, expr: spec.holds } : when,
    onDelay: spec.onDelay ?? 0,
    offDelay: spec.offDelay ?? 0,
    priority: 'high',
    inputs: [],
  };
}

/** A batch from [signal path, time, value, quality = 0] entries. */
export function batchOf(
  plant: Plant,
  ...samples: readonly (readonly [string, number, number, number?])[]
): SampleBatch {
  const builder = new BatchBuilder();
  for (const [path, time, value, byte = 0] of samples) {
    const id = plant.signalId(path);
    if (id === undefined) throw new Error(`no signal ${path}`);
    builder.push(id, time, value, byte);
  }
  return builder.take();
}
