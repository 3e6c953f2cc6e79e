import { describe, expect, it } from 'vitest';
import { outputsOf } from '../outputs.ts';
import { Publisher } from '../publisher.ts';
import { faultCommand } from './faults.ts';
import { Mill, STEP } from './mill.ts';
import { MODULUS, ZERO_FORCE } from './schedule.ts';
import { STATE } from './sequence.ts';

function run(mill: Mill, seconds: number): void {
  for (let i = 0; i < seconds / STEP; i++) mill.step();
}

describe('normal rolling', () => {
  const mill = new Mill();
  run(mill, 20);

  it('P4 what goes into a stand comes out: h v is the same on both sides, and along the line', () => {
    const flow = mill.stands.map((stand) => stand.exitSpeed * stand.pass.exitThickness);
    for (const [i, stand] of mill.stands.entries()) {
      expect(stand.entrySpeed * stand.pass.entryThickness).toBeCloseTo(flow[i], 9);
      expect(Math.abs(flow[i] / flow[4] - 1)).toBeLessThan(0.01);
    }
  });

  it('P4 each stand leaves S + P/M, and the X-ray agrees with the last one', () => {
    for (const [i, stand] of mill.stands.entries()) {
      const stretched = stand.gap + (stand.bite.force - ZERO_FORCE) / MODULUS[i];
      expect(Math.abs(stretched - stand.pass.exitThickness)).toBeLessThan(8e-6);
    }
    expect(Math.abs(mill.exitGauge - mill.stands[4].gaugemeter)).toBeLessThan(8e-6);
    expect(Math.abs(mill.exitGauge / mill.exitSetup.coil.exitThickness - 1)).toBeLessThan(0.01);
  });

  it('P4 tensions stay at their setpoints and force, torque and power are those of a real mill', () => {
    for (let s = 0; s < 6; s++)
      expect(Math.abs(mill.tension(s) / mill.tensionSetpoint(s) - 1)).toBeLessThan(0.05);
    for (const stand of mill.stands) {
      expect(stand.bite.force).toBeGreaterThan(3e6);
      expect(stand.bite.force).toBeLessThan(20e6);
      expect(stand.drive.torque).toBeGreaterThan(5e3);
    }
    const rolling = mill.stands.reduce((sum, stand) => sum + stand.power, 0);
    const electrical = mill.energy.active;
    expect(electrical).toBeGreaterThan(rolling);
    expect(electrical).toBeLessThan(1.7 * rolling);
  });

  it('P4 strip on the coils is neither made nor lost', () => {
    const { coil } = mill.setup;
    const volume = () => mill.uncoiler.length * coil.entryThickness + mill.reel.length * coil.exitThickness;
    const before = volume();
    run(mill, 10);
    expect(Math.abs(volume() - before) / (10 * 14 * coil.exitThickness)).toBeLessThan(0.01);
    expect(mill.reel.diameter).toBeGreaterThan(0.9);
  });
});

describe('the course of a shift', () => {
  it('P4 a coil is rolled, the line stops, the next coil is threaded and rolled to its own gauge', () => {
    const mill = new Mill();
    const seen: number[] = [];
    const first = mill.setup.coil;
    while (mill.time < 330) {
      mill.step();
      if (seen.at(-1) !== mill.sequence.state) seen.push(mill.sequence.state);
    }
    expect(seen).toEqual([
      STATE.running,
      STATE.slowing,
      STATE.change,
      STATE.threading,
      STATE.accelerating,
      STATE.running,
    ]);
    expect(mill.coilsRolled).toBe(1);
    const next = mill.exitSetup.coil;
    expect(next.number).toBe(first.number + 1);
    expect(Math.abs(mill.exitGauge / next.exitThickness - 1)).toBeLessThan(0.02);
  });

  it('P5 the same seed gives the same readings, another seed others', () => {
    const readings = (seed: number) => {
      const mill = new Mill(seed);
      const publisher = new Publisher(outputsOf(mill), seed);
      run(mill, 5);
      publisher.publish(5000, 0, () => undefined);
      return [...publisher.values];
    };
    expect(readings(3)).toEqual(readings(3));
    expect(readings(3)).not.toEqual(readings(4));
  });

  it('P5 readings are multiples of the resolution within the span of their sensor', () => {
    const mill = new Mill();
    const outputs = outputsOf(mill);
    const publisher = new Publisher(outputs, 1);
    outputs.forEach(({ twin, signal, resolution, low, high }, i) => {
      const value = publisher.values[i];
      const steps = value / resolution;
      expect(Math.abs(steps - Math.round(steps)), `${twin}.${signal}`).toBeLessThan(1e-4);
      expect(value, `${twin}.${signal}`).toBeGreaterThanOrEqual(low);
      expect(value, `${twin}.${signal}`).toBeLessThanOrEqual(high);
    });
  });
});

describe('faults', () => {
  const on = (name: string, machine?: string) => faultCommand(name, true, machine);
  const off = (name: string) => faultCommand(name, false, undefined);

  it('P7 bearing: vibration and heat grow at the bearing that was hit, and end with a new bearing', () => {
    const mill = new Mill();
    const bearing = mill.stands[1].bearings.BottomDrive;
    run(mill, 5);
    const before = { vibration: bearing.vibration, temperature: bearing.temperature };
    mill.fault(on('bearing', 'mill/stand2/bearingBottomDrive'));
    run(mill, 90);
    expect(bearing.vibration).toBeGreaterThan(before.vibration + 3);
    expect(bearing.temperature).toBeGreaterThan(before.temperature + 1);
    mill.fault(off('bearing'));
    run(mill, 2);
    expect(bearing.vibration).toBeLessThan(before.vibration + 0.2);
    expect(mill.stands[2].bearings.TopDrive.severity).toBe(0);
  });

  it('P7 coolant: less flow, hotter rolls and strip, more crown and bending, and back', () => {
    const mill = new Mill();
    run(mill, 5);
    const stand = mill.stands[3];
    const before = { roll: stand.rollTemperature, strip: stand.stripTemperature, bending: stand.bending };
    mill.fault(on('coolant', 'stand4'));
    run(mill, 120);
    expect(mill.coolant.flow[3]).toBeLessThan(0.7 * mill.coolant.flowSetpoint[3]);
    expect(stand.rollTemperature).toBeGreaterThan(before.roll + 3);
    expect(stand.stripTemperature).toBeGreaterThan(before.strip + 3);
    expect(stand.bending).toBeGreaterThan(before.bending + 10e3);
    mill.fault(off('coolant'));
    run(mill, 40);
    expect(mill.coolant.flow[3]).toBeGreaterThan(0.9 * mill.coolant.flowSetpoint[3]);
  });

  it('P7 tension: the section goes slack and the stands beside it need more force', () => {
    const mill = new Mill();
    run(mill, 5);
    const force = mill.stands[3].bite.force;
    mill.fault(on('tension', 'strip34'));
    run(mill, 30);
    expect(mill.tension(3)).toBeLessThan(0.5 * mill.tensionSetpoint(3));
    expect(mill.stands[3].bite.force).toBeGreaterThan(1.05 * force);
    mill.fault(off('tension'));
    run(mill, 20);
    expect(mill.tension(3)).toBeGreaterThan(0.9 * mill.tensionSetpoint(3));
  });

  it('P7 strip break: no tension, the line stops at once, and rolls again after the repair', () => {
    const mill = new Mill();
    run(mill, 5);
    mill.fault(on('strip-break', 'strip45'));
    run(mill, 6);
    expect(mill.sequence.state).toBe(STATE.break);
    expect(mill.tension(4)).toBe(0);
    expect(mill.sequence.speed).toBe(0);
    expect(mill.stands[4].bite.force).toBe(0);
    mill.fault(off('strip-break'));
    run(mill, 90);
    expect(mill.sequence.state).toBe(STATE.running);
    expect(Math.abs(mill.tension(4) / mill.tensionSetpoint(4) - 1)).toBeLessThan(0.2);
  });

  it('P7 gauge drift: thickness control follows the wrong gauge, and the gaugemeter tells', () => {
    const mill = new Mill();
    run(mill, 5);
    mill.fault(on('gauge-drift'));
    run(mill, 60);
    const { exitThickness } = mill.exitSetup.coil;
    expect(Math.abs(mill.exitGauge / exitThickness - 1)).toBeLessThan(0.01);
    expect(mill.exitGauge - mill.stands[4].gaugemeter).toBeGreaterThan(30e-6);
    mill.fault(off('gauge-drift'));
    run(mill, 20);
    expect(Math.abs(mill.exitGauge - mill.stands[4].gaugemeter)).toBeLessThan(10e-6);
  });

  it('P7 lost connection: the one that is named, and all of them back with off', () => {
    const mill = new Mill();
    mill.fault(on('lost-connection', 'energy'));
    expect([...mill.lost]).toEqual(['energy']);
    mill.fault(on('lost-connection'));
    mill.fault(off('lost-connection'));
    expect(mill.lost.size).toBe(0);
  });

  it('P9 a fault or machine that does not exist is refused with what would be right', () => {
    expect(() => faultCommand('berring', true, undefined)).toThrow(/known faults: bearing, coolant/);
    expect(() => faultCommand('coolant', true, 'stand9')).toThrow(/can hit: stand1, stand2/);
  });
});
