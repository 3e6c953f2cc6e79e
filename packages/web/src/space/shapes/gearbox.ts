/**
 * Gearbox with two output spindles along z towards the operator. Origin at the height of the shafts.
 * Params: `width`, `height`, `depth`; `spindle`: length of the spindles, 3 m. Binding: `spin`.
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const gearbox: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 1.8);
  const height = metres(params, 'height', 1.7);
  const depth = metres(params, 'depth', 1.6);
  const spindle = metres(params, 'spindle', 3);
  build.box('body', [width, height * 0.94, depth], [0, -height * 0.06, 0]);
  build.box('light', [width * 1.1, 0.12, depth * 1.08], [0, 0, 0]);
  build.box('dark', [width * 1.2, 0.18, depth * 1.15], [0, -height * 0.56, 0]);
  build.box('guard', [width * 0.4, 0.16, depth * 0.4], [0, height * 0.45, 0]);
  build.cylinder('dark', 0.22, 0.16, [0, 0, -depth / 2 - 0.06], 'z', { segments: 14 });
  for (const up of [1, -1]) {
    const y = up * 0.24;
    build.still().cylinder('dark', 0.2, 0.16, [0, y, depth / 2 + 0.06], 'z', { segments: 14 });
    build.moving({ pivot: [0, y, 0], axis: 'z', spin: { factor: -up } });
    build.cylinder('roll', 0.11, spindle, [0, y, depth / 2 + spindle / 2], 'z', { segments: 12 });
    for (const share of [0.12, 0.9]) {
      build.cylinder('steel', 0.17, 0.3, [0, y, depth / 2 + spindle * share], 'z', { segments: 14 });
      build.box('mark', [0.36, 0.06, 0.2], [0, y, depth / 2 + spindle * share]);
    }
  }
  build.still();
};
