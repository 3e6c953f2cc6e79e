/** X-ray thickness gauge: a C-frame around the strip, open to the operator. Params: `width`, `height`, `passLine`. */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const xRayGauge: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 2.4);
  const height = metres(params, 'height', 2.2);
  const pass = metres(params, 'passLine', 1.1);
  const back = -width / 2 + 0.2;
  build.box('body', [0.7, height, 0.55], [0, height / 2, back]);
  build.box('dark', [1, 0.14, 0.9], [0, 0.07, back]);
  for (const y of [pass - 0.42, pass + 0.42]) {
    build.box('body', [0.44, 0.3, width * 0.8], [0, y, 0]);
    build.cylinder('light', 0.17, 0.2, [0, y + (y > pass ? -0.22 : 0.22), 0.1], 'y', { segments: 14 });
  }
  build.box('light', [0.5, 0.36, 0.4], [0, height + 0.18, back]);
};
