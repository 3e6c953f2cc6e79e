/**
 * The emulator of an example plant: a process of its own that speaks real protocols over TCP in the place of machines.
 *
 * It gets its ports and its folder through the environment, says `{type:'ready'}` over IPC when its servers listen, and
 * exits when the IPC channel closes. Should it die, it is started again with growing pauses.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EmulatorDefinition } from '@millwright/model';
import { choosePorts } from './ports.ts';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** An emulator that ran for so long was not broken: the pauses begin anew. */
const HEALTHY_MS = 60_000;
const STOP_MS = 3000;

export interface EmulatorOptions {
  definition: EmulatorDefinition;
  /** Plant folder. */
  plant: string;
  /** Folder the emulator may write to. */
  folder: string;
  log(message: string): void;
  /** Default: as above. */
  firstPauseMs?: number;
}

export class Emulator {
  /** For `${NAME}` in the documents of the plant, and for the emulator itself. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves when the emulator said that it is ready, or was stopped. */
  readonly ready: Promise<void>;
  /** Why there is no emulator right now. */
  problem: string | undefined;
  #options: EmulatorOptions;
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pause: number;
  #stopped = false;
  #settle: () => void = () => {};

  /** Chooses ports and starts the process; does not wait until it is ready. */
  static async start(options: EmulatorOptions): Promise<Emulator> {
    await mkdir(options.folder, { recursive: true });
    const ports = await choosePorts(options.definition.ports);
    const texts = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]));
    const emulator = new Emulator(options, { ...texts, MILLWRIGHT_EMULATOR: options.folder });
    emulator.#spawn();
    return emulator;
  }

  private constructor(options: EmulatorOptions, environment: Record<string, string>) {
    this.#options = options;
    this.#pause = options.firstPauseMs ?? FIRST_PAUSE_MS;
    this.environment = environment;
    this.ready = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the process to end and makes it end when it does not. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#settle();
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.once('exit', () => {
        clearTimeout(force);
        resolve();
      });
      if (child.connected) child.disconnect();
      else child.kill();
    });
  }

  #spawn(): void {
    const { definition, plant, folder, log } = this.#options;
    const startedAt = performance.now();
    const child = spawn(process.execPath, [join(plant, definition.command)], {
      cwd: plant,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl+C in a terminal goes to the whole process group: the machines stay until the sources have said goodbye.
      detached: true,
      windowsHide: true,
      env: { ...process.env, ...this.environment, MILLWRIGHT_DATA: folder },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      forward(stream, (line) => {
        log(`emulator: ${line}`);
      });
    }
    child.on('message', (message) => {
      if (typeof message !== 'object' || message === null || !('type' in message)) return;
      if (message.type !== 'ready') return;
      this.problem = undefined;
      this.#settle();
    });
    const ended = (why: string) => {
      if (this.#stopped || this.#child !== child) return;
      this.#child = undefined;
      if (performance.now() - startedAt >= HEALTHY_MS)
        this.#pause = this.#options.firstPauseMs ?? FIRST_PAUSE_MS;
      const pause = this.#pause;
      this.#pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      this.problem = `the emulator ${join(plant, definition.command)} ${why}; it is started again`;
      log(`The emulator ${why}; starting it again in ${pause / 1000} s.`);
      this.#timer = setTimeout(() => this.#spawn(), pause);
    };
    child.once('error', (error) => ended(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      ended(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
  }
}

function forward(stream: Readable, say: (line: string) => void): void {
  createInterface({ input: stream }).on('line', (line) => {
    if (line.trim() !== '') say(line);
  });
}
