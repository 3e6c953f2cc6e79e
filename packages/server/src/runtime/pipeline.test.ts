import { LiveStore } from '@millwright/live';
import {
  allocateSharedBatch,
  BatchBuilder,
  loadPlantFromDocuments,
  type SampleBatch,
} from '@millwright/model';
import { expect, it, vi } from 'vitest';
import { TINY_PLANT } from '../testing/plant.ts';
import { Pipeline } from './pipeline.ts';
import { Recorder } from './recorder.ts';

function batchOf(value: number): SampleBatch {
  const builder = new BatchBuilder(1);
  builder.push(0, 1_700_000_000_000 + value, value, 0);
  return builder.take();
}

it('S20 a fault in a step costs no sample, and the next step goes on', async () => {
  const documents = Object.entries(TINY_PLANT).map(([file, text]) => ({ file, text }));
  const { plant } = loadPlantFromDocuments(documents, {});
  if (plant === undefined) throw new Error('the tiny plant has faults');
  const live = new LiveStore(plant);
  const stored: number[] = [];
  const faults: unknown[] = [];
  const recorder = new Recorder({
    append: ({ values }) => {
      stored.push(...values);
      return Promise.resolve();
    },
    log: () => {},
  });
  const pipeline = new Pipeline(live, {
    recorder,
    changed: () => {},
    alarm: () => {},
    fault: (error) => void faults.push(error),
  });
  vi.spyOn(live, 'tick').mockImplementationOnce(() => {
    throw new Error('a fault of ours');
  });
  const first = pipeline.pushDurable(batchOf(1));
  pipeline.tick();
  await first;
  const second = pipeline.pushDurable(batchOf(2));
  pipeline.tick();
  await second;
  expect(stored.filter((value) => value >= 1)).toEqual([1, 2]);
  expect(faults).toEqual([new Error('a fault of ours')]);
  expect(live.values[0]).toBe(2);
});

it('S20 a source hears that its batch is through when the slow disk has it, and at once when the disk fails', async () => {
  const documents = Object.entries(TINY_PLANT).map(([file, text]) => ({ file, text }));
  const { plant } = loadPlantFromDocuments(documents, {});
  if (plant === undefined) throw new Error('the tiny plant has faults');
  const disk: { stored: number[]; finish: (() => void)[]; full: boolean } = {
    stored: [],
    finish: [],
    full: false,
  };
  const recorder = new Recorder({
    append: ({ length, signals, values }) =>
      new Promise((resolve, reject) => {
        if (disk.full) reject(new Error('no space left'));
        for (let i = 0; i < length; i++) if (signals[i] === 0) disk.stored.push(values[i]);
        if (!disk.full) disk.finish.push(resolve);
      }),
    log: () => {},
    retryMs: 60_000,
  });
  const pipeline = new Pipeline(new LiveStore(plant), {
    recorder,
    changed: () => {},
    alarm: () => {},
    fault: () => {},
  });
  const lent = allocateSharedBatch(4);
  lent.signals[0] = 0;
  lent.times[0] = 1_700_000_000_000;
  lent.values[0] = 1;
  lent.length = 1;
  let through = false;
  const pushed = pipeline.push(lent).then(() => {
    through = true;
  });
  pipeline.tick();
  await new Promise((resolve) => setImmediate(resolve));
  expect(through).toBe(false);
  for (const finish of disk.finish) finish();
  await pushed;
  expect(disk.stored).toEqual([1]);

  disk.full = true;
  lent.values[0] = 2;
  lent.times[0]++;
  const kept = pipeline.push(lent);
  pipeline.tick();
  await kept;
  // Its memory is the source's again; the recorder has a copy of its own.
  lent.values[0] = 99;
  disk.stored = [];
  disk.full = false;
  void recorder.close();
  expect(disk.stored).toEqual([2]);
});
