/** What surrounds machines, and people. */
import { site } from '@millwright/model/shapes';
import { draws } from './draws.ts';

export const floor = draws(site.floor, (build, { width, depth }) => {
  build.backdrop = true;
  build.box('floor', [width, 0.1, depth], [0, -0.05, 0]);
});

/** Along x; with `bays`, columns and a band of windows towards the operator. */
export const wall = draws(site.wall, (build, { length, height, thickness, bays }) => {
  build.backdrop = true;
  build.box('wall', [length, height, thickness], [0, height / 2, 0]);
  const face = thickness / 2;
  if (bays > 0)
    build.box(
      'guard',
      [length, Math.min(1.1, height * 0.2), thickness * 1.04],
      [0, Math.min(1.1, height * 0.2) / 2, 0],
    );
  for (let i = 0; i <= bays && bays > 0; i++) {
    const x = -length / 2 + (length * i) / bays;
    build.box('guard', [0.34, height, 0.3], [x, height / 2, face + 0.15]);
  }
  for (let i = 0; i < bays; i++) {
    const x = -length / 2 + (length * (i + 0.5)) / bays;
    const wide = (length / bays) * 0.72;
    build.box('glass', [wide, height * 0.2, 0.04], [x, height * 0.74, face + 0.01]);
    const panes = Math.max(2, Math.round(wide / 1.6));
    for (let k = 0; k <= panes; k++) {
      build.box(
        'wall',
        [0.06, height * 0.2, 0.08],
        [x - wide / 2 + (wide * k) / panes, height * 0.74, face + 0.01],
      );
    }
  }
});

/** Curtain of slats that rolls up into its box. */
export const door = draws(site.door, (build, { width, height }) => {
  for (const x of [-1, 1])
    build.box('dark', [0.16, height + 0.1, 0.2], [x * (width / 2 + 0.08), (height + 0.1) / 2, 0]);
  build.box('body', [width + 0.4, 0.5, 0.46], [0, height + 0.32, 0]);
  build.box('light', [0.3, 0.36, 0.3], [width / 2 + 0.35, height + 0.32, 0]);
  build.box('guard', [0.16, 0.3, 0.1], [width / 2 + 0.26, 1.3, 0.1]);
  build.on(
    build.stretchBy(
      'opening',
      [0, height + 0.1, 0],
      [0, 1, 0],
      (open) => 1 - Math.max(0, Math.min(0.97, open)),
    ),
  );
  build.box('light', [width, height, 0.06], [0, height / 2, 0]);
  const slats = Math.max(4, Math.min(40, Math.round(height / 0.25)));
  for (let i = 1; i < slats; i++) build.box('guard', [width, 0.035, 0.09], [0, (height * i) / slats, 0]);
  build.box('dark', [width, 0.1, 0.1], [0, 0.05, 0]);
  for (const x of [-0.25, 0.25])
    build.box('glass', [width * 0.14, height * 0.08, 0.08], [x * width, height * 0.42, 0]);
});

/** A rectangle of lines on the floor, or with `width` 0 one line, dashed if it has dashes. */
export const floorMarking = draws(site.floorMarking, (build, { length, width, thickness, stripes }) => {
  build.backdrop = true;
  const rows = width > 0 ? [-width / 2, width / 2] : [0];
  for (const z of rows) {
    if (stripes === 0) build.box('line', [length, 0.012, thickness], [0, 0.006, z]);
    for (let i = 0; i < stripes; i++) {
      const dash = length / (stripes * 2 - 1);
      build.box('line', [dash, 0.012, thickness], [-length / 2 + dash * (2 * i + 0.5), 0.006, z]);
    }
  }
  if (width === 0 || stripes > 0) return;
  for (const x of [-1, 1]) {
    build.box('line', [thickness, 0.012, width + thickness], [(x * (length - thickness)) / 2, 0.006, 0]);
  }
});

/** A painted way with its edges. */
export const walkway = draws(site.walkway, (build, { length, width }) => {
  build.backdrop = true;
  build.box('guard', [length, 0.01, width], [0, 0.005, 0]);
  for (const z of [-1, 1]) build.box('line', [length, 0.014, 0.08], [0, 0.007, (z * width) / 2]);
});

/** A block of concrete under a machine. */
export const plinth = draws(site.plinth, (build, { width, height, depth }) => {
  build.box('wall', [width, height, depth], [0, height / 2, 0]);
});

/** Posts with two rails and a kick plate, along x. */
export const railing = draws(site.railing, (build, { length, height }) => {
  const posts = Math.max(2, Math.min(200, Math.round(length / 1.5) + 1));
  for (let i = 0; i < posts; i++) {
    const x = -length / 2 + (length * i) / (posts - 1);
    build.rod('dark', 0.022, [x, 0, 0], [x, height, 0], { segments: 8 });
  }
  for (const share of [0.52, 1]) {
    build.rod('dark', 0.022, [-length / 2, height * share, 0], [length / 2, height * share, 0], {
      segments: 8,
    });
  }
  build.box('dark', [length, 0.12, 0.015], [0, 0.08, 0]);
});

/** Grating on legs, a railing on three sides, stairs at the end (+x). */
export const platform = draws(site.platform, (build, { length, width, height }) => {
  build.box('guard', [length, 0.06, width], [0, height - 0.03, 0]);
  const legs = Math.max(2, Math.min(60, Math.round(length / 2.5) + 1));
  for (const z of [-1, 1]) {
    build.box('dark', [length, 0.16, 0.07], [0, height - 0.12, (z * width) / 2]);
    for (let i = 0; i < legs; i++) {
      const x = -length / 2 + 0.08 + ((length - 0.16) * i) / (legs - 1);
      build.box('dark', [0.1, height - 0.06, 0.1], [x, (height - 0.06) / 2, z * (width / 2 - 0.06)]);
      build.box('dark', [0.045, 1.1, 0.045], [x, height + 0.55, z * (width / 2 - 0.03)]);
    }
    for (const y of [0.55, 1.1])
      build.box('dark', [length, 0.045, 0.045], [0, height + y, z * (width / 2 - 0.03)]);
  }
  for (const y of [0.55, 1.1]) build.box('dark', [0.045, 0.045, width], [-length / 2 + 0.03, height + y, 0]);
  const steps = Math.max(2, Math.min(40, Math.round(height / 0.2)));
  const run = (height / steps) * 1.25;
  const wide = Math.min(0.9, width * 0.8);
  for (let i = 1; i < steps; i++) {
    build.box(
      'guard',
      [run * 1.05, 0.035, wide],
      [length / 2 + run * (steps - i - 0.5), (height * i) / steps, 0],
    );
  }
  for (const z of [-1, 1]) {
    const at = (z * wide) / 2;
    const foot = length / 2 + run * (steps - 0.3);
    build.beam('dark', 0.16, [length / 2, height - 0.1, at], [foot, 0.02, at], 0.04);
    build.beam('dark', 0.045, [length / 2, height + 1.05, at], [foot, 1.05, at]);
    build.beam('dark', 0.045, [foot, 0, at], [foot, 1.05, at]);
  }
});

/** Standing figure with a helmet, looking along z. Proportions of an adult: head a seventh and a half of the height. */
export const person = draws(site.person, (build, { height }) => {
  const u = height / 7.5;
  for (const x of [-1, 1]) {
    build.box('black', [u * 0.42, u * 0.28, u * 0.95], [x * u * 0.42, u * 0.14, u * 0.18]);
    build.rod('mark', u * 0.3, [x * u * 0.4, u * 0.2, 0], [x * u * 0.4, u * 2, 0], {
      segments: 12,
      edges: false,
    });
    build.rod('mark', u * 0.38, [x * u * 0.4, u * 1.9, 0], [x * u * 0.42, u * 3.7, 0], {
      segments: 12,
      edges: false,
    });
    build.ball('body', u * 0.34, [x * u * 0.92, u * 5.75, 0], { segments: 12 });
    build.rod('body', u * 0.24, [x * u * 1.02, u * 5.7, 0], [x * u * 1.18, u * 4.5, u * 0.02], {
      segments: 10,
      edges: false,
    });
    build.rod('body', u * 0.2, [x * u * 1.18, u * 4.55, 0], [x * u * 1.14, u * 3.5, u * 0.32], {
      segments: 10,
      edges: false,
    });
    build.ball('load', u * 0.2, [x * u * 1.13, u * 3.36, u * 0.36], { segments: 10 });
  }
  build.loft(
    'body',
    [
      { at: u * 3.5, outline: torso(u * 0.8, u * 0.46) },
      { at: u * 4.3, outline: torso(u * 0.72, u * 0.42) },
      { at: u * 5.6, outline: torso(u * 1, u * 0.5) },
      { at: u * 6.1, outline: torso(u * 0.6, u * 0.34) },
    ],
    [0, 0, 0],
    'y',
  );
  build.box('line', [u * 1.86, u * 0.16, u * 0.98], [0, u * 4.9, 0]);
  build.cylinder('load', u * 0.22, u * 0.5, [0, u * 6.25, 0], 'y', { segments: 12, edges: false });
  build.ball('load', u * 0.46, [0, u * 6.78, u * 0.03], { segments: 14 });
  build.revolve(
    'line',
    [
      [0, u * 0.56],
      [u * 0.3, u * 0.5],
      [u * 0.52, u * 0.28],
      [u * 0.58, 0.001],
    ],
    [0, u * 6.92, 0],
    'y',
    {
      segments: 16,
      edges: false,
    },
  );
  build.cylinder('line', u * 0.62, u * 0.06, [0, u * 6.92, u * 0.1], 'y', { segments: 16, edges: false });
});

/** Eight corners around a body, counter-clockwise. */
function torso(wide: number, deep: number): [number, number][] {
  const [a, b] = [wide * 0.6, deep * 0.6];
  return [
    [wide, -b],
    [wide, b],
    [a, deep],
    [-a, deep],
    [-wide, b],
    [-wide, -b],
    [-a, -deep],
    [a, -deep],
  ];
}

export const box = draws(site.box, (build, { width, height, depth }) => {
  build.box('body', [width, height, depth], [0, height / 2, 0]);
});
