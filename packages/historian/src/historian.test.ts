import type { Plant } from '@millwright/model';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Historian } from './historian.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines, plantOf } from './testing/plants.ts';

const T0 = Date.UTC(2025, 0, 31, 10);

async function opened(folder: string, plant: Plant, log: string[] = []): Promise<Historian> {
  const historian = await Historian.open({ folder, plant, log: (message) => log.push(message) });
  onTestFinished(() => historian.close());
  return historian;
}

describe('Historian', () => {
  it('H1 an acknowledged sample is visible at once and after opening again', async () => {
    const folder = temporaryFolder();
    const plant = machines(2, 3);
    let historian = await opened(folder, plant);
    await historian.append(batchOf([0, T0, 1.5], [1, T0, -2], [0, T0 + 1000, 2.5, 1]));
    const before = await historian.raw(0, T0, T0 + 5000);
    expect([...before.times]).toEqual([T0, T0 + 1000]);
    expect([...before.values]).toEqual([1.5, 2.5]);
    expect([...before.quality]).toEqual([0, 1]);
    await historian.flush();
    expect(await historian.raw(0, T0, T0 + 5000)).toEqual(before);
    await historian.close();
    historian = await opened(folder, plant);
    expect(await historian.raw('m0.s0', T0, T0 + 5000)).toEqual(before);
    expect(await historian.firstTime()).toBe(T0);
  });

  it('H1 samples after a flush and before are one series', async () => {
    const plant = machines(1, 1);
    const historian = await opened(temporaryFolder(), plant);
    for (let i = 0; i < 200; i++) {
      await historian.append(batchOf([0, T0 + i * 1000, i]));
      if (i === 77 || i === 130) await historian.flush();
    }
    const { values } = await historian.raw(0, T0, T0 + 1e6);
    expect([...values]).toEqual(Array.from({ length: 200 }, (_, i) => i));
    const narrow = await historian.buckets(0, T0, T0 + 200_000, 20);
    expect([...narrow.mean]).toEqual(Array.from({ length: 20 }, (_, i) => i * 10 + 4.5));
    const wide = await historian.buckets(0, T0, T0 + 240_000, 4);
    expect([...wide.count]).toEqual([60, 60, 60, 20]);
    expect([...wide.max]).toEqual([59, 119, 179, 199]);
  });

  it('H4 state is the newest sample at or before the instant, however old it is', async () => {
    const plant = machines(2, 2);
    const historian = await opened(temporaryFolder(), plant);
    const day = 86_400_000;
    await historian.append(batchOf([0, T0 - 5 * day, 7]));
    for (let i = 0; i < 300; i++) await historian.append(batchOf([1, T0 + i * 1000, i]));
    await historian.flush();
    await historian.append(batchOf([0, T0 + 400_000, 8]));
    const state = await historian.state(T0 + 100_500);
    expect(state.values[0]).toBe(7);
    expect(state.times[0]).toBe(T0 - 5 * day);
    expect(state.values[1]).toBe(100);
    expect(Number.isNaN(state.times[2])).toBe(true);
    expect((await historian.sampleAt(0, T0 + 400_000))?.value).toBe(8);
    expect(await historian.sampleAt(0, T0 - 6 * day)).toBeUndefined();
    const series = await historian.series(0, T0, T0 + 500_000);
    expect([...series.values]).toEqual([7, 8]);
  });

  it('H7 renamed twins and signals keep their history', async () => {
    const folder = temporaryFolder();
    let historian = await opened(folder, plantOf({ name: 'm', signals: ['a', 'b'], twins: ['x', 'y'] }));
    await historian.append(batchOf([0, T0, 1], [1, T0, 2], [2, T0, 3], [3, T0, 4]));
    await historian.close();
    historian = await opened(
      folder,
      plantOf({
        name: 'm',
        signals: [{ name: 'c', was: ['b'] }, 'a'],
        twins: ['y', { name: 'z', was: ['x'] }],
      }),
    );
    expect((await historian.sampleAt('z.a', T0))?.value).toBe(1);
    expect((await historian.sampleAt('y.a', T0))?.value).toBe(2);
    expect((await historian.sampleAt('z.c', T0))?.value).toBe(3);
    expect((await historian.sampleAt('y.c', T0))?.value).toBe(4);
  });

  it('H8 a second opening of the folder is refused with folder and process', async () => {
    const folder = temporaryFolder();
    const plant = machines(1, 1);
    await opened(folder, plant);
    await expect(opened(folder, plant)).rejects.toThrow(`${folder} is in use by process ${process.pid}`);
  });
});
