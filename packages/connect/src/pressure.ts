/**
 * How far a source is ahead of the plant: samples that were delivered and are not yet on disk. Sources that can make their
 * peer wait do so while it is high, so that a slow disk fills no memory and loses nothing.
 */

/** A source alone may be so many samples ahead, some 20 MB. */
const MOST_OPEN = 1_000_000;

export class Pressure {
  #most: number;
  #open = 0;
  #waiting: (() => void)[] = [];
  #onChange: ((isHigh: boolean) => void) | undefined;

  /** @param most samples that may be open */
  constructor(most = MOST_OPEN) {
    this.#most = most;
  }

  get isHigh(): boolean {
    return this.#open >= this.#most;
  }

  /** Told whenever `isHigh` changes. */
  watch(onChange: (isHigh: boolean) => void): void {
    this.#onChange = onChange;
  }

  /** Notes samples with what `deliver` answered. */
  add(samples: number, settled: Promise<void> | undefined): void {
    if (settled === undefined) return;
    const before = this.isHigh;
    this.#open += samples;
    if (this.isHigh && !before) this.#onChange?.(true);
    void settled.then(() => this.#settled(samples));
  }

  /** Resolves when the source may go on: at once unless the pressure is high. */
  async low(): Promise<void> {
    while (this.isHigh) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #settled(samples: number): void {
    const before = this.isHigh;
    this.#open -= samples;
    if (this.isHigh || !before) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#onChange?.(false);
    for (const resolve of waiting) resolve();
  }
}
