/**
 * Uncoiler and tension reel: gear housing on the drive side, mandrel with its segments towards the operator, outboard
 * bearing on a swing arm, and the strip between reel and line.
 */
import { rolling } from '@millwright/model/shapes';
import type { ShapeDraft } from '../shape-draft.ts';
import { draws } from './draws.ts';
import { around, spokes } from './rolls.ts';

export const uncoiler = draws(rolling.uncoiler, (build, params) => reel(build, params, 1));
export const tensionReel = draws(rolling.tensionReel, (build, params) => reel(build, params, -1));

interface Reel {
  width: number;
  height: number;
  lead: number;
  centre: number;
}

/** `direction`: 1 where the strip leaves towards +x. */
function reel(build: ShapeDraft<'spin'>, { width, height, lead, centre }: Reel, direction: 1 | -1): void {
  const back = -0.75;
  build.box('dark', [2.5, 0.2, width * 0.62], [0, 0.1, back - 0.4]);
  // Gear housing with its parting line, shaft bearings and cover.
  build.box('body', [1.95, height * 0.44, 1], [0, 0.2 + height * 0.22, back - 0.5]);
  build.box('body', [1.7, height * 0.4, 0.9], [0, 0.2 + height * 0.64, back - 0.5]);
  build.box('light', [2.1, 0.1, 1.08], [0, 0.2 + height * 0.44, back - 0.5]);
  build.box('light', [1, 0.12, 0.6], [0, 0.24 + height * 0.84, back - 0.5]);
  build.tube('light', 0.58, 0.34, 0.16, [0, centre, back + 0.05], 'z', 24);
  build.cylinder('dark', 0.4, 0.3, [0, centre, back - 1.1], 'z', { segments: 18 });
  for (const x of [-0.8, 0.8])
    build.cylinder('dark', 0.1, 0.06, [x, centre + 0.55, back + 0.02], 'z', { segments: 8 });
  // Outboard bearing on its swing arm.
  const arm = -direction * 0.85;
  build.box('dark', [0.7, 0.12, 0.6], [arm, 0.06, 1.12]);
  build.box('body', [0.34, centre - 0.1, 0.26], [arm, centre / 2, 1.12]);
  build.beam('body', 0.24, [arm, centre * 0.62, 1.12], [0, centre, 1.12], 0.2);
  build.tube('light', 0.26, 0.15, 0.22, [0, centre, 1.12], 'z', 18);
  // The strip leaves between the bore and the outside of the coil, whatever its diameter.
  const rise = 0.4;
  const length = Math.hypot(lead, rise);
  const lean = (Math.atan2(-rise * direction, lead) * 180) / Math.PI;
  build.box('strip', [length, 0.012, 1.08], [(direction * lead) / 2, centre + rise / 2, 0], lean);

  const at = [0, centre, 0.12] as const;
  build.on(build.spin('spin', at, 'z', -direction));
  build.cylinder('steel', 0.15, 2.2, at, 'z', { segments: 14 });
  build.cylinder('roll', 0.25, 1.7, at, 'z', { segments: 18 });
  spokes(4, (angle) => {
    build.box('roll', [0.12, 0.34, 1.6], around(at, 0.24, angle, 'z'), (angle * 180) / Math.PI);
    build.box('mark', [0.05, 0.05, 1.62], around(at, 0.27, angle + Math.PI / 4, 'z'));
  });
}
