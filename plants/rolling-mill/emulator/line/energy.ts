/** What the energy meter of the mill's 10 kV feeder sees: power of all drives and auxiliaries, energy, power factor. */

const AUXILIARIES = 1.15e6;

export class Energy {
  /** W */
  active = 0;
  /** var */
  reactive = 0;
  /** J since the meter was installed. */
  total = 48_231_500 * 3.6e6;
  /** V */
  voltage = 10_100;
  current = 0;
  powerFactor = 0.95;
  frequency = 50;
  #phase = 0;

  /** Moves over `dt` s with the drives taking `drives` W (negative: braking power goes back to the mains). */
  run(drives: number, dt: number): void {
    this.active += (drives + AUXILIARIES - this.active) * (1 - Math.exp(-dt / 0.3));
    // Converters with active front end: near unity at load; auxiliaries are inductive.
    this.reactive = 0.62 * AUXILIARIES + 0.2 * Math.abs(drives);
    const apparent = Math.hypot(this.active, this.reactive);
    this.powerFactor = apparent > 0 ? this.active / apparent : 1;
    this.total += this.active * dt;
    this.#phase += dt;
    this.voltage = 10_150 - (apparent / 1e6) * 9 + 15 * Math.sin(this.#phase / 37);
    this.current = apparent / (Math.sqrt(3) * this.voltage);
    this.frequency = 50 + 0.012 * Math.sin(this.#phase / 23) + 0.008 * Math.sin(this.#phase / 7.1);
  }
}
