/**
 * Lets a few through at a time: heavy questions have a worker and much memory each, so that a client that asks again and
 * again must not take them all at once.
 */
export class Gate {
  #atOnce: number;
  #mostWaiting: number;
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(atOnce: number, mostWaiting: number) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** Runs the work when it is its turn. Returns undefined, without running it, when too many wait already. */
  pass<T>(work: () => Promise<T>): Promise<T> | undefined {
    if (this.#running >= this.#atOnce && this.#waiting.length >= this.#mostWaiting) return undefined;
    return this.#run(work);
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      // The place passes on to the next one without being free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
