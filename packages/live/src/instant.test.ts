import { BAD, GOOD, quality, type Sample } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { evaluateNow } from './instant.ts';
import { bin, makePlant, num, sig } from './testing/build.ts';

const plant = makePlant({ pump: { signals: { flow: { staleAfter: 1000 }, head: {} } } }, { p1: 'pump' });
const twin = plant.twins[0];
const at = (samples: Record<string, Sample>) => (id: number) => samples[plant.signalAt(id).path];

describe('evaluateNow', () => {
  const condition = bin('<', sig('flow'), num(3));
  it.each([
    ['true', { value: 2, quality: quality(GOOD), time: 900 }, { value: 1, level: 0 }],
    ['false', { value: 3, quality: quality(GOOD), time: 900 }, { value: 0, level: 0 }],
  ])('L10 a condition is judged from the newest samples: %s', (_, sample, verdict) => {
    expect(evaluateNow(plant, condition, twin, at({ 'p1.flow': sample }), 1000)).toEqual(verdict);
  });

  it.each([
    ['bad', { value: 2, quality: quality(BAD), time: 900 }],
    ['too old', { value: 2, quality: quality(GOOD), time: -500 }],
    ['not a number', { value: Number.NaN, quality: quality(GOOD), time: 900 }],
    ['without a time', { value: 2, quality: quality(GOOD), time: Number.NaN }],
  ])('L10 it is unknown where an input is %s', (_, sample) => {
    expect(evaluateNow(plant, condition, twin, at({ 'p1.flow': sample }), 1000).level).toBeGreaterThan(1);
  });

  it('L10 a source clock ahead of ours does not hide the sample', () => {
    const sample = { value: 2, quality: quality(GOOD), time: 5000 };
    expect(evaluateNow(plant, condition, twin, at({ 'p1.flow': sample }), 1000)).toEqual({
      value: 1,
      level: 0,
    });
  });
});
