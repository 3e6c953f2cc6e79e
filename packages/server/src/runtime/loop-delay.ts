import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
/** Percentiles of the last whole period are shown, so that an old stall does not stay in the picture for ever. */
const PERIOD_MS = 15_000;

export interface LoopDelay {
  /** How late timers fire, milliseconds. */
  p50: number;
  p99: number;
  max: number;
}

/** Measures how long the event loop keeps timers waiting. One per process. */
export class LoopDelayMeter {
  #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #timer: NodeJS.Timeout;
  #last: LoopDelay | undefined;

  constructor() {
    this.#histogram.enable();
    this.#timer = setInterval(() => {
      this.#last = this.#read();
      this.#histogram.reset();
    }, PERIOD_MS);
    this.#timer.unref();
  }

  /** Of the last whole period; of what there is before the first has passed. */
  read(): LoopDelay {
    return this.#last ?? this.#read();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#histogram.disable();
  }

  #read(): LoopDelay {
    // The histogram holds the distance of two timer calls in ns; what exceeds the resolution is delay.
    const delay = (ns: number) => (Number.isFinite(ns) ? Math.max(0, ns / 1e6 - RESOLUTION_MS) : 0);
    const histogram = this.#histogram;
    if (histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
    return {
      p50: delay(histogram.percentile(50)),
      p99: delay(histogram.percentile(99)),
      max: delay(histogram.max),
    };
  }
}
