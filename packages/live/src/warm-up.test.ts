import { loadPlantFromDocuments, type Plant, quality, STALE } from '@millwright/model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveStore } from './store.ts';
import { batchOf } from './testing/build.ts';
import { RecordedPast } from './testing/recorded.ts';

const PUMP = `type: pump
signals:
  flow: { unit: L/s, stale: 20 s }
  running: { unit: "1" }
  mean: { unit: L/s, formula: "mean(flow, 10 s)", stored: true }
  spread: { unit: L/s, formula: "std(flow, 30 s) + max(flow, 10 s)", stored: true }
  jump: { unit: L/s, formula: "delta(flow)", stored: true }
  slow: { unit: L/s, formula: "ema(flow, 3 s)", stored: true }
  volume: { unit: m3, formula: "integral(flow)", stored: true }
  useful: { unit: L/s, formula: "mean(mean * running, 20 s)", stored: true }
  starts: { unit: "1", formula: "changes(running, 1 min)", stored: true }
alarms:
  high: { when: "mean(flow, 5 s) > 6 L/s", delay: 2 s }
`;
const SECOND = 1000;
const BEGIN = 1_700_000_000_000;

function plantOf(type: string): Plant {
  const { plant, faults } = loadPlantFromDocuments([
    { file: 'plant.yaml', text: 'plant: test\nname: Test\n' },
    { file: 'types/pump.yaml', text: type },
    { file: 'twins.yaml', text: 'twins:\n  - { path: p1, type: pump }\n  - { path: p2, type: pump }\n' },
  ]);
  if (plant === undefined) throw new Error(JSON.stringify(faults));
  return plant;
}

const plant = plantOf(PUMP);
const derived = ['mean', 'spread', 'jump', 'slow', 'volume', 'useful', 'starts'];

/** Feeds one sample and records what a server would. */
function feed(store: LiveStore, past: RecordedPast, sample: [string, number, number, number]) {
  const batch = batchOf(store.plant, sample);
  store.ingest(batch, sample[1]);
  past.add(batch);
  const tick = store.tick(sample[1]);
  past.add(tick.derived);
  return tick;
}

describe('going on after a restart', () => {
  it('L55 windows, lags, means and integrals go on as if the process had never ended', async () => {
    const step = fc.record({
      twin: fc.constantFrom('p1', 'p2'),
      wait: fc.integer({ min: 100, max: 9000 }),
      flow: fc.integer({ min: 0, max: 9 }),
      running: fc.boolean(),
      gap: fc.integer({ min: 0, max: 7 }),
    });
    const run = fc.array(step, { minLength: 2, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(run, fc.integer({ min: 1, max: 39 }), async (steps, cut) => {
        const past = new RecordedPast();
        const whole = new LiveStore(plant);
        let second: LiveStore | undefined;
        let time = BEGIN;
        for (const [i, { twin, wait, flow, running, gap }] of steps.entries()) {
          time += wait;
          const byte = gap === 0 ? quality(STALE, 'not-connected') : 0;
          const samples: [string, number, number, number][] = [
            [`${twin}.flow`, time, byte === 0 ? flow : Number.NaN, byte],
            [`${twin}.running`, time, running ? 1 : 0, 0],
          ];
          for (const sample of samples) {
            feed(whole, past, sample);
            if (second === undefined) continue;
            second.ingest(batchOf(plant, sample), time);
            second.tick(time);
            for (const name of derived) {
              const id = plant.signalId(`${twin}.${name}`) ?? -1;
              expect(second.quality[id], `quality of ${name}`).toBe(whole.quality[id]);
              if (Number.isNaN(whole.values[id])) continue;
              expect(second.values[id], name).toBeCloseTo(whole.values[id], 9);
            }
          }
          if (i + 1 === cut) {
            second = new LiveStore(plant);
            await second.warmUp(time, past);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('L55 an integral goes on from its record over a gap and in other units', async () => {
    const past = new RecordedPast();
    const first = new LiveStore(plant);
    for (let second = 0; second <= 100; second++)
      feed(first, past, ['p1.flow', BEGIN + second * SECOND, 5, 0]);
    const gap = quality(STALE, 'not-connected');
    feed(first, past, ['p1.flow', BEGIN + 100 * SECOND + 1, Number.NaN, gap]);
    const later = BEGIN + 40 * 86_400 * SECOND;
    const next = new LiveStore(plant);
    await next.warmUp(BEGIN + 3 * 86_400 * SECOND, past);
    feed(next, past, ['p1.flow', later, 5, 0]);
    feed(next, past, ['p1.flow', later + 10 * SECOND, 5, 0]);
    expect(next.values[plant.signalId('p1.volume') ?? -1]).toBeCloseTo(0.55, 4);
  });

  it('L55 alarms stay at rest and nothing is counted or given out', async () => {
    const past = new RecordedPast();
    const first = new LiveStore(plant);
    for (let second = 0; second < 20; second++) {
      feed(first, past, ['p1.flow', BEGIN + second * SECOND, 9, 0]);
    }
    expect(first.standing()).toHaveLength(1);
    const next = new LiveStore(plant);
    const { samples } = await next.warmUp(BEGIN + 20 * SECOND, past);
    expect(samples).toBe(20);
    expect(next.standing()).toEqual([]);
    expect(next.statistics).toMatchObject({ samples: 0, evaluations: 0, ticks: 0 });
    expect(next.tick(BEGIN + 20 * SECOND)).toMatchObject({ alarms: [], changedCount: 0 });
    next.restore(first.standing());
    expect(next.standing()).toEqual(first.standing());
  });

  it('L56 what is too much to read back begins empty, and that is said', async () => {
    const type = `type: pump
signals:
  flow: { unit: L/s }
  mean: { unit: L/s, formula: "mean(flow, 10 s)" }
`;
    const many = Array.from({ length: 5001 }, (_, i) => `  - { path: q${i}, type: pump }`).join('\n');
    const { plant: fleet } = loadPlantFromDocuments([
      { file: 'plant.yaml', text: 'plant: test\nname: Test\n' },
      { file: 'types/pump.yaml', text: type },
      { file: 'twins.yaml', text: `twins:\n${many}\n` },
    ]);
    if (fleet === undefined) throw new Error('no fleet');
    const empty = new RecordedPast();
    expect(await new LiveStore(plantOf(type)).warmUp(BEGIN, empty)).toEqual({
      samples: 0,
      from: BEGIN - 60_000,
    });
    expect((await new LiveStore(fleet).warmUp(BEGIN, empty)).incomplete).toMatch(/5001 signals/);
  });
});
