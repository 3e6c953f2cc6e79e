/**
 * Emulsion coolant: one pump and filter, a header with nozzles per stand, a tank with a cooler.
 *
 * Nozzles follow the orifice law Q = K sqrt(p) (Bernoulli), the pump a falling characteristic p = p0 - a Q^2. The filter
 * clogs with the volume passed and its band is indexed when the pressure drop reaches its limit.
 */
import { STANDS } from './schedule.ts';

/** Heat of the emulsion per volume, J/(m3 K). */
export const COOLANT_HEAT = 995 * 4150;

/** m3/s through the nozzles of one stand at 1 MPa, open. */
const NOZZLE = 0.118;
const PUMP_PRESSURE = 1.05e6;
const PUMP_SLOPE = 1.35e6;

export class Coolant {
  /** Pa */
  pressure = 0.6e6;
  /** m3/s per stand. */
  readonly flow = new Float64Array(STANDS);
  readonly flowSetpoint = new Float64Array(STANDS);
  /** Pa at the header of each stand. */
  readonly headerPressure = new Float64Array(STANDS);
  /** Share of the nozzle area that is open; 1 sound, lower with a blockage. */
  readonly open = new Float64Array(STANDS).fill(1);
  supply = 52;
  return = 55;
  filterDrop = 48_000;
  level = 74;
  concentration = 2.8;
  /** /min */
  pumpSpeed = 1480;
  pumpCurrent = 420;
  readonly #valve = new Float64Array(STANDS).fill(0.8);

  get totalFlow(): number {
    let sum = 0;
    for (const flow of this.flow) sum += flow;
    return sum;
  }

  /** Moves over `dt` s. `heat` in W goes into the coolant; `speed` is the line speed over its maximum, 0 to 1. */
  run(heat: number, speed: number, dt: number): void {
    const wanted = 0.05 + 0.04 * Math.min(1, speed);
    const root = Math.sqrt(this.pressure / 1e6);
    for (let i = 0; i < STANDS; i++) {
      this.flowSetpoint[i] = wanted;
      const valve = this.#valve[i];
      this.flow[i] = NOZZLE * valve * this.open[i] * root;
      // A slow valve holds the flow; with blocked nozzles it opens fully and still falls short.
      this.#valve[i] = Math.min(1, Math.max(0.2, valve + (wanted - this.flow[i]) * 4 * Math.min(dt, 0.5)));
      this.headerPressure[i] = this.pressure * valve ** 2 * (2 - this.open[i]);
    }
    const total = this.totalFlow;
    const target = PUMP_PRESSURE - PUMP_SLOPE * total * total - this.filterDrop;
    this.pressure += (target - this.pressure) * (1 - Math.exp(-dt / 2));
    this.pumpCurrent = 180 + 560 * total + this.pressure / 8000;
    this.return = this.supply + heat / (COOLANT_HEAT * Math.max(total, 0.01));
    // The cooler's valve holds 52 degrees with a lag of the tank.
    const cooled = 50.5 + 0.35 * (this.return - this.supply);
    this.supply += (cooled - this.supply) * (1 - Math.exp(-dt / 900));
    this.filterDrop += 45 * total * total * dt;
    if (this.filterDrop > 110_000) this.filterDrop = 42_000;
    this.level -= 0.00004 * dt;
    if (this.level < 70) this.level = 80;
  }
}
