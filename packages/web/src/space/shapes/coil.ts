/**
 * Coil of strip, axis along z, origin at its centre. Params: `diameter`, `innerDiameter`, `width`.
 * Bindings: `diameter` (m), `width` (m), `spin`.
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const coil: ShapeBuilder = (build, params) => {
  const diameter = metres(params, 'diameter', 1.9);
  const inner = metres(params, 'innerDiameter', 0.61) / 2;
  const width = metres(params, 'width', 1.1);
  const radius = diameter / 2;
  const pivot = [0, 0, 0] as const;
  build.moving({
    pivot,
    axis: 'z',
    spin: { factor: 1 },
    diameter: { nominal: diameter },
    width: { nominal: width },
  });
  build.tube('strip', radius, Math.min(inner, radius * 0.9), width, [0, 0, 0], 'z', 36);
  // Wraps on the faces, and the end of the strip.
  for (const share of [0.55, 0.78]) {
    build.tube('steel', radius * share, radius * (share - 0.035), width + 0.012, [0, 0, 0], 'z', 30);
  }
  for (const angle of [0.3, 2.4, 4.5]) {
    const at = [Math.cos(angle) * radius * 0.66, Math.sin(angle) * radius * 0.66, 0] as const;
    build.box('mark', [radius * 0.5, radius * 0.035, width + 0.016], at, (angle * 180) / Math.PI);
  }
  build.box('mark', [0.05, 0.03, width], [0, radius, 0]);
  build.still();
};
