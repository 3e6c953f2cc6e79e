import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { millwright, startMillwright } from '../testing/command.ts';
import { temporaryFolder, writePlant } from '../testing/plant.ts';

describe('command line', () => {
  it('S21 init writes a plant that checks clean and starts at once', async () => {
    const folder = await temporaryFolder();
    const init = await millwright(folder, 'init', 'My Plant', '--json').ended;
    expect([init.code, init.stderr]).toEqual([0, '']);
    const check = await millwright(folder, 'check', 'My Plant', '--json').ended;
    expect([check.code, JSON.parse(check.stdout)]).toEqual([
      0,
      expect.objectContaining({ ok: true, plant: 'my-plant', faults: [], tests: { passed: 1, failed: 0 } }),
    ]);
    expect(await readFile(join(folder, 'My Plant/types/pump.yaml'), 'utf8')).toMatch(
      /yaml-language-server: \$schema=\.\.\/\.schema/,
    );
    await stat(join(folder, 'My Plant/.schema/type.schema.json'));

    const again = await millwright(folder, 'init', 'My Plant').ended;
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching('not empty')]);

    const { api, child, ended } = await startMillwright(folder, 'My Plant');
    const samples =
      /'(\{"samples":[\s\S]*?)' \\/.exec(await readFile(join(folder, 'My Plant/README.md'), 'utf8'))?.[1] ??
      '';
    const answer = await api.postSamples('my-plant', (JSON.parse(samples) as { samples: [] }).samples);
    expect(answer).toEqual({ accepted: 4, rejected: [] });
    expect((await api.signal('my-plant', 'hall/pump1.efficiency')).value).toBeCloseTo(
      ((120 / 3600) * 420) / 18,
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('S21 check names every fault with file, line and column, and ends with 1', async () => {
    const plant = await writePlant({
      'types/pump.yaml': 'type: pump\nsignals:\n  flow: { unit: furlongs }\n',
    });
    const { code, stdout } = await millwright(plant, 'check', '.').ended;
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^types\/pump\.yaml:3:17 error .*furlongs/m)]);
    const json = await millwright(plant, 'check', '.', '--json').ended;
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      faults: [{ file: 'types/pump.yaml', line: 3, column: 17 }],
    });
    const started = await millwright(plant, 'start', '.', '--port', '0').ended;
    expect([started.code, started.stderr]).toEqual([1, expect.stringMatching('types/pump.yaml:3:17')]);
  });

  it('S21 check runs the tests of the plant and names what does not hold', async () => {
    const plant = await writePlant({
      'tests/load.test.mw':
        'load 1 s\n  hall/pump1/motor.power 5\neval at 0 s\n  hall/pump1/motor.load == 0.4\n',
    });
    const { code, stdout } = await millwright(plant, 'check', '.').ended;
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^tests\/load\.test\.mw:4:1 error /m)]);
  });

  it('S21 a wrong command line ends with 2', async () => {
    const folder = await temporaryFolder();
    for (const args of [
      ['start'],
      ['dance'],
      ['start', 'x', '--port', 'many'],
      ['export', 'x', '--from', 'now'],
      ['check', 'nowhere'],
    ]) {
      const { code, stderr } = await millwright(folder, ...args).ended;
      expect([args, code, stderr.length > 0]).toEqual([args, 2, true]);
    }
    const help = await millwright(folder, '--help').ended;
    expect([help.code, help.stdout]).toEqual([0, expect.stringMatching('Exit codes')]);
  });

  it('S22 start --json prints exactly one line when the page answers', async () => {
    const plant = await writePlant();
    const { url, token, origin, child, ended } = await startMillwright(plant, '.');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\?token=[\w-]{43}$/);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect(
      (await fetch(`${origin}/api/v1/health`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
    const link = await millwright(plant, 'link').ended;
    expect((await fetch(link.stdout.trim(), { redirect: 'manual' })).status).toBe(303);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect([code, stdout.split('\n').length]).toEqual([0, 2]);
    const none = await millwright(plant, 'link').ended;
    expect([none.code, none.stderr]).toEqual([3, expect.stringMatching('No server runs on the data folder')]);
  });

  it('S23 a port in use ends with 3, names the port and the remedy', async () => {
    const plant = await writePlant();
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { code, stderr } = await millwright(plant, 'start', '.', '--port', String(port)).ended;
    expect([code, stderr]).toEqual([
      3,
      expect.stringMatching(new RegExp(`Port ${port} on 127.0.0.1 is in use.*--port`)),
    ]);
  });

  it('S23 two servers on one data folder: the second ends with 3 and names folder and process', async () => {
    const plant = await writePlant({
      'plant.yaml': 'plant: tiny\nemulator: { command: emulator.js }\n',
      'emulator.js': 'setInterval(() => {}, 1000);',
    });
    const first = await startMillwright(plant, '.', '--no-emulator');
    const second = await millwright(plant, 'start', '.', '--port', '0').ended;
    expect([second.code, second.stderr]).toEqual([
      3,
      expect.stringMatching(`tiny.* is in use by process ${first.child.pid}.*--data`),
    ]);
    expect((await first.api.health()).status).toBe('ok');
    // Nothing was started for nothing.
    expect(existsSync(join(plant, '.millwright/tiny/emulator'))).toBe(false);
  });

  it('S23 a data folder that cannot be written ends with 3 and says what to do', async () => {
    const plant = await writePlant();
    await writeFile(join(plant, 'file'), '');
    const inFile = await millwright(plant, 'start', '.', '--port', '0', '--data', 'file/data').ended;
    expect([inFile.code, inFile.stderr]).toEqual([
      3,
      expect.stringMatching(/data folder .*file\/data cannot be used.*--data/),
    ]);
    if (process.getuid?.() === 0) return; // root may write anywhere
    const locked = join(plant, 'locked');
    await mkdir(locked);
    await chmod(locked, 0o500);
    const readOnly = await millwright(plant, 'start', '.', '--port', '0', '--data', join(locked, 'data'))
      .ended;
    expect([readOnly.code, readOnly.stderr]).toEqual([3, expect.stringMatching('cannot be written')]);
  });

  it('S24 what was answered with 200 survives kill -9', async () => {
    const plant = await writePlant();
    const from = 1_700_000_000_000;
    let sent = 0;
    for (let round = 0; round < 2; round++) {
      const { api, child, ended } = await startMillwright(plant, '.');
      for (let i = 0; i < 5; i++) {
        await api.postSamples('tiny', [{ path: 'hall/pump1.flow', value: sent, time: from + sent * 1000 }]);
        sent++;
      }
      child.kill('SIGKILL');
      await ended;
    }
    const { api } = await startMillwright(plant, '.');
    const answer = await api.samples('tiny', 'hall/pump1.flow', { from, to: from + sent * 1000 });
    expect(answer).toMatchObject({ kind: 'raw', values: Array.from({ length: sent }, (_, i) => i) });
    expect(await api.signal('tiny', 'hall/pump1.flow')).toMatchObject({ value: sent - 1 });
  });

  it('S25 export writes what was recorded, with the server at work and without', {
    timeout: 90_000,
  }, async () => {
    const plant = await writePlant();
    const { api, child, ended } = await startMillwright(plant, '.');
    await api.postSamples('tiny', [
      { path: 'hall/pump1.flow', value: 1.5, time: 1_700_000_000_000 },
      { path: 'hall/pump1.flow', value: 2.5, time: 1_700_000_001_000 },
    ]);
    const args = ['export', '.', '--from', '2023-11-14', '--to', '2023-11-15T12:00:00Z', '--json'];
    const during = await millwright(plant, ...args, '--format', 'csv', '--out', 'during.csv').ended;
    expect([during.code, during.stderr]).toEqual([0, expect.stringMatching('at work')]);
    child.kill('SIGTERM');
    await ended;
    const after = await millwright(plant, ...args, '--format', 'csv', '--out', 'after.csv').ended;
    expect([after.code, JSON.parse(after.stdout).file]).toEqual([0, expect.stringMatching(/after\.csv$/)]);
    const text = await readFile(join(plant, 'after.csv'), 'utf8');
    expect(text).toBe(await readFile(join(plant, 'during.csv'), 'utf8'));
    expect(text).toMatch(/hall\/pump1\.flow.*1\.5/);
    const parquet = await millwright(plant, ...args, '--out', 'all.parquet').ended;
    expect(parquet.code).toBe(0);
    expect((await readFile(join(plant, 'all.parquet'))).subarray(0, 4).toString()).toBe('PAR1');

    const nothing = await millwright(plant, ...args, '--data', 'elsewhere').ended;
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringMatching('no recorded samples')]);
    const reversed = await millwright(plant, 'export', '.', '--from', 'now', '--to', '-1 h').ended;
    expect([reversed.code, reversed.stderr]).toEqual([2, expect.stringMatching('not before')]);
    await rm(join(plant, 'all.parquet'));
  });
});
