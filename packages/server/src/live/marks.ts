/**
 * Which signals changed since when: one number per signal of a plant, the tick of its last change. Every subscription
 * finds what is new for it by comparing with the tick of its own last frame, so that no set of changes is kept per client.
 */
export class ChangeMarks {
  /** Tick of the last change by signal id; 0: never changed. */
  readonly ticks: Uint32Array;
  #tick = 0;

  constructor(signalCount: number) {
    this.ticks = new Uint32Array(signalCount);
  }

  get tick(): number {
    return this.#tick;
  }

  /** Begins a new tick with the ids that changed. Linear in `count`. */
  mark(ids: Uint32Array, count: number): void {
    const tick = ++this.#tick;
    const { ticks } = this;
    for (let i = 0; i < count; i++) ticks[ids[i]] = tick;
  }
}
