import { describe, expect, it } from 'vitest';
import { gapFor, gaugemeterThickness, solveStand, thicknessChange } from './gaugemeter.ts';
import { ABSENT, referenceCases } from './reference-cases.ts';
import { emptyBite, type Pass, rollBite } from './roll-bite.ts';

describe('gaugemeter', () => {
  it('P3 h = S + P/M, and back', () => {
    expect(gaugemeterThickness(2, 10, 5)).toBe(4);
    expect(gaugemeterThickness(2, 10, 5, 10)).toBe(2);
    expect(gapFor(4, 10, 5)).toBe(2);
  });

  const cases = referenceCases('rolling-cases.json', 'gaugemeter');
  it.skipIf(cases.length === 0)(
    `P3 gaugemeter reference cases exactly${cases.length ? '' : `: ${ABSENT}`}`,
    () => {
      for (const { inputs, expected } of cases) {
        const {
          gap_mm: gap,
          force_MN: force,
          mill_modulus_MN_mm: modulus,
          strip_hardness_MN_mm: hardness,
        } = inputs;
        const change = inputs.entry_disturbance_mm;
        expect(gaugemeterThickness(gap, force, modulus)).toBeCloseTo(expected.exit_mm, 9);
        expect(thicknessChange(hardness, modulus, change, 0)).toBeCloseTo(
          expected.exit_change_without_control_mm,
          7,
        );
        expect(thicknessChange(hardness, modulus, 0, 1)).toBeCloseTo(expected.exit_change_per_mm_gap, 7);
        expect(thicknessChange(hardness, modulus, change, expected.gap_move_to_cancel_mm)).toBeCloseTo(0, 7);
      }
    },
  );

  it('P4 strip and stand agree on the force at the thickness found', () => {
    const pass: Pass = {
      entryThickness: 1.2e-3,
      exitThickness: 1e-3,
      width: 1.1,
      radius: 0.225,
      friction: 0.04,
      stress: 600e6,
      entryTension: 120e6,
      exitTension: 130e6,
    };
    const bite = emptyBite(pass.radius);
    solveStand(pass, bite, 1.6e-3, 5e9, 10e6, 2e10, 60);
    expect(gaugemeterThickness(1.6e-3, bite.force, 5e9, 10e6)).toBeCloseTo(pass.exitThickness, 6);
    const check = emptyBite(pass.radius);
    rollBite(pass, check);
    expect(Math.abs(check.force / bite.force - 1)).toBeLessThan(0.002);
  });
});
