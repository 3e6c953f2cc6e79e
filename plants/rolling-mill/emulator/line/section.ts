/**
 * A free length of strip between two machines: its tension, and what is where on it.
 *
 * Tension: Hooke's law over the free length L, d(sigma)/dt = E/L (v_next - v_previous). Slip in the roll bites makes
 * this fast and self-regulating (time constants of some milliseconds at speed), so each step uses the exact solution
 * of the equation linearised at the present stress (exponential Euler) instead of tiny steps.
 */

/** Young's modulus of strip, Pa. */
export const STRIP_MODULUS = 206e9;

/** Length of one cell of tracked strip, m. */
const CELL = 0.1;

/** One strip section. `stress` in Pa, lengths in m, temperatures in degrees Celsius. */
export class Section {
  readonly length: number;
  stress: number;
  /** No strip under tension: set by a strip break until the mill is threaded again. */
  broken = false;
  readonly #thickness: Float64Array;
  readonly #temperature: Float64Array;
  readonly #coil: Int32Array;
  #head = 0;
  #rest = 0;

  constructor(length: number, thickness: number, temperature: number, coil: number, stress: number) {
    this.length = length;
    this.stress = stress;
    const cells = Math.max(2, Math.round(length / CELL));
    this.#thickness = new Float64Array(cells).fill(thickness);
    this.#temperature = new Float64Array(cells).fill(temperature);
    this.#coil = new Int32Array(cells).fill(coil);
  }

  /** Lets `distance` of strip of these properties enter; as much leaves at the other end. */
  advance(distance: number, thickness: number, temperature: number, coil: number): void {
    this.#rest += Math.max(0, distance);
    while (this.#rest >= CELL) {
      this.#rest -= CELL;
      this.#thickness[this.#head] = thickness;
      this.#temperature[this.#head] = temperature;
      this.#coil[this.#head] = coil;
      this.#head = (this.#head + 1) % this.#thickness.length;
    }
  }

  /** Index of the strip `distance` after the entry; the oldest cell at the far end. */
  #cell(distance: number): number {
    const cells = this.#thickness.length;
    const back = Math.min(cells, Math.max(1, Math.round(distance / CELL)));
    return (this.#head - back + cells) % cells;
  }

  thicknessAt(distance: number): number {
    return this.#thickness[this.#cell(distance)];
  }

  temperatureAt(distance: number): number {
    return this.#temperature[this.#cell(distance)];
  }

  coilAt(distance: number): number {
    return this.#coil[this.#cell(distance)];
  }

  /**
   * Moves the tension over `dt` seconds. `speedIn` and `speedOut` are the strip speeds at the two ends (m/s), `feedback`
   * is -d(speedOut - speedIn)/d(stress) >= 0, how strongly slip works against a change of stress.
   */
  pull(speedIn: number, speedOut: number, feedback: number, dt: number): void {
    if (this.broken) {
      this.stress = 0;
      return;
    }
    const rate = (STRIP_MODULUS / this.length) * (speedOut - speedIn);
    const lambda = (STRIP_MODULUS / this.length) * feedback;
    const span = lambda > 1e-6 ? (1 - Math.exp(-lambda * dt)) / lambda : dt;
    // Strip cannot push, and yields before it carries more than this.
    this.stress = Math.min(Math.max(0, this.stress + rate * span), 400e6);
  }
}
