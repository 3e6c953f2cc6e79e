/**
 * The samples that are not yet in a chunk, and the newest sample of every series.
 *
 * A series is a signal of a twin, with a dense number of its own here (ids of a plant revision map onto it). Each has its
 * samples in order of arrival as a chained list. The twin has one list of times; the i-th sample of a series has the
 * twin's i-th time as long as it keeps step with the others, as the signals of one message do. A series that falls out of
 * step has its own times from there on. So a sample costs 8 bytes and a fraction.
 */
import { Arena, BLOCK, BLOCK_BITS } from './arena.ts';

const IN_BLOCK = BLOCK - 1;

/** Samples taken from a series, in order of arrival. Reused: valid until the next call. */
export interface TakenSamples {
  length: number;
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
}

export class Recent {
  readonly #arena = new Arena();
  // Per twin.
  #twinKeys: number[] = [];
  #twinSeries: number[][] = [];
  #twinByKey = new Map<number, number>();
  #timeFirst: number[] = [];
  #timeTail: number[] = [];
  #timeCount: number[] = [];
  /** Last of the twin's times; means something where there are any. */
  #newestTime: number[] = [];
  #twinSamples: number[] = [];
  /** Places of the first block that are no longer in use, in the list of times and of every series in step. */
  #skips: number[] = [];
  // Per series.
  #seriesTwin = new Int32Array(64);
  #seriesKey = new Int32Array(64);
  #count = new Int32Array(64);
  #first = new Int32Array(64);
  #tail = new Int32Array(64);
  /** Block of the twin's times that holds the time of the newest sample in step. */
  #timeBlock = new Int32Array(64);
  /** Number of the first sample with an own time; -1: all are in step with the twin. */
  #ownFrom = new Int32Array(64);
  #ownFirst = new Int32Array(64);
  #ownTail = new Int32Array(64);
  #seriesCount = 0;
  #samples = 0;
  #scratch: TakenSamples = {
    length: 0,
    times: new Float64Array(64),
    values: new Float64Array(64),
    quality: new Uint8Array(64),
  };
  /** Newest sample of each series by time, of all there ever were: NaN time where there is none. */
  lastTime = new Float64Array(64).fill(Number.NaN);
  lastValue = new Float64Array(64).fill(Number.NaN);
  lastQuality = new Uint8Array(64);

  get samples(): number {
    return this.#samples;
  }

  get seriesCount(): number {
    return this.#seriesCount;
  }

  get twinCount(): number {
    return this.#twinKeys.length;
  }

  /** Dense number of the twin with that persistent key, made when new. */
  twin(key: number): number {
    let twin = this.#twinByKey.get(key);
    if (twin === undefined) {
      twin = this.#twinKeys.length;
      this.#twinByKey.set(key, twin);
      this.#twinKeys.push(key);
      this.#twinSeries.push([]);
      this.#timeFirst.push(-1);
      this.#timeTail.push(-1);
      this.#timeCount.push(0);
      this.#newestTime.push(0.5); // a list of doubles from the first on
      this.#twinSamples.push(0);
      this.#skips.push(0);
    }
    return twin;
  }

  twinKey(twin: number): number {
    return this.#twinKeys[twin];
  }

  /** Waiting samples of a twin. */
  twinSamples(twin: number): number {
    return this.#twinSamples[twin];
  }

  seriesOfTwin(twin: number): readonly number[] {
    return this.#twinSeries[twin];
  }

  twinOfSeries(series: number): number {
    return this.#seriesTwin[series];
  }

  signalKey(series: number): number {
    return this.#seriesKey[series];
  }

  /** Dense number of a series, or -1. Linear in the series of the twin: keep the answer. */
  find(twin: number, signalKey: number): number {
    for (const series of this.#twinSeries[twin]) if (this.#seriesKey[series] === signalKey) return series;
    return -1;
  }

  /** Dense number of a series, made when new. */
  series(twinKey: number, signalKey: number): number {
    const twin = this.twin(twinKey);
    const known = this.find(twin, signalKey);
    if (known >= 0) return known;
    if (this.#seriesCount === this.#seriesKey.length) this.#grow();
    const series = this.#seriesCount++;
    this.#seriesTwin[series] = twin;
    this.#seriesKey[series] = signalKey;
    this.#reset(series);
    this.#twinSeries[twin].push(series);
    return series;
  }

  #grow(): void {
    const size = this.#seriesKey.length * 2;
    this.#seriesTwin = grown(this.#seriesTwin, size);
    this.#seriesKey = grown(this.#seriesKey, size);
    this.#count = grown(this.#count, size);
    this.#first = grown(this.#first, size);
    this.#tail = grown(this.#tail, size);
    this.#timeBlock = grown(this.#timeBlock, size);
    this.#ownFrom = grown(this.#ownFrom, size);
    this.#ownFirst = grown(this.#ownFirst, size);
    this.#ownTail = grown(this.#ownTail, size);
    const old = this.lastTime.length;
    const lastTime = new Float64Array(size).fill(Number.NaN, old);
    lastTime.set(this.lastTime);
    const lastValue = new Float64Array(size).fill(Number.NaN, old);
    lastValue.set(this.lastValue);
    const lastQuality = new Uint8Array(size);
    lastQuality.set(this.lastQuality);
    this.lastTime = lastTime;
    this.lastValue = lastValue;
    this.lastQuality = lastQuality;
  }

  #reset(series: number): void {
    this.#count[series] = 0;
    this.#first[series] = -1;
    this.#tail[series] = -1;
    this.#timeBlock[series] = -1;
    this.#ownFrom[series] = -1;
    this.#ownFirst[series] = -1;
    this.#ownTail[series] = -1;
  }

  /** Adds one sample; `tag` (the number of its write-ahead segment) can be asked for when it is taken out. */
  add(series: number, time: number, value: number, quality: number, tag: number): void {
    const arena = this.#arena;
    const twin = this.#seriesTwin[series];
    const i = this.#count[series]++;
    const at = (i + this.#skips[twin]) & IN_BLOCK;
    let block = this.#tail[series];
    if (at === 0 || i === 0) {
      const fresh = arena.allocate(tag);
      if (i === 0) this.#first[series] = fresh;
      else arena.link(block, fresh);
      this.#tail[series] = block = fresh;
    }
    arena.set(block, at, value);
    if (quality !== 0) arena.setQuality(block, at, quality);
    if (this.#ownFrom[series] >= 0) this.#addOwnTime(series, i - this.#ownFrom[series], time, tag);
    // The rule: the time of the message was noted with its first signal.
    else if (i === this.#timeCount[twin] - 1 && time === this.#newestTime[twin]) {
      this.#timeBlock[series] = this.#timeTail[twin];
    } else this.#addTime(series, twin, i, time, tag);
    this.#twinSamples[twin]++;
    this.#samples++;
    if (!(time < this.lastTime[series])) {
      this.lastTime[series] = time;
      this.lastValue[series] = value;
      this.lastQuality[series] = quality;
    }
  }

  #addTime(series: number, twin: number, i: number, time: number, tag: number): void {
    const arena = this.#arena;
    const at = (i + this.#skips[twin]) & IN_BLOCK;
    if (i === this.#timeCount[twin]) {
      if (at === 0 || i === 0) {
        const fresh = arena.allocate(tag);
        if (i === 0) this.#timeFirst[twin] = fresh;
        else arena.link(this.#timeTail[twin], fresh);
        this.#timeTail[twin] = fresh;
      }
      arena.set(this.#timeTail[twin], at, time);
      this.#newestTime[twin] = time;
      this.#timeCount[twin]++;
      this.#timeBlock[series] = this.#timeTail[twin];
      return;
    }
    let block = this.#timeBlock[series];
    if (i === 0) block = this.#timeFirst[twin];
    else if (at === 0) block = arena.next(block);
    if (arena.get(block, at) === time) {
      this.#timeBlock[series] = block;
    } else {
      this.#ownFrom[series] = i;
      this.#addOwnTime(series, 0, time, tag);
    }
  }

  #addOwnTime(series: number, i: number, time: number, tag: number): void {
    const arena = this.#arena;
    const at = i & IN_BLOCK;
    if (at === 0) {
      const fresh = arena.allocate(tag);
      if (i === 0) this.#ownFirst[series] = fresh;
      else arena.link(this.#ownTail[series], fresh);
      this.#ownTail[series] = fresh;
    }
    arena.set(this.#ownTail[series], at, time);
  }

  /** Notes a stored sample as the newest of its series if it is. */
  noteLast(series: number, time: number, value: number, quality: number): void {
    if (time < this.lastTime[series]) return;
    this.lastTime[series] = time;
    this.lastValue[series] = value;
    this.lastQuality[series] = quality;
  }

  /** The waiting samples of a series in order of arrival; the arrays are reused by the next call. */
  read(series: number): TakenSamples {
    const n = this.#count[series];
    let scratch = this.#scratch;
    if (scratch.times.length < n) {
      const size = n * 2;
      scratch = this.#scratch = {
        length: 0,
        times: new Float64Array(size),
        values: new Float64Array(size),
        quality: new Uint8Array(size),
      };
    }
    scratch.length = n;
    this.copy(series, scratch.times, scratch.values, scratch.quality, 0, 0);
    return scratch;
  }

  count(series: number): number {
    return this.#count[series];
  }

  /** Whether all waiting samples of the series have the first times of its twin. */
  inStep(series: number): boolean {
    return this.#ownFrom[series] < 0;
  }

  /** Number of waiting times of a twin, and a copy of them. */
  timeCount(twin: number): number {
    return this.#timeCount[twin];
  }

  copyTimes(twin: number, into: Float64Array, at: number): void {
    this.#arena.copyValues(this.#timeFirst[twin], this.#timeCount[twin], into, at, this.#skips[twin]);
  }

  copyValues(series: number, into: Float64Array, quality: Uint8Array, at: number): void {
    const n = this.#count[series];
    const skip = this.#skips[this.#seriesTwin[series]];
    this.#arena.copyValues(this.#first[series], n, into, at, skip);
    this.#arena.copyQuality(this.#first[series], n, quality, at, skip);
  }

  /** Copies all waiting samples of a series in order of arrival. */
  copy(
    series: number,
    times: Float64Array,
    values: Float64Array,
    quality: Uint8Array,
    timesAt: number,
    valuesAt: number,
  ): void {
    const n = this.#count[series];
    this.copyValues(series, values, quality, valuesAt);
    const own = this.#ownFrom[series];
    const shared = own < 0 ? n : own;
    const twin = this.#seriesTwin[series];
    this.#arena.copyValues(this.#timeFirst[twin], shared, times, timesAt, this.#skips[twin]);
    if (own >= 0) this.#arena.copyValues(this.#ownFirst[series], n - own, times, timesAt + own);
  }

  /** Tag of the block that holds sample i: that of the oldest sample in it. */
  tagAt(series: number, i: number): number {
    let block = this.#first[series];
    const blocks = (i + this.#skips[this.#seriesTwin[series]]) >>> BLOCK_BITS;
    for (let skip = blocks; skip > 0; skip--) block = this.#arena.next(block);
    return this.#arena.tag(block);
  }

  /** Smallest tag among the waiting samples of a twin; Infinity when none wait. */
  oldestTag(twin: number): number {
    let oldest = Number.POSITIVE_INFINITY;
    if (this.#twinSamples[twin] === 0) return oldest;
    for (const series of this.#twinSeries[twin]) {
      // Tags never fall along a list but for the first block, which may carry an old tag over from the last drain.
      if (this.#count[series] > 0) oldest = Math.min(oldest, this.#arena.tag(this.#first[series]));
    }
    return oldest;
  }

  /**
   * Drops the first n waiting samples of every series of a twin without touching the others. Returns false, and does
   * nothing, where a series has times of its own, or less than n samples.
   */
  dropFirst(twin: number, n: number): boolean {
    for (const series of this.#twinSeries[twin]) {
      const count = this.#count[series];
      if (count > 0 && (count < n || this.#ownFrom[series] >= 0)) return false;
    }
    const arena = this.#arena;
    const skip = this.#skips[twin] + n;
    const blocks = skip >>> BLOCK_BITS;
    for (const series of this.#twinSeries[twin]) {
      const count = this.#count[series];
      if (count === 0) continue;
      this.#samples -= n;
      this.#twinSamples[twin] -= n;
      if (count === n) {
        arena.release(this.#first[series]);
        this.#reset(series);
        continue;
      }
      this.#count[series] = count - n;
      this.#first[series] = arena.releaseFirst(this.#first[series], blocks);
    }
    this.#timeFirst[twin] = arena.releaseFirst(this.#timeFirst[twin], blocks);
    this.#timeCount[twin] -= n;
    this.#skips[twin] = skip & IN_BLOCK;
    if (this.#twinSamples[twin] === 0) this.clearTwin(twin);
    return true;
  }

  /** Drops all waiting samples of a twin. */
  clearTwin(twin: number): void {
    for (const series of this.#twinSeries[twin]) {
      if (this.#count[series] === 0) continue;
      this.#arena.release(this.#first[series]);
      this.#arena.release(this.#ownFirst[series]);
      this.#reset(series);
    }
    this.#arena.release(this.#timeFirst[twin]);
    this.#timeFirst[twin] = -1;
    this.#timeTail[twin] = -1;
    this.#timeCount[twin] = 0;
    this.#skips[twin] = 0;
    this.#samples -= this.#twinSamples[twin];
    this.#twinSamples[twin] = 0;
  }
}

function grown(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
