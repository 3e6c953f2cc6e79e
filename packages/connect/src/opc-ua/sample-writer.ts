/** From the DataValues of a session into the feed. */
import { BAD, quality } from '@millwright/model';
import type { DataValue } from 'node-opcua-client';
import type { States } from '../conversion.ts';
import type { SignalFeed } from '../feed.ts';
import { qualityOfStatus } from './status.ts';
import { describeVariant, isEmpty, millisOf, numberOf } from './values.ts';

const INITIAL = quality(BAD, 'initial');
/** While values are held back, at most so many are kept; the oldest go first, as in a server's queue. */
const MAX_HELD = 100_000;

export class SampleWriter {
  #feed: SignalFeed;
  #clock: () => number;
  #states: (States | undefined)[] = [];
  #held: { slot: number; value: DataValue }[] | undefined;
  #scheduled = false;

  constructor(feed: SignalFeed, clock: () => number) {
    this.#feed = feed;
    this.#clock = clock;
  }

  /** Begins a session. */
  open(): void {
    if (this.#states.length === 0) {
      for (let slot = 0; slot < this.#feed.count; slot++) this.#states.push(this.#feed.statesOf(slot));
    }
    this.#held = undefined;
  }

  /**
   * Holds values back from now on: after a break, node ids may mean something else until the namespaces were checked.
   */
  hold(): void {
    this.#held ??= [];
  }

  /** Lets held values through. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const { slot, value } of held) this.#write(slot, value);
  }

  /** Forgets held values. */
  discard(): void {
    this.#held = [];
  }

  /** Takes one value; it is delivered with all others of the same answer of the server. */
  take(slot: number, value: DataValue): void {
    if (this.#held !== undefined) {
      if (this.#held.length >= MAX_HELD) this.#held.shift();
      this.#held.push({ slot, value });
      return;
    }
    this.#write(slot, value);
  }

  flush(): void {
    this.#feed.flush();
  }

  #write(slot: number, value: DataValue): void {
    const code = qualityOfStatus(value.statusCode.value);
    const time = this.#timeOf(slot, value);
    if (isEmpty(value)) {
      this.#feed.add(slot, time, Number.NaN, (code & 3) >= BAD ? code : INITIAL);
    } else {
      const number = numberOf(value, this.#states[slot]);
      if (number === undefined) this.#feed.rejectValue(slot, time, describeVariant(value));
      else this.#feed.add(slot, time, number, code);
    }
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#feed.flush();
      });
    }
  }

  /**
   * The source's time, else the server's, else none. A value that did not change during a gap comes back with its old
   * source time: then the server's time says since when it is known again.
   */
  #timeOf(slot: number, value: DataValue): number {
    const source = millisOf(value.sourceTimestamp);
    const server = millisOf(value.serverTimestamp);
    const gap = this.#feed.gapTime(slot);
    if (!Number.isNaN(source) && !(source <= gap)) return source;
    if (!Number.isNaN(server) && !(server <= gap)) return server;
    if (Number.isNaN(gap) || gap === Number.NEGATIVE_INFINITY) return Number.isNaN(source) ? server : source;
    return Math.max(gap + 1, this.#clock() + this.#feed.skew);
  }
}
