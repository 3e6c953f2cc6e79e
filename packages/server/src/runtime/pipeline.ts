/**
 * The one way of samples through a plant: batches wait in a queue, and each tick they go into the columns, formulas and
 * alarms run, and everything goes to disk and to the screens.
 *
 * A fleet sends more between two ticks than one step should take: requests and timers would wait for it. So a step takes
 * a portion, and where much waits the next one follows as soon as the event loop has looked at everything else.
 *
 * The queue has no bound of its own: `push` tells the source when its batch is through, and a source sends no more than so
 * many batches ahead (see connect's `SourceContext.deliver`).
 */
import type { AlarmTransition, LiveStore, Tick } from '@millwright/live';
import type { SampleBatch } from '@millwright/model';
import type { Recorder } from './recorder.ts';

/**
 * Between a sample and the screen lie the wait for the tick and the wait for the frame. Half of the tenth of a second that
 * people notice leaves room for both.
 */
export const TICK_MS = 50;

/** Samples one step takes; the last batch may go beyond. Some five milliseconds with three formulas per signal. */
const PORTION = 16_384;
/** A step begins without waiting for the tick when so many samples are there. */
const ENOUGH = PORTION / 2;

export interface PipelineSinks {
  recorder: Recorder;
  /** A step is over: the columns hold new samples. */
  changed(): void;
  alarm(transition: AlarmTransition): void;
  /** A fault of ours in a tick; the pipeline goes on with the next. */
  fault(error: unknown): void;
}

interface Waiting {
  batch: SampleBatch;
  /** Told when the batch is durable, or why it is not. */
  done?: (error?: unknown) => void;
}

export interface PipelineStatistics {
  ticks: number;
  samples: number;
  derived: number;
  /** Duration of the last tick, ms. */
  lastTickMs: number;
  queuedBatches: number;
}

export class Pipeline {
  readonly statistics: PipelineStatistics = {
    ticks: 0,
    samples: 0,
    derived: 0,
    lastTickMs: 0,
    queuedBatches: 0,
  };
  #live: LiveStore;
  #sinks: PipelineSinks;
  #queue: Waiting[] = [];
  /** Samples in the queue. */
  #waiting = 0;
  #soon: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #clock: () => number;
  #closed = false;

  constructor(live: LiveStore, sinks: PipelineSinks, clock: () => number = Date.now) {
    this.#live = live;
    this.#sinks = sinks;
    this.#clock = clock;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#next(), TICK_MS);
  }

  /**
   * Takes a batch in; it is in the columns after the next tick. Resolves when the batch is on disk, or kept here because it
   * cannot be written right now; a batch in shared memory is free again then. Never rejects.
   */
  push(batch: SampleBatch): Promise<void> {
    if (batch.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#add({ batch, done: () => resolve() }));
  }

  /** As `push`; resolves when the batch is on disk and in the columns. Rejects when it cannot be stored right now. */
  pushDurable(batch: SampleBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#add({ batch, done: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  }

  /** Works through everything that waits; also called once more at the end, after the sources have stopped. */
  tick(): void {
    do this.#next();
    while (this.#queue.length > 0);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    clearImmediate(this.#soon);
    this.#soon = undefined;
  }

  /** From now on nothing is taken over any more: who waits for the disk is told, so that it is sent again. */
  close(): void {
    this.#closed = true;
  }

  #add(one: Waiting): void {
    if (this.#closed) {
      one.done?.(new Error('the plant is just being started anew'));
      return;
    }
    this.#queue.push(one);
    this.#waiting += one.batch.length;
    this.#hurry();
  }

  #hurry(): void {
    if (this.#waiting < ENOUGH || this.#timer === undefined || this.#soon !== undefined) return;
    this.#soon = setImmediate(() => {
      this.#soon = undefined;
      this.#next();
    });
  }

  #next(): void {
    const started = performance.now();
    const portion = this.#portion();
    try {
      this.#step(portion);
    } catch (error) {
      this.#sinks.fault(error);
    }
    this.statistics.ticks++;
    this.statistics.queuedBatches = this.#queue.length;
    this.statistics.lastTickMs = performance.now() - started;
    this.#hurry();
  }

  /** Takes the oldest batches out of the queue. */
  #portion(): Waiting[] {
    let samples = 0;
    let count = 0;
    while (count < this.#queue.length && samples < PORTION) samples += this.#queue[count++].batch.length;
    this.#waiting -= samples;
    return this.#queue.splice(0, count);
  }

  #step(arrived: Waiting[]): void {
    const { recorder, changed, alarm } = this.#sinks;
    const now = this.#clock();
    let tick: Tick;
    try {
      for (const { batch } of arrived) {
        this.#live.ingest(batch, now);
        this.statistics.samples += batch.length;
      }
      tick = this.#live.tick(now);
    } finally {
      // Only now: the live store may look at a batch until the tick is over, and the recorder takes batches over. Also
      // after a fault of ours: what arrived is stored.
      for (const { batch, done } of arrived) {
        recorder.append(batch).then(
          () => done?.(),
          (error: unknown) => done?.(error),
        );
      }
    }
    // A failure shows in the recorder's status and the samples are tried again there.
    const { derived } = tick;
    const giveBack = (): void => this.#live.recycle(derived);
    recorder.append(derived).then(giveBack, giveBack);
    this.statistics.derived += tick.derived.length;
    for (const transition of tick.alarms) alarm(transition);
    changed();
  }
}
