/** What drives on the floor, front along x: automated vehicle, forklift, truck. */
import { handling } from '@millwright/model/shapes';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';

/** A wheel with its hub, axle along z. */
function wheel(build: ShapeDraft, radius: number, thick: number, x: number, z: number): void {
  build.cylinder('black', radius, thick, [x, radius, z], 'z', { segments: 20 });
  build.cylinder('light', radius * 0.55, thick * 1.06, [x, radius, z], 'z', { segments: 14 });
}

/** Low, with rounded bumpers, laser scanners at two corners and a table that lifts. */
export const agv = draws(handling.agv, (build, { length, width, height }) => {
  const clear = height * 0.12;
  const corner = Math.min(width, length) * 0.14;
  const [x, z] = [length / 2, width / 2];
  const outline = [
    [x, -z + corner],
    [x, z - corner],
    [x - corner, z],
    [-x + corner, z],
    [-x, z - corner],
    [-x, -z + corner],
    [-x + corner, -z],
    [x - corner, -z],
  ] as const;
  build.plate('body', outline, height * 0.62, [0, clear + height * 0.31, 0], 'y');
  build.plate(
    'black',
    outline.map(([a, b]) => [a * 1.012, b * 1.018] as const),
    height * 0.16,
    [0, clear + height * 0.2, 0],
    'y',
  );
  build.box('dark', [length * 0.94, height * 0.06, width * 0.94], [0, clear + height * 0.65, 0]);
  for (const side of [-1, 1]) {
    build.cylinder(
      'black',
      corner * 0.6,
      height * 0.2,
      [side * (x - corner * 0.5), clear + height * 0.36, side * (z - corner * 0.5)],
      'y',
      {
        segments: 14,
      },
    );
    build.box('line', [0.02, height * 0.06, width * 0.5], [side * (x + 0.004), clear + height * 0.5, 0]);
    wheel(build, height * 0.28, width * 0.08, 0, side * z * 0.86);
    for (const end of [-1, 1]) wheel(build, height * 0.18, width * 0.06, end * x * 0.76, side * z * 0.7);
  }
  build.on(build.slide('lift', 'y', [0, 1]));
  build.box('light', [length * 0.78, height * 0.12, width * 0.8], [0, height * 0.9, 0]);
  build.box('mark', [length * 0.7, height * 0.02, width * 0.72], [0, height * 0.97, 0]);
  for (const a of [-0.25, 0.25])
    build.cylinder('steel', height * 0.08, height * 0.5, [a * length, height * 0.6, 0], 'y');
});

/** Counterweight truck: mast with its forks, overhead guard, seat, a pallet's reach in front. */
export const forklift = draws(handling.forklift, (build, { length, height }) => {
  const l = length;
  const front = l * 0.28;
  const back = -l * 0.5;
  const half = l * 0.235;
  wheel(build, l * 0.14, l * 0.1, front - l * 0.07, half * 0.82);
  wheel(build, l * 0.14, l * 0.1, front - l * 0.07, -half * 0.82);
  wheel(build, l * 0.11, l * 0.08, back + l * 0.17, half * 0.72);
  wheel(build, l * 0.11, l * 0.08, back + l * 0.17, -half * 0.72);
  build.box('body', [l * 0.6, l * 0.16, half * 1.6], [front - l * 0.34, l * 0.2, 0]);
  build.loft(
    'body',
    [
      {
        at: -half * 0.92,
        outline: [
          [back, l * 0.12],
          [back + l * 0.26, l * 0.12],
          [back + l * 0.3, l * 0.46],
          [back + l * 0.05, l * 0.46],
        ],
      },
      {
        at: half * 0.92,
        outline: [
          [back, l * 0.12],
          [back + l * 0.26, l * 0.12],
          [back + l * 0.3, l * 0.46],
          [back + l * 0.05, l * 0.46],
        ],
      },
    ],
    [0, 0, 0],
    'z',
  );
  build.box('dark', [l * 0.2, l * 0.05, half], [back + l * 0.36, l * 0.44, 0]);
  build.box('dark', [l * 0.05, l * 0.22, half], [back + l * 0.27, l * 0.55, 0], 10);
  build.box('body', [l * 0.1, l * 0.28, half * 1.4], [front - l * 0.14, l * 0.36, 0]);
  build.rod('dark', l * 0.012, [front - l * 0.18, l * 0.5, 0], [front - l * 0.24, l * 0.6, 0]);
  build.tube('black', l * 0.07, l * 0.055, l * 0.015, [front - l * 0.25, l * 0.6, 0], 'x', 16);
  // Overhead guard.
  for (const z of [-1, 1]) {
    build.beam(
      'dark',
      l * 0.03,
      [front - l * 0.12, l * 0.46, z * half * 0.85],
      [front - l * 0.2, height * 0.96, z * half * 0.8],
    );
    build.beam(
      'dark',
      l * 0.03,
      [back + l * 0.1, l * 0.44, z * half * 0.85],
      [back + l * 0.2, height * 0.96, z * half * 0.8],
    );
    build.beam(
      'dark',
      l * 0.03,
      [front - l * 0.2, height * 0.96, z * half * 0.8],
      [back + l * 0.2, height * 0.96, z * half * 0.8],
    );
  }
  for (let i = 0; i < 5; i++) {
    const x = back + l * 0.22 + i * l * 0.08;
    build.box('dark', [l * 0.02, l * 0.015, half * 1.6], [x, height * 0.965, 0]);
  }
  // Mast: outer rails stand, inner rails lift half as far as the forks.
  const mast = front + l * 0.06;
  for (const z of [-1, 1]) {
    build.box('dark', [l * 0.05, height * 0.92, l * 0.03], [mast, height * 0.49, z * half * 0.66]);
  }
  build.box('dark', [l * 0.04, l * 0.04, half * 1.3], [mast, height * 0.93, 0]);
  const inner = build.slide('lift', 'y', [0, 6], { factor: 0.5 });
  build.on(inner);
  for (const z of [-1, 1])
    build.box(
      'steel',
      [l * 0.04, height * 0.86, l * 0.025],
      [mast + l * 0.01, height * 0.48, z * half * 0.54],
    );
  build.box('steel', [l * 0.03, l * 0.03, half * 1.1], [mast + l * 0.01, height * 0.9, 0]);
  build.on(build.slide('lift', 'y', [0, 6]));
  for (const y of [0.1, 0.3])
    build.box('steel', [l * 0.03, l * 0.04, half * 1.5], [mast + l * 0.06, l * y, 0]);
  for (const z of [-1, 1]) {
    build.box('black', [l * 0.025, l * 0.26, l * 0.05], [mast + l * 0.08, l * 0.19, z * half * 0.45]);
    build.box('black', [l * 0.44, l * 0.022, l * 0.055], [mast + l * 0.29, l * 0.05, z * half * 0.45]);
  }
});

/** Tractor with its cab and a box trailer. */
export const truck = draws(handling.truck, (build, { length, height }) => {
  const width = 2.5;
  const front = length / 2;
  const cab = Math.min(2.3, length * 0.2);
  const bed = 1.2;
  const back = -length / 2;
  const nose = front - cab - 0.5;
  // Cab with its windscreen.
  build.plate(
    'light',
    [
      [front - cab, 0.6],
      [front - 0.05, 0.6],
      [front, 1.5],
      [front - 0.16, height * 0.72],
      [front - 0.7, height * 0.82],
      [front - cab, height * 0.86],
    ],
    width * 0.96,
    [0, 0, 0],
    'z',
  );
  build.box('glass', [0.05, height * 0.22, width * 0.84], [front - 0.07, height * 0.53, 0], 9);
  for (const z of [-1, 1]) {
    build.box(
      'glass',
      [cab * 0.4, height * 0.17, 0.04],
      [front - cab * 0.42, height * 0.54, z * width * 0.48],
    );
    build.box('dark', [0.12, 0.45, 0.16], [front - 0.25, height * 0.55, z * width * 0.55]);
    build.box('mark', [cab * 0.7, 0.3, 0.05], [front - cab * 0.9, 0.75, z * width * 0.48]);
  }
  build.box('black', [0.08, 0.5, width * 0.9], [front + 0.01, 0.9, 0]);
  build.box('dark', [length * 0.34, 0.22, 0.9], [front - length * 0.2, 0.85, 0]);
  // Trailer.
  const box = nose - back;
  build.box('body', [box, height - bed, width], [(nose + back) / 2, (height + bed) / 2, 0]);
  build.box('dark', [box, 0.16, width * 0.94], [(nose + back) / 2, bed - 0.06, 0]);
  build.box('dark', [0.05, height - bed - 0.2, 0.06], [back - 0.02, (height + bed) / 2, 0]);
  const ribs = Math.max(3, Math.round(box / 1.3));
  for (let i = 0; i <= ribs; i++) {
    for (const z of [-1, 1]) {
      build.box(
        'light',
        [0.06, height - bed, 0.03],
        [back + (box * i) / ribs, (height + bed) / 2, (z * width) / 2],
      );
    }
  }
  for (const z of [-1, 1]) {
    build.box('dark', [box * 0.34, 0.5, 0.05], [back + box * 0.5, 0.8, z * width * 0.46]);
    wheel(build, 0.5, 0.3, front - cab * 0.55, z * width * 0.42);
    wheel(build, 0.5, 0.55, nose - 0.6, z * width * 0.38);
    for (const i of [0, 1, 2]) wheel(build, 0.5, 0.38, back + 1.2 + i * 1.25, z * width * 0.41);
  }
});
