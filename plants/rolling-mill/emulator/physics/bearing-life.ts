/**
 * Rolling bearings: rating life, defect frequencies, growth of a defect.
 *
 * Sources: ISO 281:2007 (rating life); kinematics of rolling bearings (defect frequencies); Palmgren and Miner (damage
 * under changing duty); N. Z. Gebraeel et al., IIE Transactions 37 (2005) 543 (exponential degradation signal).
 */

/** Rating life in hours: a1 (C/P)^p 10^6 revolutions at `speed` /min; p = 10/3 for rollers, 3 for balls. */
export function ratingLife(
  rating: number,
  load: number,
  speed: number,
  exponent = 10 / 3,
  reliability = 1,
): number {
  return (reliability * (rating / load) ** exponent * 1e6) / (60 * speed);
}

/** Constant load that does the damage of a changing duty: (sum P^p n t / sum n t)^(1/p). */
export function equivalentLoad(
  duty: readonly { load: number; share: number; speed: number }[],
  exponent = 10 / 3,
): { load: number; speed: number } {
  let revolutions = 0;
  let damage = 0;
  for (const step of duty) {
    revolutions += step.speed * step.share;
    damage += step.load ** exponent * step.speed * step.share;
  }
  return { load: (damage / revolutions) ** (1 / exponent), speed: revolutions };
}

/** Defect frequencies in Hz with a fixed outer ring: outer ring, inner ring, element spin, cage. Sizes in one unit, angle in rad. */
export function defectFrequencies(
  elements: number,
  element: number,
  pitch: number,
  angle: number,
  speed: number,
) {
  const f = speed / 60;
  const g = (element / pitch) * Math.cos(angle);
  return {
    outer: (elements / 2) * f * (1 - g),
    inner: (elements / 2) * f * (1 + g),
    element: (pitch / (2 * element)) * f * (1 - g * g),
    cage: (f / 2) * (1 - g),
  };
}

/** Exponential degradation S = phi + theta exp(beta t), and the time at which it passes a level. */
export function degradation(phi: number, theta: number, beta: number, time: number): number {
  return phi + theta * Math.exp(beta * time);
}

export function timeToLevel(phi: number, theta: number, beta: number, level: number): number {
  return Math.log((level - phi) / theta) / beta;
}

/**
 * A defect after `dt` of exponential growth that levels off at `limit` (a spall as long as the loaded zone): the exact
 * solution of ds/dt = beta s (1 - s / limit). Far below the limit this is `degradation` with phi = 0.
 */
export function defectAfter(severity: number, beta: number, limit: number, dt: number): number {
  if (severity <= 0) return 0;
  const growth = Math.exp(beta * dt);
  return (severity * growth) / (1 + (severity / limit) * (growth - 1));
}

/** Friction heat in W after Palmgren: 0.5 mu F d omega. Load in N, bore in m, speed in /min. */
export function frictionHeat(load: number, speed: number, bore: number, friction = 0.0011): number {
  return 0.5 * friction * load * bore * ((speed * 2 * Math.PI) / 60);
}
