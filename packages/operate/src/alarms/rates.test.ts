import { describe, expect, it } from 'vitest';
import { Bench } from '../testing/bench.ts';
import { alarmPerformance } from './metrics.ts';
import { chatteringOf, floodsOf, staleOf } from './rates.ts';
import { similarOccurrences } from './similar.ts';
import type { Occurrence } from './state.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

function at(raisedAt: number, more: Partial<Occurrence> = {}): Occurrence {
  const twin = more.twin ?? 'hall/line1/pump1';
  const key = more.key ?? `pump.flow-low@${twin}`;
  return {
    id: `${key}#${raisedAt}`,
    key,
    twin,
    type: 'pump',
    alarm: 'flow-low',
    priority: 'low',
    latch: false,
    since: raisedAt,
    raisedAt,
    clearedAt: raisedAt + 1,
    annunciatedAt: raisedAt,
    seq: raisedAt,
    inputs: [],
    comments: [],
    ...more,
  };
}

const every = (count: number, step: number, from = 0) =>
  Array.from({ length: count }, (_, i) => at(from + i * step));

describe('floods', () => {
  it('O6 ten alarms in ten minutes are no flood, eleven are', () => {
    expect(floodsOf(every(10, MINUTE), DAY)).toEqual([]);
    expect(floodsOf(every(11, 0.9 * MINUTE), DAY)).toHaveLength(1);
    expect(floodsOf(every(60, MINUTE), DAY)).toEqual([]);
  });

  it('O6 a flood begins with the first alarm of its window and ends when fewer than five are left in one', () => {
    const [flood, ...others] = floodsOf(every(12, 30_000, 5 * MINUTE), DAY);
    expect(others).toEqual([]);
    expect(flood.from).toBe(5 * MINUTE);
    // The fifth newest alarm, at 8.5 min, leaves the window at 18.5 min.
    expect(flood.to).toBe(18.5 * MINUTE);
    expect(flood.occurrences).toHaveLength(12);
  });

  it('O6 a flood that still goes on has no end, and two apart are two', () => {
    expect(floodsOf(every(12, 1000), MINUTE)[0].to).toBeUndefined();
    expect(floodsOf([...every(12, 1000), ...every(12, 1000, 30 * MINUTE)], DAY)).toHaveLength(2);
  });

  it('O6 first out is what began first, not what was raised first; groups are machines', () => {
    const list = [
      ...every(9, 1000, 1000),
      at(20_000, { twin: 'hall/line2/pump3', since: 500 }),
      at(21_000, { twin: 'hall/line2/pump3/seal' }),
    ];
    const [flood] = floodsOf(list, DAY);
    expect(flood.firstOut).toBe(list[9].id);
    expect(flood.groups.map(({ place, count }) => [place, count])).toEqual([
      ['hall/line1', 9],
      ['hall/line2', 2],
    ]);
  });

  it('O6 an alarm chatters when it is raised three times within a minute', () => {
    expect(chatteringOf([at(0), at(30_000), at(60_001)])).toEqual([]);
    expect(chatteringOf([at(0), at(30_000), at(60_000)])).toEqual([{ key: at(0).key, raises: 3 }]);
    expect(chatteringOf([at(0), at(1), at(2, { key: 'other' })])).toEqual([]);
  });

  it('O6 an alarm is stale when it has stood for more than a day', () => {
    const bench = new Bench();
    const one = at(0);
    delete one.clearedAt;
    const { alarms } = bench.states;
    alarms.occurrences.set(one.id, one);
    alarms.points.set(one.key, {
      key: one.key,
      type: 'pump',
      alarm: 'flow-low',
      twin: one.twin,
      current: one.id,
    });
    expect(staleOf(alarms, DAY)).toEqual([]);
    expect(staleOf(alarms, DAY + 1)).toEqual([one]);
  });
});

describe('performance', () => {
  const desk = { name: 'desk', label: { en: 'Desk' }, places: ['hall/line1'] };

  it('O7 counts only what somebody at the position was told', () => {
    const hidden = at(5);
    delete hidden.annunciatedAt;
    const list = [at(0), hidden, at(1, { twin: 'hall/line2/pump3' }), at(2, { twin: 'hall/line10' })];
    expect(alarmPerformance(list, desk, 0, DAY).count).toBe(1);
  });

  it('O7 known answers for a day', () => {
    const list = [
      ...every(12, 30_000),
      ...every(132, 10 * MINUTE, 60 * MINUTE).map((one) => ({
        ...one,
        priority: 'medium' as const,
        key: `k${one.raisedAt}`,
      })),
    ];
    list[0].timeToAcknowledge = 10_000;
    list[1].timeToAcknowledge = 30_000;
    const result = alarmPerformance(list, desk, 0, DAY);
    expect(result).toMatchObject({
      count: 144,
      perDay: { value: 144, target: 150, limit: 300, met: true },
      averageRate: { value: 1, met: true },
      peakRate: { value: 12, met: false },
      floods: 1,
      standing: 0,
      acknowledgement: { mean: 20_000, median: 30_000, longest: 30_000, count: 2 },
      unanswered: 142,
    });
    expect(result.busyPeriods.value).toBeCloseTo(1 / 144);
    expect(result.timeInFlood.value).toBeCloseTo((13.5 * MINUTE) / DAY);
    expect(result.priorities.find(({ priority }) => priority === 'medium')?.share).toBeCloseTo(132 / 144);
    expect(result.topTen[0]).toEqual({ key: list[0].key, count: 12, share: 12 / 144 });
    expect(result.topTen).toHaveLength(10);
  });

  it('O7 an empty period is a good one', () => {
    const result = alarmPerformance([], desk, 0, DAY);
    expect(result.perDay).toEqual({ value: 0, target: 150, limit: 300, met: true });
    expect(result.topTenShare.value).toBe(0);
    expect(result.acknowledgement).toBeUndefined();
  });

  it('O7 standing and stale alarms are those at the end of the period, whenever they were raised', () => {
    const old = at(0);
    delete old.clearedAt;
    const result = alarmPerformance([old, at(DAY, { clearedAt: 4 * DAY })], desk, 2 * DAY, 3 * DAY);
    expect(result).toMatchObject({ count: 0, standing: 2, stale: { value: 2, keys: [old.key, old.key] } });
  });
});

describe('similar occurrences', () => {
  it('O8 those of the same twin come first, then of the same type, the newest first, with what was done', () => {
    const bench = new Bench();
    const { alarms } = bench.states;
    const list = [
      at(1),
      at(2, { twin: 'hall/line1/pump2' }),
      at(3),
      at(4, { alarm: 'hot', key: 'pump.hot@hall/line1/pump1' }),
      at(5, { twin: 'hall/line1/pump2' }),
      at(6),
      at(7),
    ];
    for (const one of list) alarms.occurrences.set(one.id, one);
    bench.submit('create-order', 'twin/hall/line1/pump1', { title: 'Clean the filter', alarm: list[2].id });
    const found = similarOccurrences(alarms, bench.states.orders, list[5].id);
    expect(found.map(({ occurrence }) => occurrence.raisedAt)).toEqual([3, 1, 5, 2]);
    expect(found.map(({ isSameTwin }) => isSameTwin)).toEqual([true, true, false, false]);
    expect(found[0].orders.map(({ title }) => title)).toEqual(['Clean the filter']);
    expect(similarOccurrences(alarms, bench.states.orders, 'unknown')).toEqual([]);
    expect(similarOccurrences(alarms, bench.states.orders, list[5].id, 1)).toHaveLength(1);
  });
});
