/** What every shape can follow besides its own bindings, and what nodes of a GLB can. */
import { type ShapeTarget, slides, spins, turns } from './kind.ts';

/** Looks of a shape by its state. Colour is for what is not right; what merely stands is darker. */
export const STATE_LOOKS = ['normal', 'off', 'attention', 'fault'] as const;
export type StateLook = (typeof STATE_LOOKS)[number];

const DISTANCE = { en: 'Distance along the path', zh: '沿路径的距离' };

/** Bindings of the shape as a whole. */
export const WHOLE_BINDINGS = {
  moveX: slides({ en: 'Moved along x', zh: '沿 x 移动' }, -5, 5),
  moveY: slides({ en: 'Lifted', zh: '抬升' }, 0, 3),
  moveZ: slides({ en: 'Moved along z', zh: '沿 z 移动' }, -5, 5),
  heading: turns({ en: 'Heading', zh: '朝向' }, -180, 180),
  progress: { label: { en: 'Progress along the path', zh: '路径进度' }, unit: '1', range: [0, 1] },
  distance: slides(DISTANCE, 0, 20),
  visible: { label: { en: 'Visible', zh: '可见' }, unit: '1', range: [0, 1] },
  state: { label: { en: 'State', zh: '状态' }, unit: '1', range: [0, 3] },
  identity: {
    label: { en: 'Number of the piece of material here', zh: '此处物料编号' },
    unit: '1',
    range: [0, 1e6],
  },
} as const satisfies Record<string, ShapeTarget>;
export type WholeBinding = keyof typeof WHOLE_BINDINGS;

/** How a named node of a GLB may move. */
export const NODE_MOTIONS = {
  spin: spins({ en: 'Spins around its axis', zh: '绕轴旋转' }, 60),
  turn: turns({ en: 'Turned around its axis', zh: '绕轴转动' }, -180, 180),
  move: slides({ en: 'Moved along its axis', zh: '沿轴移动' }, -2, 2),
} as const satisfies Record<string, ShapeTarget>;
export type NodeMotion = keyof typeof NODE_MOTIONS;
