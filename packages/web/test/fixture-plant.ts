/**
 * A small synthetic mill for browser tests: its types and twins in the shapes of the API, and every value a function of
 * time, so that past and present agree without any storage. It stands in for a server, never for a plant.
 */
import type { AlarmOccurrence, PlantInfo, TwinInfo, TwinTypeInfo } from '@millwright/server/client';

type Signal = TwinTypeInfo['signals'][number];

const signal = (name: string, en: string, unit: string, more: Partial<Signal> = {}): Signal => ({
  name,
  label: { en, zh: `${en}（中）` },
  kind: 'measured',
  unit,
  ...more,
});

const type = (name: string, en: string, more: Partial<TwinTypeInfo>): TwinTypeInfo => ({
  name,
  label: { en, zh: `${en}（中）` },
  ancestors: [],
  signals: [],
  alarms: [],
  parameters: [],
  parts: [],
  ...more,
});

const bind = (name: string, scale = 1) => ({ signal: name, scale, offset: 0 });

export const TYPES: TwinTypeInfo[] = [
  type('mill', 'Mill', {
    signals: [signal('lineSpeed', 'Line speed', 'm/min', { range: [0, 1500], normal: [300, 1200] })],
  }),
  type('stand', 'Stand', {
    signals: [
      signal('force', 'Roll force', 'kN', { range: [0, 30_000], normal: [6000, 18_000], resolution: 5 }),
      signal('speed', 'Work-roll speed', '/min', { range: [0, 1200], resolution: 0.1 }),
      signal('running', 'Running', '1', {
        kind: 'state',
        states: [
          { value: 0, label: { en: 'Stopped', zh: '停止' } },
          { value: 1, label: { en: 'Running', zh: '运行' } },
        ],
      }),
    ],
    shape: {
      kind: 'mill-stand',
      params: {
        width: 3,
        height: 5.2,
        depth: 1.9,
        workRoll: 0.45,
        backupRoll: 1.35,
        barrel: 1.42,
        passLine: 1.1,
      },
      bindings: { spin: bind('speed') },
    },
  }),
  type('bearing', 'Bearing', {
    signals: [
      signal('vibration', 'Vibration', 'mm/s', { range: [0, 20], normal: [0, 4.5], resolution: 0.01 }),
      signal('temperature', 'Temperature', 'Cel', { range: [-20, 150], normal: [20, 75], resolution: 0.1 }),
      signal('wear', 'Wear', '1', {
        kind: 'derived',
        formula: 'clamp((mean(vibration, 10 min) - 2.3 mm/s) / 8.9 mm/s, 0, 1)',
        resolution: 0.001,
      }),
    ],
    alarms: [
      {
        name: 'vibration-high',
        label: { en: 'Bearing vibration high', zh: '轴承振动高' },
        priority: 'high',
        when: 'vibration > 7.1 mm/s',
        onDelay: 5000,
        offDelay: 10_000,
        respond: { en: 'Plan a roll change with the next coil.', zh: '安排下一卷换辊。' },
        inputs: ['vibration'],
      },
    ],
    shape: {
      kind: 'bearing',
      params: { diameter: 1, width: 0.7 },
      bindings: { spin: bind('parent.speed', 0.333) },
    },
  }),
  type('strip-section', 'Strip', {
    signals: [signal('speed', 'Strip speed', 'm/min', { range: [0, 1500] })],
    shape: { kind: 'strip', params: { length: 4.75, width: 1.1 }, bindings: { move: bind('speed') } },
  }),
  type('coil', 'Coil', {
    signals: [
      signal('diameter', 'Coil diameter', 'mm', { range: [600, 2000] }),
      signal('speed', 'Speed', '/min'),
    ],
    shape: {
      kind: 'coil',
      params: { diameter: 1.9, innerDiameter: 0.61, width: 1.1 },
      bindings: { diameter: bind('diameter', 0.001), spin: bind('speed') },
    },
  }),
];

const twin = (path: string, en: string, typeName: string | null, at: [number, number, number]): TwinInfo => ({
  path,
  label: { en, zh: `${en}（中）` },
  type: typeName,
  parent: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : null,
  place: { at, turn: 0 },
  parameters: {},
});

export const TWINS: TwinInfo[] = (() => {
  const twins = [twin('mill', 'Cold mill', 'mill', [0, 0, 0])];
  for (let i = 1; i <= 5; i++) {
    twins.push(twin(`mill/stand${i}`, `Stand ${i}`, 'stand', [(i - 3) * 4.75, 0, 0]));
    for (const [name, y, z] of [
      ['bearingTopOperator', 2.23, 1.25],
      ['bearingTopDrive', 2.23, -1.25],
    ] as const) {
      twins.push(twin(`mill/stand${i}/${name}`, `Bearing ${i} ${name}`, 'bearing', [0, y, z]));
    }
    if (i < 5)
      twins.push(twin(`mill/strip${i}`, `Strip ${i}–${i + 1}`, 'strip-section', [(i - 2.5) * 4.75, 1.1, 0]));
  }
  twins.push(twin('mill/entryCoil', 'Entry coil', 'coil', [-15, 1.1, 0]));
  twins.push(twin('mill/exitCoil', 'Exit coil', 'coil', [15, 1.1, 0]));
  return twins;
})();

export const SCENE: PlantInfo['scene'] = [
  {
    shape: { kind: 'floor', params: { width: 44, depth: 18 }, bindings: {} },
    place: { at: [0, 0, 0], turn: 0 },
  },
];

/** The bearing that goes bad. */
export const BAD_BEARING = 'mill/stand4/bearingTopOperator';

export const SIGNALS: string[] = TWINS.flatMap((each) =>
  (TYPES.find((one) => one.name === each.type)?.signals ?? []).map((one) => `${each.path}.${one.name}`),
);

/** Value of a signal at a time; `raisedAt` is when the bad bearing's alarm is raised. */
export function valueAt(path: string, time: number, raisedAt: number): number {
  const name = path.slice(path.lastIndexOf('.') + 1);
  const seconds = time / 1000;
  const seed = [...path].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 997, 7);
  const wave = Math.sin(seconds / 7 + seed) * 0.6 + Math.sin(seconds / 1.3 + seed * 2) * 0.4;
  const bad = path.startsWith(BAD_BEARING);
  switch (name) {
    case 'lineSpeed':
      return 900 + 12 * wave;
    case 'force':
      return 12_000 + 300 * wave + seed;
    case 'speed':
      return path.includes('Coil') ? 140 + wave : 400 + 4 * wave;
    case 'running':
      return 1;
    case 'vibration':
      return bad ? Math.max(2, 7.3 + (time - raisedAt) / 120_000) + 0.15 * wave : 2 + 0.3 * wave;
    case 'temperature':
      return bad ? 68 + 2 * wave : 52 + wave;
    case 'wear':
      return bad ? 0.55 + 0.01 * wave : 0.02;
    case 'diameter':
      return path.includes('entry') ? 1900 - ((seconds * 2) % 1200) : 700 + ((seconds * 2) % 1200);
    default:
      return wave;
  }
}

export function plantInfo(now: number, firstTime: number): PlantInfo {
  return {
    id: 'fixture',
    label: { en: 'Fixture mill', zh: '测试轧机' },
    description: { en: 'A synthetic mill for browser tests.', zh: '用于浏览器测试的合成轧机。' },
    timezone: 'Asia/Shanghai',
    revision: 'fixture',
    kpi: 'mill.lineSpeed',
    now,
    firstTime,
    twinCount: TWINS.length,
    signalCount: SIGNALS.length,
    scene: SCENE,
  };
}

export function badBearingAlarm(raisedAt: number): AlarmOccurrence {
  return {
    id: 'vibration-1',
    twin: BAD_BEARING,
    type: 'bearing',
    alarm: 'vibration-high',
    label: { en: 'Bearing vibration high', zh: '轴承振动高' },
    priority: 'high',
    since: raisedAt - 5000,
    raisedAt,
    clearedAt: null,
    inputs: [{ path: `${BAD_BEARING}.vibration`, value: 7.31, unit: 'mm/s' }],
    respond: { en: 'Plan a roll change with the next coil.', zh: '安排下一卷换辊。' },
  };
}
