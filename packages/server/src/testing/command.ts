/** The command line as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ApiClient } from '../client/index.ts';

const CLI = join(import.meta.dirname, '../cli.ts');
/** Dozens of starts in the tests: each after the first takes half the time. */
const COMPILE_CACHE = join(import.meta.dirname, '../../../../node_modules/.cache/node');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Started {
  child: ChildProcess;
  /** The first line on standard output. Rejects with what it said when it ends before. */
  line: Promise<string>;
  ended: Promise<Ended>;
}

/** Starts `millwright …` in a folder; killed after the test if it still runs. */
export function millwright(cwd: string, ...args: string[]): Started {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  let firstLine: (line: string) => void = () => {};
  let noLine: (error: Error) => void = () => {};
  const line = new Promise<string>((resolve, reject) => {
    firstLine = resolve;
    noLine = reject;
  });
  line.catch(() => {}); // whoever wants the line awaits it
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.stdout += text;
    const end = said.stdout.indexOf('\n');
    if (end >= 0) firstLine(said.stdout.slice(0, end));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => {
      noLine(new Error(`ended with ${code}: ${said.stderr}`));
      resolve({ code, ...said });
    });
  });
  return { child, line, ended };
}

/** `start … --port 0 --json` and a client of it; resolves when the page answers. */
export async function startMillwright(cwd: string, ...args: string[]) {
  const started = millwright(cwd, 'start', ...args, '--port', '0', '--json');
  const announced = JSON.parse(await started.line) as { url: string; token: string; origin: string }; // S22 checks it
  return { ...started, ...announced, api: new ApiClient(announced.origin, announced.token) };
}
