/**
 * Where anything on screen reads values from. Space, panels and lists get a `ValueSource` and never know whether it is
 * filled by the live connection, by the past or, later, by a simulated future.
 *
 * Arrays run in parallel over the signal index of `PlantModel`. They are written in place and must not be kept over a
 * change of plant. `version` grows with every change; who draws per frame compares it, who renders in React subscribes
 * and is told at most ten times a second (`Notices`).
 */
export interface ValueSource {
  /** In the signal's unit; NaN where there is no value. */
  readonly values: Float64Array;
  /** Source time, ms; NaN where nothing is known. */
  readonly times: Float64Array;
  /** Quality bytes of `@millwright/model`. */
  readonly quality: Uint8Array;
  readonly version: number;
  subscribe(listener: () => void): () => void;
}

/** The arrays of one picture of the plant. */
export interface ValueArrays {
  values: Float64Array;
  times: Float64Array;
  quality: Uint8Array;
}

/** Quality byte of a signal about which nothing is known: stale, initial. */
export const UNKNOWN_QUALITY = 3 | (13 << 2);
/** Stale, not connected. */
export const LOST_QUALITY = 3 | (2 << 2);

export function allocateValues(size: number): ValueArrays {
  return {
    values: new Float64Array(size).fill(Number.NaN),
    times: new Float64Array(size).fill(Number.NaN),
    quality: new Uint8Array(size).fill(UNKNOWN_QUALITY),
  };
}

/** Gap between two notices, ms: ten a second, as many as a person can read. */
const NOTICE_GAP_MS = 100;

/** While the person moves through time the picture follows the pointer: thirty a second. */
export const MOVING_GAP_MS = 33;

/** Tells listeners of changes, at most ten times a second unless said otherwise; the last change always included. */
export class Notices {
  readonly #gap: number;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last = 0;

  /** `gap`: least time between two notices, ms; 0 only joins those of one moment. */
  constructor(gap = NOTICE_GAP_MS) {
    this.#gap = gap;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Something changed. Costs nothing while a notice is already due. */
  mark(): void {
    if (this.#timer !== undefined || this.#listeners.size === 0) return;
    const wait = Math.max(0, this.#last + this.#gap - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#last = Date.now();
      for (const listener of this.#listeners) listener();
    }, wait);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#listeners.clear();
  }
}
