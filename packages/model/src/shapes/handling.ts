/** Kinds that move and store goods on the floor. */
import { count, metre, runs, type ShapeKind, share, slides, turns } from './kind.ts';
import { WORDS as W } from './words.ts';

export const conveyor = {
  name: 'conveyor',
  label: { en: 'Belt conveyor', zh: '皮带输送机' },
  family: 'handling',
  params: {
    length: metre(W.length, 5, 0.5, 300),
    width: metre(W.width, 0.8, 0.1, 4),
    height: metre(W.height, 0.9, 0.2, 10),
  },
  bindings: { move: runs(W.running, 120) },
} as const satisfies ShapeKind;

const joint = (n: number, low: number, high: number) =>
  turns({ en: `Joint ${n}`, zh: `关节 ${n}` }, low, high);

export const robotArm = {
  name: 'robot-arm',
  label: { en: 'Robot arm, six axes', zh: '六轴机械臂' },
  family: 'handling',
  params: { reach: metre(W.reach, 2, 0.4, 5) },
  bindings: {
    joint1: joint(1, -170, 170),
    joint2: joint(2, -60, 120),
    joint3: joint(3, -120, 80),
    joint4: joint(4, -180, 180),
    joint5: joint(5, -120, 120),
    joint6: joint(6, -360, 360),
  },
} as const satisfies ShapeKind;

export const agv = {
  name: 'agv',
  label: { en: 'Automated guided vehicle', zh: '自动导引车' },
  family: 'handling',
  params: {
    length: metre(W.length, 1.6, 0.5, 12),
    width: metre(W.width, 0.9, 0.3, 4),
    height: metre(W.height, 0.34, 0.15, 2),
  },
  bindings: { lift: slides(W.lift, 0, 0.12) },
} as const satisfies ShapeKind;

export const forklift = {
  name: 'forklift',
  label: { en: 'Forklift truck', zh: '叉车' },
  family: 'handling',
  params: { length: metre(W.length, 2.4, 1.5, 6), height: metre(W.height, 2.2, 1.8, 5) },
  bindings: { lift: slides(W.lift, 0, 3) },
} as const satisfies ShapeKind;

export const truck = {
  name: 'truck',
  label: { en: 'Truck with trailer', zh: '载货卡车' },
  family: 'handling',
  params: { length: metre(W.length, 13.6, 6, 20), height: metre(W.height, 3.9, 2.5, 4.5) },
  bindings: {},
} as const satisfies ShapeKind;

export const rack = {
  name: 'rack',
  label: { en: 'Pallet rack', zh: '货架' },
  family: 'handling',
  params: {
    length: metre(W.length, 8.4, 1, 200),
    height: metre(W.height, 6, 1, 40),
    depth: metre(W.depth, 1.1, 0.3, 3),
    bays: count(W.bays, 3, 1, 60),
    levels: count(W.levels, 4, 1, 30),
  },
  bindings: { fill: share(W.filled) },
} as const satisfies ShapeKind;

export const stackerCrane = {
  name: 'stacker-crane',
  label: { en: 'Stacker crane', zh: '堆垛机' },
  family: 'handling',
  params: { length: metre(W.length, 12, 3, 200), height: metre(W.height, 8, 2, 45) },
  bindings: {
    travel: slides(W.travel, -5, 5),
    lift: slides(W.lift, 0, 6.5),
    reach: slides(W.reach, -1.2, 1.2),
  },
} as const satisfies ShapeKind;

export const container = {
  name: 'container',
  label: { en: 'Container', zh: '集装箱' },
  family: 'handling',
  params: {
    length: metre(W.length, 6.06, 2, 16.2),
    width: metre(W.width, 2.44, 1, 3),
    height: metre(W.height, 2.59, 1, 3),
  },
  bindings: {},
} as const satisfies ShapeKind;

export const ship = {
  name: 'ship',
  label: { en: 'Container ship', zh: '集装箱船' },
  family: 'handling',
  origin: { en: 'middle of the ship at the water line', zh: '船舶中部水线处' },
  params: {
    length: metre(W.length, 120, 20, 400),
    width: metre(W.width, 22, 5, 62),
    lanes: count(W.lanes, 8, 1, 24),
    tiers: count(W.tiers, 3, 0, 9),
  },
  bindings: { fill: share(W.filled) },
} as const satisfies ShapeKind;
