/**
 * A backup-roll bearing: a defect that grows with every loaded revolution, and what the monitor on the chock sees.
 *
 * Growth is exponential in loaded revolutions and levels off (bearing-life.ts); the rate follows ISO 281's load exponent,
 * so that a heavier pass wears faster (Palmgren-Miner). Time is compressed: what takes weeks takes minutes here.
 *
 * Vibration follows speed to the power 1.5: each roller that passes the spall strikes it with an impulse that grows with
 * speed, at a rate that grows with speed, and every strike rings out by itself, so that the mean square grows with the
 * cube of speed. A slower line spares the bearing at once.
 */
import { defectAfter, frictionHeat } from '../physics/bearing-life.ts';
import { firstOrder } from '../physics/thermal.ts';

/** Load at which severity is quoted, N. The speed is the rated one of the bearing. */
const REFERENCE_LOAD = 3.6e6;
/** Severity (mm/s of vibration at the reference) at which a spall stops growing for want of room. */
const SEVERITY_LIMIT = 7.4;
const SPEED_EXPONENT = 1.5;
const BORE = 0.75;

export class BackupBearing {
  /** mm/s of vibration that the defect adds at reference load and speed. 0: sound. */
  severity = 0;
  /** Growth rate at the reference, 1/s. */
  growth = 0;
  /** mm/s RMS, velocity on the chock. */
  vibration = 0;
  /** m/s2, peak of the envelope. */
  acceleration = 0;
  /** degrees Celsius */
  temperature = 52;
  readonly #base: number;
  readonly #ratedSpeed: number;

  /** `base`: vibration of the sound bearing at the reference, mm/s. `ratedSpeed`: of the backup roll at full line speed, /min. */
  constructor(base: number, ratedSpeed: number) {
    this.#base = base;
    this.#ratedSpeed = ratedSpeed;
  }

  /** Seeds a defect of `severity` that grows by `growth` per second at the reference. */
  damage(severity: number, growth: number): void {
    this.severity = severity;
    this.growth = growth;
  }

  /** A new bearing. */
  replace(): void {
    this.severity = 0;
    this.growth = 0;
  }

  /** Moves over `dt` seconds under `load` (N) at `speed` (/min), with the chock at `ambient`. */
  run(load: number, speed: number, ambient: number, dt: number): void {
    const turning = Math.abs(speed) / this.#ratedSpeed;
    const loading = Math.max(0, load) / REFERENCE_LOAD;
    const effort = Math.min(4, loading ** (10 / 3)) * turning;
    // A floor keeps light schedules from hiding the story: lubrication of a spall is lost at any load.
    const pace = turning * 0.6 + effort * 0.4;
    this.severity = defectAfter(this.severity, this.growth * pace, SEVERITY_LIMIT, dt);
    const motion = turning ** SPEED_EXPONENT;
    this.vibration = motion * (this.#base * Math.max(0.3, loading) ** 0.25 + this.severity);
    this.acceleration = motion * (4 * this.#base + 14 * this.severity);
    const friction = 0.0011 * (1 + 0.09 * this.severity);
    const heat = frictionHeat(Math.max(0, load), Math.abs(speed), BORE, friction);
    this.temperature = firstOrder(this.temperature, ambient, heat, 700, 280_000, dt);
  }
}
