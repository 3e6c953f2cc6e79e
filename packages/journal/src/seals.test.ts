import { expect, it } from 'vitest';
import { newestSeals, type Seal, sealDrafts } from './index.ts';
import { fill } from './testing/events.ts';
import { openJournal, temporaryFolder } from './testing/folders.ts';

it('J15 seals of history are events, and the newest of each minute counts', async () => {
  const journal = await openJournal(temporaryFolder());
  const seal = (minute: number, digest = `${minute}`): Seal => ({
    minuteStart: minute * 60_000,
    chunks: 2,
    digest,
  });
  const first = Array.from({ length: 150 }, (_, minute) => seal(minute));
  expect(sealDrafts([])).toEqual([]);
  await journal.append(...sealDrafts(first));
  await fill(journal, 20);
  await journal.append(...sealDrafts([seal(7, 'late')]));
  expect(journal.size).toBe(23);
  const all = await newestSeals(journal.events());
  expect(all).toHaveLength(150);
  expect(all[7]).toEqual(seal(7, 'late'));
  expect((await newestSeals(journal.events(), 5 * 60_000, 8 * 60_000)).map(({ digest }) => digest)).toEqual([
    '5',
    '6',
    'late',
  ]);
});
