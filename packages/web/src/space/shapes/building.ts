/**
 * What surrounds machines. Floor: `width` along x, `depth` along z. Wall: `length`, `height`, `thickness`, along x.
 * Walkway: `length`, `width`, along x, with a railing. Box: `width`, `height`, `depth`, for kinds the library lacks.
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const floor: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 40);
  const depth = metres(params, 'depth', 20);
  build.backdrop = true;
  build.box('floor', [width, 0.1, depth], [0, -0.05, 0]);
};

export const wall: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 10);
  const height = metres(params, 'height', 4);
  build.backdrop = true;
  build.box('wall', [length, height, metres(params, 'thickness', 0.2)], [0, height / 2, 0]);
};

export const walkway: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 10);
  const width = metres(params, 'width', 1.2);
  build.backdrop = true;
  build.box('guard', [length, 0.03, width], [0, 0.02, 0]);
  for (const z of [-1, 1]) build.box('mark', [length, 0.012, 0.07], [0, 0.04, (z * width) / 2]);
};

export const box: ShapeBuilder = (build, params) => {
  const height = metres(params, 'height', 1);
  build.box('body', [metres(params, 'width', 1), height, metres(params, 'depth', 1)], [0, height / 2, 0]);
};
