/** Coil and strip: the material of a mill, the strip drawn 12 mm thick so that it is seen. */
import { rolling } from '@millwright/model/shapes';
import { draws } from './draws.ts';
import { around } from './rolls.ts';

const THICKNESS_DRAWN = 0.012;

export const strip = draws(rolling.strip, (build, { length, width }) => {
  const bands = Math.max(2, Math.min(120, Math.round(length / 0.8)));
  const period = length / bands;
  const wide = build.stretch('width', [0, 0, 0], [0, 0, 1], width);
  build.on(wide).box('strip', [length, THICKNESS_DRAWN, width], [0, 0, 0]);
  build.on(build.run('move', 'x', period, wide));
  for (let i = 0; i < bands; i++) {
    build.box('steel', [0.09, THICKNESS_DRAWN * 1.5, width * 0.985], [-length / 2 + i * period, 0.001, 0]);
  }
});

export const coil = draws(rolling.coil, (build, { diameter, innerDiameter, width }) => {
  const radius = diameter / 2;
  const inner = Math.min(innerDiameter / 2, radius * 0.9);
  const wide = build.stretch('width', [0, 0, 0], [0, 0, 1], width);
  const round = build.stretch('diameter', [0, 0, 0], [1, 1, 0], diameter, wide);
  build.on(build.spin('spin', [0, 0, 0], 'z', 1, round));
  build.tube('strip', radius, inner, width, [0, 0, 0], 'z', 40);
  // Wraps on the faces, bands around, and the end of the strip.
  for (const share of [0.5, 0.68, 0.86]) {
    const wrap = inner + (radius - inner) * share;
    build.tube('steel', wrap, wrap - radius * 0.03, width + 0.012, [0, 0, 0], 'z', 32);
  }
  for (const angle of [0.3, 2.4, 4.5]) {
    const middle = (radius + inner) / 2;
    const at = around([0, 0, 0], middle, angle, 'z');
    build.box('mark', [(radius - inner) * 0.96, radius * 0.03, width + 0.016], at, (angle * 180) / Math.PI);
  }
  build.box('mark', [0.05, 0.03, width], [0, radius, 0]);
});
