/**
 * The one clock of the screen. Space, panels, lists, charts and timeline ask it which instant to show and know no
 * other time.
 *
 * LIVE follows the server's clock. REPLAY stands at an instant, is dragged over the past (`scrubbing`) or plays at
 * `speed`; when it catches up with the server it becomes LIVE by itself. It lives outside React: reading it costs a
 * subtraction, and listeners hear of changes of state, not of the passing of time.
 */

export const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600] as const;

export interface ClockState {
  mode: 'live' | 'replay';
  /** REPLAY only: time passes. */
  playing: boolean;
  /** REPLAY only: the pointer holds the time. */
  scrubbing: boolean;
  /** Plant seconds per second while playing, 1 to 600. */
  speed: number;
}

const LIVE: ClockState = Object.freeze({ mode: 'live', playing: false, scrubbing: false, speed: 1 });
/** Of this many clock messages the one that travelled fastest sets the offset. */
const OFFSETS_KEPT = 20;

export class Clock {
  #wall: () => number;
  #offsets: number[] = [];
  #offset = 0;
  #state: ClockState = LIVE;
  /** Instant shown at wall time `#anchorWall`, ms. */
  #anchor = 0;
  #anchorWall = 0;
  #earliest = Number.NEGATIVE_INFINITY;
  #listeners = new Set<() => void>();

  /** `wall` gives milliseconds since 1970; tests pass their own. */
  constructor(wall: () => number = Date.now) {
    this.#wall = wall;
  }

  /** Tells the server's time, from a message that just arrived. */
  sync(serverNow: number): void {
    this.#offsets.push(serverNow - this.#wall());
    if (this.#offsets.length > OFFSETS_KEPT) this.#offsets.shift();
    this.#offset = Math.max(...this.#offsets);
  }

  /** Replay does not go before this instant: the oldest stored sample. */
  set earliest(time: number) {
    this.#earliest = time;
  }

  /** The server's time now, ms. */
  serverNow(): number {
    return this.#wall() + this.#offset;
  }

  /** The instant to show, ms. */
  now(): number {
    const server = this.serverNow();
    if (this.#state.mode === 'live') return server;
    if (!this.#state.playing || this.#state.scrubbing) return Math.min(this.#anchor, server);
    return Math.min(this.#anchor + (this.#wall() - this.#anchorWall) * this.#state.speed, server);
  }

  /** Immutable; a new object after each change, so it serves as a snapshot. */
  get state(): ClockState {
    return this.#state;
  }

  get live(): boolean {
    return this.#state.mode === 'live';
  }

  /** Follows the server again. */
  goLive(): void {
    this.#change(LIVE);
  }

  /** Stands at an instant; one at or after the server's now means LIVE. */
  seek(time: number): void {
    if (time >= this.serverNow()) {
      this.goLive();
      return;
    }
    this.#moveTo(time);
    this.#change({ ...this.#state, mode: 'replay', playing: this.#state.playing && !this.#state.scrubbing });
  }

  /** Stands still at an instant. */
  pauseAt(time: number): void {
    this.#moveTo(Math.min(time, this.serverNow()));
    this.#change({ ...this.#state, mode: 'replay', playing: false, scrubbing: false });
  }

  /** The pointer takes the time; `scrubTo` moves it, `endScrub` lets go. */
  startScrub(): void {
    this.#moveTo(this.now());
    this.#change({ ...this.#state, mode: 'replay', scrubbing: true, playing: false });
  }

  scrubTo(time: number): void {
    this.#moveTo(Math.min(time, this.serverNow()));
    this.#notify();
  }

  /** Letting go at the server's now returns to LIVE. `slack` is how near (ms) counts as now. */
  endScrub(slack = 0): void {
    if (!this.#state.scrubbing) return;
    if (this.#anchor >= this.serverNow() - slack) this.goLive();
    else this.#change({ ...this.#state, scrubbing: false });
  }

  play(speed = this.#state.speed): void {
    const at = this.now();
    this.#moveTo(this.live ? at - 1000 : at);
    this.#change({ mode: 'replay', playing: true, scrubbing: false, speed });
  }

  pause(): void {
    this.pauseAt(this.now());
  }

  /** Changes the speed without moving the instant. */
  setSpeed(speed: number): void {
    this.#moveTo(this.now());
    this.#change({ ...this.#state, speed });
  }

  /** To be called now and then (each frame): a replay that has caught up becomes LIVE. */
  tick(): void {
    if (this.#state.playing && this.now() >= this.serverNow()) this.goLive();
  }

  /** Hears every change of state and every jump. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #moveTo(time: number): void {
    this.#anchor = Math.max(time, this.#earliest);
    this.#anchorWall = this.#wall();
  }

  #change(state: ClockState): void {
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
