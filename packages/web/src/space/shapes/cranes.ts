/** Cranes: over a hall, over a yard, at the quay. Trolleys run across (z) or along the boom (x); hooks hang on ropes. */
import { cranes } from '@millwright/model/shapes';
import type { Joint, Vec } from '../joints.ts';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';

type Hoisting = ShapeDraft<'travel' | 'trolley' | 'hoist'>;

/** Ropes from `top` that end in a block at the height the value says; drawn at `rest` above the floor. */
function hook(
  build: Hoisting,
  [x, top, z]: Vec,
  rest: number,
  size: number,
  parent: Joint | undefined,
): void {
  const above = (value: number) => Math.max(0.2, Math.min(top - size, value));
  const ropes = build.stretchBy(
    'hoist',
    [x, top, z],
    [0, 1, 0],
    (v) => (top - above(v)) / (top - rest),
    parent,
  );
  build.on(ropes);
  for (const [dx, dz] of [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ]) {
    build.rod(
      'black',
      size * 0.035,
      [x + dx * size * 0.3, top, z + dz * size * 0.2],
      [x + dx * size * 0.3, rest, z + dz * size * 0.2],
      {
        segments: 5,
        edges: false,
      },
    );
  }
  build.on(build.slide('hoist', 'y', [0.2, top - size], { rest, parent }));
  build.box('dark', [size * 0.9, size * 0.5, size * 0.5], [x, rest, z]);
  build.cylinder('light', size * 0.24, size * 0.56, [x, rest + size * 0.06, z], 'z', { segments: 16 });
  build.rod('steel', size * 0.09, [x, rest - size * 0.2, z], [x, rest - size * 0.5, z]);
  build.tube('steel', size * 0.24, size * 0.13, size * 0.12, [x, rest - size * 0.66, z], 'z', 14);
}

/** A girder with plates at its ends and stiffeners, along z. */
function girder(build: ShapeDraft, x: number, y: number, span: number, deep: number): void {
  build.box('body', [deep * 0.5, deep, span], [x, y, 0]);
  build.box('light', [deep * 0.62, deep * 0.06, span], [x, y + deep / 2, 0]);
  build.box('light', [deep * 0.62, deep * 0.06, span], [x, y - deep / 2, 0]);
  build.box('steel', [deep * 0.12, deep * 0.1, span], [x, y + deep * 0.58, 0]);
  const ribs = Math.max(3, Math.min(12, Math.round(span / 2)));
  for (let i = 1; i < ribs; i++) {
    build.box('light', [deep * 0.53, deep * 0.9, deep * 0.04], [x, y, -span / 2 + (span * i) / ribs]);
  }
}

/** Bridge on two rails along x, high in a hall; the rails on their columns belong to it. */
export const overheadCrane = draws(cranes.overheadCrane, (build, { span, height, length }) => {
  const deep = Math.max(0.5, span * 0.055);
  const rail = height - deep;
  for (const z of [-1, 1]) {
    const at = (z * span) / 2;
    build.box('body', [length, deep * 0.8, deep * 0.35], [0, rail - deep * 0.6, at]);
    build.box('light', [length, deep * 0.08, deep * 0.6], [0, rail - deep * 0.2, at]);
    build.box('steel', [length, deep * 0.12, deep * 0.12], [0, rail - deep * 0.1, at]);
    const columns = Math.max(2, Math.min(40, Math.round(length / 8) + 1));
    for (let i = 0; i < columns; i++) {
      const x = -length / 2 + 0.3 + ((length - 0.6) * i) / (columns - 1);
      const out = at + z * deep * 0.35;
      const tall = rail - deep;
      build.box('guard', [0.06, tall, 0.5], [x, tall / 2, out]);
      for (const flange of [-1, 1])
        build.box('guard', [0.34, tall, 0.05], [x, tall / 2, out + flange * 0.25]);
      build.box('dark', [0.55, 0.06, 0.75], [x, 0.03, out]);
    }
  }
  const half = Math.max(0, length / 2 - 2.2);
  const travel = build.slide('travel', 'x', [-half, half]);
  build.on(travel);
  for (const x of [-1.3, 1.3]) girder(build, x, rail + deep * 0.42, span - deep, deep);
  for (const z of [-1, 1]) {
    build.box('dark', [3.8, deep * 0.5, deep * 0.5], [0, rail + deep * 0.2, (z * span) / 2]);
    for (const x of [-1.5, 1.5])
      build.cylinder('black', deep * 0.2, deep * 0.2, [x, rail + deep * 0.12, (z * span) / 2], 'z');
  }
  // Walk along the bridge and its cabin.
  build.box('guard', [0.7, 0.05, span * 0.94], [2, rail + deep * 0.2, 0]);
  build.beam(
    'dark',
    0.05,
    [2.34, rail + deep * 0.2 + 1, -span * 0.46],
    [2.34, rail + deep * 0.2 + 1, span * 0.46],
  );
  for (let i = 0; i <= 6; i++) {
    const z = span * (-0.46 + (0.92 * i) / 6);
    build.beam('dark', 0.05, [2.34, rail + deep * 0.2, z], [2.34, rail + deep * 0.2 + 1, z]);
  }
  build.box('light', [1.5, 1.7, 1.4], [-1.3, rail - 1.15, span * 0.38]);
  build.box('glass', [1.52, 0.8, 1.42], [-1.3, rail - 1, span * 0.38]);
  const trolley = build.slide('trolley', 'z', [-span * 0.42, span * 0.42], { parent: travel });
  build.on(trolley);
  const top = rail + deep * 1.02;
  build.box('dark', [3.1, 0.2, 1.7], [0, top + 0.1, 0]);
  build.cylinder('light', 0.34, 1.5, [0, top + 0.5, 0.1], 'x', { segments: 20 });
  build.cylinder('body', 0.24, 0.7, [-1, top + 0.45, -0.5], 'x', { segments: 16 });
  build.box('body', [0.5, 0.6, 0.7], [-1.05, top + 0.45, 0.1]);
  hook(build, [0, top, 0], Math.min(rail * 0.62, rail - 1.5), 0.8, trolley);
});

/** Girders on legs that run on rails along x; span across. */
export const gantryCrane = draws(cranes.gantryCrane, (build, { span, height, length }) => {
  const deep = Math.max(0.5, span * 0.06);
  const under = height - deep;
  for (const z of [-1, 1]) {
    build.box('steel', [length * 4, 0.1, 0.14], [0, 0.05, (z * span) / 2]);
    build.box('dark', [length * 4, 0.02, 0.5], [0, 0.01, (z * span) / 2]);
  }
  const travel = build.slide('travel', 'x', [-length * 1.5, length * 1.5]);
  build.on(travel);
  for (const z of [-1, 1]) {
    const at = (z * span) / 2;
    build.box('body', [length, 0.5, 0.5], [0, 0.75, at]);
    for (const x of [-1, 1]) {
      build.box('dark', [length * 0.22, 0.4, 0.4], [x * length * 0.4, 0.38, at]);
      for (const w of [-0.06, 0.06]) {
        build.cylinder('black', 0.2, 0.16, [x * length * 0.4 + w * length, 0.28, at], 'z', { segments: 14 });
      }
      build.beam('body', 0.42, [x * length * 0.36, 1, at], [x * length * 0.2, under, at * 0.98], 0.42);
    }
    build.beam(
      'body',
      0.26,
      [-length * 0.29, under * 0.5, at * 0.99],
      [length * 0.29, under * 0.5, at * 0.99],
    );
    build.box('body', [length * 0.62, deep * 0.7, 0.5], [0, under + deep * 0.5, at * 0.98]);
  }
  for (const x of [-1, 1]) girder(build, x * length * 0.2, under + deep * 0.5, span * 1.16, deep);
  build.box('light', [1.5, 1.9, 1.5], [length * 0.2, under - 1, span * 0.36]);
  build.box('glass', [1.52, 0.9, 1.52], [length * 0.2, under - 0.85, span * 0.36]);
  const trolley = build.slide('trolley', 'z', [-span * 0.45, span * 0.45], { parent: travel });
  build.on(trolley);
  const top = height + deep * 0.14;
  build.box('dark', [length * 0.5, 0.22, 2], [0, top + 0.1, 0]);
  build.box('light', [length * 0.34, 1, 1.3], [0, top + 0.7, 0]);
  build.cylinder('dark', 0.3, 1.2, [length * 0.2, top + 0.4, 0.2], 'z', { segments: 16 });
  hook(build, [0, top, 0], under * 0.6, Math.max(0.6, deep), trolley);
});

/** Ship-to-shore crane: legs on the quay, boom over the water (+x), back reach over the land, spreader on its ropes. */
export const quayCrane = draws(cranes.quayCrane, (build, { height, outreach, span }) => {
  const rail = height * 0.72;
  const half = span / 2;
  const wide = span * 0.36;
  const u = height / 42;
  for (const x of [-1, 1]) {
    build.box('steel', [0.2 * u, 0.1, span * 4], [x * half, 0.05, 0]);
  }
  const travel = build.slide('travel', 'z', [-span * 1.5, span * 1.5]);
  build.on(travel);
  for (const x of [-1, 1]) {
    for (const z of [-1, 1]) {
      build.box('dark', [1.6 * u, 1.4 * u, 5 * u], [x * half, 0.9 * u, z * wide]);
      build.beam('body', 1.5 * u, [x * half, 1.4 * u, z * wide], [x * half, rail, z * wide * 0.86]);
    }
    build.box('body', [1.3 * u, 2 * u, wide * 2], [x * half, 3.4 * u, 0]);
    build.box('body', [1.3 * u, 1.6 * u, wide * 1.8], [x * half, rail, 0]);
  }
  for (const z of [-1, 1]) {
    build.beam(
      'body',
      1.1 * u,
      [-half, height * 0.3, z * wide * 0.95],
      [half, height * 0.3, z * wide * 0.95],
    );
    build.beam('body', 0.8 * u, [-half, height * 0.3, z * wide * 0.95], [half, rail * 0.96, z * wide * 0.88]);
  }
  // Girders over the land, and the apex with its stays.
  const back = -half - outreach * 0.36;
  for (const z of [-1, 1]) {
    build.box('body', [half - back, 1.8 * u, 0.9 * u], [(half + back) / 2, rail + 1.6 * u, z * 2.4 * u]);
    build.beam(
      'body',
      0.9 * u,
      [half * 0.9, rail + 1 * u, z * wide * 0.7],
      [half * 0.5, height, z * 1.2 * u],
    );
    build.beam(
      'body',
      0.7 * u,
      [-half * 0.6, rail + 1 * u, z * wide * 0.7],
      [half * 0.5, height, z * 1.2 * u],
    );
    build.rod(
      'dark',
      0.16 * u,
      [half * 0.5, height, z * 1.2 * u],
      [back * 0.9, rail + 2.6 * u, z * 2.4 * u],
      { segments: 6 },
    );
  }
  build.box('light', [span * 0.42, 5 * u, 7 * u], [-half * 0.9, rail + 5.2 * u, 0]);
  const hinge = [half + 0.8 * u, rail + 1.6 * u, 0] as const;
  const boom = build.turn('boom', hinge, 'z', [0, 85], { parent: travel });
  build.on(boom);
  for (const z of [-1, 1]) {
    build.box(
      'body',
      [outreach, 1.7 * u, 0.9 * u],
      [half + outreach / 2 + 0.8 * u, rail + 1.6 * u, z * 2.4 * u],
    );
  }
  for (let i = 1; i <= 5; i++) {
    build.box('body', [0.6 * u, 0.6 * u, 4.8 * u], [half + (outreach * i) / 5, rail + 2.2 * u, 0]);
  }
  for (const share of [0.5, 0.95]) {
    build.rod('dark', 0.16 * u, [half * 0.5, height, 0], [half + outreach * share, rail + 2.6 * u, 0], {
      segments: 6,
    });
  }
  const trolley = build.slide('trolley', 'x', [back * 0.92, half + outreach * 0.94], { parent: travel });
  build.on(trolley);
  const top = rail + 0.9 * u;
  build.box('dark', [5 * u, 0.9 * u, 5.6 * u], [0, top + 0.2 * u, 0]);
  build.box('light', [2.2 * u, 2.4 * u, 2 * u], [3.2 * u, top - 1.6 * u, 2 * u]);
  build.box('glass', [2.24 * u, 1.2 * u, 2.04 * u], [3.2 * u, top - 1.7 * u, 2 * u]);
  const rest = height * 0.42;
  const above = (value: number) => Math.max(1, Math.min(top - 3 * u, value));
  build.on(build.stretchBy('hoist', [0, top, 0], [0, 1, 0], (v) => (top - above(v)) / (top - rest), trolley));
  for (const x of [-1.8, 1.8]) {
    for (const z of [-1.2, 1.2]) {
      build.rod('black', 0.09 * u, [x * u, top, z * u], [x * u, rest, z * u], { segments: 5, edges: false });
    }
  }
  build.on(build.slide('hoist', 'y', [1, top - 3 * u], { rest, parent: trolley }));
  build.box('dark', [2.2, 0.9, 6], [0, rest, 0]);
  build.box('light', [2.44, 0.34, 12.2], [0, rest - 0.6, 0]);
  build.box('body', [2.44, 2.6, 12.2], [0, rest - 2.1, 0]);
});
