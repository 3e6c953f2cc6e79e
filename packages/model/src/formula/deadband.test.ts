import { describe, expect, it } from 'vitest';
import { loadMill, mill } from '../testing/documents.ts';
import { print } from '../testing/expression.ts';

const holds = (when: string, deadband: string) => {
  const alarms = `alarms:\n  a: { when: "${when}", deadband: "${deadband}" }\n`;
  const text = `type: bearing\nsignals:\n  vibration: { unit: mm/s }\n  temperature: { unit: Cel }\n  limit: { unit: Cel }\n${alarms}`;
  const alarm = mill({ 'types/bearing.yaml': text }).type('bearing')!.alarms[0];
  return `${alarm.holds.text} | ${print(alarm.holds.expr)}`;
};

describe('deadband', () => {
  it('M20 moves the limit away from the alarm', () => {
    expect(holds('vibration > 7.1 mm/s', '0.5 mm/s')).toBe(
      'vibration > 6.6 mm/s | (vibration[mm/s] > 6.6[mm/s])',
    );
    expect(holds('vibration < 7.1 mm/s', '0.5 mm/s')).toBe(
      'vibration < 7.6 mm/s | (vibration[mm/s] < 7.6[mm/s])',
    );
  });

  it('M20 with the limit on the left', () => {
    expect(holds('7 mm/s < vibration', '1 mm/s')).toBe('6 mm/s < vibration | (6[mm/s] < vibration[mm/s])');
    expect(holds('7 mm/s >= vibration', '1 mm/s')).toBe('8 mm/s >= vibration | (8[mm/s] >= vibration[mm/s])');
  });

  it('M20 in other units', () => {
    expect(holds('vibration > 0.01 m/s', '500 um/s')).toBe(
      'vibration > 9.5 mm/s | (vibration[mm/s] > 9.5[mm/s])',
    );
  });

  it('M20 a deadband of temperatures is a difference', () => {
    expect(holds('temperature > 80 Cel', '5 K')).toBe('temperature > 75 Cel | (temperature[Cel] > 75[Cel])');
    expect(holds('temperature > 80 Cel', '5 Cel')).toBe(
      'temperature > 75 Cel | (temperature[Cel] > 75[Cel])',
    );
    expect(holds('temperature > 353.15 K', '9 [degF]')).toBe(
      'temperature > 75 Cel | (temperature[Cel] > 75[Cel])',
    );
  });

  it('M20 against another signal', () => {
    expect(holds('temperature > limit', '2 K')).toBe(
      'temperature > limit - 2 K | (temperature[Cel] > (limit[Cel] - 2[K])[Cel])',
    );
  });

  it('M20 without a deadband the condition itself holds', () => {
    const text =
      'type: bearing\nsignals:\n  x: { unit: mm }\nalarms:\n  a: { when: x > 1 mm and x < 2 mm, delay: 5 s, respond: Look }\n';
    const alarm = mill({ 'types/bearing.yaml': text }).type('bearing')!.alarms[0];
    expect(alarm.holds).toBe(alarm.when);
    expect(alarm).toMatchObject({
      onDelay: 5000,
      offDelay: 0,
      priority: 'medium',
      inputs: ['x'],
      respond: { en: 'Look' },
    });
  });

  it('M20 refuses conditions and sizes that cannot have one', () => {
    const message = (when: string, deadband: string) => {
      const text = `type: bearing\nsignals:\n  x: { unit: mm }\nalarms:\n  a: { when: ${when}, deadband: ${deadband} }\n`;
      return loadMill({ 'types/bearing.yaml': text }).faults[0]?.message;
    };
    expect(message('x == 1 mm', '1 mm')).toContain('one comparison');
    expect(message('x > 1 mm', '1 s')).toBe('the deadband is in s, the comparison in mm');
    expect(message('x > 1 mm', '0 mm')).toBe('a deadband must be larger than 0');
    expect(message('x > 1 mm', 'much')).toContain('is no deadband');
    expect(message('x > 1 mm', '1 mmm')).toBe('unknown unit "mmm"');
  });
});
