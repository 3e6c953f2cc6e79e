/** Writes the plant of the screen benchmark: twins that move by pushed signals, and many more that stand. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Types that move: shape, and what its one signal drives. */
const MOVING = [
  {
    type: 'drive',
    shape: '{ kind: motor, params: { length: 1.6, diameter: 1 }, bindings: { spin: speed } }',
  },
  {
    type: 'roll-bearing',
    shape: '{ kind: bearing, params: { diameter: 1, width: 0.7 }, bindings: { spin: speed } }',
  },
  {
    type: 'wound-coil',
    shape: '{ kind: coil, params: { diameter: 1.6, width: 1.1 }, bindings: { spin: speed } }',
  },
] as const;
const STANDING = [
  { type: 'switch-cabinet', shape: '{ kind: cabinet, params: { width: 1.2, height: 2.2, depth: 0.8 } }' },
  { type: 'gear-unit', shape: '{ kind: gearbox, params: { width: 1.2, height: 1.4, depth: 1.2 } }' },
  { type: 'bare-motor', shape: '{ kind: motor, params: { length: 1.4, diameter: 0.8 } }' },
  { type: 'crate', shape: '{ kind: box, params: { width: 1.2, height: 1, depth: 1.2 } }' },
] as const;
const PITCH_METRES = 3.2;

export interface ScreenPlant {
  /** Paths of the signals that drive what moves. */
  signals: string[];
}

/** Moving and standing twins are mixed over one square, as they are in a hall. */
export async function writeScreenPlant(
  folder: string,
  moving: number,
  standing: number,
): Promise<ScreenPlant> {
  await mkdir(join(folder, 'types'), { recursive: true });
  await writeFile(join(folder, 'plant.yaml'), 'plant: screen\nname: Screen benchmark\ntimezone: UTC\n');
  for (const { type, shape } of MOVING) {
    const signals = 'signals:\n  speed: { unit: "/min", range: [0, 100], resolution: 0.1, stale: 60 s }';
    await writeFile(
      join(folder, 'types', `${type}.yaml`),
      `type: ${type}\nname: ${type}\n${signals}\nshape: ${shape}\n`,
    );
  }
  for (const { type, shape } of STANDING) {
    await writeFile(join(folder, 'types', `${type}.yaml`), `type: ${type}\nname: ${type}\nshape: ${shape}\n`);
  }
  const all = moving + standing;
  const columns = Math.ceil(Math.sqrt(all * 1.6));
  const signals: string[] = [];
  const twins = ['  - { path: hall }'];
  for (let i = 0; i < all; i++) {
    const moves = Math.floor(((i + 1) * moving) / all) > Math.floor((i * moving) / all);
    const { type } = moves ? MOVING[signals.length % MOVING.length] : STANDING[i % STANDING.length];
    const path = `hall/t${i}`;
    if (moves) signals.push(`${path}.speed`);
    const x = ((i % columns) - columns / 2) * PITCH_METRES + 0.1;
    const z = Math.floor(i / columns) * PITCH_METRES;
    twins.push(`  - { path: ${path}, type: ${type}, place: { at: [${x.toFixed(1)}, 0, ${z.toFixed(1)}] } }`);
  }
  await writeFile(join(folder, 'twins.yaml'), `twins:\n${twins.join('\n')}\n`);
  await writeFile(
    join(folder, 'sources.yaml'),
    'sources:\n  push:\n    type: http\n    signals:\n      "hall/*.speed": push\n',
  );
  return { signals };
}
