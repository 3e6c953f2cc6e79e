/**
 * Coolant header: a pipe along the line with a riser at each stand, and its tank. Params: `length`, `height` (of the risers).
 * Hydraulic unit: tank, two pump motors, accumulators. Params: `width`, `height`, `depth`.
 * Tank: upright vessel. Params: `diameter`, `height`. Binding: `fill` (0 to 1, the level in a slot at the front).
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const coolantHeader: ShapeBuilder = (build, params) => {
  const length = metres(params, 'length', 12);
  const height = metres(params, 'height', 2.5);
  const low = 0.36;
  build.cylinder('pipe', 0.15, length, [0, low, 0], 'x', { segments: 12 });
  const branches = Math.max(1, Math.round(length / 4.75));
  for (let i = 0; i < branches; i++) {
    // Beside each stand, not before it: along the floor, then up to the spray bars.
    const x = (i - (branches - 1) / 2) * 4.75 + 1.5;
    build.cylinder('pipe', 0.07, 3.4, [x, low, -1.7], 'z', { segments: 8 });
    build.cylinder('dark', 0.14, 0.2, [x, low, -0.6], 'z', { segments: 10 });
    build.cylinder('pipe', 0.07, height - low, [x, (height + low) / 2, -3.4], 'y', { segments: 8 });
    build.box('dark', [0.34, 0.1, 0.34], [x, 0.05, -3.4]);
  }
  build.box('body', [3.4, 1.5, 1.7], [-length / 2 + 1.7, 0.75, 1.5]);
  build.box('light', [1, 0.12, 0.8], [-length / 2 + 1.2, 1.56, 1.5]);
  build.cylinder('light', 0.28, 0.9, [-length / 2 + 4, 0.4, 1.3], 'x', { segments: 14 });
};

export const hydraulicUnit: ShapeBuilder = (build, params) => {
  const width = metres(params, 'width', 3);
  const height = metres(params, 'height', 1.8);
  const depth = metres(params, 'depth', 1.6);
  build.box('body', [width, height * 0.55, depth], [0, height * 0.32, 0]);
  build.box('dark', [width * 1.06, height * 0.08, depth * 1.06], [0, height * 0.04, 0]);
  for (const x of [-0.28, 0.02]) {
    build.cylinder('light', height * 0.13, depth * 0.5, [x * width, height * 0.74, 0], 'z', { segments: 14 });
    build.box('dark', [height * 0.2, height * 0.1, depth * 0.4], [x * width, height * 0.62, 0]);
  }
  for (let i = 0; i < 3; i++) {
    const x = width * (0.24 + i * 0.1);
    build.cylinder('pipe', height * 0.065, height * 0.5, [x, height * 0.82, -depth * 0.2], 'y', {
      segments: 12,
    });
  }
  build.cylinder('pipe', 0.05, width * 0.9, [0, height * 0.66, depth * 0.42], 'x', { segments: 8 });
};

export const tank: ShapeBuilder = (build, params) => {
  const radius = metres(params, 'diameter', 2) / 2;
  const height = metres(params, 'height', 3);
  build.cylinder('body', radius, height, [0, height / 2, 0], 'y', { segments: 26 });
  build.cylinder('light', radius, radius * 0.25, [0, height + radius * 0.125, 0], 'y', {
    end: radius * 0.4,
    segments: 26,
  });
  build.box('black', [radius * 0.24, height * 0.84, 0.06], [0, height * 0.5, radius]);
  build.moving({ pivot: [0, height * 0.08, radius], axis: 'y', fill: true });
  build.box('roll', [radius * 0.2, height * 0.84, 0.1], [0, height * 0.5, radius + 0.01]);
  build.still();
};
