/** High-pressure hydraulics for gap control and bending: a pump station with accumulator, loaded by the cylinders' movement. */
import { firstOrder } from '../physics/thermal.ts';

/** Piston area of a gap cylinder, m2 (diameter 820 mm). */
export const PISTON_AREA = (Math.PI / 4) * 0.82 * 0.82;

export class Hydraulics {
  /** Pa */
  pressure = 28.2e6;
  accumulator = 27.9e6;
  temperature = 45;
  level = 78;
  /** m3/s */
  flow = 0.006;
  filterDrop = 120_000;
  pumpCurrent = 260;

  /** Moves over `dt` s; `travel` is the sum of the cylinders' speeds, m/s. */
  run(travel: number, dt: number): void {
    const demand = 0.005 + PISTON_AREA * Math.min(Math.abs(travel), 0.05) * 0.5;
    this.flow += (demand - this.flow) * (1 - Math.exp(-dt / 0.4));
    const target = 28.2e6 - 30e6 * (this.flow - 0.005);
    this.pressure += (target - this.pressure) * (1 - Math.exp(-dt / 0.8));
    this.accumulator += (this.pressure - 0.3e6 - this.accumulator) * (1 - Math.exp(-dt / 4));
    this.temperature = firstOrder(
      this.temperature,
      30,
      14_500 + 30_000 * (this.flow - 0.005),
      950,
      1.1e6,
      dt,
    );
    this.pumpCurrent = 150 + this.flow * this.pressure * 0.00065;
    this.filterDrop += 0.4 * dt;
    if (this.filterDrop > 250_000) this.filterDrop = 110_000;
  }
}
