/**
 * The main thread's end of the historian's worker: requests and their answers, and a new worker when one dies.
 *
 * A worker that died (out of memory, a fault of ours) is started again with growing pauses; it replays the write-ahead
 * log, so what was acknowledged is there. Requests are refused meanwhile.
 */
import { Worker } from 'node:worker_threads';
import { HistorianError, messageOf } from '../errors.ts';
import type { Layout } from '../layout.ts';
import type { ReplyMessage, RequestName, Requests } from './protocol.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A worker that lived for so long was healthy: the next pause is the first one again. */
const HEALTHY_MS = 60_000;

export interface LinkOptions {
  folder: string;
  /** Of the plant as it is now. */
  layout(): Layout;
  log(message: string): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Id of the message that says that the worker is ready, or why it is not. */
const READY = 0;

export class WorkerLink {
  #options: LinkOptions;
  #worker: Worker | undefined;
  #pending = new Map<number, Pending>();
  #nextId = READY + 1;
  /** Why requests are refused. */
  #down: HistorianError | undefined;
  #reason = '';
  #isReady = false;
  #closing = false;
  #ended: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE_MS;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** Starts the first worker. Rejects with the worker's error where it cannot open the folder. */
  async start(): Promise<void> {
    try {
      await this.#spawn();
    } catch (error) {
      this.#closing = true;
      await this.#worker?.terminate();
      throw error;
    }
  }

  /** Why there is no worker at present. */
  get failure(): string | undefined {
    return this.#down?.message;
  }

  ask<Name extends RequestName>(
    name: Name,
    argument: Requests[Name]['argument'],
    transfer: ArrayBuffer[] = [],
  ): Promise<Requests[Name]['answer']> {
    if (this.#down !== undefined) return Promise.reject(this.#down);
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#worker?.postMessage({ id, name, argument }, transfer);
    // The worker answers a request with what its handler of that name returns.
    return answer as Promise<Requests[Name]['answer']>;
  }

  /** Lets the worker bring everything to disk and end; later requests are refused. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#timer);
    try {
      if (this.#down === undefined) await this.ask('close', undefined);
      else await this.#worker?.terminate();
    } finally {
      await this.#ended;
      this.#down = this.#error('it is closed');
    }
  }

  #spawn(): Promise<void> {
    const { folder, layout } = this.#options;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { folder, layout: layout() },
    });
    this.#worker = worker;
    this.#reason = 'its worker ended';
    const ready = new Promise<unknown>((resolve, reject) => this.#pending.set(READY, { resolve, reject }));
    const startedAt = performance.now();
    worker.on('message', (message: ReplyMessage) => this.#receive(message));
    worker.on('error', (error) => {
      this.#reason = `its worker failed: ${messageOf(error)}`;
    });
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => {
        if (this.#isReady && performance.now() - startedAt >= HEALTHY_MS) this.#pause = FIRST_PAUSE_MS;
        this.#lost();
        resolve();
      });
    });
    return ready.then(() => {
      this.#isReady = true;
    });
  }

  #receive(message: ReplyMessage): void {
    if (message.kind === 'log') {
      this.#options.log(message.message);
      return;
    }
    const id = message.kind === 'ready' ? READY : message.id;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (message.kind === 'error')
      pending?.reject(new HistorianError(message.code, message.message, message.file));
    else pending?.resolve(message.kind === 'answer' ? message.value : undefined);
  }

  /** The worker has ended and its files are closed. */
  #lost(): void {
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#down = this.#error(
      this.#closing ? 'it is closed' : `${this.#reason}. It is started again by itself`,
    );
    for (const pending of this.#pending.values()) pending.reject(this.#down);
    this.#pending.clear();
    if (this.#closing) return;
    if (wasReady) this.#options.log(this.#down.message);
    this.#timer = setTimeout(() => void this.#startAgain(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  async #startAgain(): Promise<void> {
    try {
      await this.#spawn();
    } catch (error) {
      // It ends by itself, and the next attempt follows.
      this.#reason = messageOf(error).replace(/\.$/, '');
      return;
    }
    this.#down = undefined;
    this.#options.log(`The historian of ${this.#options.folder} works again.`);
  }

  #error(reason: string): HistorianError {
    const { folder } = this.#options;
    return new HistorianError('closed', `The historian of ${folder} does not answer: ${reason}.`, folder);
  }
}
