/** What a source counts about itself, and its state; `status()` is what people see. */
import type { SourceState, SourceStatus } from './source.ts';

/** Full seconds over which the rate is averaged. */
const RATE_SECONDS = 10;
/** One more than the window: the second that is still running does not count. */
const SLOTS = RATE_SECONDS + 1;
/** Errors come from peers and may hold anything; longer ones are cut. */
const MAX_ERROR_LENGTH = 2_000;

export class SourceStatistics {
  /** What the source talks to, for people, without secrets. */
  endpoint: string;
  signals = 0;
  #clock: () => number;
  #state: SourceState = 'stopped';
  #since: number;
  #samples = 0;
  #rejected = 0;
  #lastSampleAt: number | null = null;
  #lastError: { at: number; message: string } | null = null;
  /** Samples by second, a ring; `#seconds` says which second each slot holds. */
  #counts = new Float64Array(SLOTS);
  #seconds = new Float64Array(SLOTS).fill(-1);
  #born: number;

  constructor(clock: () => number, endpoint: string) {
    this.#clock = clock;
    this.endpoint = endpoint;
    this.#since = this.#born = clock();
  }

  get state(): SourceState {
    return this.#state;
  }

  get rejectedTotal(): number {
    return this.#rejected;
  }

  /** Sets the state; `since` moves only when it differs. */
  setState(state: SourceState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#since = this.#clock();
  }

  /** Counts delivered samples. Constant cost whatever the number. */
  accepted(samples: number): void {
    if (samples === 0) return;
    const now = this.#clock();
    const second = Math.floor(now / 1000);
    const slot = ((second % SLOTS) + SLOTS) % SLOTS;
    if (this.#seconds[slot] !== second) {
      this.#seconds[slot] = second;
      this.#counts[slot] = 0;
    }
    this.#counts[slot] += samples;
    this.#samples += samples;
    this.#lastSampleAt = now;
  }

  /** Counts samples or addresses that could not be used, and says why. */
  rejected(samples: number, message?: string): void {
    this.#rejected += samples;
    if (message !== undefined) this.error(message);
  }

  /** Remembers the last error; does not change the state. */
  error(message: string): void {
    const text = message.length > MAX_ERROR_LENGTH ? `${message.slice(0, MAX_ERROR_LENGTH)}…` : message;
    this.#lastError = { at: this.#clock(), message: text };
  }

  status(): SourceStatus {
    return {
      state: this.#state,
      endpoint: this.endpoint,
      samplesPerSecond: this.#rate(),
      samplesTotal: this.#samples,
      rejectedTotal: this.#rejected,
      signals: this.signals,
      lastSampleAt: this.#lastSampleAt,
      since: this.#since,
      lastError: this.#lastError,
    };
  }

  #rate(): number {
    const now = this.#clock();
    const current = Math.floor(now / 1000);
    let sum = 0;
    for (let slot = 0; slot < SLOTS; slot++) {
      const age = current - this.#seconds[slot];
      if (this.#seconds[slot] >= 0 && age >= 1 && age <= RATE_SECONDS) sum += this.#counts[slot];
    }
    const lived = Math.floor((now - this.#born) / 1000);
    return sum / Math.min(RATE_SECONDS, Math.max(1, lived));
  }
}
