/**
 * Bridle: two rolls that hold the tension, the strip under one and over the other.
 * Params: `width` across, `roll` diameter, `passLine`. Binding: `spin`.
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const bridle: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 2.2);
  const radius = metres(params, 'roll', 0.8) / 2;
  const pass = metres(params, 'passLine', 1.1);
  for (const z of [-1, 1]) {
    const at = (z * width) / 2;
    build.box('body', [radius * 4.4, 0.24, 0.3], [0, 0.12, at]);
    for (const x of [-1, 1]) {
      const y = pass - x * radius;
      build.box('body', [0.34, y, 0.22], [x * radius * 1.15, y / 2, at]);
      build.box('dark', [0.44, 0.44, 0.28], [x * radius * 1.15, y, at]);
    }
  }
  for (const x of [-1, 1]) {
    const at = [x * radius * 1.15, pass - x * radius, 0] as const;
    build.moving({ pivot: at, axis: 'z', spin: { factor: x } });
    build.cylinder('roll', radius, width * 0.72, at, 'z', { segments: 24 });
    build.cylinder('steel', 0.1, width * 1.15, at, 'z', { segments: 12 });
    for (let i = 0; i < 3; i++) {
      const angle = (i * 2 * Math.PI) / 3;
      const mark = [at[0] + Math.cos(angle) * radius, at[1] + Math.sin(angle) * radius, 0] as const;
      build.box('mark', [0.04, 0.04, width * 0.7], mark, (angle * 180) / Math.PI);
    }
  }
  build.still();
};
