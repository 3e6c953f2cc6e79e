import { describe, expect, it } from 'vitest';
import {
  defectAfter,
  defectFrequencies,
  degradation,
  equivalentLoad,
  ratingLife,
  timeToLevel,
} from './bearing-life.ts';
import { ABSENT, referenceCases } from './reference-cases.ts';

const FILE = 'bearing-degradation-cases.json';
const off = (value: number, expected: number) => Math.abs(value / expected - 1);
const named = (title: string, count: number) => `${title}${count > 0 ? '' : `: ${ABSENT}`}`;

describe('bearing life', () => {
  it('P3 rating life and defect frequencies have their textbook values', () => {
    expect(ratingLife(14, 2, 1500, 3, 0.64)).toBeCloseTo(2439.111, 3);
    expect(defectFrequencies(9, 7.94, 39.04, 0, 1797).outer).toBeCloseTo(107.3643, 3);
  });

  const lives = referenceCases(FILE, 'iso281');
  it.skipIf(lives.length === 0)(named('P3 ISO 281 reference cases within 0.01 %', lives.length), () => {
    for (const { inputs, expected } of lives) {
      const { C_kN: rating, P_kN: load, rpm, p, a1 } = inputs;
      expect(off(ratingLife(rating, load, rpm, p, a1), expected.life_h)).toBeLessThan(1e-4);
    }
  });

  const frequencies = referenceCases(FILE, 'faultfreq');
  it.skipIf(frequencies.length === 0)(
    named('P3 defect frequency reference cases within 0.1 %', frequencies.length),
    () => {
      for (const { inputs, expected } of frequencies) {
        const angle = (inputs.contact_deg * Math.PI) / 180;
        const found = defectFrequencies(
          inputs.elements,
          inputs.element_mm,
          inputs.pitch_mm,
          angle,
          inputs.rpm,
        );
        expect(off(found.outer, expected.BPFO_Hz)).toBeLessThan(1e-3);
        expect(off(found.inner, expected.BPFI_Hz)).toBeLessThan(1e-3);
        expect(off(found.element, expected.BSF_Hz)).toBeLessThan(1e-3);
        expect(off(found.cage, expected.FTF_Hz)).toBeLessThan(1e-3);
      }
    },
  );

  it('P3 a changing duty wears like its equivalent load', () => {
    const duty = [
      { load: 90, share: 0.1, speed: 300 },
      { load: 60, share: 0.4, speed: 700 },
      { load: 40, share: 0.3, speed: 800 },
      { load: 20, share: 0.2, speed: 500 },
    ];
    const { load, speed } = equivalentLoad(duty);
    expect(off(load, 54.10932)).toBeLessThan(1e-4);
    expect(speed).toBeCloseTo(650, 9);
    expect(off(10_000 / ratingLife(420, load, speed), 0.4211859)).toBeLessThan(1e-4);
  });

  it('P3 exponential degradation passes its level when it should, and a defect follows it far below its limit', () => {
    expect(timeToLevel(0, 0.05, 0.03, 1)).toBeCloseTo(99.85774, 4);
    expect(degradation(0, 0.05, 0.03, 99.85774)).toBeCloseTo(1, 5);
    expect(off(defectAfter(0.001, 0.03, 8, 50), degradation(0, 0.001, 0.03, 50))).toBeLessThan(0.001);
  });

  it('P3 a defect never passes its limit, grows the same in one step or in many, and does not begin by itself', () => {
    expect(defectAfter(5, 0.1, 8, 1e3)).toBeLessThanOrEqual(8);
    let steps = 1;
    for (let i = 0; i < 100; i++) steps = defectAfter(steps, 0.02, 8, 1);
    expect(steps).toBeCloseTo(defectAfter(1, 0.02, 8, 100), 9);
    expect(defectAfter(0, 1, 8, 1e6)).toBe(0);
  });
});
