/** Kinds of a rolling mill. */
import { metre, runs, type ShapeKind, slides, spins } from './kind.ts';
import { WORDS as W } from './words.ts';

export const millStand = {
  name: 'mill-stand',
  label: { en: 'Rolling stand, four-high', zh: '四辊轧机机架' },
  family: 'rolling',
  params: {
    width: metre(W.width, 3, 1, 8),
    height: metre(W.height, 5.2, 2, 14),
    depth: metre(W.depth, 1.9, 0.8, 5),
    workRoll: metre(W.workRoll, 0.45, 0.1, 1.4),
    backupRoll: metre(W.backupRoll, 1.35, 0.3, 2.4),
    barrel: metre(W.barrel, 1.42, 0.4, 6),
    passLine: metre(W.passLine, 1.1, 0.4, 4),
  },
  bindings: {
    spin: spins(W.speed, 400),
    gap: { label: W.gap, unit: 'mm', range: [0, 40] },
  },
} as const satisfies ShapeKind;

export const rollerTable = {
  name: 'roller-table',
  label: { en: 'Roller table', zh: '辊道' },
  family: 'rolling',
  params: {
    length: metre(W.length, 6, 1, 100),
    width: metre(W.width, 1.8, 0.3, 8),
    height: metre(W.height, 0.9, 0.3, 3),
    roll: metre(W.roll, 0.3, 0.05, 0.8),
    pitch: metre(W.rollPitch, 0.75, 0.2, 3),
  },
  bindings: { move: runs(W.running, 120) },
} as const satisfies ShapeKind;

export const coil = {
  name: 'coil',
  label: { en: 'Coil', zh: '钢卷' },
  family: 'rolling',
  origin: { en: 'middle of the coil', zh: '钢卷中心' },
  params: {
    diameter: metre(W.diameter, 1.9, 0.2, 3),
    innerDiameter: metre(W.innerDiameter, 0.61, 0.1, 1),
    width: metre(W.width, 1.1, 0.05, 3),
  },
  bindings: {
    diameter: slides(W.diameter, 0.7, 2.1),
    width: slides(W.width, 0.6, 1.6),
    spin: spins(W.speed, 100),
  },
} as const satisfies ShapeKind;

const reel = {
  width: metre(W.width, 2.6, 1, 6),
  height: metre(W.height, 2.4, 1, 5),
  lead: metre(W.lead, 5.5, 0.5, 30),
  centre: metre(W.centre, 1.1, 0.4, 3),
} as const;

export const uncoiler = {
  name: 'uncoiler',
  label: { en: 'Uncoiler', zh: '开卷机' },
  family: 'rolling',
  params: reel,
  bindings: { spin: spins(W.speed, 100) },
} as const satisfies ShapeKind;

export const tensionReel = {
  name: 'tension-reel',
  label: { en: 'Tension reel', zh: '张力卷取机' },
  family: 'rolling',
  params: reel,
  bindings: { spin: spins(W.speed, 100) },
} as const satisfies ShapeKind;

export const bridle = {
  name: 'bridle',
  label: { en: 'Bridle', zh: '张力辊组' },
  family: 'rolling',
  params: {
    width: metre(W.width, 2.2, 0.6, 6),
    roll: metre(W.roll, 0.8, 0.2, 2),
    passLine: metre(W.passLine, 1.1, 0.4, 4),
  },
  bindings: { spin: spins(W.speed, 200) },
} as const satisfies ShapeKind;

export const strip = {
  name: 'strip',
  label: { en: 'Strip', zh: '带钢' },
  family: 'rolling',
  origin: { en: 'middle of the strip, at the pass line', zh: '带钢中心（轧制线处）' },
  params: { length: metre(W.length, 4.75, 0.5, 200), width: metre(W.width, 1.1, 0.05, 4) },
  bindings: { move: runs(W.running, 1200), width: slides(W.width, 0.6, 1.6) },
} as const satisfies ShapeKind;

export const xRayGauge = {
  name: 'x-ray-gauge',
  label: { en: 'X-ray gauge', zh: 'X射线测厚仪' },
  family: 'rolling',
  params: {
    width: metre(W.width, 2.4, 1, 6),
    height: metre(W.height, 2.2, 1, 5),
    passLine: metre(W.passLine, 1.1, 0.4, 4),
  },
  bindings: {},
} as const satisfies ShapeKind;
