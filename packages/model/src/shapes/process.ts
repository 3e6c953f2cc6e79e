/** Process tools and control equipment. */
import { metre, type ShapeKind, slides, spins, turns } from './kind.ts';
import { WORDS as W } from './words.ts';

export const waferPolisher = {
  name: 'wafer-polisher',
  label: { en: 'Wafer polisher', zh: '晶圆抛光机' },
  family: 'process',
  params: {
    width: metre(W.width, 2.2, 0.8, 6),
    depth: metre(W.depth, 1.8, 0.8, 5),
    height: metre(W.height, 2.2, 1.2, 4),
  },
  bindings: {
    spin: spins({ en: 'Speed of the platen', zh: '抛光盘转速' }, 120),
    head: spins({ en: 'Speed of the head', zh: '抛光头转速' }, 120),
    lift: slides({ en: 'Lift of the head', zh: '抛光头升程' }, 0, 0.3),
  },
} as const satisfies ShapeKind;

export const cabinet = {
  name: 'cabinet',
  label: { en: 'Electrical cabinet', zh: '电气柜' },
  family: 'process',
  params: {
    width: metre(W.width, 0.8, 0.2, 40),
    height: metre(W.height, 2.1, 0.3, 4),
    depth: metre(W.depth, 0.6, 0.1, 3),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const camera = {
  name: 'camera',
  label: { en: 'Camera', zh: '摄像机' },
  family: 'process',
  params: { height: metre(W.height, 3, 0.3, 30) },
  bindings: { pan: turns(W.pan, -180, 180), tilt: turns(W.tilt, -80, 20) },
} as const satisfies ShapeKind;

export const sensor = {
  name: 'sensor',
  label: { en: 'Transmitter', zh: '变送器' },
  family: 'process',
  params: { height: metre(W.height, 1.2, 0.1, 10) },
  bindings: {},
} as const satisfies ShapeKind;
