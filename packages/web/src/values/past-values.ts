/**
 * The past: the whole plant at the clock's instant, from `state?at`.
 *
 * Standing or scrubbing, the exact instant is asked for, one request in flight and the latest waiting. Playing, states
 * on a grid ahead of the clock are fetched before they are due. Loaded states are kept within a budget of bytes, the
 * least recently used go first.
 */
import type { StateAnswer } from '@millwright/server/client';
import type { Clock } from '../time/clock.ts';
import { LatestOnly } from './latest-only.ts';
import { allocateValues, Notices, type ValueArrays, type ValueSource } from './value-source.ts';

/** Memory for loaded states. */
const BUDGET_BYTES = 48 * 2 ** 20;
const BYTES_PER_SIGNAL = 17;
/** While playing, a state for every half second of wall time. */
const STEP_WALL_MS = 500;
/** Finest grid of plant time: most signals are slower. */
const STEP_LEAST_MS = 500;
/** Grid steps fetched ahead. */
const AHEAD = 4;
/** While scrubbing, a state at most this much older than the instant is shown until the exact one is here. */
const NEAR_MS = 10 * 60_000;

interface Keyframe extends ValueArrays {
  at: number;
}

export class PastValues implements ValueSource {
  version = 0;
  /** Message of the last request that failed; undefined when the newest one worked. */
  error: string | undefined;
  #shown: Keyframe;
  #frames = new Map<number, Keyframe>();
  #limit: number;
  #notices = new Notices();
  #loads: LatestOnly<number>;
  #fetch: (at: number, signal: AbortSignal) => Promise<StateAnswer>;
  #indexOf: (path: string) => number;
  #size: number;
  #wanted = Number.NaN;
  #abort = new AbortController();

  constructor(
    size: number,
    indexOf: (path: string) => number,
    fetchState: (at: number, signal: AbortSignal) => Promise<StateAnswer>,
  ) {
    this.#size = size;
    this.#indexOf = indexOf;
    this.#fetch = fetchState;
    this.#limit = Math.max(
      8,
      Math.min(600, Math.floor(BUDGET_BYTES / (BYTES_PER_SIGNAL * Math.max(1, size)))),
    );
    this.#shown = { at: Number.NaN, ...allocateValues(size) };
    this.#loads = new LatestOnly((at) => this.#load(at));
  }

  get values(): Float64Array {
    return this.#shown.values;
  }
  get times(): Float64Array {
    return this.#shown.times;
  }
  get quality(): Uint8Array {
    return this.#shown.quality;
  }
  /** Instant of the state that is shown; NaN before the first. */
  get shownAt(): number {
    return this.#shown.at;
  }
  /** Whether the state shown is not yet the one the clock asks for. */
  get loading(): boolean {
    return this.#loads.busy && this.#shown.at !== this.#wanted;
  }

  subscribe = this.#notices.subscribe;

  /** Follows the clock; call it each frame and after each jump. Asks for what is missing and shows the best there is. */
  follow(clock: Clock): void {
    if (clock.live) return;
    const now = clock.now();
    if (clock.state.playing) {
      const step = Math.max(STEP_LEAST_MS, STEP_WALL_MS * clock.state.speed);
      const due = Math.floor(now / step) * step;
      this.#wanted = due;
      if (!this.#loads.busy && Number.isNaN(this.#failedUntil(now))) {
        for (let k = 0; k <= AHEAD; k++) {
          const at = due + k * step;
          if (at > clock.serverNow()) break;
          if (this.#frames.has(at)) continue;
          this.#loads.ask(at);
          break;
        }
      }
      this.#showNewest(now, 4 * step);
      return;
    }
    const at = Math.round(now);
    if (this.#wanted !== at) {
      this.#wanted = at;
      if (!this.#frames.has(at)) this.#loads.ask(at);
    }
    this.#showNewest(at, NEAR_MS);
  }

  close(): void {
    this.#abort.abort();
    this.#notices.close();
  }

  #failedAt = Number.NaN;
  /** After a failure playing waits a second of plant time before it asks again. */
  #failedUntil(now: number): number {
    if (Number.isNaN(this.#failedAt) || Math.abs(now - this.#failedAt) > 1000) return Number.NaN;
    return this.#failedAt;
  }

  #showNewest(at: number, reach: number): void {
    let best: Keyframe | undefined;
    for (const frame of this.#frames.values()) {
      if (frame.at <= at && at - frame.at <= reach && (!best || frame.at > best.at)) best = frame;
    }
    if (!best || best === this.#shown) return;
    this.#shown = best;
    this.#frames.delete(best.at);
    this.#frames.set(best.at, best);
    this.version++;
    this.#notices.mark();
  }

  async #load(at: number): Promise<void> {
    try {
      const state = await this.#fetch(at, this.#abort.signal);
      const frame: Keyframe = { at, ...allocateValues(this.#size) };
      for (let i = 0; i < state.paths.length; i++) {
        const index = this.#indexOf(state.paths[i]);
        if (index < 0) continue;
        frame.values[index] = state.values[i] ?? Number.NaN;
        frame.times[index] = state.times[i];
        frame.quality[index] = state.quality[i];
      }
      this.error = undefined;
      this.#failedAt = Number.NaN;
      this.#frames.set(at, frame);
      for (const old of this.#frames.keys()) {
        if (this.#frames.size <= this.#limit) break;
        if (old !== this.#shown.at) this.#frames.delete(old);
      }
    } catch (cause) {
      if (this.#abort.signal.aborted) return;
      this.error = cause instanceof Error ? cause.message : String(cause);
      this.#failedAt = at;
    }
    this.#notices.mark();
  }
}
