/** Kinds that drive and transmit. */
import { metre, type ShapeKind, spins } from './kind.ts';
import { WORDS as W } from './words.ts';

const AT_SHAFT = { en: 'middle, at the height of the shaft', zh: '中心（轴线高度）' } as const;

export const motor = {
  name: 'motor',
  label: { en: 'Electric motor', zh: '电动机' },
  family: 'drives',
  origin: AT_SHAFT,
  params: { length: metre(W.length, 2, 0.15, 8), diameter: metre(W.diameter, 1.2, 0.08, 5) },
  bindings: { spin: spins(W.speed, 1500) },
} as const satisfies ShapeKind;

export const gearbox = {
  name: 'gearbox',
  label: { en: 'Gearbox with two spindles', zh: '减速机（双输出轴）' },
  family: 'drives',
  origin: AT_SHAFT,
  params: {
    width: metre(W.width, 1.8, 0.3, 6),
    height: metre(W.height, 1.7, 0.3, 5),
    depth: metre(W.depth, 1.6, 0.2, 5),
    spindle: metre(W.spindle, 3, 0.2, 12),
  },
  bindings: { spin: spins(W.speed, 600) },
} as const satisfies ShapeKind;

export const coupling = {
  name: 'coupling',
  label: { en: 'Coupling', zh: '联轴器' },
  family: 'drives',
  origin: AT_SHAFT,
  params: { length: metre(W.length, 0.6, 0.05, 4), diameter: metre(W.diameter, 0.5, 0.03, 2.5) },
  bindings: { spin: spins(W.speed, 1500) },
} as const satisfies ShapeKind;

export const shaft = {
  name: 'shaft',
  label: { en: 'Shaft with universal joints', zh: '万向轴' },
  family: 'drives',
  origin: AT_SHAFT,
  params: { length: metre(W.length, 1.5, 0.1, 20), diameter: metre(W.diameter, 0.25, 0.02, 1.5) },
  bindings: { spin: spins(W.speed, 1500) },
} as const satisfies ShapeKind;

export const bearing = {
  name: 'bearing',
  label: { en: 'Bearing in its chock', zh: '轴承座' },
  family: 'drives',
  origin: AT_SHAFT,
  params: { diameter: metre(W.diameter, 0.6, 0.05, 3), width: metre(W.width, 0.4, 0.03, 2) },
  bindings: { spin: spins(W.speed, 300) },
} as const satisfies ShapeKind;
