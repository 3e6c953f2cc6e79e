import { describe, expect, it } from 'vitest';
import { freshPeriod, freshPlan, periodOf, toWay, wayOf } from './plan-edits.ts';

const START = { from: '2026-01-05', signal: 'hours', unit: 'h' };

describe('maintenance plans in the draft', () => {
  it('W69 a new plan falls due by the calendar', () => {
    const plan = freshPlan({ type: 'pump' }, '2026-01-05');
    expect(plan).toEqual({
      type: 'pump',
      calendar: { every: { weeks: 1, on: ['monday'] }, at: '08:00', from: '2026-01-05' },
    });
    expect([wayOf(plan), periodOf({ months: 2, day: 1 }), wayOf({ when: 'wear > 1' })]).toEqual([
      'calendar',
      'months',
      'condition',
    ]);
  });

  it('W69 another way takes the place of the one before, and only of that', () => {
    const plan = { type: 'pump', name: 'Oil', calendar: {} };
    expect(toWay(plan, ['plans', 'oil'], 'counter', START)).toEqual([
      { op: 'remove', file: 'work/plans.yaml', path: ['plans', 'oil', 'calendar'] },
      {
        op: 'set',
        file: 'work/plans.yaml',
        path: ['plans', 'oil', 'counter'],
        value: { signal: 'hours', every: '500 h' },
      },
    ]);
    expect(toWay({ type: 'pump' }, ['plans', 'oil'], 'condition', START)).toEqual([
      { op: 'set', file: 'work/plans.yaml', path: ['plans', 'oil', 'when'], value: 'hours > 0 h' },
    ]);
  });

  it.each([
    ['days', { days: 3 }],
    ['weeks', { weeks: 3, on: ['monday'] }],
    ['months', { months: 3, day: 1 }],
  ] as const)('W69 a period in %s', (period, every) => {
    expect(freshPeriod(period, 3)).toEqual(every);
  });
});
