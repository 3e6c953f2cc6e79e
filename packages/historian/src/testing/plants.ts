/** Small plants for tests, built by hand so that a test says what it needs and nothing more. */
import {
  NO_WORK,
  type Plant,
  type SampleBatch,
  type SignalType,
  type Twin,
  type TwinType,
} from '@millwright/model';

export interface TypeSketch {
  name: string;
  signals: (string | { name: string; was: string[] })[];
  twins: (string | { name: string; was: string[] })[];
}

const UNIT = { code: '1', dimension: [], factor: 1, offset: 0 };

/** A plant with these types; twins are top-level. */
export function plantOf(...sketches: TypeSketch[]): Plant {
  const types: TwinType[] = [];
  const twins: Twin[] = [];
  let base = 0;
  for (const sketch of sketches) {
    const type = typeOf(sketch, types.length, base);
    sketch.twins.forEach((twin, row) => {
      const made = twinOf(type, row, twins.length, nameOf(twin), wasOf(twin));
      twins.push(made);
    });
    const own = twins.filter((twin) => twin.type === type);
    types.push(Object.assign(type, { twins: own }));
    base += type.signals.length * type.rows;
  }
  const signalCount = base;
  const paths = new Map<string, number>();
  for (const type of types) {
    for (const twin of type.twins) {
      for (const signal of type.signals) {
        paths.set(`${twin.path}.${signal.name}`, type.base + signal.column * type.rows + twin.row);
      }
    }
  }
  const plant: Plant = {
    id: 'test',
    label: { en: 'Test' },
    description: { en: '' },
    timezone: 'UTC',
    folder: '',
    revision: String(paths.size),
    work: NO_WORK,
    types,
    twins,
    sources: [],
    scene: [],
    retention: { raw: Number.POSITIVE_INFINITY, rollup: Number.POSITIVE_INFINITY },
    signalCount,
    type: (name) => types.find((type) => type.name === name),
    twin: (path) => twins.find((twin) => twin.path === path),
    signalId: (path) => paths.get(path),
    signalAt: (id) => {
      const type = types.findLast((candidate) => candidate.base <= id && candidate.rows > 0);
      if (type === undefined || id >= signalCount) throw new RangeError(`no signal ${id}`);
      const twin = type.twins[(id - type.base) % type.rows];
      const signal = type.signals[Math.floor((id - type.base) / type.rows)];
      return { id, path: `${twin.path}.${signal.name}`, twin, type: signal };
    },
    resolve: () => [],
  };
  return plant;
}

function nameOf(thing: string | { name: string }): string {
  return typeof thing === 'string' ? thing : thing.name;
}

function wasOf(thing: string | { was: string[] }): string[] {
  return typeof thing === 'string' ? [] : thing.was;
}

function typeOf(sketch: TypeSketch, index: number, base: number): TwinType {
  const signals = sketch.signals.map(
    (signal, column): SignalType => ({
      name: nameOf(signal),
      label: { en: nameOf(signal) },
      column,
      kind: 'measured',
      unit: UNIT,
      staleAfter: Number.POSITIVE_INFINITY,
      stored: true,
      was: wasOf(signal),
    }),
  );
  return {
    index,
    name: sketch.name,
    label: { en: sketch.name },
    ancestors: [],
    signals,
    alarms: [],
    parameters: [],
    parts: [],
    documents: [],
    twins: [],
    rows: sketch.twins.length,
    base,
    signal: (name) => signals.find((signal) => signal.name === name),
  };
}

function twinOf(type: TwinType, row: number, index: number, path: string, was: string[]): Twin {
  return {
    index,
    path,
    name: path.split('/').at(-1) ?? path,
    label: { en: path },
    type,
    row,
    parent: undefined,
    children: [],
    parameters: new Float64Array(0),
    place: { at: [0, 0, 0], turn: 0 },
    documents: [],
    was,
  };
}

/** A machine type `m` with `signals` signals s0, s1, … and `twins` twins m0, m1, … */
export function machines(twins: number, signals: number): Plant {
  return plantOf({
    name: 'm',
    signals: Array.from({ length: signals }, (_, i) => `s${i}`),
    twins: Array.from({ length: twins }, (_, i) => `m${i}`),
  });
}

/** A batch of [signal id, time, value, quality?] in that order. */
export function batchOf(...samples: [number, number, number, number?][]): SampleBatch {
  return {
    length: samples.length,
    signals: Uint32Array.from(samples, ([signal]) => signal),
    times: Float64Array.from(samples, ([, time]) => time),
    values: Float64Array.from(samples, ([, , value]) => value),
    quality: Uint8Array.from(samples, ([, , , quality]) => quality ?? 0),
  };
}
