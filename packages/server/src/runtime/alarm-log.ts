/** Alarms on their way to disk: in order, tried again while the historian fails, never given up while the plant runs. */
import type { AlarmTransition } from '@millwright/live';

const RETRY_MS = 1000;
/** A plant with more unrecorded transitions than this has a fault that its disk is the least part of. */
const MOST_WAITING = 100_000;

export class AlarmLog {
  /** Why recording fails right now. */
  failure: string | undefined;
  #record: (transition: AlarmTransition) => Promise<void>;
  #waiting: AlarmTransition[] = [];
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(record: (transition: AlarmTransition) => Promise<void>) {
    this.#record = record;
  }

  add(transition: AlarmTransition): void {
    this.#waiting.push(transition);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    if (this.#timer === undefined) this.#drain();
  }

  /** A last attempt. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#drain();
    await this.#running;
    clearTimeout(this.#timer);
  }

  #drain(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
    });
  }

  async #work(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        await this.#record(next);
        this.failure = undefined;
        if (this.#waiting[0] === next) this.#waiting.shift();
      } catch (error) {
        this.failure = error instanceof Error ? error.message : String(error);
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#drain();
        }, RETRY_MS);
        return;
      }
    }
  }
}
