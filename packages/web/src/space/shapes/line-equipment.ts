/** What stands between the machines of a strip line: bridle, roller table, X-ray gauge. */
import { rolling } from '@millwright/model/shapes';
import { draws } from './draws.ts';
import { roll } from './rolls.ts';

/** Two rolls that hold the tension, the strip over one and under the other. */
export const bridle = draws(rolling.bridle, (build, { width, roll: size, passLine: pass }) => {
  const radius = size / 2;
  const apart = radius * 1.15;
  for (const z of [-1, 1]) {
    const at = (z * width) / 2;
    build.box('dark', [radius * 5, 0.2, 0.42], [0, 0.1, at]);
    for (const x of [-1, 1]) {
      const y = pass - x * radius;
      build.plate(
        'body',
        [
          [-0.3, 0],
          [0.3, 0],
          [0.2, Math.max(0.2, y - 0.1)],
          [-0.2, Math.max(0.2, y - 0.1)],
        ],
        0.24,
        [x * apart, 0.15, at],
        'z',
      );
      build.cylinder('light', 0.24, 0.3, [x * apart, y, at], 'z', { segments: 16 });
      build.box('dark', [0.56, 0.12, 0.3], [x * apart, y - 0.16, at]);
    }
    build.beam('body', 0.16, [-apart, 0.34, at], [apart, 0.34, at], 0.2);
  }
  for (const x of [-1, 1]) {
    const at = [x * apart, pass - x * radius, 0] as const;
    build.on(build.spin('spin', at, 'z', x));
    roll(build, { radius, barrel: width * 0.72, length: width * 1.2, at });
  }
});

export const rollerTable = draws(
  rolling.rollerTable,
  (build, { length, width, height, roll: size, pitch }) => {
    const radius = Math.min(size / 2, pitch * 0.48, height * 0.4);
    const rolls = Math.max(2, Math.min(80, Math.floor(length / pitch)));
    const first = (-(rolls - 1) * pitch) / 2;
    const axis = height - radius;
    for (const z of [-1, 1]) {
      const at = (z * (width + 0.16)) / 2;
      build.box('body', [length, 0.22, 0.14], [0, axis - 0.04, at]);
      const posts = Math.max(2, Math.round(length / 2.4) + 1);
      for (let i = 0; i < posts; i++) {
        const x = -length / 2 + 0.15 + ((length - 0.3) * i) / (posts - 1);
        build.box('dark', [0.14, axis - 0.1, 0.14], [x, (axis - 0.1) / 2, at]);
        build.box('dark', [0.3, 0.03, 0.26], [x, 0.015, at]);
      }
      // Guides at the sides.
      build.box('light', [length, 0.06, 0.06], [0, height + 0.14, at]);
      for (let i = 0; i < posts; i++) {
        const x = -length / 2 + 0.15 + ((length - 0.3) * i) / (posts - 1);
        build.box('light', [0.06, 0.24, 0.06], [x, height + 0.02, at]);
      }
    }
    for (let i = 0; i < rolls; i++) {
      const at = [first + i * pitch, axis, 0] as const;
      build.on();
      for (const z of [-1, 1]) {
        build.box('dark', [radius * 1.2, radius * 1.2, 0.18], [at[0], axis, (z * (width + 0.18)) / 2]);
      }
      build.cylinder('light', radius * 0.5, 0.3, [at[0], axis, -width / 2 - 0.34], 'z', { segments: 10 });
      // Metres per minute over the circumference.
      build.on(build.spin('move', at, 'z', -1 / (2 * Math.PI * radius)));
      build.cylinder('roll', radius, width, at, 'z', { segments: 16 });
      build.box('mark', [radius * 0.1, radius * 0.1, width * 0.98], [at[0], axis + radius * 0.98, 0]);
      build.box('mark', [radius * 0.1, radius * 0.1, width * 0.98], [at[0], axis - radius * 0.98, 0]);
    }
  },
);

/** A C-frame around the strip, open to the operator, source below and detector above. */
export const xRayGauge = draws(rolling.xRayGauge, (build, { width, height, passLine: pass }) => {
  const back = -width / 2 + 0.2;
  build.box('dark', [1.1, 0.14, 1], [0, 0.07, back]);
  build.box('body', [0.72, height - 0.14, 0.56], [0, (height + 0.14) / 2, back]);
  for (const up of [-1, 1]) {
    const y = pass + up * 0.46;
    build.box('body', [0.46, 0.34, width * 0.82], [0, y, 0]);
    build.cylinder('light', 0.2, 0.2, [0, y - up * 0.26, 0.1], 'y', { segments: 18 });
    build.cylinder('dark', 0.13, 0.06, [0, y - up * 0.38, 0.1], 'y', { segments: 14 });
    build.box('light', [0.36, 0.24, 0.3], [0, y, width * 0.44]);
  }
  build.box('light', [0.56, 0.36, 0.42], [0, height + 0.18, back]);
  build.pipes('black', 0.03, [
    [0.2, height + 0.3, back],
    [0.2, height + 0.5, back],
    [0.2, height + 0.5, back - 0.5],
  ]);
});
