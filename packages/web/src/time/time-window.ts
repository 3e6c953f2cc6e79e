/**
 * The stretch of time the timeline and the alarm history show. While the clock is LIVE it slides along so that now
 * stays at the same place; zooming keeps the instant under the pointer.
 */
import type { Clock } from './clock.ts';

const LEAST_MS = 10_000;
const MOST_MS = 5 * 365 * 86_400_000;
const FIRST_MS = 30 * 60_000;
const YOUNG_MS = 5 * 60_000;
/** Share of the window right of now while LIVE. */
const AHEAD = 0.06;

export class TimeWindow {
  #clock: Clock;
  #span: number;
  /** Start in REPLAY; in LIVE the start follows from the clock. */
  #from: number;
  #following = true;
  #version = 0;
  #listeners = new Set<() => void>();

  /** `first` is the oldest stored sample: a young plant begins with a shorter window. */
  constructor(clock: Clock, first: number | null) {
    this.#clock = clock;
    const age = first === null ? 0 : clock.serverNow() - first;
    this.#span = Math.min(FIRST_MS, Math.max(YOUNG_MS, age * 1.1));
    this.#from = clock.serverNow() - this.#span * (1 - AHEAD);
    clock.subscribe(() => this.#clockMoved());
  }

  get span(): number {
    return this.#span;
  }

  get from(): number {
    return this.#following ? this.#clock.serverNow() - this.#span * (1 - AHEAD) : this.#from;
  }

  get to(): number {
    return this.from + this.#span;
  }

  /** Grows when the window was zoomed or moved by hand, not while it slides. */
  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Zooms by a factor (< 1 is nearer) around an instant. */
  zoom(factor: number, around: number): void {
    const from = this.from;
    const span = Math.max(LEAST_MS, Math.min(MOST_MS, this.#span * factor));
    const share = (around - from) / this.#span;
    this.#span = span;
    if (!this.#following) this.#from = around - share * span;
    this.#changed();
  }

  /** Shows an instant, moved into the middle when it is outside. */
  reveal(time: number): void {
    const from = this.from;
    if (time >= from + this.#span * 0.03 && time <= from + this.#span * 0.99) {
      this.#from = from;
    } else {
      this.#from = time - this.#span / 2;
    }
    this.#following = false;
    this.#changed();
  }

  /** Puts an instant into the middle. */
  center(time: number): void {
    this.#from = time - this.#span / 2;
    this.#following = false;
    this.#changed();
  }

  /** Shows [from, to], or as much as can be shown. */
  show(from: number, to: number): void {
    this.#span = Math.max(LEAST_MS, Math.min(MOST_MS, to - from));
    this.#from = from;
    this.#following = false;
    this.#changed();
  }

  /** Shows a length of time: while LIVE up to now, else around the clock's instant. */
  setSpan(span: number): void {
    if (this.#following) this.zoom(span / this.#span, this.#clock.now());
    else {
      this.#span = Math.max(LEAST_MS, Math.min(MOST_MS, span));
      this.center(this.#clock.now());
    }
  }

  /** Slides along with now again; only while the clock is LIVE. */
  follow(): void {
    if (!this.#clock.live || this.#following) return;
    this.#following = true;
    this.#changed();
  }

  /** Whether it slides along with now. */
  get following(): boolean {
    return this.#following;
  }

  pan(ms: number): void {
    this.#from = this.from + ms;
    this.#following = false;
    this.#changed();
  }

  #clockMoved(): void {
    const { live, state } = this.#clock;
    if (live) {
      if (!this.#following) {
        this.#following = true;
        this.#changed();
      }
      return;
    }
    if (this.#following) {
      this.#from = this.from;
      this.#following = false;
    }
    if (!state.scrubbing) {
      const now = this.#clock.now();
      if (now < this.#from || now > this.#from + this.#span) this.reveal(now);
    }
  }

  #changed(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
