/** The shape library: kinds, as twin types write them, to what draws them. */
import type { ShapeModel } from '../shape-model.ts';
import * as cranes from './cranes.ts';
import type { DrawnKind } from './draws.ts';
import * as drives from './drives.ts';
import * as fluidUnits from './fluid-units.ts';
import * as fluids from './fluids.ts';
import * as lineEquipment from './line-equipment.ts';
import * as millStand from './mill-stand.ts';
import * as process from './process.ts';
import * as reel from './reel.ts';
import * as robotArm from './robot-arm.ts';
import * as site from './site.ts';
import * as storage from './storage.ts';
import * as strip from './strip.ts';
import * as turbines from './turbines.ts';
import * as vehicles from './vehicles.ts';

const FILES: readonly Readonly<Record<string, DrawnKind>>[] = [
  millStand,
  reel,
  strip,
  lineEquipment,
  drives,
  fluids,
  fluidUnits,
  storage,
  robotArm,
  vehicles,
  cranes,
  turbines,
  process,
  site,
];

/** All that is drawn, by name of the kind. */
export const SHAPES: Readonly<Record<string, DrawnKind>> = Object.fromEntries(
  FILES.flatMap((file) => Object.values(file)).map((drawn) => [drawn.kind.name, drawn]),
);

const NOTHING_BOUND: ReadonlySet<string> = new Set();

/** Draws a kind from its parameters; a kind the library does not know is a box of its size. */
export function drawShape(
  kind: string,
  params: Readonly<Record<string, unknown>>,
  bound: ReadonlySet<string> = NOTHING_BOUND,
): ShapeModel {
  const drawn = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : site.box;
  return drawn.model(params, bound);
}
