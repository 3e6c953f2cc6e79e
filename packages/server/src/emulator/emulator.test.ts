import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/plant.ts';
import { until } from '../testing/until.ts';
import { Emulator } from './emulator.ts';
import { choosePorts } from './ports.ts';

/** Listens on its port, writes down what it was given, and says that it is ready. */
const SCRIPT = `
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
const port = Number(process.env.TEST_PORT);
const server = createServer((s) => s.end(String(process.pid))).listen(port, '127.0.0.1', () => {
  writeFileSync(process.env.MILLWRIGHT_DATA + '/given.json', JSON.stringify({ port, pid: process.pid }));
  console.log('listening');
  process.send({ type: 'ready' });
});
process.on('disconnect', () => server.close());
`;

async function startEmulator(script = SCRIPT) {
  const plant = await temporaryFolder();
  await mkdir(join(plant, 'emulator'));
  await writeFile(join(plant, 'emulator/main.mjs'), script);
  const folder = join(plant, 'data/emulator');
  const lines: string[] = [];
  const emulator = await Emulator.start({
    definition: { command: 'emulator/main.mjs', ports: { TEST_PORT: 0 } },
    plant,
    folder,
    log: (line) => void lines.push(line),
    firstPauseMs: 10,
  });
  onTestFinished(() => emulator.stop());
  return { emulator, folder, lines };
}

describe('emulator', () => {
  it('S26 gets its ports and its folder, says when it is ready, and ends when asked', async () => {
    const { emulator, folder, lines } = await startEmulator();
    await emulator.ready;
    const given = JSON.parse(await readFile(join(folder, 'given.json'), 'utf8'));
    expect(given).toEqual({ port: Number(emulator.environment.TEST_PORT), pid: emulator.pid });
    expect(emulator.environment.MILLWRIGHT_EMULATOR).toBe(folder);
    await until('what it printed', () => lines.includes('emulator: listening'));
    await emulator.stop();
    expect(() => process.kill(given.pid, 0)).toThrow();
  });

  it('S26 is started again when it dies, and the server says so', async () => {
    const { emulator, lines } = await startEmulator();
    await emulator.ready;
    const first = emulator.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await until('the message', () =>
      lines.some((line) => /was ended by SIGKILL; starting it again/.test(line)),
    );
    await until(
      'another one',
      () => emulator.pid !== undefined && emulator.pid !== first && emulator.problem === undefined,
    );
  });

  it('S26 one that cannot run is a problem that health can show, not the end', async () => {
    const { emulator } = await startEmulator('process.exit(7)');
    await until('the problem', () => emulator.problem?.includes('ended with code 7'));
    await emulator.stop();
  });

  it('S26 a preferred port that is taken is replaced by a free one', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const chosen = await choosePorts({ A: port, B: port, C: 0 });
    expect(new Set([port, ...Object.values(chosen)]).size).toBe(4);
  });
});
