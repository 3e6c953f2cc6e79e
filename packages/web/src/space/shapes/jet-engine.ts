/**
 * Two-spool turbofan on its stand, cut open so that the spools show; axis along x, fan in front (-x).
 * Params: `diameter` of the fan, `length`. Binding: `spin` (fan and low-pressure spool).
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const jetEngine: ShapeBuilder = (build, params) => {
  const radius = metres(params, 'diameter', 1.8) / 2;
  const length = metres(params, 'length', 3.4);
  const axis = radius + 0.55;
  const at = (x: number) => [x * length, axis, 0] as const;
  build.tube('light', radius * 1.06, radius * 0.97, length * 0.26, at(-0.36), 'x', 22);
  build.cylinder('body', radius * 0.62, length * 0.2, at(-0.12), 'x', { end: radius * 0.48, segments: 18 });
  build.cylinder('steel', radius * 0.48, length * 0.26, at(0.11), 'x', { end: radius * 0.44, segments: 18 });
  build.cylinder('dark', radius * 0.44, length * 0.16, at(0.32), 'x', { end: radius * 0.56, segments: 18 });
  build.cylinder('black', radius * 0.5, length * 0.12, at(0.46), 'x', { end: radius * 0.34, segments: 18 });
  build.cylinder('pipe', radius * 0.12, length * 0.3, [length * 0.02, axis - radius * 0.62, 0], 'x', {
    segments: 8,
  });
  for (const x of [-0.3, 0.28]) {
    build.box('dark', [0.14, axis - radius * 0.3, 0.14], [x * length, (axis - radius * 0.3) / 2, 0]);
    build.box('dark', [0.2, 0.1, radius * 1.5], [x * length, 0.05, 0]);
  }
  build.box('dark', [length * 0.75, 0.12, 0.2], [0, 0.12, 0]);
  build.moving({ pivot: [0, axis, 0], axis: 'x', spin: { factor: 1 } });
  build.cylinder('steel', radius * 0.28, length * 0.1, at(-0.4), 'x', { end: radius * 0.3, segments: 14 });
  build.cylinder('roll', radius * 0.28, length * 0.09, at(-0.49), 'x', {
    end: 0.02,
    segments: 14,
    edges: false,
  });
  for (let i = 0; i < 12; i++) {
    const angle = (i * Math.PI) / 6;
    const y = axis + Math.cos(angle) * radius * 0.62;
    const z = Math.sin(angle) * radius * 0.62;
    build.box(
      'roll',
      [0.07, radius * 0.64, radius * 0.15],
      [-0.4 * length, y, z],
      (angle * 180) / Math.PI,
      'x',
    );
  }
  build.still();
};
