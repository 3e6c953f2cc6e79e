/**
 * Units of measure in UCUM (ucum.org), case-sensitive codes such as `mm/s`, `Cel`, `kN`, `1`.
 */

/**
 * A unit as formulas and conversions see it. value in base units = value * factor + offset, where the base units are
 * those of UCUM (m, s, g, rad, K, C, cd).
 */
export interface Unit {
  /** The UCUM code, `1` for none. */
  code: string;
  /** Exponents of the base units length, time, mass, angle, temperature, charge, luminous intensity. */
  dimension: readonly number[];
  factor: number;
  /** Not zero only for units with their own zero, such as `Cel`. */
  offset: number;
}
