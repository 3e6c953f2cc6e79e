import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Historian } from '../historian.ts';
import { temporaryFolder } from '../testing/folders.ts';
import { batchOf, machines } from '../testing/plants.ts';

const T0 = Date.UTC(2025, 0, 31);
const sent = vi.spyOn(Worker.prototype, 'postMessage');

afterEach(() => sent.mockClear());

/** Ends the worker that was last spoken to, as a fault in it would. */
async function killWorker(): Promise<void> {
  const worker = sent.mock.contexts.at(-1);
  if (!(worker instanceof Worker)) throw new Error('nothing was said to a worker');
  const ended = once(worker, 'exit');
  await worker.terminate();
  await ended;
}

async function opened() {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const historian = await Historian.open({
    folder,
    plant: machines(1, 1),
    log: (line) => void lines.push(line),
  });
  onTestFinished(() => historian.close());
  return { folder, lines, historian };
}

const isBack = (historian: Historian) =>
  vi.waitFor(() => expect(historian.failure).toBeUndefined(), { timeout: 20_000, interval: 20 });

describe('a worker that dies', () => {
  it('H15 is started again; what was acknowledged is there, what was not is refused', async () => {
    const { folder, lines, historian } = await opened();
    for (let round = 0; round < 3; round++) {
      await historian.append(batchOf([0, T0 + round * 1000, round]));
      const asked = historian
        .append(batchOf([0, T0 + 60_000 + round, round]))
        .catch((error: unknown) => error);
      await killWorker();
      const answer = await asked;
      if (answer !== undefined) {
        expect(answer).toMatchObject({ code: 'closed', file: folder });
        expect(historian.failure).toMatch(
          /does not answer: its worker ended\. It is started again by itself\.$/,
        );
        await expect(historian.raw(0, 0, T0)).rejects.toMatchObject({ code: 'closed' });
      }
      await isBack(historian);
      expect([...(await historian.raw(0, T0, T0 + 5000)).values]).toEqual(
        Array.from({ length: round + 1 }, (_, i) => i),
      );
    }
    expect(lines.filter((line) => line.includes('works again'))).toHaveLength(3);
    await historian.append(batchOf([0, T0 + 9000, 9]));
    await historian.close();
    expect(fs.existsSync(path.join(folder, 'lock'))).toBe(false);
  });

  it('H15 cannot be started while its files are unusable, and says why; closing frees the folder', async () => {
    const { folder, historian } = await opened();
    await historian.append(batchOf([0, T0, 1]));
    const names = path.join(folder, 'names.sqlite');
    await killWorker();
    fs.renameSync(names, `${names}.kept`);
    fs.writeFileSync(names, 'no database');
    await vi.waitFor(() => expect(historian.failure).toMatch(/names\.sqlite/), {
      timeout: 20_000,
      interval: 20,
    });
    fs.renameSync(`${names}.kept`, names);
    await isBack(historian);
    expect([...(await historian.raw(0, T0, T0)).values]).toEqual([1]);
    await killWorker();
    await Promise.all([historian.close(), historian.close()]);
    await expect(historian.append(batchOf([0, T0, 1]))).rejects.toThrow('it is closed');
    const again = await Historian.open({ folder, plant: machines(1, 1), log: () => {} });
    expect([...(await again.raw(0, T0, T0)).values]).toEqual([1]);
    await again.close();
  });
});
