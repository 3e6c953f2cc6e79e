import { describe, expect, it } from 'vitest';
import { ABSENT, referenceCases } from './reference-cases.ts';
import { biteAtRadius, emptyBite, hillFactor, type Pass, rollBite } from './roll-bite.ts';

const PASS: Pass = {
  entryThickness: 2e-3,
  exitThickness: 1.5e-3,
  width: 1,
  radius: 0.25,
  friction: 0.07,
  stress: 500e6,
  entryTension: 100e6,
  exitTension: 150e6,
};

/** Relative distance. */
const off = (value: number, expected: number) => Math.abs(value / expected - 1);

describe('roll bite', () => {
  it('P3 one pass of 2.0 to 1.5 mm has the force, torque and slip worked out from the equations', () => {
    const bite = emptyBite(PASS.radius);
    rollBite(PASS, bite);
    expect(off(bite.force, 5_821_535)).toBeLessThan(0.001);
    expect(off(bite.torque, 47_348)).toBeLessThan(0.001);
    expect(off(bite.forwardSlip, 0.05179)).toBeLessThan(0.001);
    expect(off(bite.flattenedRadius, 0.314239)).toBeLessThan(0.001);
  });

  const cases = referenceCases('rolling-cases.json', 'blandford');
  it.skipIf(cases.length === 0)(
    `P3 Bland and Ford reference cases within 0.3 %${cases.length ? '' : `: ${ABSENT}`}`,
    () => {
      for (const { inputs, expected } of cases) {
        const pass: Pass = {
          entryThickness: inputs.h1_mm / 1e3,
          exitThickness: inputs.h2_mm / 1e3,
          width: inputs.width_mm / 1e3,
          radius: inputs.R_mm / 1e3,
          friction: inputs.mu,
          stress: inputs.yield_plane_strain_MPa * 1e6,
          entryTension: inputs.entry_tension_MPa * 1e6,
          exitTension: inputs.exit_tension_MPa * 1e6,
        };
        const bite = emptyBite(pass.radius);
        rollBite(pass, bite);
        expect(off(bite.force, expected.force_N)).toBeLessThan(0.003);
        expect(off(bite.torque, expected.torque_both_rolls_Nm)).toBeLessThan(0.003);
        expect(off(bite.neutralAngle, expected.neutral_angle_rad)).toBeLessThan(0.003);
        expect(off(bite.forwardSlip, expected.forward_slip)).toBeLessThan(0.003);
        expect(off(bite.flattenedRadius, expected.flattened_radius_mm / 1e3)).toBeLessThan(0.003);
        biteAtRadius(pass, pass.radius, bite);
        expect(off(bite.force, expected.rigid_roll_force_N)).toBeLessThan(0.003);
        expect(off(bite.torque, expected.rigid_roll_torque_Nm)).toBeLessThan(0.003);
        const reduction = 1 - inputs.h2_mm / inputs.h1_mm;
        expect(
          off(hillFactor(reduction, inputs.mu, inputs.R_mm, inputs.h1_mm), expected.hill_Q_rigid_no_tension),
        ).toBeLessThan(0.003);
      }
    },
  );

  it('P3 the slopes it reports are those of its own solution', () => {
    const at = (change: Partial<Pass>) => {
      const bite = emptyBite(PASS.radius);
      biteAtRadius({ ...PASS, ...change }, 0.3, bite);
      return bite;
    };
    const here = at({});
    const step = 1e5;
    const exit = at({ exitTension: PASS.exitTension + step });
    const entry = at({ entryTension: PASS.entryTension + step });
    expect(off((exit.forwardSlip - here.forwardSlip) / step, here.slipPerExitTension)).toBeLessThan(0.01);
    expect(off((entry.forwardSlip - here.forwardSlip) / step, here.slipPerEntryTension)).toBeLessThan(0.01);
    expect(off((entry.force - here.force) / step, here.forcePerEntryTension)).toBeLessThan(0.01);
  });

  it('P3 no draft, no force', () => {
    const bite = emptyBite(PASS.radius);
    rollBite({ ...PASS, exitThickness: PASS.entryThickness }, bite);
    expect(bite).toMatchObject({ force: 0, torque: 0, forwardSlip: 0 });
  });
});
