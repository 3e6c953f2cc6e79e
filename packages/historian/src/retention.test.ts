import fs from 'node:fs';
import path from 'node:path';
import type { AlarmType, CheckedFormula } from '@millwright/model';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Historian } from './historian.ts';
import type { AlarmChange } from './store/alarms.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines, plantOf } from './testing/plants.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const T0 = Date.UTC(2025, 0, 1);

async function opened(folder: string, retention = { raw: 10 * DAY, rollup: 400 * DAY }): Promise<Historian> {
  const historian = await Historian.open({ folder, plant: machines(1, 2), retention, log: () => {} });
  onTestFinished(() => historian.close());
  return historian;
}

describe('retention', () => {
  it('H12 day files go, roll-ups and the newest values stay', async () => {
    const folder = temporaryFolder();
    const historian = await opened(folder);
    await historian.append(batchOf([1, T0 + 1, 4711]));
    const hours = Array.from({ length: 40 * 24 }, (_, hour): [number, number, number] => [
      0,
      T0 + hour * HOUR,
      hour,
    ]);
    await historian.append(batchOf(...hours));
    await historian.flush();
    const before = await historian.buckets(0, T0, T0 + 40 * DAY, 40);
    expect(await historian.enforceRetention(T0 + 40 * DAY)).toBe(30);
    expect(fs.readdirSync(path.join(folder, 'days')).filter((name) => name.endsWith('.sqlite')).length).toBe(
      10,
    );
    expect((await historian.raw(0, T0, T0 + 30 * DAY - 1)).times.length).toBe(0);
    expect((await historian.raw(0, T0 + 30 * DAY, T0 + 40 * DAY)).times.length).toBe(240);
    expect(await historian.buckets(0, T0, T0 + 40 * DAY, 40)).toEqual(before);
    expect([...before.mean]).toEqual(Array.from({ length: 40 }, (_, day) => day * 24 + 11.5));
    const hourly = await historian.buckets(0, T0, T0 + 2 * HOUR, 1000);
    expect([hourly.width, ...hourly.mean]).toEqual([HOUR, 0, 1]);
    expect((await historian.sampleAt(1, T0 + 35 * DAY))?.value).toBe(4711);
    expect(await historian.firstTime()).toBe(T0);
    await historian.enforceRetention(T0 + 500 * DAY);
    expect(await historian.firstTime()).toBeUndefined();
  });

  it('H12 late samples for a day that is gone are kept until retention comes by again', async () => {
    const historian = await opened(temporaryFolder());
    await historian.append(batchOf([0, T0, 1], [0, T0 + 20 * DAY, 2]));
    await historian.flush();
    await historian.enforceRetention(T0 + 20 * DAY);
    await historian.append(batchOf([0, T0 + 1000, 3]));
    await historian.flush();
    expect([...(await historian.raw(0, T0, T0 + DAY)).values]).toEqual([3]);
    await historian.enforceRetention(T0 + 20 * DAY);
    expect((await historian.raw(0, T0, T0 + DAY)).values.length).toBe(0);
  });
});

describe('alarms', () => {
  it('H13 occurrences survive, with the values that raised them', async () => {
    const folder = temporaryFolder();
    const plant = plantOf({ name: 'm', signals: ['a'], twins: ['x'] });
    let historian = await opened(folder);
    const expr: CheckedFormula = {
      text: 'a > 1',
      expr: {
        kind: 'number',
        value: 1,
        type: 'number',
        unit: plant.types[0].signals[0].unit,
        span: { start: 0, end: 1 },
      },
    };
    const alarm: AlarmType = {
      name: 'high',
      label: { en: 'High', zh: '高' },
      index: 0,
      when: expr,
      holds: expr,
      onDelay: 0,
      offDelay: 0,
      priority: 'high',
      inputs: ['a'],
    };
    const inputs = [
      { path: 'x.a', value: 1.5, unit: 'mm' },
      { path: 'x.b', value: Number.NaN, unit: '1' },
    ];
    const base: Omit<AlarmChange, 'change' | 'id' | 'since' | 'raisedAt'> = {
      twin: plant.twins[0],
      alarm,
      inputs,
    };
    await historian.recordAlarm({ ...base, change: 'raised', id: 'one', since: T0, raisedAt: T0 + 10 });
    await historian.recordAlarm({ ...base, change: 'raised', id: 'two', since: T0, raisedAt: T0 + 50 });
    await historian.recordAlarm({
      ...base,
      change: 'cleared',
      id: 'one',
      since: T0,
      raisedAt: T0 + 10,
      clearedAt: T0 + 90,
    });
    await historian.close();
    historian = await opened(folder);
    const all = await historian.alarms(T0, T0 + 1000);
    expect(all.map(({ id, clearedAt }) => [id, clearedAt])).toEqual([
      ['one', T0 + 90],
      ['two', null],
    ]);
    expect(all[0]).toMatchObject({
      twin: 'x',
      type: 'm',
      alarm: 'high',
      label: alarm.label,
      priority: 'high',
      inputs,
    });
    expect((await historian.alarmsAt(T0 + 20)).map(({ id }) => id)).toEqual(['one']);
    expect((await historian.alarmsAt(T0 + 90)).map(({ id }) => id)).toEqual(['two']);
    expect(await historian.alarms(T0, T0 + 9)).toEqual([]);
  });
});

describe('limits', () => {
  it('H14 a question beyond its limit is refused with the limit and the way out', async () => {
    const historian = await opened(temporaryFolder());
    await historian.append(batchOf([0, T0, 1], [0, T0 + 1, 2], [0, T0 + 2, 3]));
    await expect(historian.raw(0, T0, T0 + 2, 2)).rejects.toThrow(/more than 2 samples.*shorter range/);
    await expect(historian.raw(0, T0, T0 + 2, 3)).resolves.toBeDefined();
    await expect(historian.raw(0, T0 + 1, T0)).rejects.toMatchObject({ code: 'request' });
    await expect(historian.raw('m0.nothing', T0, T0)).rejects.toThrow('The plant has no signal m0.nothing');
    await expect(historian.buckets(0, T0, T0 + 1, 0)).rejects.toMatchObject({ code: 'limit' });
    await expect(historian.fleet('m', 'x', T0, T0 + 1, 10)).rejects.toMatchObject({ code: 'request' });
    const fleet = await historian.fleet('m', 's0', T0, T0 + 10, 10);
    expect(fleet.map(({ twin, signal, buckets }) => [twin, signal, [...buckets.mean]])).toEqual([
      ['m0', 0, [1, 2, 3]],
    ]);
    await historian.close();
    await expect(historian.raw(0, T0, T0)).rejects.toMatchObject({ code: 'closed' });
  });
});
