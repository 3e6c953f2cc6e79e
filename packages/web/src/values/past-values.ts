/**
 * The past: the whole plant at the clock's instant.
 *
 * Moving through time shows keyframes that were fetched before (`keyframes.ts`), so a move costs no request: the newest
 * keyframe at or before the instant is there at once. Once time rests, the exact state is asked for, one request in flight,
 * the latest waiting. Playing shows keyframes and fetches those ahead.
 */
import type { StateAnswer, StatesFrame } from '@millwright/server/client';
import type { Clock } from '../time/clock.ts';
import { Keyframes, stepOf, type Tile } from './keyframes.ts';
import { LatestOnly } from './latest-only.ts';
import { planTiles } from './tile-plan.ts';
import {
  allocateValues,
  MOVING_GAP_MS,
  Notices,
  type ValueArrays,
  type ValueSource,
} from './value-source.ts';

/** Exact states kept: going back and forth between a few instants asks once. */
const EXACT_MOST = 12;
/** While scrubbing, the exact state is asked for after the pointer has rested this long. */
const REST_MS = 150;
/** After a failure the server is asked again after this long. */
const RETRY_MS = 2000;
/** Without a window around it, an instant is prepared for this much time. */
const ALONE_MS = 30 * 60_000;

/** What the past is read from. */
export interface PastSource {
  state(at: number, signal: AbortSignal): Promise<StateAnswer>;
  states(query: { from: number; step: number; count: number }, signal: AbortSignal): Promise<StatesFrame>;
}

interface Exact extends ValueArrays {
  at: number;
}

export class PastValues implements ValueSource {
  version = 0;
  /** Message of the last request that failed; undefined when the newest one worked. */
  error: string | undefined;
  readonly keyframes: Keyframes;
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly quality: Uint8Array;
  #arrays: ValueArrays;
  #shownAt = Number.NaN;
  #exact = new Map<number, Exact>();
  #showsExact = false;
  #notices = new Notices(MOVING_GAP_MS);
  #loads: LatestOnly<number>;
  #source: PastSource;
  #indexOf: (path: string) => number;
  #window: { readonly from: number; readonly to: number } | undefined;
  #wanted = Number.NaN;
  #movedAt = 0;
  #asked = Number.NaN;
  #loading = false;
  #retryAt = 0;
  #abort = new AbortController();

  constructor(
    size: number,
    indexOf: (path: string) => number,
    source: PastSource,
    window?: { readonly from: number; readonly to: number },
  ) {
    this.#indexOf = indexOf;
    this.#source = source;
    this.#window = window;
    this.keyframes = new Keyframes(size);
    this.#arrays = allocateValues(size);
    this.values = this.#arrays.values;
    this.times = this.#arrays.times;
    this.quality = this.#arrays.quality;
    this.#loads = new LatestOnly((at) => this.#load(at));
  }

  /** Instant of the state that is shown; NaN before the first. */
  get shownAt(): number {
    return this.#shownAt;
  }

  /** Whether something nearer to the clock's instant than what is shown is on its way. */
  get loading(): boolean {
    if (this.#showsExact && this.#shownAt === this.#wanted) return false;
    const window = this.#window;
    const fine = stepOf((window ? window.to - window.from : ALONE_MS) / 300);
    return (this.#loads.busy || this.#loading) && !(this.#wanted - this.#shownAt <= fine);
  }

  subscribe = this.#notices.subscribe;

  /** Follows the clock; call it each frame and after each jump. Asks for what is missing and shows the best there is. */
  follow(clock: Clock): void {
    if (clock.live) return;
    const { playing, scrubbing, speed } = clock.state;
    const at = Math.round(clock.now());
    if (at !== this.#wanted) {
      this.#wanted = at;
      this.#movedAt = Date.now();
    }
    this.#show(at, playing);
    if (playing) {
      this.#fetch(clock, at, speed, false);
      return;
    }
    if (scrubbing) this.#fetch(clock, at, 0, true);
    const rests = !scrubbing || Date.now() - this.#movedAt >= REST_MS;
    if (rests && this.#asked !== at && !this.#exact.has(at) && Date.now() >= this.#retryAt) {
      this.#asked = at;
      this.#loads.ask(at);
    }
  }

  /** The person is about to move through time near an instant: fetches the first keyframes. Also while LIVE. */
  prepare(clock: Clock, at: number): void {
    this.#fetch(clock, at, 0, false);
  }

  close(): void {
    this.#abort.abort();
    this.#notices.close();
  }

  #show(at: number, playing: boolean): void {
    const exact = playing ? undefined : this.#exact.get(at);
    if (exact) {
      if (this.#showsExact && this.#shownAt === at) return;
      this.#exact.delete(at);
      this.#exact.set(at, exact);
      this.values.set(exact.values);
      this.times.set(exact.times);
      this.quality.set(exact.quality);
      this.keyframes.forget();
      this.#changed(at, true);
      return;
    }
    const instant = this.keyframes.before(at);
    if (Number.isNaN(instant) || instant === this.#shownAt) return;
    // What is shown exactly stays while it is nearer than the keyframe.
    if (this.#showsExact && this.#shownAt <= at && this.#shownAt >= instant) return;
    this.#changed(this.keyframes.show(at, this.#arrays), false);
  }

  #changed(at: number, exact: boolean): void {
    this.#shownAt = at;
    this.#showsExact = exact;
    this.version++;
    this.#notices.mark();
  }

  /** One request for keyframes at a time; what is wanted next is decided when it is answered. */
  #fetch(clock: Clock, at: number, speed: number, moving: boolean): void {
    if (this.#loading || Date.now() < this.#retryAt) return;
    const now = clock.serverNow();
    const { from, to } = this.#window ?? { from: at - ALONE_MS / 2, to: at + ALONE_MS / 2 };
    const next = planTiles(this.keyframes, { from, to, at, now, speed, moving }).find(
      (tile) => !this.keyframes.has(tile, now) && this.keyframes.startOf(tile) <= now,
    );
    if (next === undefined) return;
    void this.#loadTile(next, now, () => {
      if (clock.live) this.prepare(clock, at);
      else this.follow(clock);
    });
  }

  async #loadTile(tile: Tile, now: number, then: () => void): Promise<void> {
    this.#loading = true;
    try {
      const frame = await this.#source.states(this.keyframes.requestFor(tile, now), this.#abort.signal);
      this.keyframes.put(tile, frame, now);
      this.error = undefined;
      this.#loading = false;
      then();
    } catch (cause) {
      this.#loading = false;
      if (this.#abort.signal.aborted) return;
      this.#failed(cause);
    }
    this.#notices.mark();
  }

  async #load(at: number): Promise<void> {
    try {
      const state = await this.#source.state(at, this.#abort.signal);
      this.#exact.set(at, { at, ...valuesOf(state, this.values.length, this.#indexOf) });
      this.error = undefined;
      for (const old of this.#exact.keys()) {
        if (this.#exact.size <= EXACT_MOST) break;
        this.#exact.delete(old);
      }
      if (this.#wanted === at) this.#show(at, false);
    } catch (cause) {
      if (this.#abort.signal.aborted) return;
      this.#failed(cause);
      this.#asked = Number.NaN;
    }
    this.#notices.mark();
  }

  #failed(cause: unknown): void {
    this.error = cause instanceof Error ? cause.message : String(cause);
    this.#retryAt = Date.now() + RETRY_MS;
  }
}

/** A state of the API in the order of the screen. Signals that are unknown here are left out. */
export function valuesOf(state: StateAnswer, size: number, indexOf: (path: string) => number): ValueArrays {
  const arrays = allocateValues(size);
  for (let i = 0; i < state.paths.length; i++) {
    const index = indexOf(state.paths[i]);
    if (index < 0) continue;
    arrays.values[index] = state.values[i] ?? Number.NaN;
    arrays.times[index] = state.times[i];
    arrays.quality[index] = state.quality[i];
  }
  return arrays;
}
