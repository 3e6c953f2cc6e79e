/** Shaft with a coupling at each end, along z, origin in the middle. Params: `length`, `diameter`. Binding: `spin`. */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const shaft: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 1.5);
  const radius = metres(params, 'diameter', 0.25) / 2;
  build.moving({ pivot: [0, 0, 0], axis: 'z', spin: { factor: 1 } });
  build.cylinder('roll', radius, length, [0, 0, 0], 'z', { segments: 14 });
  for (const end of [-1, 1]) {
    build.cylinder('steel', radius * 1.9, radius * 2.2, [0, 0, (end * length) / 2.4], 'z', { segments: 16 });
  }
  build.box('mark', [radius * 0.3, radius * 0.3, length * 0.8], [radius, 0, 0]);
  build.still();
};
