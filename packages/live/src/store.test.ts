import {
  allocateBatch,
  BAD,
  levelOf,
  type Plant,
  quality,
  reasonOf,
  STALE,
  UNCERTAIN,
} from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { LiveStore } from './store.ts';
import { agg, batchOf, bin, makePlant, num, over, sig } from './testing/build.ts';

const types = {
  line: {
    signals: { hottest: { formula: agg('max', 'motors.temperature') } },
    parts: [{ name: 'motors', type: 'motor', each: ['m1', 'm2'] }],
  },
  motor: {
    signals: {
      temperature: { staleAfter: 5000 },
      current: { range: [0, 100] as const },
      power: { formula: bin('*', sig('current'), num(2)), resolution: 0.5 },
      load: { formula: bin('/', sig('power'), sig('temperature')), stored: false },
      heat: { formula: over('mean', sig('temperature'), 10_000) },
    },
  },
};
const twins = { line: 'line', 'line/m1': 'motor', 'line/m2': 'motor' };
const plant = makePlant(types, twins);

function started(...samples: Parameters<typeof batchOf>[1][]): LiveStore {
  const store = new LiveStore(plant);
  feed(store, 1000, ...samples);
  return store;
}

function feed(store: LiveStore, now: number, ...samples: Parameters<typeof batchOf>[1][]) {
  store.ingest(batchOf(store.plant, ...samples), now);
  return store.tick(now);
}

function look(store: LiveStore, path: string) {
  const id = store.plant.signalId(path) ?? -1;
  const byte = store.quality[id];
  return { value: store.values[id], time: store.times[id], level: levelOf(byte), reason: reasonOf(byte) };
}

const pathsOf = (at: Plant, ids: Iterable<number>) => [...ids].map((id) => at.signalAt(id).path).sort();

describe('live store', () => {
  it('L1 lies in shared columns by signal id, empty before the first sample', () => {
    const store = new LiveStore(plant);
    expect(store.values.length).toBe(plant.signalCount);
    expect(store.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(look(store, 'line/m1.current')).toEqual({
      value: Number.NaN,
      time: Number.NaN,
      level: STALE,
      reason: 'initial',
    });
  });

  it('L2 evaluates derived signals in order of dependence, over twins, and tells what changed', () => {
    const store = new LiveStore(plant);
    const tick = feed(store, 1000, ['line/m1.temperature', 1000, 40], ['line/m1.current', 1000, 10.1]);
    expect(look(store, 'line/m1.power').value).toBe(20);
    expect(look(store, 'line/m1.load').value).toBe(0.5);
    expect(look(store, 'line.hottest')).toMatchObject({ value: 40, level: UNCERTAIN });
    const { derived } = tick;
    expect(pathsOf(plant, derived.signals.subarray(0, derived.length))).toEqual([
      'line.hottest',
      'line/m1.heat',
      'line/m1.power',
    ]);
    expect(pathsOf(plant, tick.changed.subarray(0, tick.changedCount))).toEqual([
      'line.hottest',
      'line/m1.current',
      'line/m1.heat',
      'line/m1.load',
      'line/m1.power',
      'line/m1.temperature',
    ]);
    expect(feed(store, 1100).changedCount).toBe(0);
  });

  it('L3 late samples do not change the present, duplicates nothing, equal times replace', () => {
    const store = started(['line/m1.current', 1000, 1]);
    feed(store, 1100, ['line/m1.current', 999, 5]);
    expect(look(store, 'line/m1.current')).toMatchObject({ value: 1, time: 1000 });
    const again = feed(store, 1200, ['line/m1.current', 1000, 1]);
    expect(again.changedCount).toBe(0);
    expect(again.derived.length).toBe(0);
    feed(store, 1300, ['line/m1.current', 1000, 7]);
    expect(look(store, 'line/m1.power')).toMatchObject({ value: 14, time: 1000 });
    expect(store.statistics).toMatchObject({ late: 1, duplicates: 1 });
  });

  it('L4 a gap keeps the last value and its time', () => {
    const store = started(['line/m1.current', 1000, 1]);
    feed(store, 2000, ['line/m1.current', 1500, Number.NaN, quality(STALE, 'not-connected')]);
    expect(look(store, 'line/m1.current')).toEqual({
      value: 1,
      time: 1000,
      level: STALE,
      reason: 'not-connected',
    });
    expect(look(store, 'line/m1.power')).toMatchObject({
      value: 2,
      time: 1000,
      level: STALE,
      reason: 'input',
    });
    feed(store, 2000, ['line/m1.current', 1400, 9]);
    expect(store.statistics.late).toBe(1);
  });

  it('L5 NaN and infinities are bad, values out of range uncertain', () => {
    const store = started(
      ['line/m1.current', 1000, Number.POSITIVE_INFINITY],
      ['line/m2.current', 1000, 101],
    );
    expect(look(store, 'line/m1.current')).toMatchObject({ level: BAD, reason: 'not-a-number' });
    expect(look(store, 'line/m1.power')).toMatchObject({ level: BAD, reason: 'input' });
    expect(look(store, 'line/m2.current')).toMatchObject({
      value: 101,
      level: UNCERTAIN,
      reason: 'out-of-range',
    });
    expect(look(store, 'line/m2.power')).toMatchObject({ value: 202, level: UNCERTAIN, reason: 'input' });
  });

  it('L6 counts what it cannot use: unknown ids, derived signals, times that are no numbers', () => {
    const store = new LiveStore(plant);
    const batch = allocateBatch(3);
    batch.length = 3;
    batch.signals.set([
      plant.signalCount,
      plant.signalId('line.hottest') ?? 0,
      plant.signalId('line/m1.current') ?? 0,
    ]);
    batch.times.set([1, 1, Number.NaN]);
    store.ingest(batch, 0);
    expect(store.tick(0).changedCount).toBe(0);
    expect(store.statistics).toMatchObject({ samples: 3, unknown: 1, refused: 2 });
  });

  it('L7 a signal from which nothing comes is stale by the clock, and so is what reads it, until something comes', () => {
    const store = started(['line/m1.temperature', 1000, 40], ['line/m1.current', 1000, 20]);
    expect(feed(store, 6000).changedCount).toBe(0);
    const tick = feed(store, 6001);
    expect(pathsOf(plant, tick.changed.subarray(0, tick.changedCount))).toEqual([
      'line/m1.heat',
      'line/m1.load',
      'line/m1.temperature',
    ]);
    expect(tick.derived.length).toBe(0);
    expect(look(store, 'line/m1.temperature')).toMatchObject({ value: 40, level: STALE, reason: 'no-data' });
    expect(look(store, 'line/m1.load')).toMatchObject({ level: STALE, reason: 'input' });
    feed(store, 6100, ['line/m1.current', 2000, 20]);
    expect(look(store, 'line/m1.load')).toMatchObject({ level: STALE, reason: 'input' });
    feed(store, 6200, ['line/m1.temperature', 2000, 40]);
    expect(look(store, 'line/m1.load')).toMatchObject({ value: 1, level: 0 });
    expect(look(store, 'line/m1.heat')).toMatchObject({ level: 0 });
  });

  it('L8 samples of several times in one batch are evaluated one time after the other', () => {
    const store = new LiveStore(plant);
    const samples = [3, 1, 2].map((s) => ['line/m1.current', s * 1000, s] as const);
    const { derived } = feed(store, 5000, ...samples);
    expect([...derived.times.subarray(0, derived.length)]).toEqual([1000, 2000, 3000]);
    expect([...derived.values.subarray(0, derived.length)]).toEqual([2, 4, 6]);
    expect(store.statistics.waves).toBe(3);
  });

  it('L9 twins that do not read each other do not wait for each other', () => {
    const alone = makePlant({ motor: types.motor }, { m1: 'motor', m2: 'motor' });
    const store = new LiveStore(alone);
    feed(store, 5000, ['m1.current', 1000, 1], ['m2.current', 4000, 1]);
    expect(store.statistics.waves).toBe(1);
  });
});

describe('a changed formula', () => {
  const changed = (formula: ReturnType<typeof sig>) =>
    makePlant({ ...types, motor: { signals: { ...types.motor.signals, power: { formula } } } }, twins);

  it('L20 is evaluated at once, the others keep their state', () => {
    const store = started(['line/m1.current', 1000, 10], ['line/m1.temperature', 1000, 10]);
    feed(store, 3000, ['line/m1.temperature', 3000, 40]);
    const before = look(store, 'line/m1.heat').value;
    store.swap(changed(bin('*', sig('current'), num(3))));
    feed(store, 3100);
    expect(look(store, 'line/m1.power')).toMatchObject({ value: 30, time: 1000 });
    expect(look(store, 'line/m1.load').value).toBe(0.75);
    expect(look(store, 'line/m1.heat').value).toBe(before);
    feed(store, 4000, ['line/m1.temperature', 4000, 40]);
    expect(look(store, 'line/m1.heat').value).toBe(20);
  });

  it('L21 that cannot work is refused, and the old one goes on', () => {
    const store = started(['line/m1.current', 1000, 10]);
    expect(() => store.swap(changed(bin('+', sig('load'), num(1))))).toThrow(
      /circle: motor\.\w+ → motor\.\w+/,
    );
    expect(() => store.swap(makePlant(types, { line: 'line', 'line/m1': 'motor' }))).toThrow(
      /cannot be exchanged/,
    );
    feed(store, 2000, ['line/m1.current', 2000, 11]);
    expect(look(store, 'line/m1.power').value).toBe(22);
  });
});
