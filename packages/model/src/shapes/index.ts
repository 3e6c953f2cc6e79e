/** The shape library as data: every kind with its parameters and bindings. Geometry is drawn by the screen. */
import * as cranes from './cranes.ts';
import * as drives from './drives.ts';
import * as fluids from './fluids.ts';
import * as handling from './handling.ts';
import type { ShapeKind } from './kind.ts';
import * as power from './power.ts';
import * as process from './process.ts';
import * as rolling from './rolling.ts';
import * as site from './site.ts';

export {
  NODE_MOTIONS,
  type NodeMotion,
  STATE_LOOKS,
  type StateLook,
  WHOLE_BINDINGS,
  type WholeBinding,
} from './common.ts';
export type { BothTexts, ShapeFamily, ShapeKind, ShapeParameter, ShapeTarget } from './kind.ts';
export { cranes, drives, fluids, handling, power, process, rolling, site };

/** In the order in which they are shown. */
const IN_ORDER: readonly ShapeKind[] = [
  rolling.millStand,
  rolling.uncoiler,
  rolling.tensionReel,
  rolling.bridle,
  rolling.coil,
  rolling.strip,
  rolling.rollerTable,
  rolling.xRayGauge,
  drives.motor,
  drives.gearbox,
  drives.coupling,
  drives.shaft,
  drives.bearing,
  fluids.pump,
  fluids.valve,
  fluids.tank,
  fluids.pipe,
  fluids.heatExchanger,
  fluids.hydraulicUnit,
  fluids.coolantHeader,
  handling.conveyor,
  handling.robotArm,
  handling.agv,
  handling.forklift,
  handling.truck,
  handling.rack,
  handling.stackerCrane,
  handling.container,
  handling.ship,
  cranes.overheadCrane,
  cranes.gantryCrane,
  cranes.quayCrane,
  power.gasTurbine,
  power.jetEngine,
  power.windTurbine,
  process.waferPolisher,
  process.cabinet,
  process.camera,
  process.sensor,
  site.person,
  site.wall,
  site.door,
  site.plinth,
  site.platform,
  site.railing,
  site.walkway,
  site.floorMarking,
  site.floor,
  site.box,
];

/** All kinds by name. */
export const SHAPE_KINDS: ReadonlyMap<string, ShapeKind> = new Map(IN_ORDER.map((kind) => [kind.name, kind]));

/**
 * The numbers a kind is drawn from: what is given, drawn into the range, and the default where nothing sensible is.
 */
export function resolveParams<P extends string>(
  kind: ShapeKind<P, string>,
  given: Readonly<Record<string, unknown>>,
): Record<P, number> {
  const resolved = Object.entries<ShapeKind['params'][string]>(kind.params).map(([name, parameter]) => {
    const value = given[name];
    const [low, high] = parameter.range;
    if (typeof value !== 'number' || !Number.isFinite(value)) return [name, parameter.default];
    const inside = Math.max(low, Math.min(high, value));
    return [name, parameter.whole ? Math.round(inside) : inside];
  });
  return Object.fromEntries(resolved) as Record<P, number>;
}
