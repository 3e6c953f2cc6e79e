/** Kinds that hold, move and treat liquids and gases. */
import { count, metre, type ShapeKind, share, spins } from './kind.ts';
import { WORDS as W } from './words.ts';

export const pump = {
  name: 'pump',
  label: { en: 'Centrifugal pump', zh: '离心泵' },
  family: 'fluids',
  params: { length: metre(W.length, 1.6, 0.3, 8), height: metre(W.height, 0.9, 0.2, 4) },
  bindings: { spin: spins(W.speed, 3000) },
} as const satisfies ShapeKind;

export const valve = {
  name: 'valve',
  label: { en: 'Valve', zh: '阀门' },
  family: 'fluids',
  origin: { en: 'middle of the pipe', zh: '管道中心' },
  params: { diameter: metre(W.diameter, 0.3, 0.03, 2), length: metre(W.length, 0.7, 0.08, 4) },
  bindings: { opening: share(W.opening) },
} as const satisfies ShapeKind;

export const tank = {
  name: 'tank',
  label: { en: 'Tank', zh: '储罐' },
  family: 'fluids',
  params: { diameter: metre(W.diameter, 2, 0.3, 60), height: metre(W.height, 3, 0.3, 40) },
  bindings: { fill: share(W.level, 'height') },
} as const satisfies ShapeKind;

export const pipe = {
  name: 'pipe',
  label: { en: 'Pipe', zh: '管道' },
  family: 'fluids',
  origin: { en: 'beginning of the pipe on its axis', zh: '管道起点（轴线）' },
  params: { length: metre(W.length, 4, 0.1, 500), diameter: metre(W.diameter, 0.2, 0.01, 3) },
  bindings: {},
} as const satisfies ShapeKind;

export const heatExchanger = {
  name: 'heat-exchanger',
  label: { en: 'Heat exchanger, shell and tube', zh: '管壳式换热器' },
  family: 'fluids',
  params: { length: metre(W.length, 3.6, 0.5, 20), diameter: metre(W.diameter, 0.9, 0.15, 5) },
  bindings: {},
} as const satisfies ShapeKind;

export const coolantHeader = {
  name: 'coolant-header',
  label: { en: 'Coolant header with its tank', zh: '冷却液总管与油箱' },
  family: 'fluids',
  params: {
    length: metre(W.length, 12, 2, 200),
    height: metre(W.height, 2.5, 0.5, 10),
    branches: count(W.branches, 3, 1, 20),
    reach: metre({ en: 'Reach of the branches', zh: '支管伸出长度' }, 1.9, 0.5, 20),
  },
  bindings: { fill: share(W.level) },
} as const satisfies ShapeKind;

export const hydraulicUnit = {
  name: 'hydraulic-unit',
  label: { en: 'Hydraulic unit', zh: '液压站' },
  family: 'fluids',
  params: {
    width: metre(W.width, 3, 0.6, 12),
    height: metre(W.height, 1.8, 0.5, 6),
    depth: metre(W.depth, 1.6, 0.4, 6),
  },
  bindings: { fill: share(W.level), spin: spins(W.speed, 1500) },
} as const satisfies ShapeKind;
