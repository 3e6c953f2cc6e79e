/**
 * A drive motor: torque to current and voltage, field weakening, and heat in its winding.
 *
 * Current is torque over flux; above the base speed flux falls as base speed over speed. The winding is a first-order
 * body heated by copper loss (square of the current) and core loss (speed), as in IEC 60034-11's thermal model.
 */
import { firstOrder } from '../physics/thermal.ts';

/** Ratings. `torque` in N m, `baseSpeed` in /min, `inertia` of everything that turns, at the motor shaft, kg m2. */
export interface DriveRating {
  torque: number;
  baseSpeed: number;
  inertia: number;
}

/** Rated stator current per kW of rated power at the usual 3.15 kV, A, and the rated voltage. */
const RATED_VOLTAGE = 3150;
const WINDING_RISE = 70;
const WINDING_TIME = 1500;

export class Drive {
  readonly rating: DriveRating;
  /** /min */
  speed = 0;
  speedSetpoint = 0;
  /** N m at the shaft, with acceleration. */
  torque = 0;
  /** N m, what the process asks for. */
  load = 0;
  current = 0;
  voltage = 0;
  fieldCurrent = 0;
  winding = 55;
  bearingDrive = 45;
  bearingFree = 42;
  air = 32;
  #meanTorque = 0;

  constructor(rating: DriveRating) {
    this.rating = rating;
  }

  /** Sets speed (/min) and load torque (N m) of this step and derives torque, current and voltage. */
  run(speed: number, setpoint: number, load: number, dt: number): void {
    const { torque, baseSpeed, inertia } = this.rating;
    const acceleration = ((speed - this.speed) * 2 * Math.PI) / 60 / dt;
    this.speed = speed;
    this.speedSetpoint = setpoint;
    const friction = 0.015 * torque * (Math.abs(speed) / baseSpeed);
    this.load = load;
    const wanted = load + friction + inertia * acceleration;
    // The current loop and the shaft smooth torque over some tens of milliseconds.
    this.torque += (wanted - this.torque) * (1 - Math.exp(-dt / 0.08));
    const flux = Math.min(1, baseSpeed / Math.max(Math.abs(speed), 1));
    const ratedCurrent = (torque * baseSpeed * 2 * Math.PI) / 60 / (Math.sqrt(3) * RATED_VOLTAGE * 0.93);
    const active = (this.torque / torque / flux) * ratedCurrent * 0.97;
    this.current = Math.hypot(active, 0.22 * ratedCurrent * flux);
    this.voltage = RATED_VOLTAGE * Math.min(1, (Math.abs(speed) / baseSpeed) * flux + 0.02);
    this.fieldCurrent = 380 * flux;
    this.#meanTorque = this.current / ratedCurrent;
  }

  /** Moves temperatures over `dt` seconds. */
  heat(dt: number): void {
    const share = this.#meanTorque;
    const rise =
      WINDING_RISE * (0.85 * share * share + 0.15 * (Math.abs(this.speed) / this.rating.baseSpeed));
    this.winding = firstOrder(this.winding, this.air, rise, 1, WINDING_TIME, dt);
    const spin = Math.min(1.5, Math.abs(this.speed) / this.rating.baseSpeed);
    this.bearingDrive = firstOrder(this.bearingDrive, this.air, 18 * spin + 5 * share, 1, 1200, dt);
    this.bearingFree = firstOrder(this.bearingFree, this.air, 17 * spin, 1, 1200, dt);
  }

  /** Electrical power, W, with losses. */
  get power(): number {
    const shaft = (this.torque * this.speed * 2 * Math.PI) / 60;
    return shaft >= 0 ? shaft / 0.945 : shaft * 0.945;
  }
}
