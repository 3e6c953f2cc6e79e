/** One job in flight, the latest waiting, the rest dropped: so a slow server never makes scrubbing queue up. */
export class LatestOnly<T> {
  #run: (job: T) => Promise<void>;
  #busy = false;
  #waiting: { job: T } | undefined;

  /** `run` must not reject; it handles its own failures. */
  constructor(run: (job: T) => Promise<void>) {
    this.#run = run;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Starts the job, or keeps it as the one to run next in place of whatever waited. */
  ask(job: T): void {
    if (this.#busy) {
      this.#waiting = { job };
      return;
    }
    void this.#start(job);
  }

  async #start(job: T): Promise<void> {
    this.#busy = true;
    try {
      await this.#run(job);
    } finally {
      this.#busy = false;
      const next = this.#waiting;
      this.#waiting = undefined;
      if (next) void this.#start(next.job);
    }
  }
}
