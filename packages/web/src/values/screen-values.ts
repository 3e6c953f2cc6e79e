/** The values on screen: those of the live connection while the clock is LIVE, those of the past in REPLAY. */
import type { Clock } from '../time/clock.ts';
import type { LiveValues } from './live-values.ts';
import type { PastValues } from './past-values.ts';
import { Notices, type ValueSource } from './value-source.ts';

export class ScreenValues implements ValueSource {
  #clock: Clock;
  #live: LiveValues;
  #past: PastValues;
  /** Present and past keep their own pace; this adds no wait. */
  #notices = new Notices(0);
  #offs: (() => void)[];

  constructor(clock: Clock, live: LiveValues, past: PastValues) {
    this.#clock = clock;
    this.#live = live;
    this.#past = past;
    const mark = () => this.#notices.mark();
    this.#offs = [clock.subscribe(mark), live.subscribe(mark), past.subscribe(mark)];
  }

  get #source(): ValueSource {
    return this.#clock.live ? this.#live : this.#past;
  }
  get values(): Float64Array {
    return this.#source.values;
  }
  get times(): Float64Array {
    return this.#source.times;
  }
  get quality(): Uint8Array {
    return this.#source.quality;
  }
  /** Grows with every change, and differs between present and past. */
  get version(): number {
    return this.#clock.live ? this.#live.version * 2 : this.#past.version * 2 + 1;
  }

  subscribe = this.#notices.subscribe;

  close(): void {
    for (const off of this.#offs) off();
    this.#notices.close();
  }
}
