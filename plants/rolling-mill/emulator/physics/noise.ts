/**
 * Noise and resolution of sensors. Deterministic: the same seed gives the same mill.
 * Generator: mulberry32 (Tommy Ettinger, public domain), a 32-bit counter with a mixing function.
 */

/** A seeded source of uniform and normal numbers. */
export class Noise {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** Nearly normal with mean 0 and deviation 1: sum of four uniforms, bounded at 3.46, cheap. */
  normal(): number {
    return (this.uniform() + this.uniform() + this.uniform() + this.uniform() - 2) * Math.sqrt(3);
  }
}

/** A reading as a sensor gives it: with noise of deviation `sigma`, rounded to `resolution`. */
export function reading(value: number, sigma: number, resolution: number, noise: Noise): number {
  const noisy = sigma > 0 ? value + sigma * noise.normal() : value;
  // Division by the inverse keeps 0.1 steps free of trailing binary digits.
  return resolution > 0 ? Math.round(noisy / resolution) / (1 / resolution) : noisy;
}
