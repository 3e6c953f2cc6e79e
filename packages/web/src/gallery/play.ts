/** Values as a show: what spins and runs does so all the time, everything else swings through its range, one after the other. */
import { type ShapeTarget, WHOLE_BINDINGS } from '@millwright/model/shapes';

const SWING_MS = 4200;
/** Speeds are shown at a pace an eye can follow. */
const SPINS_MOST = 40;
const RUNS_MOST = 30;

type Targets = readonly (readonly [string, ShapeTarget])[];

/** The values of some bindings at a time of the show. */
export function shownAt(targets: Targets, ms: number): Record<string, number> {
  const swinging = targets.filter(([, { unit }]) => !isSpeed(unit));
  const turn = Math.floor(ms / SWING_MS) % Math.max(1, swinging.length);
  const angle = ((ms % SWING_MS) / SWING_MS) * 2 * Math.PI;
  return Object.fromEntries(
    targets.map(([name, target]) => {
      const rest = restOf(name, target);
      if (swinging[turn]?.[0] !== name) return [name, rest];
      // From rest to one end, to the other, and back.
      const wave = Math.sin(angle);
      const [low, high] = target.range;
      return [name, wave > 0 ? rest + (high - rest) * wave : rest + (rest - low) * wave];
    }),
  );
}

/** What a binding stands at when nobody plays: speeds slow, places where they leave the shape recognisable. */
export function restOf(name: string, { unit, range: [low, high] }: ShapeTarget): number {
  if (name === 'visible' || name === 'state') return 1;
  if (unit === '/min') return Math.min(high, SPINS_MOST);
  if (unit === 'm/min') return Math.min(high, RUNS_MOST);
  if (Object.hasOwn(WHOLE_BINDINGS, name) || unit === 'deg' || low < 0)
    return Math.max(low, Math.min(high, 0));
  return low + (high - low) * 0.5;
}

function isSpeed(unit: string): boolean {
  return unit === '/min' || unit === 'm/min';
}
