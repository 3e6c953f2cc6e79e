/**
 * Bearing in its chock, shaft along z, origin in the middle. Params: `diameter` (of the chock), `width` along the shaft.
 * Binding: `spin` (inner ring).
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const bearing: ShapeBuilder = (build, params) => {
  const size = metres(params, 'diameter', 0.6);
  const width = metres(params, 'width', 0.4);
  build.box('light', [size * 0.94, size * 0.8, width], [0, 0, 0]);
  build.box('steel', [size * 0.7, size * 0.98, width * 0.86], [0, 0, 0]);
  build.tube('body', size * 0.4, size * 0.26, width * 1.12, [0, 0, 0], 'z', 22);
  build.moving({ pivot: [0, 0, 0], axis: 'z', spin: { factor: 1 } });
  build.cylinder('roll', size * 0.22, width * 1.2, [0, 0, 0], 'z', { segments: 16 });
  for (let i = 0; i < 3; i++) {
    const angle = (i * 2 * Math.PI) / 3;
    const at = [Math.cos(angle) * size * 0.15, Math.sin(angle) * size * 0.15, 0] as const;
    build.cylinder('mark', size * 0.035, width * 1.23, at, 'z', { segments: 6, edges: false });
  }
  build.still();
};
