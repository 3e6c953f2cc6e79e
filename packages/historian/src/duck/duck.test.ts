import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Historian } from '../historian.ts';
import { temporaryFolder } from '../testing/folders.ts';
import { batchOf, machines } from '../testing/plants.ts';

const T0 = Date.UTC(2025, 0, 31, 23, 59, 30);

async function filled(): Promise<Historian> {
  const historian = await Historian.open({ folder: temporaryFolder(), plant: machines(2, 2), log: () => {} });
  onTestFinished(() => historian.close());
  for (let i = 0; i < 100; i++) {
    await historian.append(batchOf([0, T0 + i * 1000, i], [3, T0 + i * 1000 + 0.5, i / 4, 1]));
    if (i === 50) await historian.flush();
  }
  await historian.append(batchOf([1, T0, Number.NaN, 3]));
  return historian;
}

describe('export', () => {
  it('H10 Parquet holds every sample of the range, and progress ends at 1', async () => {
    const historian = await filled();
    const file = path.join(temporaryFolder(), "it's.parquet");
    const progress: number[] = [];
    const result = await historian.exportTo({
      from: T0,
      to: T0 + 90_000,
      format: 'parquet',
      file,
      onProgress: (part) => progress.push(part),
    });
    expect(result).toEqual({ files: [file], samples: 181 });
    expect(progress.at(-1)).toBe(1);
    const connection = await (await DuckDBInstance.create()).connect();
    const reader = await connection.runAndReadAll(
      `SELECT signal, count(*)::INT, sum(value), max(epoch_us(time))::VARCHAR, max(quality) FROM '${file.replaceAll("'", "''")}' GROUP BY 1 ORDER BY 1`,
    );
    expect(reader.getRowsJson()).toEqual([
      ['m0.s0', 90, 4005, String((T0 + 89_000) * 1000), 0],
      ['m1.s0', 1, null, String(T0 * 1000), 3],
      ['m1.s1', 90, 4005 / 4, String((T0 + 89_000.5) * 1000), 1],
    ]);
    expect(fs.readdirSync(path.dirname(file))).toEqual(["it's.parquet"]);
  });

  it('H10 CSV in a folder has a file per day', async () => {
    const historian = await filled();
    const folder = temporaryFolder();
    const result = await historian.exportTo({
      from: 0,
      to: T0 * 2,
      format: 'csv',
      folder,
      signals: ['m0.s0'],
    });
    expect(result.files.map((file) => path.basename(file))).toEqual([
      'samples-2025-01-31.csv',
      'samples-2025-02-01.csv',
    ]);
    const lines = fs.readFileSync(result.files[1], 'utf8').trim().split('\n');
    expect(lines.slice(0, 2)).toEqual([
      'signal,time,value,quality',
      'm0.s0,2025-02-01T00:00:00.000000Z,30.0,0',
    ]);
    expect(lines.length).toBe(71);
  });
});

describe('SQL', () => {
  it('H11 a query sees the samples by name', async () => {
    const historian = await filled();
    const answer = await historian.sql(
      "SELECT twin, name, count(*)::INT AS n, avg(value) AS mean FROM samples WHERE signal = 'm0.s0' GROUP BY ALL",
    );
    expect(answer.columns.map((column) => column.name)).toEqual(['twin', 'name', 'n', 'mean']);
    expect(answer.rows).toEqual([['m0', 's0', 100, 49.5]]);
    expect(answer.truncated).toBe(false);
    expect(answer.range.count).toBe(201);
    const limited = await historian.sql('SELECT * FROM samples ORDER BY time', { limit: 5 });
    expect(limited.rows.length).toBe(5);
    expect(limited.truncated).toBe(true);
  });

  it.each([
    ['reading a file', "SELECT * FROM read_text('/etc/hostname')"],
    ['writing a file', "COPY samples TO '/tmp/millwright-should-not-exist.csv'"],
    ['attaching a database', "ATTACH '/tmp/millwright-should-not-exist.db'"],
    ['changing settings', 'SET enable_external_access = true'],
    ['loading an extension', 'INSTALL httpfs'],
    ['reading a folder', "SELECT * FROM glob('/etc/*')"],
    ['writing the database', "EXPORT DATABASE '/tmp/millwright-should-not-exist.csv'"],
    ['reading by table name', "SELECT * FROM '/etc/hostname.csv'"],
    ['nothing at all', ' '],
    ['two statements', 'SELECT 1; SELECT 2'],
    ['faulty SQL', 'SELEC 1'],
  ])('H11 %s is refused', async (_name, sql) => {
    const historian = await filled();
    await expect(historian.sql(sql)).rejects.toMatchObject({ name: 'HistorianError', code: 'request' });
    expect(fs.existsSync('/tmp/millwright-should-not-exist.csv')).toBe(false);
    expect(fs.existsSync('/tmp/millwright-should-not-exist.db')).toBe(false);
  });

  it('H11 a query that takes too long is stopped', async () => {
    const historian = await filled();
    const slow =
      'SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range + b.range = c.range';
    await expect(historian.sql(slow, { timeoutMs: 200 })).rejects.toThrow('longer than 0.2 s');
  });

  it('H11 an answer that is too large is refused', async () => {
    const historian = await filled();
    const wide = "SELECT repeat('x', 1000000) FROM range(40)";
    await expect(historian.sql(wide)).rejects.toMatchObject({
      code: 'limit',
      message: expect.stringMatching('fewer rows'),
    });
  });

  it('H11 without a beginning the newest samples that fit are offered, with one all must fit', async () => {
    const historian = await filled();
    const answer = await historian.sql('SELECT count(*)::INT FROM samples', { maxSamples: 100 });
    expect(answer.rows).toEqual([[140]]);
    expect(answer.range.from).toBe(Date.UTC(2025, 1, 1));
    await expect(historian.sql('SELECT 1', { from: 0, maxSamples: 100 })).rejects.toMatchObject({
      code: 'limit',
    });
  });
});
