import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { layoutOf } from './layout.ts';
import { temporaryFolder } from './testing/folders.ts';
import { NUMBERED_SIGNALS, numberedSample, numberOf } from './testing/numbered.ts';
import { machines } from './testing/plants.ts';
import { Engine } from './worker/engine.ts';
import { HANDLERS } from './worker/handlers.ts';

const APPENDER = fileURLToPath(new URL('./testing/appender.ts', import.meta.url));
/** Lives per folder; two folders run side by side. */
const LIVES = 100;
const CHECK_EVERY = 20;

/** Compiled code for the children, since a killed process leaves none behind: a life then starts in a third of the time. */
function compileCache(): NodeJS.ProcessEnv {
  const env = { ...process.env, NODE_COMPILE_CACHE: temporaryFolder() };
  spawnSync(process.execPath, [APPENDER, temporaryFolder(), '0', 'once'], { env });
  return env;
}

/** Starts an appender, kills it -9 at a random point, and returns the ranges of numbers it acknowledged. */
function live(
  env: NodeJS.ProcessEnv,
  folder: string,
  first: number,
): Promise<{ acknowledged: number; messages: string }> {
  const child = spawn(process.execPath, [APPENDER, folder, String(first)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = 1 + Math.floor(Math.random() * 12);
  let output = '';
  let messages = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (output.split('\n').length > lines) child.kill('SIGKILL');
  });
  child.stderr.on('data', (data: Buffer) => {
    messages += data.toString();
  });
  // One in eight dies while it starts: in the middle of replaying what the one before it left.
  const early =
    Math.random() < 0.125 ? setTimeout(() => child.kill('SIGKILL'), Math.random() * 250) : undefined;
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(early);
      if (code !== null) reject(new Error(`the appender ended by itself with ${code}: ${messages}`));
      const complete = output.slice(0, output.lastIndexOf('\n')).split('\n');
      resolve({ acknowledged: Math.max(first, Number(complete.at(-1) || first)), messages });
    });
  });
}

async function check(
  folder: string,
  acknowledged: readonly { first: number; end: number }[],
): Promise<number> {
  const engine = await Engine.open(folder, layoutOf(machines(2, NUMBERED_SIGNALS / 2)), () => {});
  const present = new Set<number>();
  for (let signal = 0; signal < NUMBERED_SIGNALS; signal++) {
    const series = await HANDLERS.raw(engine, { signal, from: 0, before: 1e15, limit: 1e8 });
    series.times.forEach((time, i) => {
      const k = numberOf(signal, time);
      present.add(k);
      // What was not acknowledged may be there, but then as it was sent.
      const sent = numberedSample(k);
      if (!Object.is(series.values[i], sent[2]) || series.quality[i] !== sent[3]) {
        throw new Error(`sample ${k} came back as ${series.values[i]} with quality ${series.quality[i]}`);
      }
    });
  }
  await engine.close();
  let count = 0;
  for (const { first, end } of acknowledged) {
    for (let k = first; k < end; k++, count++)
      if (!present.has(k)) throw new Error(`acknowledged sample ${k} is lost`);
  }
  return count;
}

async function killMany(env: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const acknowledged: { first: number; end: number }[] = [];
  let first = 0;
  let checked = 0;
  for (let life = 1; life <= LIVES; life++) {
    const { acknowledged: end, messages } = await live(env, folder, first);
    // The only thing a kill may do to a file is to leave a torn tail.
    for (const message of messages.split('\n'))
      if (message !== '') expect(message).toMatch(/torn|not even a header/);
    acknowledged.push({ first, end });
    // Beyond whatever was on its way: the next life must not write the same numbers.
    first = end + 1000;
    if (life % CHECK_EVERY === 0) checked = await check(folder, acknowledged);
  }
  return checked;
}

describe('kill -9', () => {
  it(`H1 ${2 * LIVES} kills at random points lose nothing that was acknowledged`, {
    timeout: 240_000,
  }, async () => {
    const env = compileCache();
    const counts = await Promise.all([killMany(env, temporaryFolder()), killMany(env, temporaryFolder())]);
    for (const count of counts) expect(count).toBeGreaterThan(LIVES);
  });
});
