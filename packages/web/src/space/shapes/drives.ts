/** What drives and transmits: motor, gearbox, coupling, shaft, bearing; shafts along z, the driven side to the operator. */
import { drives } from '@millwright/model/shapes';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';
import { around, flange, spokes } from './rolls.ts';

/** Finned frame on feet, fan cowl behind, terminal box on top. */
export const motor = draws(drives.motor, (build, { length, diameter }) => {
  const radius = diameter / 2;
  const frame = radius * 0.84;
  build.cylinder('body', frame, length * 0.78, [0, 0, length * 0.02], 'z', { segments: 24 });
  spokes(20, (angle) => {
    // No fins where the feet and the terminal box are.
    if (Math.abs(Math.sin(angle)) > 0.86) return;
    const at = around([0, 0, length * 0.02], frame * 1.02, angle, 'z');
    build.box('body', [radius * 0.22, radius * 0.035, length * 0.66], at, (angle * 180) / Math.PI);
  });
  for (const end of [-1, 1]) {
    build.cylinder('light', radius * 0.9, length * 0.05, [0, 0, length * 0.02 + end * length * 0.38], 'z', {
      segments: 24,
    });
  }
  build.cylinder('light', radius * 0.62, length * 0.06, [0, 0, length * 0.45], 'z', { segments: 18 });
  // Fan cowl with its grille.
  build.cylinder('light', radius * 0.8, length * 0.12, [0, 0, -length * 0.43], 'z', {
    end: radius * 0.86,
    segments: 24,
  });
  for (const share of [0.3, 0.52, 0.72]) {
    build.tube(
      'dark',
      radius * share,
      radius * (share - 0.07),
      length * 0.02,
      [0, 0, -length * 0.49],
      'z',
      18,
    );
  }
  for (const x of [-1, 1]) {
    build.box('dark', [radius * 0.5, radius * 0.14, length * 0.66], [x * radius * 0.62, -radius * 0.98, 0.0]);
    for (const z of [-1, 1]) {
      build.box(
        'body',
        [radius * 0.3, radius * 0.5, length * 0.12],
        [x * radius * 0.62, -radius * 0.72, z * length * 0.25],
      );
    }
  }
  build.box('light', [radius * 0.8, radius * 0.4, length * 0.3], [0, radius * 1.02, length * 0.06]);
  build.box('dark', [radius * 0.84, radius * 0.06, length * 0.32], [0, radius * 1.22, length * 0.06]);
  build.on(build.spin('spin', [0, 0, 0], 'z'));
  const shaft = length * 0.3;
  const out = length * 0.48;
  build.cylinder('roll', radius * 0.17, shaft, [0, 0, out + shaft / 2], 'z', { segments: 14 });
  flange(build, 'steel', radius * 0.36, radius * 0.22, [0, 0, out + shaft * 0.55], 'z');
  build.box('mark', [radius * 0.06, radius * 0.06, shaft], [0, radius * 0.17, out + shaft / 2]);
});

/** Ribbed housing with a parting line and two spindles. */
export const gearbox = draws(drives.gearbox, (build, { width, height, depth, spindle }) => {
  const low = -height * 0.54;
  build.box('body', [width, height * 0.5, depth], [0, low + height * 0.29, 0]);
  build.box('body', [width * 0.9, height * 0.42, depth * 0.92], [0, height * 0.22, 0]);
  build.box('light', [width * 1.08, height * 0.055, depth * 1.06], [0, 0, 0]);
  build.box('dark', [width * 1.16, height * 0.1, depth * 1.12], [0, low, 0]);
  build.box('guard', [width * 0.4, height * 0.08, depth * 0.4], [0, height * 0.46, 0]);
  for (const x of [-1, 1]) {
    for (const z of [-0.3, 0.3]) {
      build.box(
        'body',
        [width * 0.07, height * 0.46, depth * 0.06],
        [x * width * 0.53, low + height * 0.28, z * depth],
      );
    }
    for (const z of [-0.4, 0, 0.4]) {
      build.cylinder('mark', width * 0.022, height * 0.1, [x * width * 0.5, 0, z * depth], 'y', {
        segments: 6,
        edges: false,
      });
    }
    build.cylinder(
      'dark',
      height * 0.035,
      depth * 0.03,
      [x * width * 0.3, low + height * 0.24, depth * 0.51],
      'z',
      {
        segments: 10,
      },
    );
  }
  flange(build, 'light', height * 0.2, 0.1, [0, 0, -depth / 2 - 0.04], 'z');
  const apart = Math.min(0.24, height * 0.15);
  const thick = Math.min(0.11, apart * 0.46);
  const face = depth / 2;
  for (const up of [1, -1]) {
    const y = up * apart;
    build.on();
    flange(build, 'light', apart * 0.86, 0.12, [0, y, face + 0.05], 'z');
    build.on(build.spin('spin', [0, y, 0], 'z', -up));
    build.cylinder('roll', thick, spindle, [0, y, face + spindle / 2], 'z', { segments: 14 });
    for (const at of [0.14, 0.9]) joint(build, thick * 1.6, [0, y, face + spindle * at]);
  }
});

/** Fork and cross of a universal joint. */
function joint(build: ShapeDraft, radius: number, at: readonly [number, number, number]): void {
  build.cylinder('steel', radius, radius * 1.5, at, 'z', { segments: 16 });
  build.box('mark', [radius * 2.1, radius * 0.5, radius * 0.7], at);
  build.box('dark', [radius * 0.5, radius * 2.1, radius * 0.7], at);
}

/** Two hubs with bolted flanges and the element between them. */
export const coupling = draws(drives.coupling, (build, { length, diameter }) => {
  const radius = diameter / 2;
  build.on(build.spin('spin', [0, 0, 0], 'z'));
  build.cylinder('roll', radius * 0.36, length, [0, 0, 0], 'z', { segments: 14 });
  for (const end of [-1, 1]) {
    build.cylinder('steel', radius * 0.62, length * 0.3, [0, 0, end * length * 0.24], 'z', { segments: 20 });
    flange(build, 'light', radius, length * 0.1, [0, 0, end * length * 0.09], 'z', 8);
  }
  build.cylinder('dark', radius * 0.86, length * 0.08, [0, 0, 0], 'z', { segments: 20 });
});

export const shaft = draws(drives.shaft, (build, { length, diameter }) => {
  const radius = diameter / 2;
  build.on(build.spin('spin', [0, 0, 0], 'z'));
  build.cylinder('roll', radius, length * 0.86, [0, 0, 0], 'z', { segments: 16 });
  for (const end of [-1, 1]) {
    const z = (end * length) / 2 - end * radius * 2;
    joint(build, radius * 1.7, [0, 0, z]);
    flange(
      build,
      'steel',
      radius * 2.1,
      radius * 0.5,
      [0, 0, (end * length) / 2 - end * radius * 0.3],
      'z',
      6,
    );
  }
  build.box('mark', [radius * 0.2, radius * 0.2, length * 0.7], [radius, 0, 0]);
});

/** Chock with the bearing in it: outer ring, rollers, and the inner ring that turns. */
export const bearing = draws(drives.bearing, (build, { diameter: size, width }) => {
  build.box('light', [size * 0.94, size * 0.8, width], [0, 0, 0]);
  build.box('steel', [size * 0.7, size * 0.98, width * 0.86], [0, 0, 0]);
  for (const x of [-1, 1]) {
    for (const y of [-1, 1]) {
      build.cylinder('mark', size * 0.035, width * 1.03, [x * size * 0.4, y * size * 0.33, 0], 'z', {
        segments: 6,
        edges: false,
      });
    }
  }
  build.tube('body', size * 0.4, size * 0.3, width * 1.12, [0, 0, 0], 'z', 24);
  spokes(12, (angle) => {
    const at = around([0, 0, 0], size * 0.26, angle, 'z');
    build.cylinder('dark', size * 0.042, width * 1.06, at, 'z', { segments: 8, edges: false });
  });
  build.on(build.spin('spin', [0, 0, 0], 'z'));
  build.cylinder('roll', size * 0.22, width * 1.2, [0, 0, 0], 'z', { segments: 18 });
  spokes(3, (angle) => {
    const at = around([0, 0, 0], size * 0.15, angle, 'z');
    build.cylinder('mark', size * 0.035, width * 1.23, at, 'z', { segments: 6, edges: false });
  });
});
