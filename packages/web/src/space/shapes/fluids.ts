/** Pump, valve, pipe, tank, heat exchanger. */
import { fluids } from '@millwright/model/shapes';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';
import { around, flange, spokes } from './rolls.ts';

/** Volute with its suction and discharge, coupling under a guard, motor, all on one base frame; shaft along x. */
export const pump = draws(fluids.pump, (build, { length, height }) => {
  const half = length / 2;
  const axis = height * 0.46;
  const volute = Math.min(height * 0.3, length * 0.22);
  build.box('dark', [length, height * 0.1, height * 0.62], [0, height * 0.05, 0]);
  build.box('body', [length * 0.94, height * 0.06, height * 0.5], [0, height * 0.13, 0]);
  // Volute: a wheel that grows into the discharge.
  const at = -half * 0.66;
  build.cylinder('body', volute, length * 0.13, [at, axis, 0], 'x', { segments: 26 });
  build.cylinder('light', volute * 0.8, length * 0.16, [at, axis, 0], 'x', { segments: 22 });
  build.cylinder('body', volute * 0.42, height * 0.38, [at, axis + height * 0.2, volute * 0.5], 'y', {
    segments: 16,
  });
  flange(build, 'light', volute * 0.62, height * 0.05, [at, axis + height * 0.41, volute * 0.5], 'y');
  build.cylinder('body', volute * 0.46, length * 0.12, [at - length * 0.12, axis, 0], 'x', { segments: 16 });
  flange(build, 'light', volute * 0.68, height * 0.05, [at - length * 0.18, axis, 0], 'x');
  build.box('dark', [length * 0.1, axis - height * 0.1, volute * 1.1], [at, axis / 2 + height * 0.05, 0]);
  // Bearing bracket.
  build.cylinder('light', volute * 0.4, length * 0.16, [at + length * 0.15, axis, 0], 'x', { segments: 16 });
  build.box('dark', [length * 0.05, axis - volute * 0.3, volute * 0.7], [at + length * 0.17, axis / 2, 0]);
  // Motor.
  const motorAt = half * 0.48;
  const frame = height * 0.26;
  build.cylinder('body', frame, length * 0.36, [motorAt, axis, 0], 'x', { segments: 22 });
  spokes(14, (angle) => {
    const fin = around([motorAt, axis, 0], frame * 1.03, angle, 'x');
    build.box('body', [length * 0.3, height * 0.05, height * 0.014], fin, (angle * 180) / Math.PI, 'x');
  });
  build.cylinder('light', frame * 0.96, length * 0.06, [half * 0.92, axis, 0], 'x', { segments: 20 });
  build.box('light', [length * 0.12, height * 0.14, height * 0.2], [motorAt, axis + frame, 0]);
  build.box('dark', [length * 0.3, axis - frame * 0.7, height * 0.36], [motorAt, axis * 0.36, 0]);
  // Shaft and coupling, seen in the open guard.
  build.on(build.spin('spin', [0, axis, 0], 'x'));
  build.cylinder('roll', height * 0.045, length * 0.3, [-half * 0.05, axis, 0], 'x', { segments: 12 });
  build.cylinder('steel', height * 0.12, length * 0.07, [-half * 0.04, axis, 0], 'x', { segments: 18 });
  spokes(4, (angle) => {
    const bolt = around([-half * 0.04, axis, 0], height * 0.09, angle, 'x');
    build.cylinder('mark', height * 0.02, length * 0.08, bolt, 'x', { segments: 6, edges: false });
  });
});

/** Globe valve with its yoke and hand wheel; the stem rises and the wheel turns with the opening. Pipe along x. */
export const valve = draws(fluids.valve, (build, { diameter, length }) => {
  const r = diameter / 2;
  build.ball('body', r * 1.45, [0, 0, 0], { segments: 18 });
  build.cylinder('body', r * 1.05, length * 0.9, [0, 0, 0], 'x', { segments: 18 });
  for (const end of [-1, 1]) flange(build, 'light', r * 1.7, length * 0.08, [end * length * 0.46, 0, 0], 'x');
  build.cylinder('body', r * 0.95, r * 1.2, [0, r * 1.4, 0], 'y', { segments: 16 });
  flange(build, 'light', r * 1.3, r * 0.28, [0, r * 2, 0], 'y');
  for (const x of [-1, 1]) build.beam('body', r * 0.3, [x * r * 0.8, r * 2.1, 0], [x * r * 0.5, r * 4.1, 0]);
  build.box('body', [r * 1.3, r * 0.3, r * 0.6], [0, r * 4.1, 0]);
  const stem = build.slide('opening', 'y', [0, 1], { factor: r * 0.9 });
  build.on(stem);
  build.cylinder('roll', r * 0.16, r * 3.2, [0, r * 3.2, 0], 'y', { segments: 10 });
  const wheel = build.turn('opening', [0, 0, 0], 'y', [0, 1], { parent: stem, factor: 900 });
  build.on(wheel);
  build.tube('dark', r * 1.5, r * 1.28, r * 0.2, [0, r * 4.6, 0], 'y', 24);
  for (let i = 0; i < 3; i++) {
    const angle = (i * 120 * Math.PI) / 180;
    build.rod('dark', r * 0.09, [0, r * 4.6, 0], around([0, r * 4.6, 0], r * 1.4, angle, 'y'), {
      segments: 6,
    });
  }
});

/** Straight along x, with flanges at both ends and supports when it lies low. */
export const pipe = draws(fluids.pipe, (build, { length, diameter }) => {
  const r = diameter / 2;
  build.cylinder('pipe', r, length, [length / 2, 0, 0], 'x', { segments: 16 });
  for (const x of [0, length]) {
    build.cylinder('light', r * 1.5, Math.min(r * 0.6, 0.08), [x, 0, 0], 'x', { segments: 16 });
  }
  const clamps = Math.min(40, Math.floor(length / 3));
  for (let i = 1; i <= clamps; i++) {
    build.tube('dark', r * 1.14, r, Math.min(r * 0.6, 0.1), [(length * i) / (clamps + 1), 0, 0], 'x', 14);
  }
});

/** Upright vessel on a skirt, with dished ends, a ladder and a gauge glass that shows the level. */
export const tank = draws(fluids.tank, (build, { diameter, height }) => {
  const r = diameter / 2;
  const dish = Math.min(r * 0.35, height * 0.2);
  build.revolve(
    'body',
    [
      [height * 0.02, r * 0.96],
      [height * 0.02, r],
      [height - dish, r],
      [height - dish * 0.55, r * 0.93],
      [height - dish * 0.2, r * 0.7],
      [height - dish * 0.04, r * 0.35],
      [height, 0],
    ],
    [0, 0, 0],
    'y',
    { segments: 32 },
  );
  build.cylinder('dark', r * 1.03, height * 0.04, [0, height * 0.02, 0], 'y', { segments: 28 });
  for (const share of [0.3, 0.6]) {
    build.tube('light', r * 1.012, r * 0.98, height * 0.012, [0, height * share, 0], 'y', 32);
  }
  flange(build, 'light', r * 0.22, height * 0.03, [0, height + 0.01, 0], 'y');
  build.cylinder('body', r * 0.12, r * 0.4, [-r * 1.1, height * 0.14, 0], 'x', { segments: 12 });
  flange(build, 'light', r * 0.19, r * 0.06, [-r * 1.3, height * 0.14, 0], 'x');
  ladder(build, r, height);
  // Gauge glass to the operator.
  const low = height * 0.08;
  const span = height * 0.78;
  const wide = Math.max(0.06, r * 0.16);
  build.box('dark', [wide * 1.5, span * 1.05, 0.05], [0, low + span / 2, r + 0.01]);
  build.box('black', [wide, span, 0.08], [0, low + span / 2, r + 0.02]);
  build.on(build.stretchBy('fill', [0, low, r], [0, 1, 0], (level) => Math.max(0, Math.min(1, level))));
  build.box('liquid', [wide * 0.94, span, 0.1], [0, low + span / 2, r + 0.03]);
});

function ladder(build: ShapeDraft, r: number, height: number): void {
  const z = -0.22;
  for (const side of [-1, 1]) {
    const at = z + side * 0.2;
    build.beam('dark', 0.04, [r + 0.16, 0.1, at], [r + 0.16, height * 0.98, at]);
  }
  const rungs = Math.max(3, Math.min(24, Math.round(height / 0.3)));
  for (let i = 0; i < rungs; i++) {
    const y = 0.2 + ((height * 0.94 - 0.2) * i) / (rungs - 1);
    build.box('dark', [0.03, 0.03, 0.4], [r + 0.16, y, z]);
  }
}

/** Shell and tube: a lying shell on saddles, channel with its flanges and nozzles, tubes seen through the bonnet's edge. */
export const heatExchanger = draws(fluids.heatExchanger, (build, { length, diameter }) => {
  const r = diameter / 2;
  const axis = r + Math.max(0.35, diameter * 0.5);
  const at = (x: number) => [x * length, axis, 0] as const;
  build.cylinder('body', r * 0.92, length * 0.66, at(0.02), 'x', { segments: 26 });
  build.revolve(
    'body',
    [
      [0, r * 0.92],
      [length * 0.05, r * 0.86],
      [length * 0.1, r * 0.55],
      [length * 0.115, 0],
    ],
    at(0.38),
    'x',
    { segments: 26 },
  );
  build.cylinder('light', r * 0.92, length * 0.12, at(-0.39), 'x', { segments: 26 });
  for (const x of [-0.32, -0.345, -0.455, 0.36])
    flange(build, 'steel', r * 1.12, length * 0.018, at(x), 'x', 12);
  for (const [x, up] of [
    [-0.24, 1],
    [0.28, -1],
    [-0.39, 1],
    [-0.39, -1],
  ] as const) {
    const from = axis + up * r * 0.85;
    build.cylinder('pipe', r * 0.24, r * 0.7, [x * length, from + up * r * 0.25, 0], 'y', { segments: 14 });
    flange(build, 'light', r * 0.38, r * 0.1, [x * length, from + up * r * 0.58, 0], 'y');
  }
  for (const x of [-0.2, 0.24]) {
    build.box('dark', [length * 0.05, axis - r * 0.5, r * 1.5], [x * length, (axis - r * 0.5) / 2, 0]);
    build.box('dark', [length * 0.08, 0.06, r * 1.8], [x * length, 0.03, 0]);
  }
});
