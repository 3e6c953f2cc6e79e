import type { AlarmOccurrence } from '@millwright/server/client';
import { expect, it } from 'vitest';
import { TYPES } from '../../test/fixture-plant.ts';
import { AlarmBook } from './alarm-book.ts';
import { limitsOf } from './limits.ts';

const alarm = (id: string, more: Partial<AlarmOccurrence>): AlarmOccurrence => ({
  id,
  twin: 'a',
  type: 't',
  alarm: 'x',
  label: { en: id },
  priority: 'high',
  since: 90,
  raisedAt: 100,
  clearedAt: null,
  inputs: [],
  ...more,
});

it('W5 tells what stands at an instant, worst first', () => {
  const book = new AlarmBook();
  book.put([
    alarm('low', { priority: 'low' }),
    alarm('over', { raisedAt: 50, clearedAt: 120 }),
    alarm('critical', { priority: 'critical', raisedAt: 110 }),
  ]);
  expect(book.standingAt(115).map((item) => item.id)).toEqual(['critical', 'over', 'low']);
  expect(book.standingAt(120).map((item) => item.id)).toEqual(['critical', 'low']);
  expect(book.standingAt(99).map((item) => item.id)).toEqual(['over']);
});

it('W5 a cleared alarm stays cleared whatever comes late', () => {
  const book = new AlarmBook();
  book.put([alarm('a', { clearedAt: 150 })]);
  book.put([alarm('a', {})]);
  expect(book.get('a')?.clearedAt).toBe(150);
});

it('W5 what was cleared while nobody listened no longer stands', () => {
  const book = new AlarmBook();
  book.put([alarm('a', {}), alarm('b', {})]);
  book.reconcile([alarm('b', {})], 300);
  expect(book.standingAt(301).map((item) => item.id)).toEqual(['b']);
});

it('W6 limits are taken from plain comparisons in the unit of the signal, and from nothing else', () => {
  const bearing = TYPES.find((type) => type.name === 'bearing');
  if (!bearing) throw new Error('the fixture has no bearing');
  const [vibration, temperature] = bearing.signals;
  expect(limitsOf(bearing, vibration)).toMatchObject([{ value: 7.1, side: 'above' }]);
  expect(limitsOf(bearing, temperature)).toEqual([]);
  const when = (text: string) => ({ ...bearing, alarms: [{ ...bearing.alarms[0], when: text }] });
  expect(limitsOf(when('vibration > 7.1 m/s'), vibration)).toEqual([]);
  expect(limitsOf(when('mean(vibration, 5 s) > 3 mm/s'), vibration)).toEqual([]);
  expect(limitsOf(when('vibration < 2 mm/s and running == 1'), vibration)).toMatchObject([
    { value: 2, side: 'below' },
  ]);
});
