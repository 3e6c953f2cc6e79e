import { describe, expect, it } from 'vitest';
import { coilDiameter, coilLength } from './coil.ts';
import { passStress, yieldStress } from './flow-stress.ts';
import { ABSENT, referenceCases } from './reference-cases.ts';
import { deformationRise, firstOrder, rollGrowth, sprayedTemperature } from './thermal.ts';

describe('heat', () => {
  it('P3 plastic work heats strip by k ln(h1/h2) / (rho c)', () => {
    expect(deformationRise(600e6, 2, 1.5, 7850, 650)).toBeCloseTo(33.82837, 4);
  });

  const heats = referenceCases('rolling-cases.json', 'defheat');
  it.skipIf(heats.length === 0)(
    `P3 deformation heat reference cases exactly${heats.length ? '' : `: ${ABSENT}`}`,
    () => {
      for (const { inputs, expected } of heats) {
        expect(
          deformationRise(inputs.k_MPa * 1e6, inputs.h1_mm, inputs.h2_mm, inputs.rho, inputs.cp),
        ).toBeCloseTo(expected.dT_K, 4);
      }
    },
  );

  const crowns = referenceCases('rolling-cases.json', 'thermalcrown');
  it.skipIf(crowns.length === 0)(
    `P3 roll growth reference cases exactly${crowns.length ? '' : `: ${ABSENT}`}`,
    () => {
      for (const { inputs, expected } of crowns) {
        const { diameter_mm: diameter, dT_K: rise, alpha, nu } = inputs;
        expect(rollGrowth(diameter, rise, alpha, 0) * 1e3).toBeCloseTo(expected.free_growth_um, 6);
        expect(rollGrowth(diameter, rise, alpha, nu) * 1e3).toBeCloseTo(expected.plane_strain_growth_um, 6);
      }
    },
  );

  it('P3 a first-order body reaches 63 % of its rise after one time constant, in one step or in many', () => {
    const whole = firstOrder(20, 20, 1000, 10, 5000, 500);
    let steps = 20;
    for (let i = 0; i < 500; i++) steps = firstOrder(steps, 20, 1000, 10, 5000, 1);
    expect(whole).toBeCloseTo(20 + 100 * (1 - Math.exp(-1)), 9);
    expect(steps).toBeCloseTo(whole, 9);
  });

  it('P3 slow strip takes the temperature of the spray, fast strip keeps its own', () => {
    expect(sprayedTemperature(150, 52, 9000, 0.5, 1e-3, 0.01)).toBeCloseTo(52, 0);
    expect(sprayedTemperature(150, 52, 9000, 0.5, 1e-3, 1000)).toBeGreaterThan(149);
  });
});

describe('strip', () => {
  it('P3 hardens with strain and carries 2/sqrt(3) more in plane strain', () => {
    const grade = { strength: 540e6, prestrain: 0.012, exponent: 0.21 };
    expect(yieldStress(grade, 1)).toBeGreaterThan(2 * yieldStress(grade, 0));
    expect(passStress(grade, 2.5, 1, 1) / yieldStress(grade, Math.log(2.5))).toBeCloseTo(2 / Math.sqrt(3), 9);
  });

  it('P3 diameter and length of a coil are inverse, and keep the volume', () => {
    const diameter = coilDiameter(1000, 2.5e-3, 0.61);
    expect(diameter).toBeCloseTo(Math.sqrt(0.61 ** 2 + (4 * 1000 * 2.5e-3) / Math.PI), 12);
    expect(coilLength(diameter, 2.5e-3, 0.61)).toBeCloseTo(1000, 6);
    expect(coilDiameter(0, 1e-3, 0.61)).toBe(0.61);
  });
});
