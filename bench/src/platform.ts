/** Starts the platform as users do, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export interface Platform {
  process: ChildProcess;
  pid: number;
  /** Origin of the page and the API. */
  url: string;
  /** Link that signs a browser in, once. */
  signInUrl: string;
  token: string;
}

/** Resolves when the platform listens; rejects when it ends before. */
export async function startPlatform(plant: string, data: string): Promise<Platform> {
  const cli = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url));
  // Flags of this process go on to the platform, for measuring: `node --trace-gc src/main.ts fleet`.
  const args = [...process.execArgv, cli, 'start', plant, '--json', '--port', '0', '--data', data];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(started, 'exit').then(([code]) => {
    throw new Error(`the platform stopped with code ${code} before it was ready`);
  });
  const ready = readyLine(started.stdout);
  const text = await Promise.race([ready, exited]);
  exited.catch(() => undefined);
  const { url, token }: { url: string; token: string } = JSON.parse(text);
  return { process: started, pid: started.pid ?? 0, url: new URL(url).origin, signInUrl: url, token };
}

/** The line of JSON that says where the page is; others, such as traces of the engine, are passed on. */
async function readyLine(output: Readable): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: output }).on('line', (line) => {
      if (line.startsWith('{')) resolve(line);
      else console.error(line);
    });
  });
}
