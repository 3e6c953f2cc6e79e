/** Conveyor, rack, stacker crane, container and ship: what carries and keeps goods. */
import { handling } from '@millwright/model/shapes';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';

/** Belt over two drums, side frames on legs, drive at the end. Goods run towards +x. */
export const conveyor = draws(handling.conveyor, (build, { length, width, height }) => {
  const drum = Math.min(0.16, height * 0.2, width * 0.3);
  const axis = height - drum;
  const legs = Math.max(2, Math.min(60, Math.round(length / 2.2) + 1));
  for (const z of [-1, 1]) {
    const at = z * (width / 2 + 0.05);
    build.box('body', [length, drum * 1.5, 0.07], [0, axis - drum * 0.1, at]);
    for (let i = 0; i < legs; i++) {
      const x = -length / 2 + 0.2 + ((length - 0.4) * i) / (legs - 1);
      build.box('dark', [0.08, axis - drum * 0.7, 0.07], [x, (axis - drum * 0.7) / 2, at]);
      build.box('dark', [0.2, 0.03, 0.14], [x, 0.015, at]);
      build.box('light', [0.05, 0.2, 0.03], [x, height + 0.06, at]);
    }
    build.box('light', [length, 0.05, 0.03], [0, height + 0.16, at]);
  }
  for (let i = 0; i < legs; i++) {
    const x = -length / 2 + 0.2 + ((length - 0.4) * i) / (legs - 1);
    build.box('dark', [0.06, 0.06, width], [x, axis * 0.4, 0]);
  }
  build.box('light', [0.34, 0.3, 0.3], [length / 2 - 0.3, axis - drum * 1.6, -width / 2 - 0.22]);
  build.cylinder('body', 0.11, 0.34, [length / 2 - 0.3, axis - drum * 1.6, -width / 2 - 0.5], 'z', {
    segments: 16,
  });
  build.box('black', [length - drum, 0.02, width], [0, height - 0.01, 0]);
  build.box('black', [length - drum, 0.02, width], [0, height - 2 * drum, 0]);
  for (const end of [-1, 1]) {
    const at = [end * (length / 2 - drum), axis, 0] as const;
    build.on().cylinder('black', drum, width * 0.999, at, 'z', { segments: 16 });
    build.on(build.spin('move', at, 'z', -1 / (2 * Math.PI * drum)));
    build.cylinder('steel', drum * 0.5, width + 0.2, at, 'z', { segments: 12 });
    build.box('mark', [drum * 0.8, drum * 0.2, width + 0.21], at);
  }
  // Cleats make the running visible.
  const cleats = Math.max(2, Math.min(200, Math.round(length / 0.6)));
  const period = (length - 2 * drum) / cleats;
  build.on(build.run('move', 'x', period));
  for (let i = 0; i < cleats; i++) {
    build.box('mark', [0.05, 0.012, width * 0.96], [-length / 2 + drum + i * period, height + 0.004, 0]);
  }
});

/** Upright frames, beams, pallets with their loads; filled from the lowest place on. */
export const rack = draws(handling.rack, (build, { length, height, depth, bays, levels }) => {
  const bay = length / bays;
  const level = height / levels;
  const first = 0.12;
  for (let i = 0; i <= bays; i++) {
    const x = -length / 2 + i * bay;
    for (const z of [-1, 1]) build.box('dark', [0.1, height, 0.08], [x, height / 2, z * (depth / 2 - 0.04)]);
    const braces = Math.max(2, Math.min(20, Math.round(height / 1.2)));
    for (let k = 0; k < braces; k++) {
      const [low, high] = [(height * k) / braces, (height * (k + 1)) / braces];
      const turn = k % 2 === 0 ? 1 : -1;
      build.beam('dark', 0.035, [x, low + 0.05, (-turn * depth) / 2], [x, high - 0.05, (turn * depth) / 2]);
    }
  }
  for (let k = 0; k < levels; k++) {
    for (const z of [-1, 1]) {
      if (k > 0)
        build.box('steel', [length, 0.1, 0.05], [0, k * level + first - 0.06, z * (depth / 2 - 0.03)]);
    }
    for (let i = 0; i < bays; i++) {
      const places = Math.max(1, Math.floor(bay / 1.3));
      for (let n = 0; n < places; n++) {
        const rank = (k * bays * places + i * places + n + 0.5) / (levels * bays * places);
        const x = -length / 2 + (i + (n + 0.5) / places) * bay;
        load(
          build,
          [x, k * level + first, 0],
          Math.min(1.1, (bay / places) * 0.84),
          level * 0.62,
          depth * 0.9,
          rank,
        );
      }
    }
  }
});

/** A pallet and its load; `rank`: from which share filled it is there. */
function load(
  build: ShapeDraft<'fill'>,
  at: readonly [number, number, number],
  width: number,
  height: number,
  depth: number,
  rank: number,
): void {
  const vary = 0.78 + 0.22 * Math.abs(Math.sin(at[0] * 7.3 + at[1] * 3.1));
  build.on(build.stretchBy('fill', at, [1, 1, 1], (share) => (share >= rank ? 1 : 0)));
  build.box('load', [width, height * vary, depth * 0.94], [at[0], at[1] + 0.14 + (height * vary) / 2, at[2]]);
  build.box('dark', [width * 1.04, 0.12, depth], [at[0], at[1] + 0.06, at[2]]);
  build.on();
}

/** Mast on its rail with a carriage and telescopic forks; the aisle along x. */
export const stackerCrane = draws(handling.stackerCrane, (build, { length, height }) => {
  build.box('steel', [length, 0.12, 0.1], [0, 0.06, 0]);
  build.box('dark', [length, 0.02, 0.3], [0, 0.01, 0]);
  build.box('steel', [length, 0.12, 0.1], [0, height + 0.14, 0]);
  const half = length / 2 - 1.2;
  const travel = build.slide('travel', 'x', [-Math.max(0, half), Math.max(0, half)]);
  build.on(travel);
  build.box('body', [2.3, 0.28, 0.42], [0, 0.32, 0]);
  for (const x of [-0.95, 0.95]) build.cylinder('dark', 0.18, 0.14, [x, 0.28, 0], 'z', { segments: 18 });
  for (const x of [-0.62, 0.62]) build.box('body', [0.2, height - 0.3, 0.24], [x, height / 2 + 0.3, 0]);
  build.box('body', [1.6, 0.2, 0.3], [0, height + 0.02, 0]);
  build.cylinder('dark', 0.12, 0.12, [-0.4, height + 0.2, 0], 'z', { segments: 14 });
  build.cylinder('dark', 0.12, 0.12, [0.4, height + 0.2, 0], 'z', { segments: 14 });
  build.box('light', [0.44, 1.5, 0.5], [-1.02, 1.25, 0]);
  build.box('light', [0.4, 0.5, 0.5], [0.98, 0.8, 0]);
  const lift = build.slide('lift', 'y', [0, Math.max(0.5, height - 1.4)], { parent: travel });
  build.on(lift);
  for (const x of [-0.62, 0.62]) build.box('dark', [0.26, 0.9, 0.34], [x, 0.95, 0]);
  build.box('dark', [1.1, 0.14, 1.1], [0, 0.62, 0]);
  const reach = build.slide('reach', 'z', [-1.5, 1.5], { parent: lift, factor: 0.5 });
  build.on(reach);
  for (const x of [-0.3, 0.3]) build.box('steel', [0.18, 0.06, 1.05], [x, 0.73, 0]);
  build.on(build.slide('reach', 'z', [-1.5, 1.5], { parent: reach, factor: 0.5 }));
  for (const x of [-0.3, 0.3]) build.box('light', [0.14, 0.05, 1], [x, 0.78, 0]);
  build.box('load', [0.9, 0.75, 0.9], [0, 1.3, 0]);
  build.box('dark', [0.95, 0.12, 0.95], [0, 0.87, 0]);
});

/** A steel box with corrugated walls, corner posts and doors at one end. */
export const container = draws(handling.container, (build, { length, width, height }) => {
  const [x, z] = [length / 2, width / 2];
  build.box('body', [length - 0.1, height - 0.1, width - 0.1], [0, height / 2, 0]);
  for (const a of [-1, 1]) {
    for (const b of [-1, 1]) {
      build.box('dark', [0.16, height, 0.14], [a * (x - 0.08), height / 2, b * (z - 0.07)]);
      for (const y of [0.06, height - 0.06])
        build.box('light', [0.2, 0.12, 0.16], [a * (x - 0.09), y, b * (z - 0.07)]);
    }
    for (const y of [0.08, height - 0.06]) build.box('dark', [length, 0.12, 0.1], [0, y, a * (z - 0.05)]);
    for (const y of [0.08, height - 0.06]) build.box('dark', [0.1, 0.12, width], [a * (x - 0.05), y, 0]);
    const ribs = Math.max(4, Math.round(length / 0.3));
    for (let i = 1; i < ribs; i++) {
      build.box('body', [0.11, height - 0.22, 0.04], [-x + (length * i) / ribs, height / 2, a * (z - 0.035)]);
    }
  }
  build.box('dark', [0.03, height * 0.9, 0.03], [x, height / 2, 0]);
  for (const a of [-0.32, -0.12, 0.12, 0.32]) {
    build.cylinder('light', 0.022, height * 0.9, [x + 0.01, height / 2, a * width], 'y', { segments: 6 });
    build.box('light', [0.06, 0.06, 0.18], [x + 0.02, height * 0.42, a * width]);
  }
});

/** Container ship: flared hull with a bulb, deckhouse aft, cells of containers; filled from the lowest tier on. */
export const ship = draws(handling.ship, (build, { length, width, lanes, tiers }) => {
  const half = width / 2;
  const deck = Math.max(3, width * 0.34);
  const draft = Math.max(2, width * 0.36);
  // Outlines across the ship, at shares of its length; x is across, y up, counter-clockwise.
  const section = (top: number, bottom: number, rise: number): [number, number][] => [
    [-bottom, -draft + rise],
    [bottom, -draft + rise],
    [top, deck],
    [-top, deck],
  ];
  build.loft(
    'dark',
    [
      { at: -length * 0.5, outline: section(half * 0.82, half * 0.3, draft * 0.7) },
      { at: -length * 0.36, outline: section(half, half * 0.8, 0) },
      { at: length * 0.28, outline: section(half, half * 0.86, 0) },
      { at: length * 0.42, outline: section(half * 0.78, half * 0.42, 0) },
      { at: length * 0.5, outline: section(half * 0.16, 0.1, 0) },
    ],
    [0, 0, 0],
    'x',
  );
  build.box('mark', [length * 0.9, 0.3, width * 1.005], [-length * 0.04, 0.2, 0]);
  build.ball('dark', draft * 0.34, [length * 0.49, -draft * 0.55, 0], { segments: 12 });
  build.box('guard', [length * 0.84, 0.4, width * 0.96], [-length * 0.06, deck + 0.1, 0]);
  // Deckhouse with bridge wings and funnel.
  const house = -length * 0.37;
  const storey = Math.max(2, width * 0.13);
  const floors = Math.max(4, tiers + 2);
  build.box(
    'light',
    [length * 0.075, storey * floors, width * 0.8],
    [house, deck + (storey * floors) / 2, 0],
  );
  for (let i = 1; i < floors; i++)
    build.box('dark', [length * 0.077, 0.2, width * 0.81], [house, deck + storey * i, 0]);
  build.box(
    'light',
    [length * 0.05, storey, width],
    [house + length * 0.01, deck + storey * (floors + 0.5), 0],
  );
  build.box(
    'glass',
    [length * 0.052, storey * 0.5, width * 0.98],
    [house + length * 0.011, deck + storey * (floors + 0.55), 0],
  );
  build.box(
    'body',
    [length * 0.035, storey * 3, width * 0.2],
    [house - length * 0.07, deck + storey * 2.4, 0],
  );
  build.box(
    'black',
    [length * 0.036, storey * 0.5, width * 0.21],
    [house - length * 0.07, deck + storey * 4, 0],
  );
  build.rod(
    'dark',
    0.25,
    [house, deck + storey * (floors + 1), 0],
    [house, deck + storey * (floors + 2.5), 0],
  );
  build.rod('dark', 0.2, [length * 0.45, deck, 0], [length * 0.45, deck + storey * 2, 0]);
  // Bays of containers between the deckhouse and the bow, one box a stack and tier.
  const from = house + length * 0.06;
  const bays = Math.max(1, Math.floor((length * 0.38 - from) / 13));
  const bay = (length * 0.38 - from) / bays;
  const lane = (width * 0.94) / lanes;
  for (let t = 0; t < tiers; t++) {
    for (let i = 0; i < bays; i++) {
      const share = (t * bays + i + 0.5) / (tiers * bays);
      const x = from + (i + 0.5) * bay;
      const y = deck + 0.4 + t * 2.6;
      build.on(build.stretchBy('fill', [x, y, 0], [1, 1, 1], (filled) => (filled >= share ? 1 : 0)));
      for (let k = 0; k < lanes; k++) {
        const z = (k - (lanes - 1) / 2) * lane;
        const role = (['body', 'light', 'pipe', 'steel', 'load'] as const)[(i * 7 + t * 3 + k * 5) % 5];
        build.box(role, [Math.min(12.2, bay * 0.92), 2.5, lane * 0.96], [x, y + 1.25, z]);
      }
    }
  }
});
