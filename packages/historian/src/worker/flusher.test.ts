import { describe, expect, it, onTestFinished } from 'vitest';
import { layoutOf } from '../layout.ts';
import { temporaryFolder } from '../testing/folders.ts';
import { batchOf, machines } from '../testing/plants.ts';
import { Engine } from './engine.ts';
import { HANDLERS } from './handlers.ts';

const T0 = Date.UTC(2025, 0, 1, 9);
const TWINS = 20;

/** An engine on a clock that the test steps, pumping as the worker's timer would. */
async function stepped(): Promise<{ engine: Engine; advance(ms: number): Promise<void>; now(): number }> {
  let now = T0;
  const engine = await Engine.open(
    temporaryFolder(),
    layoutOf(machines(TWINS, 2)),
    () => {},
    () => now,
  );
  onTestFinished(() => engine.close());
  return {
    engine,
    now: () => now,
    advance: async (ms) => {
      for (const end = now + ms; now < end; now += 100) await engine.flusher.pump();
    },
  };
}

async function second(engine: Engine, time: number): Promise<void> {
  await engine.append(
    batchOf(
      ...Array.from({ length: TWINS * 2 }, (_, id): [number, number, number] => [id, time, id + time / 1e3]),
    ),
  );
}

describe('background work', () => {
  it('H1 samples become chunks within about two minutes, spread over the minute, and the log is cut', async () => {
    const { engine, advance, now } = await stepped();
    let largest = 0;
    let most = 0;
    for (let i = 0; i < 25 * 60; i++) {
      await second(engine, now());
      const before = engine.flusher.chunks;
      await advance(1000);
      largest = Math.max(largest, engine.flusher.chunks - before);
      most = Math.max(most, engine.recent.samples);
    }
    const perMinute = TWINS * 2 * 60;
    // One per twin and minute; a few are written twice, when the log changes to a new segment in the middle of a minute.
    expect(engine.flusher.chunks).toBeGreaterThanOrEqual(TWINS * 24);
    expect(engine.flusher.chunks).toBeLessThanOrEqual(TWINS * 26);
    expect(largest).toBeLessThanOrEqual(Math.ceil(TWINS / 4));
    expect(most).toBeLessThanOrEqual(2 * perMinute);
    expect(engine.wal.segments.length).toBeLessThanOrEqual(2);
    expect(engine.wal.segments[0]).toBeGreaterThan(1);
    const { times } = await HANDLERS.raw(engine, { signal: 7, from: 0, before: 1e15, limit: 1e6 });
    expect([...times]).toEqual(Array.from({ length: 25 * 60 }, (_, i) => T0 + i * 1000));
  });

  it('H1 a sample of the future does not keep the log from being cut', async () => {
    const { engine, advance, now } = await stepped();
    await engine.append(batchOf([0, T0 + 3_600_000, 1], [1, T0 - 1000, 2]));
    await advance(120_000);
    expect(engine.recent.samples).toBe(1);
    for (let i = 0; i < 25; i++) {
      await engine.append(batchOf([2, now(), i]));
      await advance(60_000);
    }
    expect(engine.wal.segments[0]).toBeGreaterThan(1);
    expect((await HANDLERS.raw(engine, { signal: 0, from: 0, before: 1e15, limit: 10 })).values[0]).toBe(1);
  });

  it('H3 roll-ups are made by themselves when their hour is over', async () => {
    const { engine, advance, now } = await stepped();
    for (let i = 0; i < 130; i++) {
      await engine.append(batchOf([0, now(), i]));
      await advance(30_000);
    }
    await advance(200_000);
    const file = engine.days.get(Math.floor(T0 / 86_400_000));
    expect(file?.hour(1, 9)).toBeInstanceOf(Uint8Array);
    expect(file?.hour(1, 10)).toBeNull();
    const buckets = await HANDLERS.buckets(engine, { signal: 0, from: T0, to: T0 + 7_200_000, points: 2 });
    expect([...buckets.count]).toEqual([120, 10]);
  });
});
