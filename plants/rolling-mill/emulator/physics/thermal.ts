/**
 * Heat: strip heated by its deformation and cooled by sprays, rolls and windings as first-order bodies, growth of rolls.
 */

/** Steel near 100 degrees: density kg/m3, specific heat J/(kg K). */
export const STEEL_DENSITY = 7850;
export const STEEL_HEAT = 490;

/** Temperature rise (K) by plastic work: k ln(h1/h2) / (rho c). k in Pa. */
export function deformationRise(
  stress: number,
  h1: number,
  h2: number,
  density = STEEL_DENSITY,
  heat = STEEL_HEAT,
): number {
  return (stress * Math.log(h1 / h2)) / (density * heat);
}

/** Temperature of strip after both faces met sprays of `temperature` over `length` m: lumped balance. `transfer` in W/(m2 K). */
export function sprayedTemperature(
  strip: number,
  temperature: number,
  transfer: number,
  length: number,
  thickness: number,
  speed: number,
): number {
  const number = (2 * transfer * length) / (STEEL_DENSITY * STEEL_HEAT * thickness * Math.max(speed, 0.05));
  return temperature + (strip - temperature) * Math.exp(-number);
}

/** A first-order body after `dt`: exact for constant heat (W), conductance (W/K) and capacity (J/K). */
export function firstOrder(
  body: number,
  ambient: number,
  heat: number,
  conductance: number,
  capacity: number,
  dt: number,
): number {
  const final = ambient + heat / conductance;
  return final + (body - final) * Math.exp((-dt * conductance) / capacity);
}

/** Growth of a roll's diameter (same unit as `diameter`) by a rise of temperature; axial growth restrained: times (1 + nu). */
export function rollGrowth(diameter: number, rise: number, alpha = 1.2e-5, nu = 0.3): number {
  return alpha * diameter * rise * (1 + nu);
}
