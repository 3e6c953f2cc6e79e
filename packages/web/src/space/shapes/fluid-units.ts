/** Units that feed a mill: coolant header with its tank, hydraulic unit. */
import { fluids } from '@millwright/model/shapes';
import { draws } from './draws.ts';
import { around, flange, spokes } from './rolls.ts';

/** A pipe along the line with a branch to each machine beside it, the tank and its pumps at the end. */
export const coolantHeader = draws(fluids.coolantHeader, (build, { length, height, branches, reach }) => {
  const low = 0.4;
  const half = length / 2;
  build.cylinder('pipe', 0.16, length, [0, low, 0], 'x', { segments: 16 });
  const pitch = length / branches;
  const riser = -Math.min(1.5, reach * 0.8);
  for (let i = 0; i < branches; i++) {
    const x = -half + pitch * (i + 0.5);
    build.pipes(
      'pipe',
      0.075,
      [
        [x, low, 0],
        [x, low, riser],
        [x, height, riser],
        [x, height, -reach],
      ],
      10,
    );
    build.box('dark', [0.24, 0.26, 0.2], [x, low, -0.62]);
    build.cylinder('light', 0.11, 0.18, [x, low + 0.22, -0.62], 'y', { segments: 12 });
    build.box('dark', [0.3, 0.08, 0.3], [x, 0.04, riser]);
    build.box('dark', [0.1, low, 0.34], [x + 0.5, low / 2, 0]);
  }
  // Tank, its lid, filters and two pumps.
  const tank = Math.min(4, length * 0.34);
  const at = -half + tank / 2;
  build.box('body', [tank, 1.5, 1.9], [at, 0.85, 1.7]);
  build.box('dark', [tank * 1.02, 0.1, 1.96], [at, 0.05, 1.7]);
  build.box('light', [tank * 1.01, 0.06, 1.94], [at, 1.63, 1.7]);
  for (const share of [-0.3, 0.05]) {
    build.cylinder('light', 0.28, 0.8, [at + share * tank, 2.04, 1.4], 'y', { segments: 18 });
    build.cylinder('dark', 0.31, 0.06, [at + share * tank, 2.1, 1.4], 'y', { segments: 18 });
  }
  build.box('light', [tank * 0.2, 0.12, 0.7], [at + tank * 0.34, 1.7, 1.9]);
  for (const z of [1.3, 2.2]) {
    const x = at + tank / 2 + 0.9;
    build.box('dark', [1.6, 0.14, 0.56], [x, 0.07, z]);
    build.cylinder('body', 0.3, 0.26, [x - 0.45, 0.5, z], 'x', { segments: 20 });
    build.cylinder('body', 0.25, 0.7, [x + 0.3, 0.5, z], 'x', { segments: 18 });
    build.pipes('pipe', 0.09, [
      [x - 0.45, 0.5, z],
      [x - 0.45, 1.1, z],
      [x - 0.45, 1.1, 0.5],
      [x - 0.45, low, 0],
    ]);
  }
  build.box('black', [0.16, 1.2, 0.05], [at, 0.86, 2.66]);
  build.on(build.stretchBy('fill', [at, 0.28, 2.66], [0, 1, 0], (level) => Math.max(0, Math.min(1, level))));
  build.box('liquid', [0.15, 1.16, 0.07], [at, 0.86, 2.67]);
});

/** Tank in its tray, motor pumps on top, bladder accumulators, valve stand, cooler. */
export const hydraulicUnit = draws(fluids.hydraulicUnit, (build, { width, height, depth }) => {
  const top = height * 0.5;
  build.box('dark', [width * 1.06, height * 0.07, depth * 1.08], [0, height * 0.035, 0]);
  build.box('body', [width, top - height * 0.1, depth], [0, (top + height * 0.1) / 2, 0]);
  build.box('light', [width * 1.02, height * 0.04, depth * 1.02], [0, top, 0]);
  const r = height * 0.12;
  const axis = top + r * 1.5;
  for (const share of [-0.34, -0.08]) {
    const x = share * width;
    const axes = build.spin('spin', [x, axis, 0], 'z');
    build.on();
    build.box('dark', [r * 2.2, r * 0.4, depth * 0.72], [x, top + r * 0.3, 0]);
    build.cylinder('body', r, depth * 0.4, [x, axis, depth * 0.14], 'z', { segments: 20 });
    spokes(10, (angle) => {
      const fin = around([x, axis, depth * 0.14], r * 1.04, angle, 'z');
      build.box('body', [r * 0.2, r * 0.06, depth * 0.34], fin, (angle * 180) / Math.PI);
    });
    build.cylinder('light', r * 0.9, depth * 0.05, [x, axis, depth * 0.37], 'z', { segments: 18 });
    build.box('light', [r * 1.1, r * 1.1, depth * 0.16], [x, axis, -depth * 0.28]);
    build.pipes(
      'pipe',
      r * 0.2,
      [
        [x, axis, -depth * 0.36],
        [x, axis, -depth * 0.44],
        [x, axis + height * 0.22, -depth * 0.44],
        [width * 0.3, axis + height * 0.22, -depth * 0.44],
      ],
      8,
    );
    build.on(axes);
    build.cylinder('steel', r * 0.5, depth * 0.1, [x, axis, -depth * 0.13], 'z', { segments: 14 });
    build.box('mark', [r * 1.05, r * 0.2, depth * 0.08], [x, axis, -depth * 0.13]);
  }
  build.on();
  // Accumulators in their rack.
  for (let i = 0; i < 3; i++) {
    const x = width * (0.2 + i * 0.11);
    const bottle = height * 0.075;
    build.cylinder('light', bottle, height * 0.4, [x, top + height * 0.26, -depth * 0.24], 'y', {
      segments: 16,
    });
    build.ball('light', bottle, [x, top + height * 0.46, -depth * 0.24], { segments: 14 });
    build.cylinder('dark', bottle * 0.4, height * 0.08, [x, top + height * 0.04, -depth * 0.24], 'y', {
      segments: 10,
    });
  }
  build.beam(
    'dark',
    0.05,
    [width * 0.13, top + height * 0.3, -depth * 0.16],
    [width * 0.49, top + height * 0.3, -depth * 0.16],
  );
  // Valve stand and gauges.
  build.box(
    'steel',
    [width * 0.3, height * 0.16, depth * 0.2],
    [width * 0.31, top + height * 0.1, depth * 0.24],
  );
  for (let i = 0; i < 4; i++) {
    const x = width * (0.21 + i * 0.065);
    build.box('dark', [width * 0.04, height * 0.12, depth * 0.12], [x, top + height * 0.22, depth * 0.24]);
    build.cylinder('light', height * 0.03, depth * 0.24, [x, top + height * 0.24, depth * 0.24], 'z', {
      segments: 8,
    });
  }
  flange(build, 'light', height * 0.14, height * 0.02, [-width * 0.3, top * 0.56, depth * 0.5], 'z', 8);
  build.box('black', [width * 0.04, top * 0.6, 0.04], [width * 0.3, top * 0.56, depth * 0.5]);
  build.on(
    build.stretchBy('fill', [width * 0.3, top * 0.28, depth * 0.5], [0, 1, 0], (level) =>
      Math.max(0, Math.min(1, level)),
    ),
  );
  build.box('liquid', [width * 0.036, top * 0.56, 0.06], [width * 0.3, top * 0.56, depth * 0.51]);
});
