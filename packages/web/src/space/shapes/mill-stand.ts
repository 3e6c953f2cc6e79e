/**
 * Four-high rolling stand. Params: `width` across the line, over both housings; `height`; `depth` along the line;
 * `workRoll`, `backupRoll`: diameters; `barrel`: length of the rolls; `passLine`: height of the strip.
 * Bindings: `spin` (work rolls, 1/min; backup rolls follow by the ratio of diameters), `gap` (mm, drawn five times).
 */
import { metres, type ShapeBuilder, type ShapeDraft, type Vec } from '../shape-model.ts';

const GAP_DRAWN = 5 / 1000;

export const millStand: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 3);
  const height = metres(params, 'height', 5.2);
  const depth = metres(params, 'depth', 1.9);
  const work = metres(params, 'workRoll', 0.45) / 2;
  const backup = metres(params, 'backupRoll', 1.35) / 2;
  const barrel = metres(params, 'barrel', 1.42);
  const pass = metres(params, 'passLine', 1.1);

  const side = width / 2 - 0.25;
  const thick = 0.62;
  const post = depth * 0.24;
  const bottom = Math.min(-0.2, pass - 2 * work - 2 * backup - 0.1);
  for (const z of [-side, side]) {
    for (const x of [-1, 1]) {
      build.box(
        'body',
        [post, height - bottom, thick],
        [x * (depth / 2 - post / 2), (height + bottom) / 2, z],
      );
    }
    build.box('body', [depth, 0.75, thick], [0, height - 0.375, z]);
    build.box('dark', [depth * 1.15, 0.35, thick * 1.2], [0, 0.02, z]);
    // Screw or cylinder on the chock, and its nut on the housing.
    const top = pass + 2 * work + backup + 0.5;
    build.cylinder('steel', 0.2, height - 0.75 - top, [0, (height - 0.75 + top) / 2, z], 'y', {
      segments: 14,
    });
    build.cylinder('light', 0.34, 0.42, [0, height + 0.21, z], 'y', { segments: 16 });
    for (const y of [pass + work, pass - work]) {
      build.box('dark', [0.52, work * 1.7, 0.46], [0, y, z]);
    }
  }
  // Cross ties between the housings and the platform with its cabinet on top.
  for (const x of [-1, 1]) {
    build.box('body', [0.3, 0.4, side * 2], [x * (depth / 2 - 0.2), height - 0.3, 0]);
    build.box('dark', [0.16, 0.16, barrel], [x * (depth / 2 - 0.3), pass - 0.16, 0]);
  }
  build.box('light', [depth * 0.5, 0.1, side * 1.3], [0, height + 0.06, 0]);
  build.box('guard', [depth * 0.34, 0.5, side * 0.8], [0, height + 0.36, 0]);

  roll(build, { radius: work, barrel, neck: side, at: [0, pass + work, 0], factor: -1, lifted: true });
  roll(build, { radius: work, barrel, neck: side, at: [0, pass - work, 0], factor: 1, lifted: false });
  const ratio = work / backup;
  roll(build, {
    radius: backup,
    barrel,
    neck: side - 0.2,
    at: [0, pass + 2 * work + backup, 0],
    factor: ratio,
    lifted: true,
  });
  roll(build, {
    radius: backup,
    barrel,
    neck: side - 0.2,
    at: [0, pass - 2 * work - backup, 0],
    factor: -ratio,
    lifted: false,
  });
  build.still();
};

interface Roll {
  radius: number;
  barrel: number;
  neck: number;
  at: Vec;
  factor: number;
  lifted: boolean;
}

function roll(build: ShapeDraft, { radius, barrel, neck, at, factor, lifted }: Roll): void {
  build.moving({
    pivot: at,
    axis: 'z',
    spin: { factor },
    ...(lifted ? { lift: { binding: 'gap', factor: GAP_DRAWN } } : {}),
  });
  build.cylinder('roll', radius, barrel, at, 'z', { segments: radius > 0.5 ? 28 : 20 });
  build.cylinder('steel', radius * 0.55, neck * 2 + 0.5, at, 'z', { segments: 14 });
  // Lines along the barrel and bolts on the faces make the turning visible.
  for (const angle of [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3]) {
    const x = at[0] + Math.cos(angle) * radius;
    const y = at[1] + Math.sin(angle) * radius;
    build.box('mark', [radius * 0.09, radius * 0.09, barrel * 0.96], [x, y, at[2]], (angle * 180) / Math.PI);
    const face = radius * 0.76;
    build.cylinder(
      'mark',
      radius * 0.1,
      barrel + 0.02,
      [at[0] + Math.cos(angle) * face, at[1] + Math.sin(angle) * face, at[2]],
      'z',
      { segments: 8, edges: false },
    );
  }
}
