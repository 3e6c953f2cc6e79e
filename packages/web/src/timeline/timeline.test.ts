import type { AlarmOccurrence, SamplesAnswer } from '@millwright/server/client';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Clock } from '../time/clock.ts';
import { TimeWindow } from '../time/time-window.ts';
import { courseOf, valueAt } from './course.ts';
import { eventsOf, nextEvent } from './events.ts';
import { overviewRange, partAt, rowsOf } from './picture.ts';
import { LANES, spansOf } from './spans.ts';

const alarm = (
  id: string,
  raisedAt: number,
  clearedAt: number | null,
  priority: AlarmOccurrence['priority'] = 'high',
): AlarmOccurrence => ({
  id,
  twin: 'mill/stand1',
  type: 'stand',
  alarm: 'force-high',
  label: { en: 'Force high' },
  priority,
  since: raisedAt,
  raisedAt,
  clearedAt,
  inputs: [],
});

const VIEW = { from: 0, to: 100_000, now: 90_000, width: 1000 };

it('W12 alarms that overlap in time are stacked, the worst uppermost; a standing one reaches to now', () => {
  const spans = spansOf(
    [
      alarm('a', 10_000, 40_000, 'low'),
      alarm('b', 20_000, null, 'critical'),
      alarm('c', 60_000, 70_000, 'low'),
    ],
    VIEW,
  );
  const byId = new Map(spans.map((span) => [span.alarms[0].id, span]));
  expect(byId.get('b')).toMatchObject({ lane: 0, x0: 200, x1: 900, standing: true });
  expect(byId.get('a')?.lane).toBe(1);
  expect(byId.get('c')?.lane).toBe(1);
  expect(spansOf([alarm('old', -9000, -1)], VIEW)).toEqual([]);
});

it('W12 whatever there is, spans of a lane never overlap and every alarm is in exactly one', () => {
  const one = fc.record({
    raisedAt: fc.integer({ min: 0, max: 90_000 }),
    long: fc.integer({ min: 1, max: 50_000 }),
    priority: fc.constantFrom('critical', 'high', 'medium', 'low'),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (items) => {
      const alarms = items.map(({ raisedAt, long, priority }, i) =>
        alarm(`${i}`, raisedAt, Math.min(90_000, raisedAt + long), priority as AlarmOccurrence['priority']),
      );
      const spans = spansOf(alarms, VIEW);
      expect(spans.flatMap((span) => span.alarms.map((each) => each.id)).sort()).toEqual(
        alarms.map((each) => each.id).sort(),
      );
      for (let lane = 0; lane < LANES; lane++) {
        const own = spans.filter((span) => span.lane === lane).sort((a, b) => a.x0 - b.x0);
        for (let i = 1; i < own.length; i++) expect(own[i].x0).toBeGreaterThan(own[i - 1].x1);
      }
    }),
  );
});

it('W12 more alarms than lanes are grouped by priority, with their number', () => {
  const many = Array.from({ length: 300 }, (_, i) => alarm(`${i}`, 1000 + i * 100, 20_000 + i * 100));
  const spans = spansOf(many, VIEW);
  expect(spans).toHaveLength(1);
  expect(spans[0]).toMatchObject({ lane: 1, priority: 'high', standing: false });
  expect(spans[0].alarms).toHaveLength(300);
});

it('W12 events are in the order of time; the next one is never that at which the clock stands', () => {
  const events = eventsOf(
    [alarm('a', 5000, 9000), alarm('b', 7000, null)],
    [{ label: { en: 'PLC' }, at: 8000, connected: false }],
  );
  expect(events.map((event) => [event.time, event.kind])).toEqual([
    [5000, 'raised'],
    [7000, 'raised'],
    [8000, 'lost'],
    [9000, 'cleared'],
  ]);
  expect(nextEvent(events, 7000, 1)?.time).toBe(8000);
  expect(nextEvent(events, 7000, -1)?.time).toBe(5000);
  expect(nextEvent(events, 9000, 1)).toBeUndefined();
});

it('W6 the course knows its gaps, bad samples included, and has no value within one', () => {
  const answer: SamplesAnswer = {
    kind: 'raw',
    path: 'a.b',
    unit: '1',
    times: [0, 1000, 2000, 3000, 60_000, 61_000],
    values: [1, 2, 3, 4, 5, 6],
    quality: [0, 0, 2, 0, 0, 0],
  };
  const course = courseOf(answer);
  expect(course.gaps).toEqual([
    [1000, 3000],
    [3000, 60_000],
  ]);
  expect(valueAt(course, 1000)).toBe(2);
  expect(valueAt(course, 2500)).toBeNull();
  expect(valueAt(course, 60_500)).toBe(5);
  expect(valueAt(course, -1)).toBeNull();
  expect(courseOf(answer)).toBe(course);
});

it('W12 rows follow the height; the overview reaches from the first sample to now', () => {
  const rows = rowsOf(132, LANES);
  expect([partAt(10, rows), partAt(rows.axis + 1, rows), partAt(131, rows)]).toEqual([
    'past',
    'axis',
    'overview',
  ]);
  expect(rows.kpiEnd - rows.kpi).toBeGreaterThan(20);
  const [begin, end] = overviewRange(1000, 900_000, 500_000, 990_000);
  expect(begin).toBe(1000);
  expect(end).toBeGreaterThan(900_000);
  expect(end).toBeLessThan(930_000);
});

it('W10 the window slides while LIVE, stands when moved, is set by length, and follows again when asked', () => {
  let wall = 10_000_000;
  const clock = new Clock(() => wall);
  const window = new TimeWindow(clock, 0);
  expect(window.following).toBe(true);
  const { from } = window;
  wall += 5000;
  expect(window.from).toBe(from + 5000);
  window.setSpan(60_000);
  expect(window.span).toBe(60_000);
  expect(window.following).toBe(true);
  window.show(1_000_000, 1_600_000);
  wall += 5000;
  expect([window.from, window.to, window.following]).toEqual([1_000_000, 1_600_000, false]);
  window.follow();
  expect(window.following).toBe(true);
  expect(window.to).toBeGreaterThan(wall);
  clock.pauseAt(5_000_000);
  window.setSpan(120_000);
  expect([window.from, window.to]).toEqual([4_940_000, 5_060_000]);
  window.follow();
  expect(window.following).toBe(false);
});
