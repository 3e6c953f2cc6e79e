/**
 * Strip between two machines, along x, origin in its middle at the pass line; its thickness is drawn as 12 mm.
 * Params: `length`, `width`. Bindings: `move` (m/min: bands travel along the strip), `width` (m).
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

const THICKNESS_DRAWN = 0.012;

export const strip: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 4.75);
  const width = metres(params, 'width', 1.1);
  const bands = Math.max(2, Math.round(length / 0.8));
  const period = length / bands;
  build.moving({ pivot: [0, 0, 0], axis: 'z', width: { nominal: width } });
  build.box('strip', [length, THICKNESS_DRAWN, width], [0, 0, 0]);
  build.moving({ pivot: [0, 0, 0], axis: 'z', width: { nominal: width }, travel: { period } });
  for (let i = 0; i < bands; i++) {
    build.box('steel', [0.09, THICKNESS_DRAWN * 1.5, width * 0.985], [-length / 2 + i * period, 0.001, 0]);
  }
  build.still();
};
