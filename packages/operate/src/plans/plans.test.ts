import type { Calendar } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shiftAt } from '../shifts/calendar.ts';
import { Bench } from '../testing/bench.ts';
import { lastDue, nextDue } from './calendar.ts';
import { nextDues, outlookOf } from './outlook.ts';
import { instantOf, localOf } from './zone.ts';

const BERLIN = 'Europe/Berlin';
const DAY = 86_400_000;
const HOUR = 3_600_000;
const time = (text: string) => Date.parse(text);
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY;

describe('the clock of the plant', () => {
  it.each([
    ['winter', BERLIN, '2026-01-05', 360, '2026-01-05T05:00:00Z'],
    ['summer', BERLIN, '2026-07-06', 360, '2026-07-06T04:00:00Z'],
    ['without a change', 'Asia/Shanghai', '2026-07-06', 360, '2026-07-05T22:00:00Z'],
    ['half an hour off', 'Asia/Kolkata', '2026-07-06', 0, '2026-07-05T18:30:00Z'],
    ['put forward over it', BERLIN, '2026-03-29', 150, '2026-03-29T01:30:00Z'],
    ['shown twice', BERLIN, '2026-10-25', 150, '2026-10-25T00:30:00Z'],
    [
      'put forward in the other half of the world',
      'America/New_York',
      '2026-03-08',
      150,
      '2026-03-08T07:30:00Z',
    ],
  ])('O10 a time of day in %s', (_, zone, day, minutes, expected) => {
    expect(new Date(instantOf(zone, dayOf(day), minutes)).toISOString()).toBe(
      new Date(expected).toISOString(),
    );
  });

  it('O10 there and back is the same, but where the clock jumps', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(BERLIN, 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
        fc.integer({
          min: time('2020-01-01T00:00:00Z') / 60_000,
          max: time('2035-01-01T00:00:00Z') / 60_000,
        }),
        (zone, minute) => {
          const { day, minutes } = localOf(zone, minute * 60_000);
          const again = instantOf(zone, day, minutes);
          expect(localOf(zone, again)).toEqual({ day, minutes });
          expect(Math.abs(again - minute * 60_000)).toBeLessThanOrEqual(HOUR);
        },
      ),
    );
  });
});

describe('calendars', () => {
  const weekly: Calendar = { every: { weeks: 2, on: [1, 4] }, at: 360, from: '2026-01-05' };
  const monthly: Calendar = { every: { months: 1, day: 31 }, at: 0, from: '2026-01-01' };
  const daily: Calendar = { every: { days: 3 }, at: 150, from: '2026-03-26' };

  it.each([
    ['nothing before the first', weekly, '2026-01-05T04:59:00Z', undefined, '2026-01-05T05:00:00Z'],
    ['every second week', weekly, '2026-01-12T12:00:00Z', '2026-01-08T05:00:00Z', '2026-01-19T05:00:00Z'],
    ['at the instant itself', weekly, '2026-01-19T05:00:00Z', '2026-01-19T05:00:00Z', '2026-01-22T05:00:00Z'],
    [
      'the last day of a short month',
      monthly,
      '2026-02-28T12:00:00Z',
      '2026-02-27T23:00:00Z',
      '2026-03-30T22:00:00Z',
    ],
    [
      'over a change of the clock',
      daily,
      '2026-03-29T12:00:00Z',
      '2026-03-29T01:30:00Z',
      '2026-04-01T00:30:00Z',
    ],
  ])('O10 %s', (_, calendar, now, last, next) => {
    const show = (t: number | undefined) =>
      t === undefined ? undefined : new Date(t).toISOString().replace('.000', '');
    expect(show(lastDue(calendar, BERLIN, time(now)))).toBe(last);
    expect(show(nextDue(calendar, BERLIN, time(now)))).toBe(next);
  });
});

describe('maintenance plans', () => {
  const types = (bench: Bench) => bench.sweep().map(({ type }) => type);
  const orders = (bench: Bench) => [...bench.states.orders.orders.values()];
  const finish = (bench: Bench, id: string) => {
    bench.submit('start-order', id);
    bench.submit('complete-order', id, {});
  };

  it('O11 by running hours: from where it was seen first, then from where the work was done', () => {
    const bench = new Bench();
    const pump = 'hall/line1/pump1';
    bench.sweep();
    bench.set(`${pump}.hours`, 1200);
    expect(types(bench)).toEqual(['plan-begun']);
    bench.set(`${pump}.hours`, 1699.9);
    expect(types(bench)).toEqual([]);
    bench.set(`${pump}.hours`, 1701);
    expect(types(bench)).toEqual(['plan-fell-due', 'order-created']);
    const [order] = orders(bench);
    expect(order).toMatchObject({
      kind: 'preventive',
      twin: pump,
      plan: 'grease',
      procedure: 'check-pump',
      due: bench.now + 7 * DAY,
    });
    expect(bench.events.at(-1)).toMatchObject({ actor: 'system', cause: bench.events.length - 2 });
    expect(types(bench)).toEqual([]);
    bench.set(`${pump}.hours`, 1750);
    finish(bench, order.id);
    expect(types(bench)).toEqual(['plan-begun']);
    const plan = bench.plant.work.plans.find(({ name }) => name === 'grease');
    const twin = bench.plant.twin(pump);
    if (!plan || !twin) throw new Error('the test plant has lost its plan');
    bench.set(`${pump}.hours`, 2000);
    expect(
      outlookOf(
        plan,
        twin,
        bench.states.plans.marks.get(`grease@${pump}`),
        bench.plant,
        bench.present,
        bench.now,
      ),
    ).toEqual({ kind: 'counter', value: 2000, used: 0.5 });
  });

  it('O11 a counter that falls was replaced: counting begins at zero', () => {
    const bench = new Bench();
    bench.set('hall/line1/pump1.hours', 1200);
    bench.sweep();
    bench.set('hall/line1/pump1.hours', 3);
    expect(bench.sweep()).toMatchObject([{ type: 'plan-begun', data: { why: 'counter-fell', counter: 0 } }]);
    bench.set('hall/line1/pump1.hours', 500);
    expect(types(bench)).toEqual(['plan-fell-due', 'order-created']);
  });

  it('O11 a counter that nobody can read does nothing', () => {
    const bench = new Bench();
    bench.sweep();
    bench.set('hall/line1/pump1.hours', 1e6, 3);
    expect(types(bench)).toEqual([]);
  });

  it('O11 by condition: once while the order is open, again when it was done and did not help, not after it was cancelled', () => {
    const bench = new Bench();
    bench.sweep();
    bench.set('hall/line1/pump2.vibration', 5);
    expect(types(bench)).toEqual(['plan-fell-due', 'order-created']);
    expect(types(bench)).toEqual([]);
    finish(bench, 'order/0001');
    expect(types(bench)).toEqual(['plan-begun']);
    expect(bench.sweep()[1]).toMatchObject({ type: 'order-created', subject: 'order/0002' });
    bench.submit('cancel-order', 'order/0002', {}, { reason: 'known' });
    expect(types(bench)).toEqual([]);
    bench.set('hall/line1/pump2.vibration', 3);
    expect(bench.sweep()).toMatchObject([{ type: 'plan-begun', data: { why: 'condition-gone' } }]);
    bench.set('hall/line1/pump2.vibration', 5);
    expect(types(bench)).toEqual(['plan-fell-due', 'order-created']);
  });

  it('O11 by the calendar, ahead of time; what was missed counts once, what was before the plan not at all', () => {
    const bench = new Bench();
    bench.now = time('2026-03-02T12:00:00Z');
    expect(types(bench)).toEqual(['plan-begun']);
    bench.now = time('2026-03-08T04:59:00Z');
    expect(types(bench)).toEqual([]);
    bench.now = time('2026-03-08T05:00:00Z');
    expect(bench.sweep()).toMatchObject([
      { type: 'plan-fell-due', data: { due: time('2026-03-09T05:00:00Z'), work: 'round/0001' } },
      { type: 'round-called', subject: 'round/0001', data: { why: 'plan', route: 'pumps' } },
    ]);
    bench.now = time('2026-04-30T12:00:00Z');
    expect(types(bench)).toEqual([]);
    bench.submit('abandon-round', 'round/0001', {}, { reason: 'holidays' });
    expect(bench.sweep()).toMatchObject([
      { data: { due: time('2026-04-27T04:00:00Z') } },
      { subject: 'round/0002' },
    ]);
    expect(types(bench)).toEqual([]);
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O11 several that fall due at once get numbers of their own and follow their own causes', () => {
    const bench = new Bench();
    bench.sweep();
    for (const pump of ['line1/pump1', 'line1/pump2', 'line2/pump3']) bench.set(`hall/${pump}.vibration`, 5);
    const events = bench.sweep();
    expect(events.filter(({ type }) => type === 'order-created').map(({ subject }) => subject)).toEqual([
      'order/0001',
      'order/0002',
      'order/0003',
    ]);
    for (const { cause, data, type } of events) {
      if (type === 'order-created') expect(bench.events[cause ?? 0].data).toMatchObject({ twin: data.twin });
    }
  });
});

describe('shifts', () => {
  const { plant } = new Bench();

  it.each([
    ['2026-03-02T06:00:00+01:00', 'early', '2026-03-02T06:00:00+01:00', '2026-03-02T14:00:00+01:00'],
    ['2026-03-02T05:59:59+01:00', 'night', '2026-03-01T22:00:00+01:00', '2026-03-02T06:00:00+01:00'],
    ['2026-03-29T03:30:00+02:00', 'night', '2026-03-28T22:00:00+01:00', '2026-03-29T06:00:00+02:00'],
  ])('O15 at %s the shift is %s', (now, name, from, to) => {
    const turn = shiftAt(plant, time(now));
    expect([turn?.shift.name, turn?.from, turn?.to]).toEqual([name, time(from), time(to)]);
  });
});

describe('suspended plans and what plans wait for', () => {
  const types = (bench: Bench) => bench.sweep().map(({ type }) => type);

  it('O22 a suspended plan asks for nothing; what a calendar missed meanwhile is let go', () => {
    const bench = new Bench();
    bench.now = time('2026-03-02T12:00:00Z');
    bench.sweep();
    expect(bench.refused('suspend-plan', 'plan/walk')).toBe('reason-missing');
    bench.submit('suspend-plan', 'plan/walk', {}, { reason: 'shut down for a rebuild' });
    expect(bench.refused('suspend-plan', 'plan/walk', {}, { reason: 'again' })).toBe('wrong-state');
    expect(bench.states.plans.suspended.get('walk')).toMatchObject({
      by: 'employee/ana',
      reason: 'shut down for a rebuild',
    });
    bench.now = time('2026-03-10T12:00:00Z');
    expect(types(bench)).toEqual([]);
    bench.submit('resume-plan', 'plan/walk');
    expect(types(bench)).toEqual([]);
    bench.now = time('2026-03-15T12:00:00Z');
    expect(types(bench)).toEqual(['plan-fell-due', 'round-called']);
    expect(bench.rebuilt()).toEqual([bench.saved(), bench.saved()]);
  });

  it('O22 a counter goes on counting while its plan is suspended', () => {
    const bench = new Bench();
    const pump = 'hall/line1/pump1';
    bench.set(`${pump}.hours`, 1200);
    bench.sweep();
    bench.submit('suspend-plan', 'plan/grease', {}, { reason: 'no grease in stock' });
    bench.set(`${pump}.hours`, 1701);
    expect(types(bench)).toEqual([]);
    bench.submit('resume-plan', 'plan/grease');
    expect(types(bench)).toEqual(['plan-fell-due', 'order-created']);
  });

  it('O22 only plans that there are can be suspended, by who may maintain', () => {
    const bench = new Bench();
    expect(bench.refused('suspend-plan', 'plan/dance', {}, { reason: 'x' })).toBe('not-found');
    expect(bench.refused('resume-plan', 'plan/walk')).toBe('wrong-state');
    expect(bench.refused('suspend-plan', 'plant', {}, { reason: 'x' })).toBe('malformed');
  });

  it('O22 the outlook tells next instants, the counter, and whether a condition holds or cannot be judged', () => {
    const bench = new Bench();
    const planOf = (name: string) => {
      const plan = bench.plant.work.plans.find((each) => each.name === name);
      if (!plan) throw new Error(`the test plant has lost "${name}"`);
      return plan;
    };
    const twin = bench.plant.twin('hall/line1/pump2');
    if (!twin) throw new Error('the test plant has lost its pump');
    const iso = (instants: number[]) => instants.map((at) => new Date(at).toISOString());
    expect(iso(nextDues(planOf('walk'), BERLIN, time('2026-03-02T12:00:00Z'), 2))).toEqual([
      '2026-03-09T05:00:00.000Z',
      '2026-03-16T05:00:00.000Z',
    ]);
    expect(nextDues(planOf('bearing'), BERLIN, bench.now, 2)).toEqual([]);
    const look = (name: string) =>
      outlookOf(planOf(name), twin, undefined, bench.plant, bench.present, bench.now);
    expect(look('walk')).toBeUndefined();
    expect([look('bearing'), look('grease')]).toEqual([{ kind: 'condition' }, { kind: 'counter' }]);
    bench.set('hall/line1/pump2.vibration', 5);
    bench.set('hall/line1/pump2.hours', 20);
    expect([look('bearing'), look('grease')]).toEqual([
      { kind: 'condition', holds: true },
      { kind: 'counter', value: 20 },
    ]);
    bench.set('hall/line1/pump2.vibration', 3);
    expect(look('bearing')).toEqual({ kind: 'condition', holds: false });
  });
});
