/**
 * Stretch of a mill stand: the strip leaves as thick as the unloaded gap plus the stretch of the housing, h = S + P / M.
 *
 * The gaugemeter principle of BISRA: R. B. Sims and P. R. A. Briggs (1954), Hessenberg and Jenkins (1955).
 */
import { type Bite, type Pass, rollBite } from './roll-bite.ts';

/** Exit thickness for a gap zeroed at `zeroForce`. Any consistent units. */
export function gaugemeterThickness(gap: number, force: number, modulus: number, zeroForce = 0): number {
  return gap + (force - zeroForce) / modulus;
}

/** The gap that gives the exit thickness at that force. Inverse of `gaugemeterThickness`. */
export function gapFor(thickness: number, force: number, modulus: number, zeroForce = 0): number {
  return thickness - (force - zeroForce) / modulus;
}

/** Change of exit thickness by a change of entry thickness and of gap, for a strip of hardness Q: dh = Q/(M+Q) dH + M/(M+Q) dS. */
export function thicknessChange(
  hardness: number,
  modulus: number,
  entryChange: number,
  gapChange: number,
): number {
  return (hardness * entryChange + modulus * gapChange) / (modulus + hardness);
}

/**
 * Finds the exit thickness at which strip and stand agree on the force, starting from `pass.exitThickness`.
 * Leaves the solution in `pass.exitThickness` and `bite`. `hardness` is the slope -dP/dh (N/m) of the last solution;
 * returns the new one. A few rounds suffice from a near start; the loop is bounded.
 */
export function solveStand(
  pass: Pass,
  bite: Bite,
  gap: number,
  modulus: number,
  zeroForce: number,
  hardness: number,
  limit = 6,
): number {
  const upper = pass.entryThickness * 0.995;
  const lower = pass.entryThickness * 0.35;
  let slope = hardness;
  let h = Math.min(Math.max(pass.exitThickness, lower), upper);
  pass.exitThickness = h;
  rollBite(pass, bite, 1e-5, 4);
  for (let round = 0; round < limit; round++) {
    const error = gaugemeterThickness(gap, bite.force, modulus, zeroForce) - h;
    if (Math.abs(error) < 2e-8) break;
    const forceBefore = bite.force;
    const next = Math.min(Math.max(h + error / (1 + slope / modulus), lower), upper);
    const move = next - h;
    if (Math.abs(move) < 1e-9) break;
    h = next;
    pass.exitThickness = h;
    rollBite(pass, bite, 1e-5, 4);
    if (Math.abs(move) > 2e-7) {
      const measured = (forceBefore - bite.force) / move;
      if (measured > 0) slope = Math.min(Math.max(0.5 * slope + 0.5 * measured, 1e9), 4e11);
    }
  }
  return slope;
}
