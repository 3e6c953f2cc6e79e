/** The instant A that is kept for comparing: whatever the clock shows, the plant at A is there beside it. */
export class Pin {
  #at: number | undefined;
  #listeners = new Set<() => void>();

  /** ms; undefined while nothing is pinned. */
  get at(): number | undefined {
    return this.#at;
  }

  set(at: number): void {
    this.#change(Math.round(at));
  }

  clear(): void {
    this.#change(undefined);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #change(at: number | undefined): void {
    if (at === this.#at) return;
    this.#at = at;
    for (const listener of this.#listeners) listener();
  }
}
