/**
 * What is rolled: grades, coils, and the set-up of the stands for a coil.
 *
 * The set-up computes what a mill's level-2 computer computes: thicknesses by a fixed split of the logarithmic
 * strain, tensions as a share of strength, then force, slip and gap of each stand from the roll-bite model.
 */
import { type Hardening, passStress } from '../physics/flow-stress.ts';
import { gapFor } from '../physics/gaugemeter.ts';
import { Noise } from '../physics/noise.ts';
import { emptyBite, type Pass, rollBite } from '../physics/roll-bite.ts';

export const STANDS = 5;
/** Work-roll radius, m. */
export const ROLL_RADIUS = 0.225;
export const BACKUP_DIAMETER = 1.35;
/** Mill modulus of each stand, N/m, and the force at which gaps are zeroed, N. */
export const MODULUS = [4.8e9, 4.9e9, 5.0e9, 5.0e9, 5.1e9] as const;
export const ZERO_FORCE = 10e6;

export interface Grade {
  name: string;
  hardening: Hardening;
}

/** Index 0 is "none"; the numbers are those of the signal `mill.grade`. */
export const GRADES: readonly Grade[] = [
  { name: 'none', hardening: { strength: 560e6, prestrain: 0.01, exponent: 0.2 } },
  { name: 'DC01', hardening: { strength: 540e6, prestrain: 0.012, exponent: 0.21 } },
  { name: 'SPCC', hardening: { strength: 580e6, prestrain: 0.012, exponent: 0.2 } },
  { name: 'HC340LA', hardening: { strength: 720e6, prestrain: 0.012, exponent: 0.14 } },
  { name: 'T-3', hardening: { strength: 560e6, prestrain: 0.014, exponent: 0.17 } },
];

/** A coil to roll. Lengths in m, mass in kg, speed in m/s at the exit of the last stand. */
export interface Coil {
  number: number;
  grade: number;
  width: number;
  entryThickness: number;
  exitThickness: number;
  mass: number;
  /** Length of the hot strip. */
  length: number;
  speed: number;
}

/** Neighbours differ little, as in a real programme: wide before narrow, and gauge in small steps. */
const ORDERS = [
  { grade: 1, width: 1.1, entry: 2.5, exit: 0.6, speed: 14 },
  { grade: 2, width: 1.1, entry: 2.4, exit: 0.55, speed: 14.3 },
  { grade: 2, width: 1.05, entry: 2.2, exit: 0.48, speed: 14.6 },
  { grade: 4, width: 0.95, entry: 2.0, exit: 0.4, speed: 15.2 },
  { grade: 4, width: 0.9, entry: 2.0, exit: 0.34, speed: 16 },
  { grade: 2, width: 1.0, entry: 2.3, exit: 0.45, speed: 14.8 },
  { grade: 1, width: 1.15, entry: 2.6, exit: 0.62, speed: 13.8 },
  { grade: 3, width: 1.2, entry: 2.8, exit: 0.8, speed: 12.5 },
  { grade: 1, width: 1.25, entry: 3.0, exit: 0.8, speed: 12.8 },
  { grade: 2, width: 1.2, entry: 2.7, exit: 0.68, speed: 13.4 },
] as const;

const FIRST_NUMBER = 260001;

/** The n-th coil of the shift (from 0): the orders in turn, with masses that differ. */
export function coilOfShift(index: number): Coil {
  const order = ORDERS[index % ORDERS.length];
  const mass = Math.round(17000 + 5000 * new Noise(9000 + index).uniform());
  const entryThickness = order.entry / 1000;
  return {
    number: FIRST_NUMBER + index,
    grade: order.grade,
    width: order.width,
    entryThickness,
    exitThickness: order.exit / 1000,
    mass,
    length: mass / (7850 * order.width * entryThickness),
    speed: order.speed,
  };
}

/** Share of the total logarithmic strain taken by each stand; the last one only finishes. */
const STRAIN_SHARES = [0.27, 0.25, 0.22, 0.17, 0.09] as const;
const FRICTION = [0.052, 0.046, 0.04, 0.034, 0.03] as const;
/** Tension before stand 1, between the stands and after stand 5, as a share of the strip's strength there. */
const TENSION_SHARES = [0.08, 0.19, 0.2, 0.21, 0.21, 0.06] as const;

/** Friction of a stand at a roll speed (m/s): falls with speed as the emulsion film grows. */
export function friction(stand: number, speed: number): number {
  return FRICTION[stand] * (1 + 0.35 * Math.exp(-Math.abs(speed) / 3));
}

/** Targets of one stand for a coil. */
export interface StandSetup {
  entryThickness: number;
  exitThickness: number;
  stress: number;
  gap: number;
  force: number;
  forwardSlip: number;
}

export interface Setup {
  coil: Coil;
  stands: readonly StandSetup[];
  /** Pa: before stand 1, between the stands, after stand 5. */
  tensions: readonly number[];
}

/** Computes the set-up for a coil at its running speed. Costs some milliseconds; done once per coil. */
export function setupFor(coil: Coil): Setup {
  const total = Math.log(coil.entryThickness / coil.exitThickness);
  const hardening = GRADES[coil.grade].hardening;
  const thickness = [coil.entryThickness];
  for (const share of STRAIN_SHARES)
    thickness.push(thickness[thickness.length - 1] * Math.exp(-share * total));
  const tensions = TENSION_SHARES.map(
    (share, i) => share * passStress(hardening, coil.entryThickness, thickness[i], thickness[i]),
  );
  const stands: StandSetup[] = [];
  for (let i = 0; i < STANDS; i++) {
    const stress = passStress(hardening, coil.entryThickness, thickness[i], thickness[i + 1]);
    const pass: Pass = {
      entryThickness: thickness[i],
      exitThickness: thickness[i + 1],
      width: coil.width,
      radius: ROLL_RADIUS,
      friction: friction(i, (coil.speed * coil.exitThickness) / thickness[i + 1]),
      stress,
      entryTension: tensions[i],
      exitTension: tensions[i + 1],
    };
    const bite = emptyBite(ROLL_RADIUS);
    rollBite(pass, bite);
    stands.push({
      entryThickness: thickness[i],
      exitThickness: thickness[i + 1],
      stress,
      gap: gapFor(thickness[i + 1], bite.force, MODULUS[i], ZERO_FORCE),
      force: bite.force,
      forwardSlip: bite.forwardSlip,
    });
  }
  return { coil, stands, tensions };
}
