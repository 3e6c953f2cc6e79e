import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { layoutOf } from './layout.ts';
import { rollUp } from './store/maintenance.ts';
import { temporaryFolder } from './testing/folders.ts';
import { batchOf, machines } from './testing/plants.ts';
import { Engine } from './worker/engine.ts';
import { HANDLERS } from './worker/handlers.ts';

const DAY = 86_400_000;
const T0 = Date.UTC(2025, 2, 1, 10);
const layout = layoutOf(machines(1, 1));
const MINUTES = 3;

/** Values: day 1 has 0, 1, 2 in three minutes, day 2 has 10, 11, 12, the write-ahead log has 20, 21, 22 in three records. */
const EVERYTHING = [0, 1, 2, 10, 11, 12, 20, 21, 22];

async function filledFolder(): Promise<string> {
  const folder = temporaryFolder();
  const engine = await Engine.open(folder, layout, () => {});
  for (let day = 0; day < 2; day++) {
    for (let i = 0; i < MINUTES; i++)
      await engine.append(batchOf([0, T0 + day * DAY + i * 60_000, day * 10 + i]));
  }
  await engine.flusher.flush();
  rollUp(engine, T0 + 10 * DAY, Number.POSITIVE_INFINITY);
  for (let i = 0; i < MINUTES; i++) await engine.append(batchOf([0, T0 + DAY + (10 + i) * 60_000, 20 + i]));
  await abandon(engine);
  return folder;
}

/** Lets go of the files as a dying process does: nothing is flushed. */
async function abandon(engine: Engine): Promise<void> {
  await engine.wal.close();
  engine.days.close();
  engine.rollups.close();
  engine.names.close();
}

async function readBack(engine: Engine): Promise<number[]> {
  const series = await HANDLERS.raw(engine, { signal: 0, from: 0, before: 1e15, limit: 1000 });
  return [...series.values];
}

const DAY_1 = 'days/2025-03-01.sqlite';
const DAY_2 = 'days/2025-03-02.sqlite';
const LOG = 'wal/0000000002.wal';

function overwrite(file: string, at: number, bytes: number[]): void {
  const content = fs.readFileSync(file);
  content.set(bytes, at < 0 ? content.length + at : at);
  fs.writeFileSync(file, content);
}

/** Changes the last byte of a row. */
function damageRow(file: string, table: string, key: string, where = ''): void {
  const database = new DatabaseSync(file);
  const row = database
    .prepare(`SELECT ${key} AS key, data FROM ${table} WHERE data IS NOT NULL ${where} ORDER BY key LIMIT 1`)
    .get();
  if (!(row?.data instanceof Uint8Array)) throw new Error(`no row in ${table}`);
  row.data[row.data.length - 1] ^= 0x10;
  database.prepare(`UPDATE ${table} SET data = ? WHERE ${key} = ?`).run(row.data, row.key);
  database.close();
}

interface Damage {
  name: string;
  file: string;
  damage(file: string): void;
  /** Values that must survive. */
  survive: number[];
  /** What is said; the file is always named. */
  says: RegExp | undefined;
  /** State after the log's last sample is lost: the newest value there is. */
  last?: number;
}

const without = (...lost: number[]): number[] => EVERYTHING.filter((value) => !lost.includes(value));

const TABLE: Damage[] = [
  { name: 'nothing', file: LOG, damage: () => {}, survive: EVERYTHING, says: undefined },
  {
    name: 'log: tail cut off',
    file: LOG,
    damage: (file) => fs.truncateSync(file, fs.statSync(file).size - 5),
    survive: without(22),
    says: /torn or damaged at byte \d+: \d+ bytes cut off/,
  },
  {
    name: 'log: zeros behind the last record',
    file: LOG,
    damage: (file) => fs.appendFileSync(file, Buffer.alloc(4096)),
    survive: EVERYTHING,
    says: /torn or damaged at byte \d+: 4096 bytes cut off/,
  },
  {
    name: 'log: flipped bit in the second record',
    file: LOG,
    damage: (file) => {
      const second = fs.readFileSync(file).indexOf('REC\x01', 17);
      overwrite(file, second + 20, [0xff]);
    },
    survive: without(21),
    says: /damaged from byte \d+ to \d+.*the records behind it are kept/,
  },
  {
    name: 'log: length of the first record is nonsense',
    file: LOG,
    damage: (file) => overwrite(file, 20, [0xff, 0xff, 0xff, 0x7f]),
    survive: without(20),
    says: /damaged from byte 16 to \d+/,
  },
  {
    name: 'log: bad magic',
    file: LOG,
    damage: (file) => overwrite(file, 0, [0, 0]),
    survive: EVERYTHING,
    says: /damaged at byte 0 \(header\)/,
  },
  {
    name: 'log: empty file',
    file: LOG,
    damage: (file) => fs.truncateSync(file, 0),
    survive: without(20, 21, 22),
    says: /not even a header/,
  },
  {
    name: 'log: garbage',
    file: LOG,
    damage: (file) => fs.writeFileSync(file, Buffer.alloc(1000, 'garbage')),
    survive: without(20, 21, 22),
    says: /damaged at byte 0/,
  },
  {
    name: 'chunk: flipped bit',
    file: DAY_1,
    damage: (file) => damageRow(file, 'chunks', 'key'),
    survive: without(0),
    says: /the chunk of twin 1 at 2025-03-01T10:00Z has a wrong checksum/,
  },
  {
    name: 'hour roll-up: flipped bit',
    file: DAY_1,
    damage: (file) => damageRow(file, 'hours', 'key'),
    survive: EVERYTHING,
    says: /roll-up of twin 1, hour 10 has a wrong checksum.*chunks are read instead/,
  },
  {
    name: 'day file: garbage',
    file: DAY_1,
    damage: (file) => fs.writeFileSync(file, Buffer.alloc(20_000, 'garbage')),
    survive: without(0, 1, 2),
    says: /damaged .*put aside as .*\.damaged; other days are not affected/,
  },
  {
    name: 'day file: the newest one is garbage',
    file: DAY_2,
    damage: (file) => fs.writeFileSync(file, Buffer.alloc(20_000, 'garbage')),
    survive: without(10, 11, 12),
    says: /damaged .*put aside as/,
  },
  {
    name: 'day file: pages missing',
    file: DAY_1,
    damage: (file) => fs.truncateSync(file, 8192),
    survive: without(0, 1, 2),
    says: /damaged .*put aside as/,
  },
  {
    name: 'day file: another program’s database',
    file: DAY_1,
    damage: (file) => {
      fs.rmSync(file);
      const database = new DatabaseSync(file);
      database.exec('CREATE TABLE chunks (a)');
      database.close();
    },
    survive: without(0, 1, 2),
    says: /database of another program/,
  },
  {
    name: 'day file: empty',
    file: DAY_1,
    damage: (file) => fs.truncateSync(file, 0),
    survive: without(0, 1, 2),
    says: /the file is empty/,
  },
  {
    name: 'day file: missing',
    file: DAY_1,
    damage: (file) => fs.rmSync(file),
    survive: without(0, 1, 2),
    says: undefined,
  },
  {
    name: 'carried values: flipped bit',
    file: DAY_2,
    damage: (file) => damageRow(file, 'carry', 'twin', 'AND twin > 0'),
    survive: EVERYTHING,
    says: /values carried over for twin 1 has a wrong checksum|carried over/,
  },
];

describe('damage', () => {
  it.each(TABLE)('H6 $name', async ({ file, damage, survive, says }) => {
    const folder = await filledFolder();
    const target = path.join(folder, file);
    damage(target);
    const messages: string[] = [];
    const engine = await Engine.open(folder, layout, (message) => messages.push(message));
    onTestFinished(() => engine.close());
    expect(await readBack(engine)).toEqual(survive);
    expect((await HANDLERS.last(engine, { signal: 0, before: 1e15 }))?.value).toBe(survive.at(-1));
    expect((await HANDLERS.last(engine, { signal: 0, before: T0 + DAY - 1 }))?.value).toSatisfy(
      (value) => value === undefined || EVERYTHING.includes(Number(value)),
    );
    if (says === undefined) expect(messages).toEqual([]);
    else expect(messages.filter((message) => message.includes(target) && says.test(message))).not.toEqual([]);
    // Recording goes on, into the damaged day too, and lasts.
    await engine.append(batchOf([0, T0 + 3_600_000, 77], [0, T0 + DAY + 3_600_000, 78]));
    await engine.flusher.flush();
    const after = await readBack(engine);
    expect(after).toContain(77);
    expect(after).toContain(78);
    for (const value of survive) expect(after).toContain(value);
  });

  it('H6 a newer version of a file is refused, not guessed at', async () => {
    const folder = await filledFolder();
    const log = path.join(folder, LOG);
    const header = fs.readFileSync(log).subarray(0, 16);
    header.writeUInt16LE(2, 4);
    const { crc32 } = await import('node:zlib');
    header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
    overwrite(log, 0, [...header]);
    await expect(Engine.open(folder, layout, () => {})).rejects.toMatchObject({ code: 'version', file: log });

    const other = await filledFolder();
    const database = new DatabaseSync(path.join(other, DAY_2));
    database.exec('PRAGMA user_version = 2');
    database.close();
    await expect(Engine.open(other, layout, () => {})).rejects.toThrow(
      /2025-03-02.sqlite: written by a newer version/,
    );
  });

  it('H6 damaged names stop the start with the file and the remedy', async () => {
    const folder = await filledFolder();
    const file = path.join(folder, 'names.sqlite');
    fs.writeFileSync(file, 'garbage'.repeat(3000));
    await expect(Engine.open(folder, layout, () => {})).rejects.toThrow(
      /names\.sqlite: damaged.*Restore this file/,
    );
  });
});

/** A small file system of its own, or the reason why there is none. */
function mountSmall(megabytes: number): { folder: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'needs tmpfs' };
  const folder = fs.mkdtempSync('/tmp/millwright-small-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    fs.rmdirSync(folder);
    return { reason: 'mounting needs root' };
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    fs.rmdirSync(folder);
  });
  return { folder };
}

function remount(folder: string, options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, folder]);
}

describe('a disk that does not take writes', () => {
  it('H9 full: a clear error, nothing acknowledged lost, and recording goes on when there is space', async ({
    skip,
  }) => {
    const small = mountSmall(2);
    if ('reason' in small) return skip(small.reason);
    const { folder } = small;
    const messages: string[] = [];
    let engine = await Engine.open(folder, layout, (message) => messages.push(message));
    fs.writeFileSync(path.join(folder, 'ballast'), Buffer.alloc(1_500_000));
    const acknowledged: number[] = [];
    let failure: unknown;
    for (let k = 0; failure === undefined && k < 500_000; k += 100) {
      const samples = Array.from({ length: 100 }, (_, i): [number, number, number] => [
        0,
        T0 + (k + i) * 977.5,
        (k + i) / 3,
      ]);
      try {
        await engine.append(batchOf(...samples));
        acknowledged.push(...samples.map(([, , value]) => value));
      } catch (error) {
        failure = error;
      }
    }
    expect(failure).toMatchObject({ code: 'disk-full' });
    expect(String(failure)).toContain(folder);
    expect(String(failure)).toMatch(/no space left\. Free some space/);
    await expect(engine.flusher.flush()).rejects.toMatchObject({ code: 'disk-full' });
    expect(await readBackAll(engine)).toEqual(acknowledged);
    // Killed while the disk is full: the acknowledged samples are in the log.
    await abandon(engine).catch(() => {});
    remount(folder, 'size=64m');
    engine = await Engine.open(folder, layout, (message) => messages.push(message));
    onTestFinished(() => engine.close());
    expect(await readBackAll(engine)).toEqual(acknowledged);
    await engine.append(batchOf([0, T0 + 1e8, 5]));
    await engine.flusher.flush();
    expect(await readBackAll(engine)).toEqual([...acknowledged, 5]);
  });

  it('H9 full and free again without a restart', async ({ skip }) => {
    const small = mountSmall(1);
    if ('reason' in small) return skip(small.reason);
    const engine = await Engine.open(small.folder, layout, () => {});
    onTestFinished(() => engine.close());
    await engine.append(batchOf([0, T0, 1]));
    const ballast = path.join(small.folder, 'ballast');
    try {
      fs.writeFileSync(ballast, Buffer.alloc(2_000_000));
    } catch {
      // It takes what is left, which is its purpose.
    }
    const large = Array.from({ length: 2000 }, (_, i): [number, number, number] => [0, T0 + i, i / 3]);
    await expect(engine.append(batchOf(...large))).rejects.toMatchObject({ code: 'disk-full' });
    fs.rmSync(ballast);
    await engine.append(batchOf([0, T0 + 5000, 2]));
    await engine.flusher.flush();
    expect(await readBackAll(engine)).toEqual([1, 2]);
  });

  it('H9 read-only: a clear error that names the folder', async ({ skip }) => {
    const small = mountSmall(8);
    if ('reason' in small) return skip(small.reason);
    remount(small.folder, 'ro');
    await expect(Engine.open(small.folder, layout, () => {})).rejects.toMatchObject({ code: 'read-only' });
    await expect(Engine.open(small.folder, layout, () => {})).rejects.toThrow(
      /Give the user of this process write access/,
    );
    remount(small.folder, 'rw');
  });
});

async function readBackAll(engine: Engine): Promise<number[]> {
  const series = await HANDLERS.raw(engine, { signal: 0, from: 0, before: 1e15, limit: 1e6 });
  return [...series.values];
}
