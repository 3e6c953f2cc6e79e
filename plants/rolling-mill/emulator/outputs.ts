/**
 * What the mill's machines publish: each output with its path, unit, range, period, sensor noise and resolution.
 *
 * The emulator is a machine of its own and does not read the plant's documents; a test holds the two against each other.
 */
import type { Drive } from './line/drive.ts';
import { SECTIONS } from './line/faults.ts';
import { PISTON_AREA } from './line/hydraulics.ts';
import type { Mill } from './line/mill.ts';
import type { Bridle, Reel } from './line/reels.ts';
import { STANDS } from './line/schedule.ts';
import { STATE } from './line/sequence.ts';
import { BEARING_PLACES, type Stand } from './line/stand.ts';

/** Which of the emulator's three servers publishes an output. */
export type Feed = 'plc' | 'condition-monitoring' | 'energy';

export interface Output {
  /** Twin path, such as `mill/stand1/motor`. */
  twin: string;
  signal: string;
  feed: Feed;
  /** UCUM code. */
  unit: string;
  low: number;
  high: number;
  /** Milliseconds between publications. */
  every: number;
  /** Deviation of the sensor's noise; 0 for setpoints, states and counters. */
  sigma: number;
  resolution: number;
  /** True value in `unit`. */
  read(): number;
  /** Takes a value that a client has written, in `unit`, within `low` and `high`; absent: read-only. */
  write?(value: number): void;
}

/** [signal, unit, low, high, every, sigma, resolution, read] */
type Row = [string, string, number, number, number, number, number, () => number];

const FAST = 200;
const NORMAL = 500;
const SLOW = 1000;
const MINUTE = 60;

function list(twin: string, feed: Feed, rows: readonly Row[]): Output[] {
  return rows.map(([signal, unit, low, high, every, sigma, resolution, read]) => ({
    twin,
    signal,
    feed,
    unit,
    low,
    high,
    every,
    sigma,
    resolution,
    read,
  }));
}

function driveRows(drive: Drive): Row[] {
  return [
    ['speed', '/min', -50, 2000, FAST, 0.15, 0.1, () => drive.speed],
    ['speedSetpoint', '/min', -50, 2000, NORMAL, 0, 0.1, () => drive.speedSetpoint],
    ['torque', 'kN.m', -400, 400, FAST, 0.1, 0.05, () => drive.torque / 1e3],
    ['current', 'A', -6000, 6000, FAST, 1.5, 1, () => drive.current],
    ['voltage', 'V', 0, 4000, NORMAL, 3, 1, () => drive.voltage],
    ['fieldCurrent', 'A', 0, 600, SLOW, 0.4, 0.5, () => drive.fieldCurrent],
    ['windingTemperature', 'Cel', 0, 200, SLOW, 0.05, 0.1, () => drive.winding],
    ['bearingTemperatureDrive', 'Cel', 0, 150, SLOW, 0.05, 0.1, () => drive.bearingDrive],
    ['bearingTemperatureFree', 'Cel', 0, 150, SLOW, 0.05, 0.1, () => drive.bearingFree],
    ['airTemperature', 'Cel', 0, 80, SLOW, 0.1, 0.1, () => drive.air],
  ];
}

function standOutputs(mill: Mill, stand: Stand): Output[] {
  const i = stand.index;
  const twin = `mill/stand${i + 1}`;
  const { bite, pass } = stand;
  const { coolant } = mill;
  // Strip runs a little off the centre line, so the sides do not carry the same.
  const share = 0.5 + 0.006 * Math.sin(i + 1);
  const outputs = list(twin, 'plc', [
    ['force', 'kN', 0, 30000, FAST, 8, 5, () => bite.force / 1e3],
    ['forceOperator', 'kN', 0, 16000, FAST, 6, 5, () => (bite.force * share) / 1e3],
    ['forceDrive', 'kN', 0, 16000, FAST, 6, 5, () => (bite.force * (1 - share)) / 1e3],
    ['gap', 'mm', -5, 20, FAST, 0.0006, 0.001, () => stand.gap * 1e3],
    ['gapSetpoint', 'mm', -5, 20, NORMAL, 0, 0.001, () => stand.gapTarget * 1e3],
    ['tilt', 'um', -2000, 2000, NORMAL, 1, 1, () => stand.tilt * 1e6],
    ['workRollSpeed', '/min', -20, 1200, FAST, 0.04, 0.05, () => stand.rollTurns],
    ['stripSpeed', 'm/min', -20, 1500, FAST, 0.2, 0.1, () => stand.exitSpeed * MINUTE],
    ['torque', 'kN.m', -400, 400, FAST, 0.2, 0.1, () => bite.torque / 1e3],
    ['bendingForce', 'kN', -1000, 1000, NORMAL, 1.5, 1, () => stand.bending / 1e3],
    ['bendingForceSetpoint', 'kN', -1000, 1000, SLOW, 0, 1, () => stand.bending / 1e3],
    ['coolantFlow', 'L/min', 0, 8000, SLOW, 8, 5, () => coolant.flow[i] * 60e3],
    ['coolantFlowSetpoint', 'L/min', 0, 8000, SLOW, 0, 5, () => coolant.flowSetpoint[i] * 60e3],
    ['coolantPressure', 'MPa', 0, 2, SLOW, 0.001, 0.001, () => coolant.headerPressure[i] / 1e6],
    ['workRollTemperatureTop', 'Cel', 0, 200, SLOW, 0.08, 0.1, () => stand.rollTemperature],
    ['workRollTemperatureBottom', 'Cel', 0, 200, SLOW, 0.08, 0.1, () => stand.rollTemperature - 1.4],
    ['stripTemperature', 'Cel', 0, 300, NORMAL, 0.3, 0.1, () => stand.stripTemperature],
    ['entryThickness', 'mm', 0, 6, FAST, 0.0004, 0.001, () => pass.entryThickness * 1e3],
    ['thicknessSetpoint', 'mm', 0, 6, NORMAL, 0, 0.001, () => stand.thicknessTarget * 1e3],
    ['agcCorrection', 'um', -2000, 2000, NORMAL, 0, 1, () => stand.correction * 1e6],
    ['rolledLength', 'km', 0, 1000, SLOW, 0, 0.001, () => stand.rolledLength / 1e3],
    ['running', '1', 0, 1, SLOW, 0, 1, () => (stand.rollSpeed > 0.1 ? 1 : 0)],
  ]);
  outputs.push(...list(`${twin}/motor`, 'plc', driveRows(stand.drive)));
  const turning = () => Math.min(1, stand.rollSpeed / 5);
  outputs.push(
    ...list(`${twin}/gearbox`, 'plc', [
      ['oilTemperature', 'Cel', 0, 120, SLOW, 0.05, 0.1, () => stand.gearboxOil],
      ['oilPressure', 'MPa', 0, 1, SLOW, 0.001, 0.001, () => 0.2 + 0.0009 * (60 - stand.gearboxOil)],
      ['oilFlow', 'L/min', 0, 400, SLOW, 0.8, 0.5, () => 118 + i],
      ['vibration', 'mm/s', 0, 30, NORMAL, 0.04, 0.01, () => 0.1 + 1.6 * turning()],
    ]),
  );
  for (const side of ['Operator', 'Drive'] as const) {
    const sign = side === 'Operator' ? 1 : -1;
    const part = side === 'Operator' ? share : 1 - share;
    outputs.push(
      ...list(`${twin}/cylinder${side}`, 'plc', [
        ['position', 'mm', 0, 120, FAST, 0.0005, 0.001, () => 62 - stand.gap * 1e3 + sign * stand.tilt * 500],
        ['pressure', 'MPa', 0, 35, FAST, 0.02, 0.01, () => (bite.force * part) / PISTON_AREA / 1e6],
        ['servoCurrent', 'mA', -50, 50, NORMAL, 0.15, 0.01, () => 0.4 * sign + 1.5 * stand.travel * 1e3],
      ]),
    );
  }
  for (const place of BEARING_PLACES) {
    const bearing = stand.bearings[place];
    outputs.push(
      ...list(`${twin}/bearing${place}`, 'condition-monitoring', [
        ['vibration', 'mm/s', 0, 30, SLOW, 0.025, 0.01, () => 0.05 + bearing.vibration],
        ['acceleration', 'm/s2', 0, 500, SLOW, 0.6, 0.1, () => 0.5 + bearing.acceleration],
        ['temperature', 'Cel', -20, 150, SLOW, 0.05, 0.1, () => bearing.temperature],
      ]),
    );
  }
  return outputs;
}

function reelOutputs(twin: string, reel: Reel): Output[] {
  return [
    ...list(twin, 'plc', [
      ['speed', '/min', -50, 1000, FAST, 0.04, 0.05, () => reel.turns],
      ['tension', 'kN', -5, 600, FAST, 0.1, 0.1, () => reel.tension / 1e3],
      ['stripSpeed', 'm/min', -20, 1500, FAST, 0.15, 0.1, () => reel.stripSpeed * MINUTE],
      ['mandrelPressure', 'MPa', 0, 30, SLOW, 0.02, 0.01, () => 11.2],
    ]),
    ...list(`${twin}/motor`, 'plc', driveRows(reel.drive)),
    ...list(`${twin}/coil`, 'plc', [
      ['number', '1', 0, 1e7, SLOW, 0, 1, () => reel.coilNumber],
      ['diameter', 'mm', 0, 2500, NORMAL, 0, 0.5, () => reel.diameter * 1e3],
      ['width', 'mm', 0, 2000, SLOW, 0, 1, () => reel.width * 1e3],
      ['stripThickness', 'mm', 0, 6, SLOW, 0, 0.001, () => reel.thickness * 1e3],
    ]),
  ];
}

function bridleOutputs(twin: string, bridle: Bridle): Output[] {
  return [
    ...list(twin, 'plc', [
      ['speed', '/min', -50, 1000, FAST, 0.04, 0.05, () => bridle.turns],
      ['tensionIn', 'kN', -5, 600, FAST, 0.15, 0.1, () => bridle.before / 1e3],
      ['tensionOut', 'kN', -5, 600, FAST, 0.15, 0.1, () => bridle.after / 1e3],
    ]),
    ...list(`${twin}/motor`, 'plc', driveRows(bridle.drive)),
  ];
}

function gaugeRows(sigma: number, thickness: () => number, nominal: () => number, on: () => boolean): Row[] {
  return [
    ['thickness', 'mm', 0, 6, FAST, sigma, 0.001, () => thickness() * 1e3],
    ['setpoint', 'mm', 0, 6, NORMAL, 0, 0.001, () => nominal() * 1e3],
    ['detectorTemperature', 'Cel', 0, 80, SLOW, 0.06, 0.1, () => 24.5],
    ['onStrip', '1', 0, 1, SLOW, 0, 1, () => (on() ? 1 : 0)],
  ];
}

function lineOutputs(mill: Mill): Output[] {
  const { sequence } = mill;
  const outputs = list('mill', 'plc', [
    ['state', '1', 0, 6, FAST, 0, 1, () => sequence.state],
    ['grade', '1', 0, 4, SLOW, 0, 1, () => mill.exitSetup.coil.grade],
    ['lineSpeed', 'm/min', -20, 1500, FAST, 0.15, 0.1, () => mill.exitBridle.speed * MINUTE],
    ['lineSpeedSetpoint', 'm/min', 0, 1500, NORMAL, 0, 0.1, () => sequence.speedTarget * MINUTE],
    ['runSpeedSetpoint', 'm/min', 150, 1000, NORMAL, 0, 0.1, () => mill.runSpeed * MINUTE],
    ['coilNumber', '1', 0, 1e7, SLOW, 0, 1, () => mill.exitSetup.coil.number],
    ['width', 'mm', 0, 2000, SLOW, 0, 1, () => mill.exitSetup.coil.width * 1e3],
    ['entryThicknessSetpoint', 'mm', 0, 6, SLOW, 0, 0.001, () => mill.setup.coil.entryThickness * 1e3],
    ['exitThicknessSetpoint', 'mm', 0, 6, SLOW, 0, 0.001, () => mill.exitSetup.coil.exitThickness * 1e3],
    ['rolledLength', 'm', 0, 30000, SLOW, 0, 1, () => mill.rolledLength],
    ['coilsRolled', '1', 0, 1e6, SLOW, 0, 1, () => mill.coilsRolled],
  ]);
  const runSpeed = outputs.find(({ signal }) => signal === 'runSpeedSetpoint');
  if (runSpeed !== undefined) {
    runSpeed.write = (value) => {
      mill.runSpeed = value / MINUTE;
    };
  }
  SECTIONS.forEach((section, s) => {
    const strip = mill.sections[s];
    outputs.push(
      ...list(`mill/${section}`, 'plc', [
        ['tension', 'kN', -5, 600, FAST, 0.25, 0.1, () => mill.tension(s) / 1e3],
        ['tensionSetpoint', 'kN', 0, 600, NORMAL, 0, 0.1, () => mill.tensionSetpoint(s) / 1e3],
        ['thickness', 'mm', 0, 6, NORMAL, 0.0004, 0.001, () => strip.thicknessAt(0) * 1e3],
        ['temperature', 'Cel', 0, 300, SLOW, 0.3, 0.1, () => strip.temperatureAt(strip.length / 2)],
        ['speed', 'm/min', -20, 1500, FAST, 0.15, 0.1, () => mill.sectionSpeed(s) * MINUTE],
        ['coilNumber', '1', 0, 1e7, SLOW, 0, 1, () => mill.coilNumber(s)],
      ]),
    );
  });
  const unbroken = (section: number) => !mill.sections[section].broken && sequence.state !== STATE.break;
  outputs.push(
    ...list(
      'mill/entryGauge',
      'plc',
      gaugeRows(
        0.0012,
        () => mill.entryGauge,
        () => mill.setup.coil.entryThickness,
        () => unbroken(0),
      ),
    ),
    ...list(
      'mill/exitGauge',
      'plc',
      gaugeRows(
        0.0005,
        () => mill.exitGauge,
        () => mill.exitSetup.coil.exitThickness,
        () => unbroken(STANDS),
      ),
    ),
  );
  return outputs;
}

function auxiliaryOutputs(mill: Mill): Output[] {
  const { coolant, hydraulics, energy } = mill;
  return [
    ...list('mill/coolant', 'plc', [
      ['supplyTemperature', 'Cel', 0, 90, SLOW, 0.06, 0.1, () => coolant.supply],
      ['returnTemperature', 'Cel', 0, 100, SLOW, 0.06, 0.1, () => coolant.return],
      ['pressure', 'MPa', 0, 2, SLOW, 0.0012, 0.001, () => coolant.pressure / 1e6],
      ['flow', 'L/min', 0, 40000, SLOW, 25, 10, () => coolant.totalFlow * 60e3],
      ['filterPressureDrop', 'kPa', 0, 400, SLOW, 0.4, 0.5, () => coolant.filterDrop / 1e3],
      ['level', '%', 0, 100, SLOW, 0.05, 0.1, () => coolant.level],
      ['concentration', '%', 0, 10, SLOW, 0.008, 0.01, () => coolant.concentration],
      ['pumpSpeed', '/min', 0, 3000, SLOW, 0.7, 1, () => coolant.pumpSpeed],
      ['pumpCurrent', 'A', 0, 1500, SLOW, 0.8, 0.5, () => coolant.pumpCurrent],
    ]),
    ...list('mill/hydraulics', 'plc', [
      ['pressure', 'MPa', 0, 40, NORMAL, 0.02, 0.01, () => hydraulics.pressure / 1e6],
      ['accumulatorPressure', 'MPa', 0, 40, SLOW, 0.015, 0.01, () => hydraulics.accumulator / 1e6],
      ['oilTemperature', 'Cel', 0, 100, SLOW, 0.05, 0.1, () => hydraulics.temperature],
      ['level', '%', 0, 100, SLOW, 0.05, 0.1, () => hydraulics.level],
      ['flow', 'L/min', 0, 2000, SLOW, 1.5, 1, () => hydraulics.flow * 60e3],
      ['filterPressureDrop', 'kPa', 0, 1000, SLOW, 1, 1, () => hydraulics.filterDrop / 1e3],
      ['pumpCurrent', 'A', 0, 800, SLOW, 0.6, 0.5, () => hydraulics.pumpCurrent],
    ]),
    ...list('mill/energyMeter', 'energy', [
      ['activePower', 'kW', -5000, 40000, NORMAL, 4, 1, () => energy.active / 1e3],
      ['reactivePower', 'kW', -20000, 40000, NORMAL, 3, 1, () => energy.reactive / 1e3],
      ['powerFactor', '1', -1, 1, NORMAL, 0.0006, 0.001, () => energy.powerFactor],
      ['energy', 'kW.h', 0, 1e12, NORMAL, 0, 0.1, () => energy.total / 3.6e6],
      ['voltage', 'V', 0, 15000, NORMAL, 1.5, 1, () => energy.voltage],
      ['current', 'A', 0, 5000, NORMAL, 0.6, 0.5, () => energy.current],
      ['frequency', 'Hz', 45, 55, NORMAL, 0.0008, 0.001, () => energy.frequency],
    ]),
  ];
}

/** Everything the mill publishes, a few hundred outputs. Made once. */
export function outputsOf(mill: Mill): Output[] {
  return [
    ...lineOutputs(mill),
    ...reelOutputs('mill/uncoiler', mill.uncoiler),
    ...reelOutputs('mill/tensionReel', mill.reel),
    ...bridleOutputs('mill/entryBridle', mill.entryBridle),
    ...bridleOutputs('mill/exitBridle', mill.exitBridle),
    ...mill.stands.flatMap((stand) => standOutputs(mill, stand)),
    ...auxiliaryOutputs(mill),
  ];
}
