/** Each operation on the disk goes wrong in turn; then the journal is opened again and the checker is run. */
import { describe, expect, it } from 'vitest';
import { type Desk, Journal, type JournalEvent } from './index.ts';
import { CrashDisk, type Failure, seeded } from './testing/crash-disk.ts';
import { ORIGIN } from './testing/folders.ts';
import { openOrders, type orderProjections, ordersProjection } from './testing/orders.ts';
import { verifyLog } from './verify/verify.ts';

const FOLDER = '/journal';
/** Commands sent at once, round after round; a publication follows each. They cross a bundle. */
const ROUNDS = [1, 2, 240, 15, 3];

interface Life {
  acknowledged: JournalEvent[];
  /** Signed notes that somebody may have kept. */
  notes: string[];
  verifierKey: string;
  rejected: number;
  operations: number;
}

async function open(files: CrashDisk): Promise<{ journal: Journal; desk: Desk<typeof orderProjections> }> {
  const journal = await Journal.open({
    folder: FOLDER,
    origin: ORIGIN,
    files,
    log: () => {},
    publishAfter: 1e9,
  });
  return { journal, desk: await openOrders(journal, { snapshotEvery: 100, log: () => {} }) };
}

/** A process from start to end, or to the failure. */
async function live(files: CrashDisk, failure?: Failure): Promise<Life> {
  const life: Life = { acknowledged: [], notes: [], verifierKey: '', rejected: 0, operations: 0 };
  files.failure = failure;
  try {
    const { journal, desk } = await open(files);
    life.verifierKey = journal.verifierKey;
    let next = 0;
    for (const count of ROUNDS) {
      const answers = await Promise.allSettled(
        Array.from({ length: count }, () => {
          const id = `command ${next++}`;
          return desk.submit({
            id,
            actor: 'a',
            type: 'create-order',
            subject: `order/${id}`,
            data: { text: id },
          });
        }),
      );
      for (const answer of answers) {
        if (answer.status === 'fulfilled') life.acknowledged.push(...answer.value.events);
        else life.rejected++;
      }
      await journal.publish();
      life.notes.push(journal.note);
    }
    await desk.close();
    await journal.close();
  } catch {
    // The failure: what matters is what is on the disk.
  }
  life.operations = files.operations;
  return life;
}

/** Opens what a life left: every acknowledged event is there, the checker finds nothing, and work goes on. */
async function check(files: CrashDisk, life: Life): Promise<void> {
  const { journal, desk } = await open(files);
  const events = await journal.read(0, journal.size);
  for (const event of life.acknowledged) expect(events[event.seq]).toEqual(event);
  expect(desk.state(ordersProjection).size).toBe(events.length);
  // The same command again: the same answer if it was recorded, done now if not.
  const first = {
    id: 'command 0',
    actor: 'a',
    type: 'create-order',
    subject: 'order/command 0',
    data: { text: 'command 0' },
  };
  expect((await desk.submit(first)).events[0].seq).toBe(0);
  await journal.close();
  const keys = [journal.verifierKey];
  const report = await verifyLog({ folder: `${FOLDER}/log`, keys, files, since: life.notes.at(-1) });
  expect(report.faults).toEqual([]);
  expect(report.intact).toBe(Math.max(1, events.length));
  if (life.verifierKey !== '') expect(journal.verifierKey).toBe(life.verifierKey);
}

describe('failing disk', () => {
  it('J5 after a loss of power at any operation everything acknowledged is there and the log verifies', async () => {
    const { operations } = await live(new CrashDisk());
    expect(operations).toBeGreaterThan(100);
    let acknowledged = 0;
    for (let at = 1; at <= operations; at++) {
      const disk = new CrashDisk();
      const life = await live(disk, { at, kind: 'power' });
      acknowledged += life.acknowledged.length;
      try {
        await check(disk.afterPowerLoss(FOLDER, seeded(at)), life);
      } catch (error) {
        throw new Error(`power lost at operation ${at}: ${disk.history[at - 1]}`, { cause: error });
      }
    }
    expect(acknowledged).toBeGreaterThan(operations);
    // Some thousand journals: a busy machine may take long.
  }, 120_000);

  it('J5 after a kill at any operation everything acknowledged is there and the log verifies', async () => {
    const { operations } = await live(new CrashDisk());
    for (let at = 1; at <= operations; at += 3) {
      const disk = new CrashDisk();
      const life = await live(disk, { at, kind: 'power' });
      await check(disk.afterKill(), life);
    }
  });

  it('J7 any operation that fails stops the journal or harms nothing, and what was acknowledged is there', async () => {
    const { operations } = await live(new CrashDisk());
    for (let at = 1; at <= operations; at++) {
      const disk = new CrashDisk();
      const life = await live(disk, { at, kind: 'once' });
      try {
        await check(disk.afterKill(), life);
      } catch (error) {
        throw new Error(`failed at operation ${at}: ${disk.history[at - 1]}`, { cause: error });
      }
    }
  });

  it('J7 a full disk refuses commands with the file and what to do, reading goes on, and space heals it', async () => {
    const disk = new CrashDisk();
    const { journal, desk } = await open(disk);
    const create = (n: number) =>
      desk.submit({
        id: `c${n}`,
        actor: 'a',
        type: 'create-order',
        subject: `order/${n}`,
        data: { text: 'x'.repeat(100) },
      });
    await create(0);
    disk.capacity = 30_000;
    let n = 1;
    let failure: unknown;
    while (failure === undefined) {
      await create(n++).catch((error: unknown) => {
        failure = error;
      });
    }
    expect(failure).toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/pending.*no space left/),
    });
    await expect(create(n)).rejects.toMatchObject({ code: 'closed' });
    expect(journal.failure).toMatchObject({ code: 'disk-full' });
    expect(await journal.read(0, journal.size)).toHaveLength(n - 1);
    await journal.close();
    disk.capacity = Number.POSITIVE_INFINITY;
    const again = await open(disk);
    expect(again.journal.size).toBeGreaterThanOrEqual(n - 1);
    expect(again.desk.state(ordersProjection).size).toBe(again.journal.size);
  });
});
