/** Growing pauses between attempts to connect: 0.5 s, 1 s, 2 s … 30 s, each up to a fifth shorter by chance. */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** So that a hundred sources do not knock at one restarted server in the same instant. */
const JITTER = 0.2;

export class Backoff {
  #pause = FIRST_PAUSE_MS;

  /** The next pause in milliseconds. */
  next(): number {
    const pause = this.#pause;
    this.#pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    return pause * (1 - JITTER * Math.random());
  }

  /** Call after a connection that worked. */
  reset(): void {
    this.#pause = FIRST_PAUSE_MS;
  }
}

/** Waits, or returns early when the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
