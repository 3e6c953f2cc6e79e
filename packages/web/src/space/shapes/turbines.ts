/** Gas turbine and turbofan, cut open so that the rotors show, and the wind turbine. Flow along x. */
import { power } from '@millwright/model/shapes';
import type { Role } from '../colours.ts';
import type { Vec } from '../joints.ts';
import type { ShapeDraft } from '../shape-draft.ts';
import type { Outline } from '../solids.ts';
import { draws } from './draws.ts';
import { around, flange, spokes } from './rolls.ts';

/** A casing along x whose cut faces upwards to the operator; a full one for no cut. */
function casing(build: ShapeDraft, role: Role, outer: Outline, wall: number, at: Vec, cut: number): void {
  const inner = outer.map(([x, r]) => [x, Math.max(0.01, r - wall)] as const).toReversed();
  const open = Math.max(0, Math.min(180, cut));
  build.revolve(role, [...outer, ...inner], at, 'x', {
    from: -45 + open / 2,
    sweep: 360 - open,
    segments: 26,
    closed: true,
  });
}

interface Stage {
  x: number;
  /** Radii at the root and the tip. */
  root: number;
  tip: number;
  blades: number;
  /** Length of a blade along the axis. */
  chord: number;
  role?: Role;
}

/** A row of blades around a shaft along x, each at an angle to the flow. */
function stage(
  build: ShapeDraft,
  [cx, cy, cz]: Vec,
  { x, root, tip, blades, chord, role = 'roll' }: Stage,
): void {
  build.cylinder('steel', root, chord * 0.8, [cx + x, cy, cz], 'x', { segments: 18 });
  const lean = chord * 0.32;
  const thick = chord * 0.09;
  spokes(blades, (angle) => {
    // Outline across the blade: x along the shaft, y sideways; lofted from root to tip, then turned around the shaft.
    const blade = (twist: number): [number, number][] => [
      [-chord / 2, -lean * twist - thick],
      [chord / 2, lean * twist - thick],
      [chord / 2, lean * twist + thick],
      [-chord / 2, -lean * twist + thick],
    ];
    const sections = [
      { at: root * 0.95, outline: blade(0.7) },
      { at: tip, outline: blade(1.2) },
    ];
    build.blade(role, sections, [cx + x, cy, cz], angle);
  });
}

export const gasTurbine = draws(power.gasTurbine, (build, { length, diameter, cut }) => {
  const r = diameter / 2;
  const axis = r + Math.max(0.35, diameter * 0.16);
  const at = [0, axis, 0] as const;
  const x = (share: number) => share * length;
  // Inlet, compressor, combustor, turbine and exhaust diffuser.
  casing(
    build,
    'light',
    [
      [x(-0.5), r],
      [x(-0.43), r * 0.94],
      [x(-0.39), r * 0.78],
    ],
    r * 0.06,
    at,
    cut,
  );
  casing(
    build,
    'body',
    [
      [x(-0.39), r * 0.78],
      [x(-0.1), r * 0.58],
    ],
    r * 0.06,
    at,
    cut,
  );
  casing(
    build,
    'body',
    [
      [x(-0.1), r * 0.6],
      [x(-0.06), r * 0.88],
      [x(0.1), r * 0.88],
      [x(0.13), r * 0.66],
    ],
    r * 0.06,
    at,
    cut,
  );
  casing(
    build,
    'dark',
    [
      [x(0.13), r * 0.66],
      [x(0.3), r * 0.8],
    ],
    r * 0.07,
    at,
    cut,
  );
  casing(
    build,
    'guard',
    [
      [x(0.3), r * 0.8],
      [x(0.5), r * 0.96],
    ],
    r * 0.05,
    at,
    cut,
  );
  for (const [share, size] of [
    [-0.39, 0.84],
    [-0.1, 0.68],
    [0.13, 0.74],
    [0.3, 0.88],
  ] as const) {
    casing(
      build,
      'steel',
      [
        [x(share - 0.008), r * size],
        [x(share + 0.008), r * size],
      ],
      r * 0.12,
      at,
      cut,
    );
  }
  // Burner cans around the shaft, where the casing is closed.
  spokes(10, (angle, i) => {
    const lying = (i * 36 + 90) % 360;
    if (lying > 135 - cut / 2 - 8 && lying < 135 + cut / 2 + 8) return;
    const can = around(at, r * 0.7, angle, 'x');
    build.cylinder('hot', r * 0.12, x(0.16), [x(0.02), can[1], can[2]], 'x', { segments: 12 });
    build.cylinder('light', r * 0.13, x(0.03), [x(-0.075), can[1], can[2]], 'x', { segments: 12 });
  });
  // Foundation frame.
  build.box('dark', [length * 0.96, 0.16, diameter * 0.7], [0, 0.08, 0]);
  for (const share of [-0.34, 0, 0.34]) {
    for (const z of [-1, 1]) {
      build.beam(
        'dark',
        diameter * 0.06,
        [x(share), 0.14, z * r * 0.7],
        [x(share), axis - r * 0.3, z * r * 0.62],
      );
    }
    build.box('dark', [diameter * 0.08, diameter * 0.06, diameter * 0.72], [x(share), 0.2, 0]);
  }
  build.on(build.spin('spin', at, 'x'));
  build.cylinder('steel', r * 0.2, length * 1.02, at, 'x', { segments: 18 });
  build.cylinder('steel', r * 0.42, x(0.27), [x(-0.245), axis, 0], 'x', { end: r * 0.46, segments: 20 });
  for (let i = 0; i < 8; i++) {
    const share = i / 7;
    const tip = r * (0.72 - share * 0.2);
    stage(build, at, {
      x: x(-0.37 + share * 0.25),
      root: r * (0.42 + share * 0.04),
      tip,
      blades: 11,
      chord: x(0.022),
    });
  }
  for (let i = 0; i < 4; i++) {
    const tip = r * (0.6 + i * 0.05);
    stage(build, at, {
      x: x(0.15 + i * 0.045),
      root: r * 0.4,
      tip,
      blades: 12,
      chord: x(0.026),
      role: 'hot',
    });
  }
  flange(build, 'steel', r * 0.3, x(0.02), [x(-0.52), axis, 0], 'x', 8);
});

export const jetEngine = draws(power.jetEngine, (build, { diameter, length, cut }) => {
  const r = diameter / 2;
  const axis = r + 0.55;
  const at = [0, axis, 0] as const;
  const x = (share: number) => share * length;
  // Nacelle: rounded lip, fan case, bypass duct.
  casing(
    build,
    'light',
    [
      [x(-0.52), r * 1],
      [x(-0.5), r * 1.07],
      [x(-0.42), r * 1.12],
      [x(-0.1), r * 1.1],
      [x(0.1), r * 0.94],
    ],
    r * 0.08,
    at,
    cut,
  );
  casing(
    build,
    'steel',
    [
      [x(-0.44), r * 1.03],
      [x(-0.34), r * 1.03],
    ],
    r * 0.04,
    at,
    cut,
  );
  // Core: splitter, compressor case, combustor, turbine case.
  casing(
    build,
    'body',
    [
      [x(-0.3), r * 0.56],
      [x(-0.24), r * 0.6],
      [x(-0.02), r * 0.46],
    ],
    r * 0.035,
    at,
    cut,
  );
  casing(
    build,
    'body',
    [
      [x(-0.02), r * 0.46],
      [x(0.02), r * 0.56],
      [x(0.12), r * 0.56],
      [x(0.15), r * 0.48],
    ],
    r * 0.035,
    at,
    cut,
  );
  casing(
    build,
    'dark',
    [
      [x(0.15), r * 0.48],
      [x(0.34), r * 0.6],
    ],
    r * 0.035,
    at,
    cut,
  );
  casing(
    build,
    'hot',
    [
      [x(0.34), r * 0.6],
      [x(0.46), r * 0.46],
    ],
    r * 0.03,
    at,
    cut,
  );
  build.revolve(
    'dark',
    [
      [x(0.36), r * 0.3],
      [x(0.44), r * 0.26],
      [x(0.56), 0.01],
    ],
    at,
    'x',
    { segments: 20 },
  );
  // Pylon and stand.
  build.plate(
    'body',
    [
      [x(-0.3), 0],
      [x(0.24), 0],
      [x(0.4), r * 0.28],
      [x(-0.16), r * 0.28],
    ],
    r * 0.14,
    [0, axis + r * 0.98, -r * 0.1],
    'z',
  );
  for (const share of [-0.3, 0.24]) {
    const low = axis - r * (share < 0 ? 1.08 : 0.55);
    for (const z of [-1, 1]) {
      build.beam('dark', 0.11, [x(share), 0.1, z * r * 0.62], [x(share), low, z * r * 0.12]);
    }
    build.box('dark', [0.16, 0.1, r * 1.5], [x(share), 0.08, 0]);
  }
  for (const z of [-1, 1]) build.box('dark', [length * 0.72, 0.1, 0.12], [x(-0.03), 0.08, z * r * 0.62]);

  // Low-pressure spool: fan, its spinner, booster, shaft and low-pressure turbine.
  const fan = build.spin('spin', at, 'x');
  build.on(fan);
  build.revolve(
    'dark',
    [
      [x(-0.53), 0.005],
      [x(-0.5), r * 0.13],
      [x(-0.46), r * 0.22],
      [x(-0.42), r * 0.28],
    ],
    at,
    'x',
    {
      segments: 20,
    },
  );
  build.revolve(
    'mark',
    [
      [x(-0.505), r * 0.118],
      [x(-0.49), r * 0.165],
    ],
    at,
    'x',
    { segments: 20 },
  );
  stage(build, at, { x: x(-0.39), root: r * 0.29, tip: r * 0.97, blades: 20, chord: x(0.075) });
  build.cylinder('steel', r * 0.1, x(0.86), [x(-0.02), axis, 0], 'x', { segments: 12 });
  for (const share of [-0.29, -0.25]) {
    stage(build, at, { x: x(share), root: r * 0.38, tip: r * 0.53, blades: 13, chord: x(0.022) });
  }
  for (let i = 0; i < 4; i++) {
    const tip = r * (0.47 + i * 0.025);
    stage(build, at, { x: x(0.22 + i * 0.034), root: r * 0.3, tip, blades: 13, chord: x(0.02), role: 'hot' });
  }
  // High-pressure spool; it turns with the fan where nothing else is known.
  build.on(build.spin('core', at, 'x') ?? fan);
  build.cylinder('steel', r * 0.26, x(0.2), [x(-0.1), axis, 0], 'x', { end: r * 0.32, segments: 16 });
  for (let i = 0; i < 6; i++) {
    const tip = r * (0.5 - i * 0.014);
    stage(build, at, {
      x: x(-0.2 + i * 0.033),
      root: r * (0.27 + i * 0.012),
      tip,
      blades: 12,
      chord: x(0.017),
    });
  }
  stage(build, at, { x: x(0.17), root: r * 0.32, tip: r * 0.45, blades: 14, chord: x(0.022), role: 'hot' });
});

/** Tapered tower, nacelle, hub and three twisted blades; the wind comes from +x. */
export const windTurbine = draws(power.windTurbine, (build, { hubHeight, rotor }) => {
  const u = rotor / 100;
  const span = rotor / 2;
  const foot = Math.max(hubHeight * 0.026, u * 2.1);
  build.cylinder('light', foot, hubHeight - u * 1.8, [0, (hubHeight - u * 1.8) / 2, 0], 'y', {
    end: foot * 0.62,
    segments: 28,
  });
  build.cylinder('guard', foot * 2.2, u * 0.7, [0, u * 0.35, 0], 'y', { segments: 28 });
  build.box('dark', [u * 0.1, u * 2.2, u * 1.1], [foot, u * 1.8, 0]);
  for (const share of [0.34, 0.67]) {
    const radius = foot * (1 - 0.38 * share) * 1.02;
    build.tube('guard', radius, radius * 0.97, u * 0.3, [0, hubHeight * share, 0], 'y', 24);
  }
  const yaw = build.turn('yaw', [0, 0, 0], 'y');
  build.on(yaw);
  const y = hubHeight;
  build.loft(
    'body',
    [
      {
        at: -u * 9,
        outline: [
          [-u * 1.5, y - u * 1.4],
          [u * 1.5, y - u * 1.4],
          [u * 1.5, y + u * 1.6],
          [-u * 1.5, y + u * 1.6],
        ],
      },
      {
        at: -u * 6,
        outline: [
          [-u * 2, y - u * 1.9],
          [u * 2, y - u * 1.9],
          [u * 2, y + u * 2],
          [-u * 2, y + u * 2],
        ],
      },
      {
        at: u * 3.4,
        outline: [
          [-u * 1.7, y - u * 1.7],
          [u * 1.7, y - u * 1.7],
          [u * 1.7, y + u * 1.7],
          [-u * 1.7, y + u * 1.7],
        ],
      },
    ],
    [0, 0, 0],
    'x',
  );
  build.box('dark', [u * 2, u * 0.5, u * 2.6], [-u * 6, y + u * 2.2, 0]);
  build.rod('dark', u * 0.08, [-u * 8, y + u * 1.7, 0], [-u * 8, y + u * 3.4, 0]);
  const hub = [u * 5.2, y, 0] as const;
  const spin = build.spin('spin', hub, 'x', 1, yaw);
  build.on(spin);
  build.cylinder('light', u * 1.7, u * 2.8, [u * 4.8, y, 0], 'x', { end: u * 1.6, segments: 22 });
  build.revolve(
    'light',
    [
      [0, u * 1.6],
      [u * 1.1, u * 1.3],
      [u * 1.8, u * 0.7],
      [u * 2.1, 0.01],
    ],
    [u * 6.1, y, 0],
    'x',
    { segments: 22 },
  );
  spokes(3, (angle) => {
    build.on(spin);
    const root = around(hub, u * 1.5, angle, 'x');
    build.rod('light', u * 0.95, hub, around(hub, u * 2.4, angle, 'x'), { segments: 16 });
    const way = around([0, 0, 0], 1, angle, 'x');
    build.on(build.turnAround('pitch', root, way, [-10, 95], spin));
    // Round at the root, then a thin section that narrows and untwists towards the tip.
    const section = (chord: number, thick: number, twist: number): [number, number][] => {
      const a = (twist * Math.PI) / 180;
      const points: [number, number][] = [
        [0, -chord * 0.3],
        [thick, 0],
        [0, chord * 0.7],
        [-thick, 0],
      ];
      return points.map(([px, py]) => [
        px * Math.cos(a) - py * Math.sin(a),
        px * Math.sin(a) + py * Math.cos(a),
      ]);
    };
    const shares = [
      [0.06, u * 1.7, u * 0.8, 22],
      [0.2, u * 3.9, u * 0.5, 16],
      [0.55, u * 2.4, u * 0.28, 6],
      [0.9, u * 1.2, u * 0.14, 1],
      [1, u * 0.3, u * 0.05, 0],
    ] as const;
    const sections = shares.map(([share, chord, thick, twist]) => ({
      at: span * share,
      outline: section(chord, thick, twist),
    }));
    build.blade('light', sections, hub, angle);
  });
});
