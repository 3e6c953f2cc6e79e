/**
 * Uncoiler and tension reel: gear housing on the drive side, mandrel towards the operator, and the strip between
 * reel and line. Params: `width` across, `height`; `lead`: length of the strip to the next machine, 5.5 m;
 * `centre`: height of the mandrel, 1.1 m. Binding: `spin`.
 */
import { metres, type ShapeBuilder } from '../shape-model.ts';

export const uncoiler: ShapeBuilder = (build, params) => reel(build, params, 1);
export const tensionReel: ShapeBuilder = (build, params) => reel(build, params, -1);

function reel(
  build: Parameters<ShapeBuilder>[0],
  params: Parameters<ShapeBuilder>[1],
  direction: 1 | -1,
): void {
  const width = metres(params, 'width', 2.6);
  const height = metres(params, 'height', 2.4);
  const centre = metres(params, 'centre', 1.1);
  const lead = metres(params, 'lead', 5.5);
  const back = -0.75;
  build.box('body', [1.9, height * 0.84, 0.95], [0, height * 0.42, back - 0.5]);
  build.box('light', [1.3, height * 0.2, 0.7], [0, height * 0.93, back - 0.5]);
  build.box('dark', [2.4, 0.2, width * 0.62], [0, 0.1, back - 0.4]);
  build.cylinder('dark', 0.5, 0.1, [0, centre, back - 0.02], 'z', { segments: 20 });
  // Outboard bearing on its arm.
  build.box('body', [0.3, centre, 0.24], [-direction * 0.7, centre / 2, 1.02]);
  build.box('body', [0.9, 0.22, 0.2], [-direction * 0.35, centre, 1.02]);
  // The strip leaves between the bore and the outside of the coil, whatever its diameter.
  const rise = 0.4;
  const length = Math.hypot(lead, rise);
  const lean = (Math.atan2(-rise * direction, lead) * 180) / Math.PI;
  build.box('strip', [length, 0.012, 1.08], [(direction * lead) / 2, centre + rise / 2, 0], lean);
  build.moving({ pivot: [0, centre, 0], axis: 'z', spin: { factor: -direction } });
  build.cylinder('roll', 0.28, 1.9, [0, centre, 0.12], 'z', { segments: 16 });
  for (let i = 0; i < 4; i++) {
    const angle = (i * Math.PI) / 2;
    build.box('mark', [0.06, 0.06, 1.86], [Math.cos(angle) * 0.27, centre + Math.sin(angle) * 0.27, 0.12]);
  }
  build.still();
}
