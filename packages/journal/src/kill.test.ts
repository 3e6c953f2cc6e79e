import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Journal } from './index.ts';
import { temporaryFolder } from './testing/folders.ts';
import { openOrders, ordersProjection } from './testing/orders.ts';
import { verifyLog } from './verify/verify.ts';

const APPENDER = fileURLToPath(new URL('./testing/appender.ts', import.meta.url));
/** Lives per folder; two folders run side by side. */
const LIVES = 8;

/** Compiled code for the children, since a killed process leaves none behind. */
function compileCache(): NodeJS.ProcessEnv {
  const env = { ...process.env, NODE_COMPILE_CACHE: temporaryFolder() };
  spawnSync(process.execPath, [APPENDER, temporaryFolder(), '0', 'once'], { env });
  return env;
}

/** Starts an appender, kills it -9 at a random point, and returns the number up to which it acknowledged. */
function live(
  env: NodeJS.ProcessEnv,
  folder: string,
  first: number,
): Promise<{ end: number; messages: string }> {
  const child = spawn(process.execPath, [APPENDER, folder, String(first)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = 1 + Math.floor(Math.random() * 12);
  let output = '';
  let messages = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
    if (output.split('\n').length > lines)
      timer ??= setTimeout(() => child.kill('SIGKILL'), Math.random() * 5);
  });
  child.stderr.on('data', (data: Buffer) => {
    messages += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code !== null) reject(new Error(`the appender ended by itself with ${code}: ${messages}`));
      const complete = output.slice(0, output.lastIndexOf('\n')).split('\n');
      resolve({ end: Math.max(first, Number(complete.at(-1) || first)), messages });
    });
  });
}

async function check(
  folder: string,
  acknowledged: readonly { first: number; end: number }[],
): Promise<number> {
  const journal = await Journal.open({ folder, origin: 'millwright.example/killed', log: () => {} });
  const desk = await openOrders(journal, { log: () => {} });
  const orders = desk.state(ordersProjection);
  let count = 0;
  for (const { first, end } of acknowledged)
    for (let n = first; n < end; n++, count++)
      if (orders.get(`order/${n}`)?.text !== `${n}`) throw new Error(`acknowledged command ${n} is lost`);
  await journal.close();
  const report = await verifyLog({ folder: path.join(folder, 'log'), keys: [journal.verifierKey] });
  expect(report.faults).toEqual([]);
  expect(report.intact).toBe(journal.size);
  return count;
}

async function killMany(env: NodeJS.ProcessEnv, folder: string): Promise<number> {
  const acknowledged: { first: number; end: number }[] = [];
  let first = 0;
  for (let i = 0; i < LIVES; i++) {
    const { end, messages } = await live(env, folder, first);
    // The only thing a kill may do to a file is to leave a torn tail.
    for (const message of messages.split('\n')) if (message !== '') expect(message).toContain('torn write');
    acknowledged.push({ first, end });
    // Beyond whatever was on its way: the next life must not write the same numbers.
    first = end + 1000;
  }
  return check(folder, acknowledged);
}

describe('kill -9', () => {
  it(`J5 ${2 * LIVES} kills at random points lose nothing that was acknowledged, and the log verifies`, {
    timeout: 120_000,
  }, async () => {
    const env = compileCache();
    const counts = await Promise.all([killMany(env, temporaryFolder()), killMany(env, temporaryFolder())]);
    for (const count of counts) expect(count).toBeGreaterThan(LIVES);
  });
});
