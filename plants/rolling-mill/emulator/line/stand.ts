/**
 * One four-high stand: roll bite, stretch, hydraulic gap with gaugemeter control, roll temperature and crown.
 *
 * Solves strip and stand together (gaugemeter.ts), so force, thickness, torque and slip follow from gap, entry thickness,
 * tensions and speed. The control (AGC) sees what a real one sees: gap sensor and force, not the true thickness.
 */

import { passStress } from '../physics/flow-stress.ts';
import { gaugemeterThickness, solveStand } from '../physics/gaugemeter.ts';
import { type Bite, emptyBite, type Pass } from '../physics/roll-bite.ts';
import { deformationRise, firstOrder, rollGrowth, sprayedTemperature } from '../physics/thermal.ts';
import { BackupBearing } from './backup-bearing.ts';
import { Drive, type DriveRating } from './drive.ts';
import {
  BACKUP_DIAMETER,
  friction,
  GRADES,
  MODULUS,
  ROLL_RADIUS,
  type Setup,
  ZERO_FORCE,
} from './schedule.ts';

export const BEARING_PLACES = ['TopOperator', 'TopDrive', 'BottomOperator', 'BottomDrive'] as const;
export type BearingPlace = (typeof BEARING_PLACES)[number];

/** Share of rolling and friction heat that enters the work rolls. */
const ROLL_HEAT_SHARE = 0.075;
/** Heat capacity of the shell of a pair of work rolls that follows within a coil (J/K), conductance to the sprays at `REFERENCE_FLOW` (W/K). */
const ROLL_CAPACITY = 0.9e6;
const ROLL_CONDUCTANCE = 11_000;
const REFERENCE_FLOW = 0.085;
/** The controller corrects the gap for roll growth by a model that is this much off. */
const GROWTH_MODEL_ERROR = 0.06;
const GROWTH_REFERENCE = 68;
/** Sprays act on this length of strip after the bite, m. */
const SPRAY_LENGTH = 0.5;
const SPRAY_TRANSFER = 9000;
/** Gear ratio motor to roll, and the ratings that go with it. */
export const GEAR_RATIO = [2.6, 1.9, 1.45, 1.2, 1.05] as const;
const RATINGS: readonly DriveRating[] = [
  { torque: 62_000, baseSpeed: 420, inertia: 900 },
  { torque: 58_000, baseSpeed: 440, inertia: 950 },
  { torque: 56_000, baseSpeed: 460, inertia: 1050 },
  { torque: 52_000, baseSpeed: 480, inertia: 1150 },
  { torque: 60_000, baseSpeed: 480, inertia: 1200 },
];

/** Speed (/min) of a backup roll whose surface moves at `speed` (m/s). */
function backupSpeed(speed: number): number {
  return (speed / (Math.PI * BACKUP_DIAMETER)) * 60;
}

export class Stand {
  readonly index: number;
  readonly drive: Drive;
  readonly bearings: Readonly<Record<BearingPlace, BackupBearing>>;
  readonly bite: Bite = emptyBite(ROLL_RADIUS);
  readonly pass: Pass;
  setup: Setup;
  /** m; what the gap sensor shows, with the controller's growth correction. */
  gap: number;
  gapTarget: number;
  /** m/s of cylinder movement in the last step. */
  travel = 0;
  /** m/s, surface of the work roll. */
  rollSpeed = 0;
  rollSpeedTarget = 0;
  /** m, correction of the gap by thickness control. */
  correction = 0;
  /** m, trim of the thickness target by the monitor. */
  monitor = 0;
  stripTemperature = 80;
  rollTemperature = 68;
  /** N */
  bending = 300e3;
  /** m */
  tilt = 40e-6;
  rolledLength = 0;
  gearboxOil = 52;
  #hardness = 3e10;
  #rollAngle = 0;

  constructor(index: number, setup: Setup, bases: readonly number[]) {
    this.index = index;
    this.setup = setup;
    this.drive = new Drive(RATINGS[index]);
    const target = setup.stands[index];
    const strip = (setup.coil.speed * setup.coil.exitThickness) / target.exitThickness;
    const rated = backupSpeed(strip / (1 + target.forwardSlip));
    this.bearings = {
      TopOperator: new BackupBearing(bases[0], rated),
      TopDrive: new BackupBearing(bases[1], rated),
      BottomOperator: new BackupBearing(bases[2], rated),
      BottomDrive: new BackupBearing(bases[3], rated),
    };
    this.gap = this.gapTarget = target.gap;
    this.pass = {
      entryThickness: target.entryThickness,
      exitThickness: target.exitThickness,
      width: setup.coil.width,
      radius: ROLL_RADIUS,
      friction: friction(index, 5),
      stress: target.stress,
      entryTension: setup.tensions[index],
      exitTension: setup.tensions[index + 1],
    };
    this.rolledLength = 41_000 + 9000 * index;
  }

  get thicknessTarget(): number {
    return this.setup.stands[this.index].exitThickness;
  }

  /** Thickness as the controller computes it from gap and force. */
  get gaugemeter(): number {
    return gaugemeterThickness(this.gap, this.bite.force, MODULUS[this.index], ZERO_FORCE);
  }

  get exitSpeed(): number {
    return this.rollSpeed * (1 + this.bite.forwardSlip);
  }

  get entrySpeed(): number {
    return (this.exitSpeed * this.pass.exitThickness) / this.pass.entryThickness;
  }

  /** How much the entry speed falls per Pa of entry tension, by slip and by thickness, m/(s Pa). */
  get entryGive(): number {
    const { bite, pass } = this;
    const bySlip = (-bite.slipPerEntryTension * pass.exitThickness) / pass.entryThickness;
    const stretch = bite.forcePerEntryTension / (MODULUS[this.index] + this.#hardness);
    return this.rollSpeed * (bySlip - ((1 + bite.forwardSlip) * stretch) / pass.entryThickness);
  }

  /** /min */
  get rollTurns(): number {
    return ((this.rollSpeed / ROLL_RADIUS) * 60) / (2 * Math.PI);
  }

  get backupTurns(): number {
    return backupSpeed(this.rollSpeed);
  }

  /** True gap error (m) the controller cannot see: growth model error and eccentricity of the backup rolls. */
  #unseen(): number {
    const growth = rollGrowth(2 * ROLL_RADIUS, this.rollTemperature - GROWTH_REFERENCE);
    return -GROWTH_MODEL_ERROR * growth + 1.5e-6 * Math.sin(this.#rollAngle);
  }

  /** Moves gap and roll speed, then solves the bite. Tensions in Pa. `loaded` false: no strip in the gap. */
  roll(entryThickness: number, entryTension: number, exitTension: number, loaded: boolean, dt: number): void {
    const step = Math.max(
      -0.002 * dt,
      Math.min(0.002 * dt, (this.gapTarget - this.gap) * (1 - Math.exp(-dt / 0.06))),
    );
    this.gap += step;
    this.travel = Math.abs(step) / dt;
    this.rollSpeed += (this.rollSpeedTarget - this.rollSpeed) * (1 - Math.exp(-dt / 0.12));
    this.#rollAngle = (this.#rollAngle + (2 * this.rollSpeed * dt) / BACKUP_DIAMETER) % (2 * Math.PI);
    this.rolledLength += Math.abs(this.rollSpeed) * dt;
    const { pass, bite, setup, index } = this;
    pass.entryThickness = entryThickness;
    pass.width = setup.coil.width;
    pass.entryTension = entryTension;
    pass.exitTension = exitTension;
    pass.friction = friction(index, this.rollSpeed);
    if (!loaded) {
      bite.force = bite.torque = bite.forwardSlip = 0;
      bite.slipPerEntryTension = bite.slipPerExitTension = bite.forcePerEntryTension = 0;
      pass.exitThickness = entryThickness;
      return;
    }
    const hardening = GRADES[setup.coil.grade].hardening;
    pass.stress = passStress(hardening, setup.coil.entryThickness, entryThickness, this.thicknessTarget);
    this.#hardness = solveStand(
      pass,
      bite,
      this.gap + this.#unseen(),
      MODULUS[index],
      ZERO_FORCE,
      this.#hardness,
    );
  }

  /** Gaugemeter control: moves the gap target so that h = S + P/M meets the target. Idle below 0.3 m/s. */
  control(dt: number, loaded: boolean): void {
    const target = this.setup.stands[this.index];
    if (loaded && this.rollSpeed > 0.3) {
      const error = target.exitThickness + this.monitor - this.gaugemeter;
      const gain =
        0.9 * Math.min(1, this.rollSpeed / 2) * (1 + Math.min(8, this.#hardness / MODULUS[this.index]));
      this.correction = Math.max(-2.5e-3, Math.min(2.5e-3, this.correction + gain * error * dt));
    }
    this.gapTarget = target.gap + this.correction;
    // Bending follows force and thermal crown so that the strip stays flat.
    const bending = 120e3 + 0.022 * this.bite.force + 6e3 * (this.rollTemperature - GROWTH_REFERENCE);
    this.bending += (Math.max(-600e3, Math.min(900e3, bending)) - this.bending) * (1 - Math.exp(-dt / 1.5));
  }

  /** Torque on the motor of this step, with the pull of the strip's tensions already in the bite's torque. */
  turn(dt: number): void {
    const ratio = GEAR_RATIO[this.index];
    const bearings = 0.0025 * this.bite.force * ROLL_RADIUS;
    const turns = this.rollTurns * ratio;
    const setpoint = ((this.rollSpeedTarget / ROLL_RADIUS) * 60 * ratio) / (2 * Math.PI);
    const load = this.rollSpeed > 0.02 ? (this.bite.torque + bearings) / ratio / 0.975 : 0;
    this.drive.run(turns, setpoint, load, dt);
  }

  /** Rolling power, W. */
  get power(): number {
    return (this.bite.torque * this.rollSpeed) / ROLL_RADIUS;
  }

  /** Strip temperature after the bite and its sprays. */
  heatStrip(entry: number, coolant: number, flow: number): void {
    const { pass } = this;
    const draft = pass.entryThickness > pass.exitThickness * 1.0001;
    const rise = draft ? 1.08 * deformationRise(pass.stress, pass.entryThickness, pass.exitThickness) : 0;
    const spray = SPRAY_TRANSFER * (flow / REFERENCE_FLOW) ** 0.6;
    this.stripTemperature = sprayedTemperature(
      entry + 0.9 * rise,
      coolant,
      spray,
      SPRAY_LENGTH,
      pass.exitThickness,
      this.exitSpeed,
    );
  }

  /** Slow temperatures over `dt` s; `flow` m3/s of coolant at `coolant` degrees. Returns heat given to the coolant, W. */
  heat(coolant: number, flow: number, dt: number): number {
    const conductance = ROLL_CONDUCTANCE * (0.12 + 0.88 * (flow / REFERENCE_FLOW) ** 0.8);
    const heat = ROLL_HEAT_SHARE * this.power;
    this.rollTemperature = firstOrder(this.rollTemperature, coolant, heat, conductance, ROLL_CAPACITY, dt);
    this.drive.heat(dt);
    const gearHeat = 8000 + 0.006 * Math.abs(this.power);
    this.gearboxOil = firstOrder(this.gearboxOil, 38, gearHeat, 1300, 1.3e6, dt);
    const load = this.bite.force / 2;
    for (const place of BEARING_PLACES) this.bearings[place].run(load, this.backupTurns, 36, dt);
    return conductance * (this.rollTemperature - coolant);
  }
}
