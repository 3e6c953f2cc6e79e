/**
 * Plays timed rows against the clock. Nothing is skipped: when rows cannot be read or taken as fast as they are due, the
 * replay falls behind and says so, and every sample keeps the time it was due at.
 */
import { pause } from '../backoff.ts';
import type { States } from '../conversion.ts';
import type { SignalFeed } from '../feed.ts';
import type { ColumnPlan } from './plan.ts';
import type { TimedRows } from './shape.ts';

/** How often rows that are due are delivered. */
const STEP_MS = 50;
/** Values delivered in one step before others get their turn. */
const MAX_STEP_VALUES = 50_000;
/** A pause in the files that a person would wonder about. */
const LONG_WAIT_MS = 600_000;

export interface PlayerOptions {
  speed: number;
  start: 'now' | 'original';
  clock: () => number;
  signal: AbortSignal;
  /** Told how many milliseconds behind the replay runs, after every step. */
  late(ms: number): void;
  /** Told at which time of ours the next row is due, where that is long after the one before. */
  waits(due: number): void;
}

export class Player {
  #feed: SignalFeed;
  #plan: ColumnPlan;
  #options: PlayerOptions;
  #states = new Map<number, States | undefined>();
  /** Our time and the time of the file that belong together; NaN before the first row. */
  #origin = Number.NaN;
  #first = Number.NaN;
  #last = Number.NaN;
  #step = 0;

  constructor(feed: SignalFeed, plan: ColumnPlan, options: PlayerOptions) {
    this.#feed = feed;
    this.#plan = plan;
    this.#options = options;
  }

  /** Plays rows to their end, or until aborted. May be called again: the next pass follows one step after the last row. */
  async play(chunks: AsyncIterable<TimedRows>): Promise<number> {
    const { speed, clock, signal } = this.#options;
    let rows = 0;
    let again = !Number.isNaN(this.#origin);
    let previous = Number.NaN;
    let awaited = Number.NaN;
    for await (const chunk of chunks) {
      let i = 0;
      while (i < chunk.count) {
        if (signal.aborted) return rows;
        if (again) {
          this.#origin = this.#due(this.#last + this.#step);
          this.#first = chunk.times[0];
          again = false;
        }
        if (Number.isNaN(this.#origin)) {
          this.#origin = clock();
          this.#first = chunk.times[0];
        }
        const now = clock();
        const reach = this.#first + (now - this.#origin) * speed;
        let values = 0;
        while (i < chunk.count && chunk.times[i] <= reach && values < MAX_STEP_VALUES) {
          const time = chunk.times[i];
          if (time > previous) this.#step = time - previous;
          previous = time;
          if (!(time <= this.#last)) this.#last = time;
          values += this.#deliver(chunk, i);
          i++;
          rows++;
        }
        this.#feed.flush();
        await this.#feed.pressure.low();
        if (i < chunk.count) {
          const wait = this.#due(chunk.times[i]) - clock();
          this.#options.late(Math.max(0, -wait));
          if (wait > LONG_WAIT_MS && chunk.times[i] !== awaited) {
            awaited = chunk.times[i];
            this.#options.waits(clock() + wait);
          }
          await pause(values >= MAX_STEP_VALUES ? 0 : Math.min(Math.max(wait, STEP_MS), 1000), signal);
        }
      }
    }
    return rows;
  }

  /** Our time at which a time of the file is due. */
  #due(time: number): number {
    return this.#origin + (time - this.#first) / this.#options.speed;
  }

  #deliver(chunk: TimedRows, row: number): number {
    const { positions, slots } = this.#plan.plans[chunk.plans[row]];
    const time = chunk.times[row];
    const at = this.#options.start === 'now' ? this.#due(time) : time;
    for (let k = 0; k < slots.length; k++) {
      const index = row * chunk.width + positions[k];
      const value = chunk.values[index];
      if (!Number.isNaN(value)) {
        this.#feed.add(slots[k], at, value);
        continue;
      }
      // An empty cell is no sample; anything else is one, and may be the name of a state.
      const text = chunk.texts.get(index);
      if (text !== undefined) this.#feed.addRaw(slots[k], at, text, 0, this.#statesOf(slots[k]));
    }
    return slots.length;
  }

  #statesOf(slot: number): States | undefined {
    if (!this.#states.has(slot)) this.#states.set(slot, this.#feed.statesOf(slot));
    return this.#states.get(slot);
  }
}
