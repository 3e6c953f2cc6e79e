/**
 * Strength of cold-rolled steel: strain hardening after Swift, in plane strain after von Mises.
 *
 * k = 2/sqrt(3) K (e0 + e)^n with e the logarithmic strain since the hot strip. H. W. Swift, J. Mech. Phys. Solids 1
 * (1952) 1. Coefficients are typical of the grade, fitted by hand to published tensile curves.
 */

/** Coefficients of Swift's curve. `strength` in Pa, `prestrain` and `exponent` without unit. */
export interface Hardening {
  strength: number;
  prestrain: number;
  exponent: number;
}

/** Yield stress in uniaxial tension (Pa) after the logarithmic strain `strain` (>= 0). */
export function yieldStress(grade: Hardening, strain: number): number {
  return grade.strength * (grade.prestrain + Math.max(0, strain)) ** grade.exponent;
}

/** Mean plane-strain yield stress (Pa) in a pass from thickness `h1` to `h2` of strip that was `hot` thick (any one unit). */
export function passStress(grade: Hardening, hot: number, h1: number, h2: number): number {
  const entry = Math.log(Math.max(1, hot / h1));
  const exit = Math.log(Math.max(1, hot / h2));
  // Two thirds of the way weights the exit side, where the strip stays longest: the usual mean for cold rolling.
  return (2 / Math.sqrt(3)) * yieldStress(grade, entry + (2 / 3) * (exit - entry));
}
