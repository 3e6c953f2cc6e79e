import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadPlantFromDocuments, type Plant } from '@millwright/model';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Recorder, recorder, testDefinition, testPlant, until } from '../conformance-plant.ts';
import { createSource } from '../create.ts';
import type { Source } from '../source.ts';
import { inOrder } from './timeline.ts';

const CMAPSS = fileURLToPath(new URL('../../../../../shared/data/cmapss', import.meta.url));

let folder: string;
let source: Source | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-replay-'));
});
afterEach(async () => {
  await source?.stop();
  source = undefined;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const plant = (): Plant =>
  testPlant(
    {
      speed: { range: [-1000, 1000] },
      force: {},
      mode: {
        kind: 'state',
        states: new Map([
          [0, { en: 'Off' }],
          [1, { en: 'On' }],
        ]),
      },
    },
    folder,
  );

async function replay(
  settings: Record<string, unknown>,
  addresses: Record<string, string> = { speed: 'v', mode: 'm' },
): Promise<{ seen: Recorder; source: Source }> {
  const p = plant();
  const seen = recorder(p, folder);
  source = createSource(testDefinition(p, 'replay', settings, addresses), seen.context);
  await source.start();
  return { seen, source };
}

const ended = (one: Source) =>
  until('the end of the files', () => one.status().state === 'stopped' && one.status().samplesTotal > 0, {
    state: () => one.status(),
  });

it('C50 a CSV file plays with its original times, states by name and empty cells left out', async () => {
  const lines = [
    't,v,m,unused',
    '2024-05-01T00:00:00Z,1,Off,x',
    '2024-05-01T00:00:01Z,,on,x',
    '2024-05-01T00:00:02Z,2.5,,x',
  ];
  await writeFile(join(folder, 'a.csv'), lines.join('\r\n'));
  const { seen, source } = await replay({
    files: ['a.csv'],
    time: { column: 't' },
    start: 'original',
    speed: 1000,
  });
  await ended(source);
  const t0 = Date.UTC(2024, 4, 1);
  const good = (signal: string) =>
    seen
      .of(signal)
      .filter(({ quality }) => quality === 'good')
      .map(({ time, value }) => [time - t0, value]);
  expect(good('speed')).toEqual([
    [0, 1],
    [2000, 2.5],
  ]);
  expect(good('mode')).toEqual([
    [0, 0],
    [1000, 1],
  ]);
  expect(seen.of('speed').at(-1)).toMatchObject({ quality: 'stale not-connected', time: t0 + 2000 });
  expect(source.status().rejectedTotal).toBe(0);
});

it('C51 start now maps the first row to the present and keeps the distances', async () => {
  await writeFile(join(folder, 'b.csv.gz'), gzipSync('t;v\n100;1\n100.1;2\n100.25;3\n'));
  const before = Date.now();
  const { seen, source } = await replay(
    { files: ['b.csv.gz'], delimiter: ';', time: { column: 't', unit: 's' } },
    { speed: 'v' },
  );
  await ended(source);
  const times = seen.of('speed').map(({ time }) => time);
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times[1] - times[0]).toBeCloseTo(100, 3);
  expect(times[2] - times[0]).toBeCloseTo(250, 3);
});

it('C51 a row that is due long after the one before is told, with when it comes', async () => {
  await writeFile(join(folder, 'later.csv'), 't,v\n2024-05-01T00:00:00Z,1\n2024-05-03T00:00:00Z,2\n');
  const { seen, source } = await replay(
    { files: ['later.csv'], time: { column: 't' }, start: 'original' },
    { speed: 'v' },
  );
  await until('the note', () => source.status().lastError !== null);
  expect(source.status()).toMatchObject({ state: 'connected', samplesTotal: 1 });
  const due = /due at (\S+),/.exec(source.status().lastError?.message ?? '')?.[1] ?? '';
  expect((Date.parse(due) - Date.now()) / 3_600_000).toBeCloseTo(48, 0);
  expect(seen.of('speed').map(({ value }) => value)).toEqual([1]);
});

it('C52 bad rows are counted and named by file and line, the rest plays', async () => {
  await writeFile(join(folder, 'c.csv'), 't,v\n0,1\n5,5,5\nnoon,3\n10,broken\n20,4\n');
  const { seen, source } = await replay({ files: ['c.csv'], time: { column: 't' } }, { speed: 'v' });
  await ended(source);
  expect(seen.of('speed').map(({ value, quality }) => `${value} ${quality}`)).toEqual([
    '1 good',
    'NaN bad wrong-type',
    '4 good',
    'NaN stale not-connected',
  ]);
  expect(source.status().rejectedTotal).toBe(3);
});

it('C52 messages of bad rows carry file and line', async () => {
  await writeFile(join(folder, 'd.csv'), 't,v\n0,1\nnoon,3\n');
  const { source } = await replay({ files: ['d.csv'], time: { column: 't' } }, { speed: 'v' });
  await ended(source);
  expect(source.status().lastError?.message).toContain(`${join(folder, 'd.csv')}:3: "noon" is no time`);
});

it('C51 a loop goes on one step after the last row', async () => {
  await writeFile(join(folder, 'e.csv'), 'v\n1\n2\n');
  const { seen } = await replay({ files: ['e.csv'], time: { every: '20 ms' }, loop: true }, { speed: 'v' });
  await until('three rounds', () => seen.of('speed').length >= 6);
  const rows = seen.of('speed').slice(0, 6);
  expect(rows.map(({ value }) => value)).toEqual([1, 2, 1, 2, 1, 2]);
  for (let i = 1; i < rows.length; i++) expect(rows[i].time - rows[i - 1].time).toBeCloseTo(20, 3);
});

it('C54 a missing file, column or setting is named with its remedy', async () => {
  const missing = await replay({ files: ['absent-*.csv'], time: { every: '1 s' } });
  await until('failed', () => missing.source.status().state === 'failed');
  expect(missing.source.status().lastError?.message).toMatch(/absent-\*\.csv.*--replay/);
  await missing.source.stop();

  await writeFile(join(folder, 'f.csv'), 'v\n1\n2\n');
  const column = await replay({ files: ['f.csv'], time: { every: '1 ms' } });
  await ended(column.source);
  expect(column.source.status().lastError?.message).toContain('no column "m", which unit.mode wants');
  await column.source.stop();

  const time = await replay({ files: ['f.csv'] });
  await until('failed', () => time.source.status().state === 'failed');
  expect(time.source.status().lastError?.message).toContain('every: 1 s');
});

it('C50 a Parquet file plays like a CSV file', async () => {
  const file = join(folder, 'g.parquet');
  const database = await (await DuckDBInstance.create(':memory:')).connect();
  await database.run(
    `COPY (SELECT TIMESTAMP '2024-05-01 00:00:00' + INTERVAL (i) SECOND AS t, i * 0.5 AS v, i::BIGINT AS n FROM range(5000) r(i)) TO '${file}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  database.closeSync();
  const { seen, source } = await replay(
    { files: ['g.parquet'], time: { column: 't' }, start: 'original', speed: 1_000_000, filter: 'n >= 4000' },
    { speed: 'v', force: 'n' },
  );
  await ended(source);
  const force = seen.of('force').filter(({ quality }) => quality === 'good');
  expect(force).toHaveLength(1000);
  expect(force[0]).toMatchObject({ value: 4000, time: Date.UTC(2024, 4, 1) + 4_000_000 });
  expect(seen.of('speed')[0].value).toBe(2000);
});

it('C53 rows grouped by twin are sorted by time, and streamed where they are too many', async () => {
  const chunk = (times: number[]) => ({
    count: times.length,
    times: Float64Array.from(times),
    plans: new Int32Array(times.length),
    values: Float64Array.from(times),
    width: 1,
    texts: new Map<number, string>(),
  });
  const chunks = async function* () {
    yield chunk([1, 2, 3]);
    yield chunk([1, 2, 3]);
  };
  const all: number[] = [];
  for await (const one of inOrder(chunks(), true)) all.push(...one.times);
  expect(all).toEqual([1, 1, 2, 2, 3, 3]);
  let large = 0;
  const streamed: number[] = [];
  for await (const one of inOrder(chunks(), true, 2, () => large++)) streamed.push(...one.times);
  expect(streamed).toEqual([1, 2, 3, 1, 2, 3]);
  expect(large).toBe(1);
});

it.skipIf(!existsSync(CMAPSS))(
  'C53 the engines of C-MAPSS FD001 run in parallel, cycle by cycle (skipped where ../shared/data/cmapss is absent)',
  async () => {
    const sensors = Array.from({ length: 21 }, (_, i) => `s${i + 1}`);
    const columns = ['unit', 'cycle', 'setting1', 'setting2', 'setting3', ...sensors];
    const { plant, faults } = loadPlantFromDocuments([
      { file: 'plant.yaml', text: 'plant: fleet\nname: Fleet\ntimezone: UTC\n' },
      {
        file: 'types/engine.yaml',
        text: `type: engine\nsignals:\n${sensors.map((s) => `  ${s}: { unit: "1" }`).join('\n')}\n`,
      },
      {
        file: 'twins.yaml',
        text: `twins:\n  - { path: fleet }\n${Array.from({ length: 100 }, (_, i) => `  - { path: fleet/engine${i + 1}, type: engine }`).join('\n')}\n`,
      },
      {
        file: 'sources.yaml',
        text: `sources:
  engines:
    type: replay
    files: [train_FD001.txt.gz]
    delimiter: " "
    header: false
    columns: [${columns.join(', ')}]
    time: { every: 1 s, column: cycle }
    twin: { column: unit, template: "fleet/engine{value}" }
    speed: 100000
    signals: { "fleet/*.*": "{signal}" }
`,
      },
    ]);
    expect(faults).toEqual([]);
    if (plant === undefined) throw new Error('no plant');
    const seen = recorder(plant, folder);
    const first = new Map<string, number[]>();
    source = createSource(plant.sources[0], {
      ...seen.context,
      environment: { MILLWRIGHT_REPLAY: resolve(CMAPSS) },
      deliver: (batch) => {
        for (let i = 0; i < batch.length; i++) {
          const { path } = plant.signalAt(batch.signals[i]);
          if (!/engine(1|2)\.s2$/.test(path) || Number.isNaN(batch.values[i])) continue;
          first.set(path, [...(first.get(path) ?? []), batch.times[i], batch.values[i]]);
        }
      },
    });
    await source.start();
    await ended(source);
    expect(source.status().samplesTotal).toBe(20_631 * 21);
    expect(source.status().rejectedTotal).toBe(0);
    const [one, two] = ['fleet/engine1.s2', 'fleet/engine2.s2'].map((path) => first.get(path) ?? []);
    expect(one).toHaveLength(192 * 2);
    expect(one.slice(0, 2)).toEqual([two[0], 641.82]);
    expect(one[2] - one[0]).toBeCloseTo(0.01, 3);
  },
);
