/** Small plants and recorders for the tests of sources. */
import {
  LEVEL_NAMES,
  levelOf,
  NO_WORK,
  type Plant,
  reasonOf,
  type SampleBatch,
  type SignalMapping,
  type SignalType,
  type SourceDefinition,
  type Twin,
  type TwinType,
} from '@millwright/model';
import type { LogLevel, SourceContext } from './source.ts';

/** Twin of the test plant. */
export const TEST_TWIN = 'unit';

/** A plant of one twin `unit` with these signals; id = position. */
export function testPlant(
  signals: Readonly<Record<string, Partial<SignalType>>>,
  folder = '/nowhere',
): Plant {
  const dimensionless = { code: '1', dimension: [0, 0, 0, 0, 0, 0, 0], factor: 1, offset: 0 };
  const types: SignalType[] = Object.entries(signals).map(([name, given], column) => ({
    name,
    label: { en: name },
    column,
    kind: 'measured',
    unit: dimensionless,
    staleAfter: Number.POSITIVE_INFINITY,
    stored: true,
    was: [],
    ...given,
  }));
  const twins: Twin[] = [];
  const type: TwinType = {
    index: 0,
    name: TEST_TWIN,
    label: { en: TEST_TWIN },
    ancestors: [],
    signals: types,
    alarms: [],
    parameters: [],
    parts: [],
    documents: [],
    twins,
    rows: 1,
    base: 0,
    signal: (name) => types.find((one) => one.name === name),
  };
  const twin: Twin = {
    index: 0,
    path: TEST_TWIN,
    name: TEST_TWIN,
    label: { en: TEST_TWIN },
    type,
    row: 0,
    parent: undefined,
    children: [],
    parameters: new Float64Array(0),
    place: { at: [0, 0, 0], turn: 0 },
    documents: [],
    was: [],
  };
  twins.push(twin);
  const paths = types.map((one) => `${TEST_TWIN}.${one.name}`);
  return {
    id: 'test',
    label: { en: 'Test' },
    description: { en: '' },
    timezone: 'UTC',
    folder,
    revision: '1',
    work: NO_WORK,
    types: [type],
    twins,
    sources: [],
    scene: [],
    retention: { raw: Number.POSITIVE_INFINITY, rollup: Number.POSITIVE_INFINITY },
    signalCount: types.length,
    type: (name) => (name === TEST_TWIN ? type : undefined),
    twin: (path) => (path === TEST_TWIN ? twin : undefined),
    signalId: (path) => {
      const at = paths.indexOf(path);
      return at < 0 ? undefined : at;
    },
    signalAt: (id) => {
      if (types[id] === undefined) throw new RangeError(`no signal ${id}`);
      return { id, path: paths[id], twin, type: types[id] };
    },
    resolve: () => [],
  };
}

/** A source that maps signals of the test plant (by name) to addresses. */
export function testDefinition(
  plant: Plant,
  kind: string,
  settings: SourceDefinition['settings'],
  addresses: Readonly<Record<string, string | (Pick<SignalMapping, 'address'> & Partial<SignalMapping>)>>,
): SourceDefinition {
  const mappings: SignalMapping[] = Object.entries(addresses).map(([name, given]) => {
    const path = `${TEST_TWIN}.${name}`;
    const id = plant.signalId(path);
    if (id === undefined) throw new Error(`the test plant has no signal ${name}`);
    const full = typeof given === 'string' ? { address: given } : given;
    return { id, path, scale: 1, offset: 0, ...full };
  });
  return { name: 'peer', kind, label: { en: 'Peer' }, settings, mappings };
}

/** One delivered sample, spelled out. */
export interface SeenSample {
  /** Name of the signal. */
  signal: string;
  time: number;
  value: number;
  /** Such as `good`, or `bad not-a-number`. */
  quality: string;
}

/** What a source delivered and logged. */
export interface Recorder {
  context: SourceContext;
  samples: SeenSample[];
  logs: { level: LogLevel; message: string }[];
  /** The delivered samples of one signal. */
  of(signal: string): SeenSample[];
}

/** A context that records. `folder` must be fresh for sources that keep files. */
export function recorder(plant: Plant, folder: string, clock: () => number = Date.now): Recorder {
  const samples: SeenSample[] = [];
  const logs: Recorder['logs'] = [];
  const deliver = (batch: SampleBatch): undefined => {
    for (let i = 0; i < batch.length; i++) {
      const byte = batch.quality[i];
      const reason = reasonOf(byte);
      samples.push({
        signal: plant.signalAt(batch.signals[i]).type.name,
        time: batch.times[i],
        value: batch.values[i],
        quality: LEVEL_NAMES[levelOf(byte)] + (reason === 'none' ? '' : ` ${reason}`),
      });
    }
  };
  return {
    context: {
      plant,
      deliver,
      clock,
      folder,
      log: (level, message) => logs.push({ level, message }),
      environment: {},
    },
    samples,
    logs,
    of: (signal) => samples.filter((one) => one.signal === signal),
  };
}

/** Waits until the condition holds; rejects after `deadline` ms, naming `what` and what `state` says. */
export async function until(
  what: string,
  condition: () => boolean,
  { deadline = 15_000, state = () => '' }: { deadline?: number; state?: () => unknown } = {},
): Promise<void> {
  const end = performance.now() + deadline;
  while (!condition()) {
    if (performance.now() > end) {
      throw new Error(`${what}: not within ${deadline} ms. ${JSON.stringify(state() ?? '')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
