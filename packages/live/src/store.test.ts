import { describe, expect, it } from 'vitest';
import { LiveStore } from './store.ts';
import { agg, batchOf, bin, makePlant, num, over, sig } from './testing/build.ts';

const plant = makePlant(
  {
    line: {
      signals: { hottest: { formula: agg('max', 'motors.temperature') } },
      parts: [{ name: 'motors', type: 'motor', each: ['m1', 'm2'] }],
    },
    motor: {
      signals: {
        temperature: {},
        current: { range: [0, 100] },
        power: { formula: bin('*', sig('current'), num(2)), resolution: 0.5 },
        load: { formula: bin('/', sig('power'), sig('temperature')), stored: false },
        heat: { formula: over('mean', sig('temperature'), 10_000) },
      },
    },
  },
  { line: 'line', 'line/m1': 'motor', 'line/m2': 'motor' },
);

describe('live store', () => {
  it('L1 evaluates derived signals in order, over twins', () => {
    const store = new LiveStore(plant);
    store.ingest(batchOf(plant, ['line/m1.temperature', 1000, 40], ['line/m1.current', 1000, 10.1]), 1000);
    const tick = store.tick(1000);
    const value = (path: string) => store.values[plant.signalId(path) ?? -1];
    expect(value('line/m1.power')).toBe(20);
    expect(value('line/m1.load')).toBe(0.5);
    expect(value('line.hottest')).toBe(40);
    expect(
      [...tick.derived.signals.subarray(0, tick.derived.length)].map((id) => plant.signalAt(id).path),
    ).toEqual(['line.hottest', 'line/m1.power', 'line/m1.heat']);
    expect(tick.changedCount).toBe(6);
  });
});
