import { BatchBuilder, type SampleBatch } from '@millwright/model';
import { describe, expect, it } from 'vitest';
import { until } from '../testing/until.ts';
import { Recorder } from './recorder.ts';

function batchOf(...values: number[]): SampleBatch {
  const builder = new BatchBuilder(16);
  for (const value of values) builder.push(0, value, value, 0);
  return builder.take();
}

/** A disk that can be full; takes over what it is given, as a transfer would. */
function disk() {
  const state = { full: false, stored: [] as number[], lines: [] as string[] };
  return {
    state,
    log: (line: string) => void state.lines.push(line),
    append: (batch: SampleBatch): Promise<void> => {
      const values = Array.from(batch.values);
      structuredClone(batch.values, { transfer: [batch.values.buffer] });
      if (state.full) return Promise.reject(new Error('no space left.'));
      state.stored.push(...values);
      return Promise.resolve();
    },
  };
}

describe('recorder', () => {
  it('S20 what could not be stored is kept, told, and stored once there is space', async () => {
    const { state, log, append } = disk();
    const recorder = new Recorder({ append, log, retryMs: 5 });
    await recorder.append(batchOf(1, 2));
    state.full = true;
    await expect(recorder.append(batchOf(3))).rejects.toThrow('no space left');
    await expect(recorder.append(batchOf(4, 5))).rejects.toThrow('no space left');
    expect(recorder.status()).toEqual({ waiting: 3, stored: 2, lost: 0, failure: 'no space left.' });
    state.full = false;
    await until('everything stored', () => recorder.status().waiting === 0);
    expect(recorder.status()).toEqual({ waiting: 0, stored: 5, lost: 0, failure: undefined });
    expect(state.stored).toEqual([1, 2, 3, 4, 5]);
    expect(state.lines).toEqual([
      'Samples cannot be stored: no space left.',
      'Samples are stored again; nothing was lost.',
    ]);
    await recorder.append(batchOf(6));
    expect(state.stored).toContain(6);
  });

  it('S20 beyond the bound the oldest are given up and counted', async () => {
    const { state, log, append } = disk();
    const recorder = new Recorder({ append, log, retryMs: 60_000, mostRetainedBytes: 3 * 21 });
    state.full = true;
    for (const value of [1, 2, 3, 4, 5]) await recorder.append(batchOf(value)).catch(() => {});
    expect(recorder.status()).toMatchObject({ waiting: 3, lost: 2 });
    state.full = false;
    expect(await recorder.close()).toBe(0);
    expect(state.stored).toEqual([3, 4, 5]);
    expect(state.lines.at(-1)).toMatch('2 samples were lost');
  });

  it('S20 closing tries once more and says what is left', async () => {
    const { state, log, append } = disk();
    const recorder = new Recorder({ append, log, retryMs: 60_000 });
    state.full = true;
    await recorder.append(batchOf(1, 2)).catch(() => {});
    expect(await recorder.close()).toBe(2);
  });
});
