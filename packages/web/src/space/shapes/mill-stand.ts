/**
 * Four-high rolling stand: two closed housings with their windows, chocks, work and backup rolls, the screws or cylinders
 * above, guides and spray headers on both sides. The gap is drawn five times as wide.
 */
import { rolling } from '@millwright/model/shapes';
import type { Joint } from '../joints.ts';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';
import { roll } from './rolls.ts';

/** Metres drawn per millimetre of gap. */
const GAP_DRAWN = 5 / 1000;

interface Stand {
  side: number;
  thick: number;
  height: number;
  depth: number;
  post: number;
  bottom: number;
  /** Half the window along the line. */
  window: number;
  head: number;
}

export const millStand = draws(rolling.millStand, (build, params) => {
  const { width, height, depth, barrel, passLine: pass } = params;
  const work = params.workRoll / 2;
  const backup = params.backupRoll / 2;
  const thick = Math.min(0.62, width * 0.21);
  const side = width / 2 - thick * 0.4;
  const bottom = Math.min(-0.2, pass - 2 * work - 2 * backup - 0.1);
  const post = depth * 0.24;
  const head = Math.min(0.85, height * 0.17);
  const stand: Stand = { side, thick, height, depth, post, bottom, window: depth / 2 - post, head };
  housings(build, stand);
  const top = pass + 2 * work + backup;
  const low = pass - 2 * work - backup;
  const lifted = build.slide('gap', 'y', [-5, 60], { factor: GAP_DRAWN });
  for (const z of [-side, side]) {
    chocks(build.on(), z, low, pass - work, stand, work, backup);
    chocks(build.on(lifted), z, top, pass + work, stand, work, backup);
    // Screw or cylinder between the chock and the head of the housing.
    const above = height - head;
    build
      .on()
      .cylinder('steel', 0.2, above - top - backup * 0.4, [0, (above + top + backup * 0.4) / 2, z], 'y', {
        segments: 14,
      });
  }
  table(build.on(), stand, pass, barrel, work);
  crown(build.on(), stand);

  const ratio = work / backup;
  const neck = side * 2;
  const turning: [number, number, number, Joint | undefined][] = [
    [pass - work, work, 1, undefined],
    [low, backup, -ratio, undefined],
    [pass + work, work, -1, lifted],
    [top, backup, ratio, lifted],
  ];
  for (const [y, radius, factor, parent] of turning) {
    build.on(build.spin('spin', [0, y, 0], 'z', factor, parent));
    roll(build, { radius, barrel, length: radius === work ? neck + 0.5 : neck + 0.1, at: [0, y, 0] });
  }
});

function housings(
  build: ShapeDraft,
  { side, thick, height, depth, post, bottom, window, head }: Stand,
): void {
  const half = depth / 2;
  const cut = Math.min(0.3, depth * 0.16);
  const outline = [
    [-half, bottom],
    [half, bottom],
    [half, height - cut],
    [half - cut, height],
    [-half + cut, height],
    [-half, height - cut],
  ] as const;
  const hole = [
    [-window, bottom + 0.5],
    [window, bottom + 0.5],
    [window, height - head],
    [-window, height - head],
  ] as const;
  for (const z of [-side, side]) {
    build.plate('body', outline, thick, [0, 0, z], 'z', [hole]);
    build.box('dark', [depth * 1.22, 0.3, thick * 1.25], [0, 0.05, z]);
    // Wear plates of the window.
    for (const x of [-1, 1]) {
      build.box(
        'light',
        [0.05, (height - head - bottom) * 0.7, thick * 0.8],
        [x * (window - 0.02), (height - head + bottom + 0.5) / 2, z],
      );
    }
  }
  // Ties between the housings.
  for (const x of [-1, 1]) {
    build.box('body', [post * 0.7, 0.45, side * 2], [x * (half - post * 0.55), height - 0.42, 0]);
    build.box('dark', [post * 0.5, 0.3, side * 2], [x * (half - post * 0.6), 0.15, 0]);
  }
}

function chocks(
  build: ShapeDraft,
  z: number,
  backupAt: number,
  workAt: number,
  { thick, window }: Stand,
  work: number,
  backup: number,
): void {
  build.box('light', [Math.min(window * 1.86, backup * 1.26), backup * 1.1, thick * 0.72], [0, backupAt, z]);
  build.box('dark', [Math.min(window * 1.7, work * 3), work * 1.7, thick * 0.9], [0, workAt, z]);
}

/** Guides that lead the strip, and the headers that spray the rolls. */
function table(build: ShapeDraft, { depth }: Stand, pass: number, barrel: number, work: number): void {
  for (const x of [-1, 1]) {
    build.box('steel', [depth * 0.26, 0.05, barrel * 0.92], [x * depth * 0.36, pass - 0.07, 0]);
    build.box('dark', [0.1, 0.3, barrel], [x * depth * 0.46, pass - 0.24, 0]);
    for (const up of [-1, 1]) {
      const at = [x * (work + 0.22), pass + up * work * 1.5, 0] as const;
      build.cylinder('pipe', 0.05, barrel * 1.05, at, 'z', { segments: 8 });
    }
  }
}

/** On top: cylinders over the chocks, their platform with a railing. */
function crown(build: ShapeDraft, { side, height, depth, thick }: Stand): void {
  for (const z of [-side, side]) {
    build.cylinder('light', 0.36, 0.4, [0, height + 0.2, z], 'y', { segments: 18 });
    build.cylinder('dark', 0.42, 0.08, [0, height + 0.04, z], 'y', { segments: 18 });
    build.cylinder('dark', 0.12, 0.22, [0, height + 0.5, z], 'y', { segments: 12 });
    build.box('guard', [0.3, 0.34, thick * 0.6], [depth * 0.28, height + 0.17, z]);
  }
  build.box('guard', [depth * 0.6, 0.06, side * 1.5], [0, height + 0.03, 0]);
  build.box('light', [depth * 0.3, 0.5, side * 0.62], [0, height + 0.3, 0]);
  for (const x of [-1, 1]) {
    build.beam(
      'dark',
      0.04,
      [x * depth * 0.3, height + 0.95, -side * 0.7],
      [x * depth * 0.3, height + 0.95, side * 0.7],
    );
    for (const z of [-0.7, 0, 0.7]) {
      build.beam(
        'dark',
        0.04,
        [x * depth * 0.3, height + 0.05, z * side],
        [x * depth * 0.3, height + 0.95, z * side],
      );
    }
  }
}
