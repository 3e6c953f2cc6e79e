/**
 * Force, torque and slip of a cold-rolling pass: Bland and Ford's pressure integrated numerically, with strip tensions
 * and Hitchcock's flattening of the rolls.
 *
 * Sources: D. R. Bland and H. Ford, Proc. IMechE 159 (1948) 144; J. H. Hitchcock, ASME 1935. SI units throughout.
 */

/** One pass. Lengths in m, stresses in Pa. */
export interface Pass {
  entryThickness: number;
  exitThickness: number;
  width: number;
  /** Radius of the undeformed roll. */
  radius: number;
  friction: number;
  /** Mean plane-strain yield stress k. */
  stress: number;
  entryTension: number;
  exitTension: number;
}

/** What the pass does. Filled in place, so that a step allocates nothing. */
export interface Bite {
  /** N, whole width. */
  force: number;
  /** N m, both rolls. */
  torque: number;
  /** Strip speed at exit over roll speed, minus one. */
  forwardSlip: number;
  /** m; carried from step to step as the start of the next solution. */
  flattenedRadius: number;
  /** rad. */
  neutralAngle: number;
  /** Change of forward slip per Pa of exit and of entry tension (the latter negative). */
  slipPerExitTension: number;
  slipPerEntryTension: number;
  /** Change of force per Pa of entry tension at constant thickness, N/Pa (negative). */
  forcePerEntryTension: number;
}

/** Hitchcock's constant 16 (1 - nu^2) / (pi E) of steel rolls, m2/N (E = 210 GPa, nu = 0.3). */
export const HITCHCOCK = (16 * (1 - 0.3 * 0.3)) / (Math.PI * 210e9);

/** Beyond this flattening the circular-arc assumption is void; real mills cannot reduce such strip either. */
const FLATTENING_LIMIT = 6;

const INTERVALS = 16;

export function emptyBite(radius: number): Bite {
  return {
    force: 0,
    torque: 0,
    forwardSlip: 0,
    flattenedRadius: radius,
    neutralAngle: 0,
    slipPerExitTension: 0,
    slipPerEntryTension: 0,
    forcePerEntryTension: 0,
  };
}

/** Solves the pass with rigid rolls of radius `flattened`. Writes everything but `flattenedRadius`. */
export function biteAtRadius(pass: Pass, flattened: number, bite: Bite): void {
  const { entryThickness: h1, exitThickness: h2, friction: mu, stress: k } = pass;
  const draft = h1 - h2;
  if (draft <= 1e-7) {
    bite.force = bite.torque = bite.forwardSlip = bite.neutralAngle = 0;
    bite.slipPerExitTension = bite.slipPerEntryTension = bite.forcePerEntryTension = 0;
    return;
  }
  const root = Math.sqrt(h2 / flattened);
  const contact = Math.sqrt(draft / flattened);
  const arc1 = (2 / root) * Math.atan(contact / root);
  const entryFactor = Math.max(0.05, 1 - pass.entryTension / k);
  const exitFactor = Math.max(0.05, 1 - pass.exitTension / k);
  const neutralArc = arc1 / 2 - Math.log((h1 / h2) * (exitFactor / entryFactor)) / (2 * mu);
  const inside = Math.min(Math.max(neutralArc, 0), arc1);
  const tangent = Math.tan((root * inside) / 2);
  const neutral = root * tangent;

  const exitPart = integrate(0, neutral, root, flattened, h2, (k * exitFactor) / h2, mu, 0);
  const entryPart = integrate(neutral, contact, root, flattened, h2, (k * entryFactor) / h1, -mu, mu * arc1);
  bite.force = pass.width * flattened * (exitPart + entryPart);
  bite.torque = 2 * pass.width * pass.radius * flattened * mu * (entryPart - exitPart);
  // Pressure is continuous at the neutral point, so its shift does not change the force to first order.
  bite.forcePerEntryTension = (-pass.width * flattened * entryPart) / (k * entryFactor);
  bite.neutralAngle = neutral;
  bite.forwardSlip = tangent * tangent;
  const slope = inside === neutralArc ? tangent * (1 + tangent * tangent) * root : 0;
  bite.slipPerExitTension = slope / (2 * mu * k * exitFactor);
  bite.slipPerEntryTension = -slope / (2 * mu * k * entryFactor);
}

/** Simpson's rule over scale h(f) exp(mu H(f) + offset), from a to b. */
function integrate(
  a: number,
  b: number,
  root: number,
  radius: number,
  h2: number,
  scale: number,
  mu: number,
  offset: number,
): number {
  const step = (b - a) / INTERVALS;
  let sum = 0;
  for (let i = 0; i <= INTERVALS; i++) {
    const f = a + i * step;
    const arc = (2 / root) * Math.atan(f / root);
    const value = (h2 + radius * f * f) * Math.exp(mu * arc + offset);
    sum += value * (i === 0 || i === INTERVALS ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return (scale * sum * step) / 3;
}

/**
 * Solves the pass with flattening: R' = R (1 + C P / (w (h1 - h2))), by a damped fixed-point iteration that starts at
 * `bite.flattenedRadius` and ends when R' changes by less than `tolerance` (relative) or after `limit` rounds.
 */
export function rollBite(pass: Pass, bite: Bite, tolerance = 1e-9, limit = 200): void {
  const draft = Math.max(1e-7, pass.entryThickness - pass.exitThickness);
  let flattened = Math.min(Math.max(bite.flattenedRadius, pass.radius), FLATTENING_LIMIT * pass.radius);
  for (let round = 0; round < limit; round++) {
    biteAtRadius(pass, flattened, bite);
    const wanted = pass.radius * (1 + (HITCHCOCK * bite.force) / (pass.width * draft));
    const next = Math.min(flattened + 0.6 * (wanted - flattened), FLATTENING_LIMIT * pass.radius);
    const change = Math.abs(next - flattened);
    flattened = next;
    if (change < tolerance * flattened) break;
  }
  bite.flattenedRadius = flattened;
}

/** Hill's fit of mean pressure over k, without tension, for comparison: 1.08 + 1.79 r mu sqrt(1 - r) sqrt(R / h1) - 1.02 r. */
export function hillFactor(reduction: number, friction: number, radius: number, h1: number): number {
  return (
    1.08 + 1.79 * reduction * friction * Math.sqrt(1 - reduction) * Math.sqrt(radius / h1) - 1.02 * reduction
  );
}
