/** Bad input through the whole program, as processes: a clear error with place and remedy, and nothing lost. */
import { execFileSync } from 'node:child_process';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { millwright, startMillwright } from '../testing/command.ts';
import { temporaryFolder, writePlant } from '../testing/plant.ts';
import { until } from '../testing/until.ts';

const FLOW = 'hall/pump1.flow';
const START = 1_700_000_000_000;
const LEVELS = ['good', 'uncertain', 'bad', 'stale'];

/** Whether this user may mount a small file system: the only disk that can be filled without harm. */
const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

async function mounted(options: string): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
  });
  return folder;
}

/** Fills a disk to the last byte. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for (let size = 1024 * 1024; size >= 1; size = size > 1 ? Math.floor(size / 2) : 0) {
      const block = Buffer.alloc(size);
      while (
        await handle.write(block).then(
          ({ bytesWritten }) => bytesWritten === size,
          () => false,
        )
      );
    }
  } finally {
    await handle.close();
  }
}

async function flows(api: Awaited<ReturnType<typeof startMillwright>>['api']) {
  const answer = await api.samples('tiny', FLOW, { from: START, to: START + 3600_000, points: 10_000 });
  return answer.kind === 'raw' ? answer.values : [];
}

describe('bad documents', () => {
  const cases: [string, Record<string, string>, RegExp][] = [
    ['no YAML', { 'types/pump.yaml': 'type: pump\nsignals: [' }, /types\/pump\.yaml:\d+:\d+ error/],
    ['a wrong word', { 'types/pump.yaml': 'type: pump\nsingals: {}\n' }, /types\/pump\.yaml:2:1 .*signals/],
    [
      'an unknown unit',
      { 'types/pump.yaml': 'type: pump\nsignals:\n  flow: { unit: m3/hr }\n' },
      /pump\.yaml:3:17 .*m3\/h/,
    ],
    [
      'circular formulas',
      {
        'types/pump.yaml':
          'type: pump\nsignals:\n  a: { unit: "1", formula: "b" }\n  b: { unit: "1", formula: "a" }\n',
      },
      /pump\.yaml:\d+:\d+ .*circular formulas: a -> b -> a/,
    ],
    [
      'an unknown type',
      { 'twins.yaml': 'twins:\n  - { path: p, type: pmup }\n' },
      /twins\.yaml:2:\d+ .*pump/,
    ],
    [
      'a circle of types',
      { 'types/pump.yaml': 'type: pump\nextends: fan\n', 'types/fan.yaml': 'type: fan\nextends: pump\n' },
      /types\/\w+\.yaml:2:\d+ /,
    ],
    [
      'parts without end',
      { 'types/pump.yaml': 'type: pump\nparts:\n  inner: { type: pump }\n' },
      /types\/pump\.yaml:3:\d+ /,
    ],
    [
      'an alias bomb',
      {
        'types/pump.yaml': `type: pump\na: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
          .split('')
          .map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
          .join('\n')}\n`,
      },
      /types\/pump\.yaml/,
    ],
  ];
  it('S32 a data folder on a file system that takes none is told, not tried for ever', async () => {
    const { code, stderr } = await millwright(
      await writePlant(),
      ...['start', '.', '--port', '0', '--data', '/proc/millwright/data'],
    ).ended;
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(/\/proc\/millwright.*another folder with --data/),
    ]);
  });

  it('S32 wrong documents are named with file, line and column, and nothing is started', async () => {
    const check = async ([name, changed, told]: (typeof cases)[number]) => {
      const { code, stdout } = await millwright(await writePlant(changed), 'check', '.').ended;
      expect([name, code, stdout]).toEqual([name, 1, expect.stringMatching(told)]);
    };
    await Promise.all(cases.map(check));
  }, 60_000);

  it('S32 too many signals are refused with the limit, before memory is', async () => {
    const signals = Array.from({ length: 2000 }, (_, i) => `  s${i}: { unit: "1" }`).join('\n');
    const twins = Array.from({ length: 60_000 }, (_, i) => `  - { path: p${i}, type: wide }`).join('\n');
    const plant = await writePlant({
      'plant.yaml': 'plant: tiny\n',
      'types/wide.yaml': `type: wide\nsignals:\n${signals}\n`,
      'twins.yaml': `twins:\n${twins}\n`,
      'sources.yaml': 'sources: {}\n',
    });
    const { code, stderr } = await millwright(plant, 'start', '.', '--port', '0').ended;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/signals, more than \d+/)]);
  });
});

describe('bad samples', () => {
  it('S32 a source that sends nonsense: what is usable is recorded, the rest is counted and told', async () => {
    const time = Math.floor(Date.now() / 1000) - 100;
    const rows = [
      [time, '1'],
      [time + 1, 'NaN'],
      [time + 2, 'inf'],
      [time + 3, 'twelve'],
      [time + 4, ''],
      [1, '5'],
      ['yesterday', '7'],
      [time + 5, '2'],
      [time + 10_000_000, '6'],
    ];
    const plant = await writePlant({
      'rows.csv': `t,flow\n${rows.map((row) => row.join(',')).join('\n')}\n`,
      'sources.yaml': `sources:
  file:
    type: replay
    files: [rows.csv]
    format: csv
    time: { column: t, unit: s }
    start: original
    speed: 1000
    signals: { "hall/pump1.flow": flow }
`,
    });
    const { api } = await startMillwright(plant, '.');
    const usable = async () => {
      const answer = await api.samples('tiny', FLOW, { from: 0, to: Date.now() + 1e9 });
      if (answer.kind !== 'raw') return [];
      const { values, quality } = answer;
      return values.flatMap((value, i) => (value === null ? [] : [[value, LEVELS[quality[i] & 3]]]));
    };
    await until('the last good sample', async () => (await usable()).some(([value]) => value === 2));
    // A clock that was never set: the time of arrival, marked as uncertain.
    const expected = [
      [1, 'good'],
      [2, 'good'],
      [5, 'uncertain'],
    ];
    expect(await usable()).toEqual(expected);
    const [source] = await api.sources('tiny');
    expect(source.rejectedTotal).toBeGreaterThanOrEqual(3);
    expect(source.lastError?.message).toMatch(/rows\.csv|flow|time/);
    expect((await api.health()).status).toBe('ok');
  });
});

describe('bad disks', () => {
  it.skipIf(!canMount)(
    'S32 a full disk: told with file and remedy, nothing acknowledged or waiting is lost',
    async () => {
      const plant = await writePlant();
      const data = await mounted('size=16m');
      const first = await startMillwright(plant, '.', '--data', data);
      const push = (from: number, count: number) =>
        first.api.postSamples(
          'tiny',
          Array.from({ length: count }, (_, i) => ({
            path: FLOW,
            value: from + i,
            time: START + (from + i) * 100,
          })),
        );
      await push(0, 100);
      await fill(join(data, 'filler'));
      let next = 100;
      const refusal = await until('a refusal', async () => {
        try {
          await push(next, 1000);
          next += 1000;
          return false;
        } catch (error) {
          next += 1000;
          return error instanceof Error && error;
        }
      });
      expect(refusal.message).toMatch(/no space left/);
      const health = await first.api.health();
      expect(health.problems.join()).toMatch(
        /tiny: .*history.*no space left.*Free some space.*wait in memory/,
      );
      // What is known is shown and answered.
      expect((await first.api.signal('tiny', FLOW)).value).toBe(next - 1);
      expect((await flows(first.api)).slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, i) => i));

      await rm(join(data, 'filler'));
      await until('recovery', async () => (await first.api.health()).status === 'ok', 30_000);
      const all = Array.from({ length: next }, (_, i) => i);
      expect(await flows(first.api)).toEqual(all);
      first.child.kill('SIGKILL');
      await first.ended;
      const second = await startMillwright(plant, '.', '--data', data);
      expect(await flows(second.api)).toEqual(all);
    },
  );

  it.skipIf(!canMount)(
    'S32 a disk that is full at the start: ends with 3, names the folder and the remedy',
    async () => {
      const plant = await writePlant();
      const data = await mounted('size=1m');
      await fill(join(data, 'filler'));
      const { code, stderr } = await millwright(plant, 'start', '.', '--port', '0', '--data', data).ended;
      expect([code, stderr]).toEqual([3, expect.stringMatching(/No space|no space is? ?left/)]);
      expect(stderr).toMatch(/Free some space/);
      expect(stderr).not.toMatch(/\n\s+at /);
    },
  );

  it.skipIf(!canMount)('S32 a read-only folder: ends with 3, names the folder and the remedy', async () => {
    const plant = await writePlant();
    const data = await mounted('size=8m');
    const first = await startMillwright(plant, '.', '--data', data);
    await first.api.postSamples('tiny', [{ path: FLOW, value: 1, time: START }]);
    first.child.kill('SIGKILL');
    await first.ended;
    execFileSync('mount', ['-o', 'remount,ro', data]);
    const { code, stderr } = await millwright(plant, 'start', '.', '--port', '0', '--data', data).ended;
    expect([code, stderr]).toEqual([3, expect.stringMatching(/write access.*--data/)]);
    expect(stderr).toContain(data);
    expect(stderr).not.toMatch(/\n\s+at /);
    execFileSync('mount', ['-o', 'remount,rw', data]);
    const second = await startMillwright(plant, '.', '--data', data);
    expect(await flows(second.api)).toEqual([1]);
  });
});

describe('damaged files', () => {
  /** Data of the tiny plant with one sample, after a good end (in a day file) or a kill (in the log). */
  async function recorded(signal: NodeJS.Signals) {
    const plant = await writePlant();
    const { api, child, ended } = await startMillwright(plant, '.');
    await api.postSamples('tiny', [{ path: FLOW, value: 1, time: START }]);
    child.kill(signal);
    await ended;
    return { plant, folder: join(plant, '.millwright/tiny') };
  }

  it('S32 a damaged log or day file is told by name; what is elsewhere is there, and recording goes on', async () => {
    const { plant, folder } = await recorded('SIGTERM');
    const days = join(folder, 'history/days');
    const [day] = (await readdir(days)).filter((name) => /\.\w+$/.test(name) && !/-(wal|shm)$/.test(name));
    const inLog = await startMillwright(plant, '.');
    await inLog.api.postSamples('tiny', [
      { path: 'hall/pump1/motor.power', value: 5, time: START + 86_400_000 * 3 },
    ]);
    inLog.child.kill('SIGKILL');
    await inLog.ended;
    await writeFile(join(days, day), 'no database at all');
    const logs = join(folder, 'history/wal');
    for (const name of await readdir(logs)) {
      const file = join(logs, name);
      await writeFile(file, Buffer.concat([await readFile(file), Buffer.from('torn')]));
    }
    const { api, child, ended } = await startMillwright(plant, '.');
    const power = await api.signal('tiny', 'hall/pump1/motor.power');
    expect(power.value).toBe(5);
    await api.postSamples('tiny', [{ path: FLOW, value: 2, time: START + 1000 }]);
    expect(await flows(api)).toContain(2);
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining(day)]);
    expect(await readdir(days)).toContainEqual(expect.stringMatching('damaged'));
  });

  const startsNot = async (plant: string, cases: readonly [string, RegExp][]) => {
    for (const [file, remedy] of cases) {
      const before = await readFile(file).catch(() => undefined);
      await writeFile(file, '{ damaged: [');
      const { code, stderr } = await millwright(plant, 'start', '.', '--port', '0').ended;
      expect([file, code, stderr]).toEqual([file, 3, expect.stringContaining(file.split('/').at(-1) ?? '')]);
      expect(stderr).toMatch(remedy);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(await readFile(file, 'utf8')).toBe('{ damaged: [');
      if (before === undefined) await rm(file);
      else await writeFile(file, before);
    }
  };

  it('S32 a journal that cannot be opened: ends with 3, names the file and the remedy, touches nothing', async () => {
    const { plant, folder } = await recorded('SIGTERM');
    const bundles = join(folder, 'journal/log/tile/entries/000.p');
    const newest = Math.max(...(await readdir(bundles)).map(Number));
    await startsNot(plant, [
      [join(folder, 'journal/signing-key'), /key of this log back from a backup/],
      [join(folder, 'journal/log/checkpoint'), /backup/],
      [join(bundles, String(newest)), /damaged: .*backup/],
    ]);
    await startMillwright(plant, '.');
  }, 60_000);

  it('S32 files the server cannot do without: ends with 3, names the file and the remedy, touches nothing', async () => {
    const { plant, folder } = await recorded('SIGTERM');
    await startsNot(plant, [
      [join(folder, 'history/names.sqlite'), /backup/i],
      [join(folder, 'formulas.yaml'), /Mend it, or move it away/],
      [join(folder, '../token'), /Delete it/],
    ]);
    // What a killed server left of its announcement is no server.
    await writeFile(join(folder, 'server.json'), '{"url":');
    const link = await millwright(plant, 'link').ended;
    expect([link.code, link.stderr]).toEqual([3, expect.stringMatching('No server runs')]);
    const { api } = await startMillwright(plant, '.');
    expect(await flows(api)).toEqual([1]);
  }, 60_000);
});
