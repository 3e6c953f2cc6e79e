/** Counts wrong credentials per address, so that guessing gets slow and visible. Right credentials are never held up. */

const WINDOW_MS = 60_000;
/** More than a person mistypes in a minute. */
const MOST_PER_WINDOW = 20;
const MOST_ADDRESSES = 10_000;

export class Failures {
  #windows = new Map<string, { since: number; count: number }>();
  #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts one failure. Returns 0, or the seconds to wait once there were too many. */
  count(address: string): number {
    const now = this.#now();
    let window = this.#windows.get(address);
    if (window === undefined || now - window.since >= WINDOW_MS) {
      this.#windows.delete(address);
      if (this.#windows.size >= MOST_ADDRESSES) this.#windows.delete(this.#windows.keys().next().value ?? '');
      window = { since: now, count: 0 };
      this.#windows.set(address, window);
    }
    window.count++;
    return window.count > MOST_PER_WINDOW ? Math.ceil((window.since + WINDOW_MS - now) / 1000) : 0;
  }
}
