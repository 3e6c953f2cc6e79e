/** Electrical cabinets in a row, doors to the operator. Params: `width`, `height`, `depth`. */
import { metres, type ShapeBuilder } from '../shape-model.ts';

const DOOR = 0.8;

export const cabinet: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 0.8);
  const height = metres(params, 'height', 2.1);
  const depth = metres(params, 'depth', 0.6);
  build.box('light', [width, height - 0.1, depth], [0, height / 2 + 0.05, 0]);
  build.box('black', [width, 0.1, depth * 0.94], [0, 0.05, 0]);
  const doors = Math.max(1, Math.round(width / DOOR));
  for (let i = 0; i < doors; i++) {
    const x = -width / 2 + (width * (i + 0.5)) / doors;
    build.box('guard', [(width / doors) * 0.92, height * 0.86, 0.02], [x, height * 0.5, depth / 2 + 0.01]);
    build.box('dark', [0.03, 0.18, 0.05], [x + (width / doors) * 0.36, height * 0.5, depth / 2 + 0.03]);
    build.box('black', [(width / doors) * 0.36, 0.16, 0.02], [x, height * 0.8, depth / 2 + 0.025]);
  }
};
