import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { Historian } from './historian.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines } from './testing/plants.ts';

const T0 = Date.UTC(2025, 0, 31, 10);
const MINUTE = 60_000;

it('H17 every minute is sealed once, again after late samples, and what was altered since is found', async () => {
  const folder = temporaryFolder();
  const open = async (): Promise<Historian> => {
    const historian = await Historian.open({ folder, plant: machines(2, 2) });
    onTestFinished(() => historian.close());
    return historian;
  };
  let historian = await open();
  for (let minute = 0; minute < 3; minute++)
    await historian.append(batchOf([0, T0 + minute * MINUTE, 1], [1, T0 + minute * MINUTE + 5, 2]));
  await historian.flush();
  const seals = await historian.takeSeals(T0 + 2 * MINUTE);
  expect(seals.map(({ minuteStart, chunks }) => [minuteStart, chunks])).toEqual([
    [T0, 2],
    [T0 + MINUTE, 2],
  ]);
  expect(await historian.takeSeals(T0 + 2 * MINUTE)).toEqual([]);
  expect(await historian.checkSealed(seals)).toEqual([]);

  await historian.append(batchOf([2, T0 + 7, 3]));
  await historian.flush();
  expect(await historian.checkSealed(seals)).toEqual([{ minuteStart: T0, problem: 'altered' }]);
  const again = await historian.takeSeals(T0 + 3 * MINUTE);
  expect(again.map(({ minuteStart }) => minuteStart)).toEqual([T0, T0 + 2 * MINUTE]);
  await historian.close();

  const database = new DatabaseSync(path.join(folder, 'days/2025-01-31.sqlite'));
  const key = 600 * 2 ** 31;
  database.exec(
    `UPDATE chunks SET data = (SELECT data FROM chunks WHERE key >= ${key + 2 ** 31}) WHERE key < ${key + 2 ** 31}`,
  );
  database.exec(`DELETE FROM chunks WHERE key >= ${key + 2 * 2 ** 31}`);
  database.close();
  historian = await open();
  const longAgo = { minuteStart: T0 - 9e9, chunks: 1, digest: '' };
  expect(await historian.checkSealed([...again, seals[1], longAgo])).toEqual([
    { minuteStart: T0, problem: 'altered' },
    { minuteStart: T0 + 2 * MINUTE, problem: 'gone' },
    { minuteStart: T0 - 9e9, problem: 'expired' },
  ]);
  await expect(historian.checkSealed(new Array(1501).fill(longAgo))).rejects.toMatchObject({ code: 'limit' });
});
