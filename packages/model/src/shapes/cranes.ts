/** Cranes over halls, yards and quays. */
import { metre, type ShapeKind, slides, turns } from './kind.ts';
import { WORDS as W } from './words.ts';

export const gantryCrane = {
  name: 'gantry-crane',
  label: { en: 'Gantry crane', zh: '门式起重机' },
  family: 'cranes',
  params: {
    span: metre(W.span, 14, 3, 70),
    height: metre(W.height, 9, 3, 40),
    length: metre(W.length, 5, 1.5, 20),
  },
  bindings: {
    travel: slides(W.travel, -8, 8),
    trolley: slides(W.trolley, -5, 5),
    hoist: slides(W.hoist, 0.5, 6.5),
  },
} as const satisfies ShapeKind;

export const overheadCrane = {
  name: 'overhead-crane',
  label: { en: 'Overhead crane on its rails', zh: '桥式起重机' },
  family: 'cranes',
  params: {
    span: metre(W.span, 18, 3, 60),
    height: metre(W.height, 10, 3, 40),
    length: metre(W.length, 30, 4, 400),
  },
  bindings: {
    travel: slides(W.travel, -12, 12),
    trolley: slides(W.trolley, -7, 7),
    hoist: slides(W.hoist, 0.5, 7.5),
  },
} as const satisfies ShapeKind;

export const quayCrane = {
  name: 'quay-crane',
  label: { en: 'Ship-to-shore crane', zh: '岸边集装箱起重机' },
  family: 'cranes',
  params: {
    height: metre(W.height, 42, 10, 70),
    outreach: metre(W.outreach, 45, 10, 80),
    span: metre(W.span, 24, 6, 45),
  },
  bindings: {
    travel: slides(W.travel, -20, 20),
    trolley: slides(W.trolley, -25, 55),
    hoist: slides(W.hoist, 2, 36),
    boom: turns(W.boom, 0, 80),
  },
} as const satisfies ShapeKind;
