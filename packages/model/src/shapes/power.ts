/** Kinds that make power and thrust. */
import { degrees, metre, type ShapeKind, spins, turns } from './kind.ts';
import { WORDS as W } from './words.ts';

export const gasTurbine = {
  name: 'gas-turbine',
  label: { en: 'Gas turbine, cut open', zh: '燃气轮机（剖视）' },
  family: 'power',
  params: {
    length: metre(W.length, 9, 1, 30),
    diameter: metre(W.diameter, 3, 0.4, 8),
    cut: degrees(W.cut, 110, 0, 180),
  },
  bindings: { spin: spins(W.speed, 3000) },
} as const satisfies ShapeKind;

export const jetEngine = {
  name: 'jet-engine',
  label: { en: 'Turbofan engine', zh: '涡扇发动机' },
  family: 'power',
  params: {
    diameter: metre(W.diameter, 1.8, 0.3, 4),
    length: metre(W.length, 3.4, 0.6, 8),
    cut: degrees(W.cut, 130, 0, 180),
  },
  bindings: {
    spin: spins({ en: 'Speed of the fan', zh: '风扇转速' }, 3000),
    core: spins({ en: 'Speed of the core', zh: '核心机转速' }, 9000),
  },
} as const satisfies ShapeKind;

export const windTurbine = {
  name: 'wind-turbine',
  label: { en: 'Wind turbine', zh: '风力发电机组' },
  family: 'power',
  params: { hubHeight: metre(W.hubHeight, 90, 5, 200), rotor: metre(W.rotor, 100, 3, 260) },
  bindings: {
    spin: spins(W.speed, 18),
    yaw: turns(W.yaw, -180, 180),
    pitch: turns(W.pitch, 0, 90),
  },
} as const satisfies ShapeKind;
