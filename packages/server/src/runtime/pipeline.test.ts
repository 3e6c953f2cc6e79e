import { LiveStore } from '@millwright/live';
import { BatchBuilder, loadPlantFromDocuments, type SampleBatch } from '@millwright/model';
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
