/** The shape library: names of kinds, as twin types write them, to the functions that draw them. */
import { type ShapeBuilder, ShapeDraft, type ShapeModel, type ShapeParams } from '../shape-model.ts';
import { bearing } from './bearing.ts';
import { bridle } from './bridle.ts';
import { box, floor, walkway, wall } from './building.ts';
import { cabinet } from './cabinet.ts';
import { coil } from './coil.ts';
import { coolantHeader, hydraulicUnit, tank } from './fluids.ts';
import { gearbox } from './gearbox.ts';
import { jetEngine } from './jet-engine.ts';
import { millStand } from './mill-stand.ts';
import { motor } from './motor.ts';
import { tensionReel, uncoiler } from './reel.ts';
import { shaft } from './shaft.ts';
import { strip } from './strip.ts';
import { xRayGauge } from './x-ray-gauge.ts';

export const SHAPES: Readonly<Record<string, ShapeBuilder>> = {
  bearing,
  box,
  bridle,
  cabinet,
  coil,
  'coolant-header': coolantHeader,
  coupling: shaft,
  'energy-meter': cabinet,
  floor,
  gearbox,
  'hydraulic-unit': hydraulicUnit,
  'jet-engine': jetEngine,
  'mill-stand': millStand,
  motor,
  shaft,
  strip,
  tank,
  'tension-reel': tensionReel,
  turbofan: jetEngine,
  uncoiler,
  walkway,
  wall,
  'x-ray-gauge': xRayGauge,
};

/** Draws a kind from its parameters; a kind the library does not know is a box of its size. */
export function drawShape(kind: string, params: ShapeParams): ShapeModel {
  const draft = new ShapeDraft();
  (Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : box)(draft, params);
  return draft.finish();
}
