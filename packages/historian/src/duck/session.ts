/** A DuckDB worker for one job: started, asked one thing after the other, ended. */
import { Worker } from 'node:worker_threads';
import { HistorianError } from '../errors.ts';
import { type DuckReply, type DuckRequestName, type DuckRequests, TOO_LARGE } from './protocol.ts';

/** Memory of the worker beside DuckDB's own: rows on their way. */
const MEMORY_MB = 512;
/** A worker that has not ended by itself so long after its last answer is stopped. */
const END_MS = 5000;

export class DuckSession {
  #worker = new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  #pending: { resolve(value: unknown): void; reject(error: Error): void } | undefined;
  #failed: Error | undefined;
  #ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));

  constructor() {
    this.#worker.on('message', (reply: DuckReply) => {
      const pending = this.#pending;
      this.#pending = undefined;
      if (reply.kind === 'answer') pending?.resolve(reply.value);
      else pending?.reject(new HistorianError(reply.code, reply.message));
    });
    this.#worker.on('error', (error) => {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        this.#failed ??= new HistorianError('limit', TOO_LARGE);
      }
      this.#fail(error instanceof Error ? error.message : String(error));
    });
    this.#worker.on('exit', () => this.#fail('it ended'));
  }

  #fail(reason: string): void {
    this.#failed ??= new HistorianError('closed', `The DuckDB worker failed: ${reason}.`);
    this.#pending?.reject(this.#failed);
    this.#pending = undefined;
  }

  /** One request at a time: await each before the next. */
  ask<Name extends DuckRequestName>(
    name: Name,
    argument: DuckRequests[Name]['argument'],
    transfer: ArrayBuffer[] = [],
  ): Promise<DuckRequests[Name]['answer']> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending = { resolve, reject };
    });
    this.#worker.postMessage({ id: 0, name, argument }, transfer);
    // The worker answers a request with what its handler of that name returns.
    return answer as Promise<DuckRequests[Name]['answer']>;
  }

  /**
   * Closes the database and lets the worker end by itself: stopped in the midst of it, a thread takes the objects of DuckDB apart
   * in an order that they do not survive.
   */
  async end(): Promise<void> {
    const idle = this.#failed === undefined && this.#pending === undefined;
    const timer = setTimeout(() => void this.#worker.terminate(), idle ? END_MS : 0);
    if (idle) await this.ask('close', undefined).catch(() => {});
    await this.#ended;
    clearTimeout(timer);
  }
}
