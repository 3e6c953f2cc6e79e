/** Process tools and control equipment: wafer polisher, cabinet, camera, transmitter. */
import { process } from '@millwright/model/shapes';
import { draws } from './draws.ts';
import { around, flange, spokes } from './rolls.ts';

/** Enclosed tool: platen with its pad, polishing head on an arm, conditioner, loading port, screen. */
export const waferPolisher = draws(process.waferPolisher, (build, { width, depth, height }) => {
  const deck = height * 0.42;
  const [x, z] = [width / 2, depth / 2];
  build.box('light', [width, deck * 0.92, depth], [0, deck * 0.46 + 0.06, 0]);
  build.box('dark', [width * 0.97, 0.12, depth * 0.97], [0, 0.06, 0]);
  build.box('steel', [width, deck * 0.06, depth], [0, deck * 0.98, 0]);
  const doors = Math.max(2, Math.round(width / 0.8));
  for (let i = 0; i < doors; i++) {
    const at = -x + (width * (i + 0.5)) / doors;
    build.box('guard', [(width / doors) * 0.94, deck * 0.74, 0.02], [at, deck * 0.5, z + 0.005]);
    build.box('dark', [0.02, 0.14, 0.04], [at + (width / doors) * 0.38, deck * 0.6, z + 0.02]);
  }
  // Frame of the enclosure with its roof, glass at the back and the sides.
  for (const a of [-1, 1]) {
    for (const b of [-1, 1])
      build.box(
        'light',
        [0.07, height - deck, 0.07],
        [a * (x - 0.035), (height + deck) / 2, b * (z - 0.035)],
      );
    build.box('glass', [0.015, (height - deck) * 0.8, depth * 0.9], [a * (x - 0.03), (height + deck) / 2, 0]);
  }
  build.box('glass', [width * 0.94, (height - deck) * 0.8, 0.015], [0, (height + deck) / 2, -z + 0.03]);
  build.box('light', [width, height * 0.06, depth], [0, height * 0.97, 0]);
  build.box('body', [width * 0.4, height * 0.07, depth * 0.5], [0, height * 1.035, -depth * 0.1]);
  // Screen and signal column.
  build.box('black', [width * 0.16, height * 0.13, 0.04], [x * 0.8, deck * 1.55, z + 0.08], -12, 'x');
  build.box('dark', [0.04, deck * 0.4, 0.04], [x * 0.8, deck * 1.25, z + 0.04]);
  for (const [i, role] of (['guard', 'light', 'dark'] as const).entries()) {
    build.cylinder(role, 0.04, 0.08, [-x * 0.9, height * 1.04 + i * 0.08, z * 0.9], 'y', { segments: 12 });
  }
  // Loading port at the side.
  build.box('light', [width * 0.16, deck * 1.25, depth * 0.5], [x * 1.14, deck * 0.62, depth * 0.1]);
  build.box('glass', [width * 0.12, deck * 0.3, depth * 0.34], [x * 1.14, deck * 1.4, depth * 0.1]);

  const r = Math.min(width * 0.24, depth * 0.36);
  const platen = [-x * 0.24, deck * 1.04, 0] as const;
  build.tube('dark', r * 1.16, r * 1.08, deck * 0.1, [platen[0], deck * 1.02, 0], 'y', 32);
  build.on(build.spin('spin', platen, 'y'));
  build.cylinder('body', r, deck * 0.08, platen, 'y', { segments: 36 });
  build.cylinder('guard', r * 0.98, deck * 0.01, [platen[0], deck * 1.085, 0], 'y', { segments: 36 });
  for (const share of [0.35, 0.6, 0.85]) {
    build.tube('mark', r * share, r * (share - 0.012), deck * 0.014, [platen[0], deck * 1.086, 0], 'y', 32);
  }
  build.box('mark', [r * 1.9, deck * 0.013, r * 0.02], [platen[0], deck * 1.087, 0]);
  build.on();
  // Arm with the head over one half of the platen.
  const pillar = [x * 0.56, deck, -z * 0.5] as const;
  build.cylinder('steel', r * 0.2, deck * 0.62, [pillar[0], deck * 1.3, pillar[2]], 'y', { segments: 20 });
  const head = [platen[0] + r * 0.46, deck * 1.2, 0] as const;
  const lift = build.slide('lift', 'y', [0, height - deck * 1.7]);
  build.on(lift);
  build.beam(
    'light',
    r * 0.3,
    [pillar[0], deck * 1.6, pillar[2]],
    [head[0] - r * 0.12, deck * 1.6, head[2] + r * 0.08],
    deck * 0.16,
  );
  build.cylinder('light', r * 0.2, deck * 0.2, [head[0], deck * 1.64, head[2]], 'y', { segments: 18 });
  const turning = build.spin('head', head, 'y', -1, lift);
  build.on(turning);
  build.cylinder('steel', r * 0.08, deck * 0.3, [head[0], deck * 1.42, head[2]], 'y', { segments: 14 });
  build.cylinder('body', r * 0.4, deck * 0.12, [head[0], deck * 1.21, head[2]], 'y', { segments: 28 });
  build.cylinder('light', r * 0.42, deck * 0.05, [head[0], deck * 1.12, head[2]], 'y', { segments: 28 });
  spokes(6, (angle) => {
    const bolt = around([head[0], deck * 1.275, head[2]], r * 0.3, angle, 'y');
    build.cylinder('mark', r * 0.03, deck * 0.02, bolt, 'y', { segments: 6, edges: false });
  });
  // Slurry arm.
  build.on();
  build.cylinder('steel', r * 0.06, deck * 0.3, [platen[0] - r * 1.12, deck * 1.14, -r * 0.7], 'y', {
    segments: 10,
  });
  build.rod(
    'steel',
    r * 0.035,
    [platen[0] - r * 1.12, deck * 1.28, -r * 0.7],
    [platen[0] - r * 0.2, deck * 1.28, -r * 0.1],
  );
});

const DOOR = 0.8;

/** Cabinets in a row, doors to the operator. */
export const cabinet = draws(process.cabinet, (build, { width, height, depth }) => {
  build.box('light', [width, height - 0.1, depth], [0, height / 2 + 0.05, 0]);
  build.box('black', [width, 0.1, depth * 0.94], [0, 0.05, 0]);
  build.box('guard', [width * 1.01, 0.04, depth * 1.03], [0, height, 0]);
  const doors = Math.max(1, Math.min(40, Math.round(width / DOOR)));
  const wide = width / doors;
  for (let i = 0; i < doors; i++) {
    const x = -width / 2 + wide * (i + 0.5);
    build.box('guard', [wide * 0.93, height * 0.88, 0.02], [x, height * 0.51, depth / 2 + 0.01]);
    build.box(
      'dark',
      [0.03, Math.min(0.18, height * 0.1), 0.05],
      [x + wide * 0.38, height * 0.5, depth / 2 + 0.03],
    );
    // Meters, lamps and a vent.
    build.box('black', [wide * 0.32, height * 0.07, 0.02], [x, height * 0.82, depth / 2 + 0.025]);
    for (const dx of [-0.12, 0, 0.12]) {
      build.cylinder('light', wide * 0.022, 0.03, [x + dx * wide, height * 0.72, depth / 2 + 0.03], 'z', {
        segments: 8,
      });
    }
    for (let k = 0; k < 4; k++) {
      build.box(
        'dark',
        [wide * 0.4, height * 0.008, 0.02],
        [x, height * (0.14 + k * 0.02), depth / 2 + 0.024],
      );
    }
  }
});

/** On its post; pan around the post, tilt of the body. Looks along x. */
export const camera = draws(process.camera, (build, { height }) => {
  const u = Math.min(1, Math.max(0.5, height / 3));
  build.cylinder('dark', 0.04 * u, height - 0.2 * u, [0, (height - 0.2 * u) / 2, 0], 'y', { segments: 12 });
  build.box('dark', [0.26 * u, 0.03, 0.26 * u], [0, 0.015, 0]);
  const pan = build.turn('pan', [0, 0, 0], 'y');
  build.on(pan);
  build.cylinder('light', 0.07 * u, 0.12 * u, [0, height - 0.16 * u, 0], 'y', { segments: 16 });
  for (const z of [-1, 1])
    build.box('light', [0.06 * u, 0.18 * u, 0.02 * u], [0, height - 0.05 * u, z * 0.1 * u]);
  const tilt = build.turn('tilt', [0, height, 0], 'z', [-90, 45], { parent: pan });
  build.on(tilt);
  build.box('light', [0.38 * u, 0.14 * u, 0.17 * u], [0.04 * u, height, 0]);
  build.box('body', [0.46 * u, 0.02 * u, 0.2 * u], [0.08 * u, height + 0.085 * u, 0]);
  build.cylinder('dark', 0.062 * u, 0.08 * u, [0.26 * u, height, 0], 'x', { segments: 18 });
  build.cylinder('black', 0.05 * u, 0.02 * u, [0.305 * u, height, 0], 'x', { segments: 18 });
  build.cylinder('glass', 0.03 * u, 0.02 * u, [0.315 * u, height, 0], 'x', { segments: 14 });
});

/** Transmitter: round housing with its display, neck and process flange, on a stand. */
export const sensor = draws(process.sensor, (build, { height }) => {
  const u = Math.min(1.2, Math.max(0.4, height / 1.2));
  const head = height - 0.12 * u;
  const neck = Math.min(height * 0.5, 0.32 * u);
  build.rod('dark', 0.025 * u, [0, 0, 0], [0, height - neck, 0], { segments: 10 });
  build.cylinder('dark', 0.12 * u, 0.02, [0, 0.01, 0], 'y', { segments: 18 });
  flange(build, 'steel', 0.09 * u, 0.025 * u, [0, height - neck, 0], 'y');
  build.cylinder('steel', 0.035 * u, neck * 0.7, [0, height - neck * 0.65, 0], 'y', { segments: 12 });
  build.cylinder('body', 0.1 * u, 0.15 * u, [0, head, 0], 'z', { segments: 24 });
  build.cylinder('light', 0.105 * u, 0.035 * u, [0, head, 0.08 * u], 'z', { segments: 24 });
  build.cylinder('light', 0.105 * u, 0.035 * u, [0, head, -0.08 * u], 'z', { segments: 24 });
  build.cylinder('black', 0.07 * u, 0.01 * u, [0, head, 0.1 * u], 'z', { segments: 22 });
  build.box('line', [0.08 * u, 0.035 * u, 0.004 * u], [0, head + 0.01 * u, 0.106 * u]);
  build.cylinder('dark', 0.03 * u, 0.08 * u, [0.12 * u, head, 0], 'x', { segments: 12 });
  build.rod('black', 0.012 * u, [0.16 * u, head, 0], [0.2 * u, 0.05, 0], { segments: 6 });
});
