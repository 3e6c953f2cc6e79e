/** What surrounds machines, and people. */
import { count, metre, type ShapeKind, share } from './kind.ts';
import { WORDS as W } from './words.ts';

export const floor = {
  name: 'floor',
  label: { en: 'Floor', zh: '地面' },
  family: 'site',
  params: { width: metre(W.width, 40, 0.5, 5000), depth: metre(W.depth, 20, 0.5, 5000) },
  bindings: {},
} as const satisfies ShapeKind;

export const wall = {
  name: 'wall',
  label: { en: 'Wall', zh: '墙' },
  family: 'site',
  params: {
    length: metre(W.length, 10, 0.1, 2000),
    height: metre(W.height, 4, 0.1, 60),
    thickness: metre(W.thickness, 0.2, 0.02, 3),
    bays: count({ en: 'Columns and windows', zh: '立柱与窗数' }, 0, 0, 100),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const door = {
  name: 'door',
  label: { en: 'Roller door', zh: '卷帘门' },
  family: 'site',
  params: { width: metre(W.width, 4, 0.6, 20), height: metre(W.height, 4, 1.8, 20) },
  bindings: { opening: share(W.opening) },
} as const satisfies ShapeKind;

export const floorMarking = {
  name: 'floor-marking',
  label: { en: 'Floor marking', zh: '地面标线' },
  family: 'site',
  params: {
    length: metre(W.length, 6, 0.2, 1000),
    width: metre(W.width, 2, 0, 500),
    thickness: metre({ en: 'Width of the line', zh: '线宽' }, 0.1, 0.02, 1),
    stripes: count(W.stripes, 0, 0, 200),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const walkway = {
  name: 'walkway',
  label: { en: 'Walkway', zh: '通道' },
  family: 'site',
  params: { length: metre(W.length, 10, 0.5, 2000), width: metre(W.width, 1.2, 0.4, 20) },
  bindings: {},
} as const satisfies ShapeKind;

export const railing = {
  name: 'railing',
  label: { en: 'Railing', zh: '护栏' },
  family: 'site',
  params: { length: metre(W.length, 4, 0.3, 500), height: metre(W.height, 1.1, 0.3, 3) },
  bindings: {},
} as const satisfies ShapeKind;

export const platform = {
  name: 'platform',
  label: { en: 'Platform with stairs', zh: '操作平台' },
  family: 'site',
  params: {
    length: metre(W.length, 5, 1, 200),
    width: metre(W.width, 1.6, 0.6, 30),
    height: metre(W.height, 1.6, 0.3, 20),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const plinth = {
  name: 'plinth',
  label: { en: 'Foundation', zh: '设备基础' },
  family: 'site',
  params: {
    width: metre(W.width, 2, 0.1, 200),
    height: metre(W.height, 0.3, 0.02, 20),
    depth: metre(W.depth, 2, 0.1, 200),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const person = {
  name: 'person',
  label: { en: 'Person', zh: '人员' },
  family: 'site',
  params: { height: metre(W.height, 1.78, 1.2, 2.2) },
  bindings: {},
} as const satisfies ShapeKind;

export const box = {
  name: 'box',
  label: { en: 'Box', zh: '方体' },
  family: 'site',
  params: {
    width: metre(W.width, 1, 0.01, 500),
    height: metre(W.height, 1, 0.01, 500),
    depth: metre(W.depth, 1, 0.01, 500),
  },
  bindings: {},
} as const satisfies ShapeKind;
