/**
 * The way of samples from a protocol into the plant: one place where scale, quality, time and range are checked, for
 * all sources alike.
 *
 * A source numbers its mapped signals 0 to count - 1 ("slots", in the order of `definition.mappings`), adds samples by
 * slot as they come, and flushes at the end of each message or poll. Columns only: no object and no promise per sample.
 */
import {
  BAD,
  BatchBuilder,
  quality,
  type SignalMapping,
  type SourceDefinition,
  STALE,
  UNCERTAIN,
} from '@millwright/model';
import { describeRaw, isUsableTime, type States, toNumber } from './conversion.ts';
import { Pressure } from './pressure.ts';
import type { SourceContext } from './source.ts';
import type { SourceStatistics } from './statistics.ts';

const NOT_A_NUMBER = quality(BAD, 'not-a-number');
const WRONG_TYPE = quality(BAD, 'wrong-type');
const OUT_OF_RANGE = quality(UNCERTAIN, 'out-of-range');
const CLOCK = quality(UNCERTAIN, 'clock');
const NOT_CONNECTED = quality(STALE, 'not-connected');

/** A batch is delivered by itself when it has grown to this many samples, so that a flood cannot fill the memory. */
const MAX_BATCH = 65_536;

export class SignalFeed {
  /** Number of mapped signals. */
  readonly count: number;
  /**
   * Clock of the peer minus ours in milliseconds, where the source knows it. Gap samples are stamped in the peer's
   * clock, so that they fall between its samples even when its clock is an hour off.
   */
  skew = 0;
  /** How far the plant is behind. */
  readonly pressure = new Pressure();
  #context: SourceContext;
  #statistics: SourceStatistics;
  #builder = new BatchBuilder(1024);
  /** Gap samples of the batch under construction: not counted as samples. */
  #gaps = 0;
  #ids: Uint32Array;
  #scale: Float64Array;
  #offset: Float64Array;
  #low: Float64Array;
  #high: Float64Array;
  /** Newest source time per slot, -Infinity before the first sample. */
  #newest: Float64Array;
  /** Time of the open gap per slot; NaN where none is open, -Infinity before the first sample. */
  #gapAt: Float64Array;
  /** Slots whose wrong type was already reported. */
  #told = new Set<number>();

  /** Iterates `definition.mappings` once; `each` sees every mapping with its slot, to index addresses. */
  constructor(
    definition: SourceDefinition,
    context: SourceContext,
    statistics: SourceStatistics,
    each?: (slot: number, mapping: SignalMapping) => void,
  ) {
    this.#context = context;
    this.#statistics = statistics;
    let room = 64;
    let ids = new Uint32Array(room);
    let factors = new Float64Array(room * 4);
    let count = 0;
    for (const mapping of definition.mappings) {
      if (count === room) {
        room *= 2;
        ids = grown(ids, new Uint32Array(room));
        factors = grown(factors, new Float64Array(room * 4));
      }
      const range = context.plant.signalAt(mapping.id).type.range;
      ids[count] = mapping.id;
      factors[count * 4] = mapping.scale;
      factors[count * 4 + 1] = mapping.offset;
      factors[count * 4 + 2] = range?.[0] ?? Number.NEGATIVE_INFINITY;
      factors[count * 4 + 3] = range?.[1] ?? Number.POSITIVE_INFINITY;
      each?.(count, mapping);
      count++;
    }
    this.count = count;
    this.#ids = ids.slice(0, count);
    this.#scale = strided(factors, 0, count);
    this.#offset = strided(factors, 1, count);
    this.#low = strided(factors, 2, count);
    this.#high = strided(factors, 3, count);
    this.#newest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    this.#gapAt = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
    statistics.signals = count;
  }

  /** Number of signals for which something came that is no value of them. */
  get unreadable(): number {
    return this.#told.size;
  }

  /** Id of the signal in the plant. */
  signalOf(slot: number): number {
    return this.#ids[slot];
  }

  /** Dictionary of the signal, where it is a state. Makes a SignalRef: look it up once per slot, not per sample. */
  statesOf(slot: number): States | undefined {
    return this.#context.plant.signalAt(this.#ids[slot]).type.states;
  }

  /**
   * Adds one sample of a number. `time` is the source's, milliseconds; NaN where the source gives none (arrival time
   * then, without complaint). `code` is the quality byte the source's own code maps to. Keeps the first of several faults:
   * what the source said outranks what we found, a worse level outranks a better one.
   */
  add(slot: number, time: number, raw: number, code = 0): void {
    let value = raw * this.#scale[slot] + this.#offset[slot];
    let byte = code;
    let at = time;
    if (!Number.isFinite(value)) {
      value = Number.NaN;
      if ((byte & 3) < BAD) byte = NOT_A_NUMBER;
    } else if ((byte & 3) === 0 && (value < this.#low[slot] || value > this.#high[slot])) {
      byte = OUT_OF_RANGE;
    }
    if (Number.isNaN(time)) {
      at = this.#context.clock();
    } else {
      const now = this.#context.clock();
      if (!isUsableTime(time, now)) {
        at = now;
        if ((byte & 3) === 0) byte = CLOCK;
        this.#statistics.error(
          `${this.#path(slot)}: source time ${timeText(time)} is before 2000 or more than a day ahead of ours; ` +
            'arrival time is kept instead. Set the clock of the device.',
        );
      }
    }
    this.#put(slot, at, value, byte);
  }

  /**
   * Adds one sample of any raw value: see `toNumber` for what is a number. Anything else is recorded as NaN with quality
   * bad, `wrong-type`, counted as rejected and told once per signal.
   */
  addRaw(slot: number, time: number, raw: unknown, code = 0, states?: States): void {
    const value = toNumber(raw, states);
    if (value !== undefined) {
      this.add(slot, time, value, code);
      return;
    }
    if ((code & 3) >= BAD && (raw === null || raw === undefined)) {
      // A bad status without a value is how most protocols say "no value": that is no wrong type.
      this.add(slot, time, Number.NaN, code);
      return;
    }
    this.rejectValue(slot, time, describeRaw(raw));
  }

  /** Records that something unusable came for a signal; `what` says what it was. The source is degraded from then on. */
  rejectValue(slot: number, time: number, what: string): void {
    const first = !this.#told.has(slot);
    this.#told.add(slot);
    if (this.#statistics.state === 'connected') this.#statistics.setState('degraded');
    this.#statistics.rejected(
      1,
      first ? `${this.#path(slot)}: ${what} is no number or known state` : undefined,
    );
    const now = this.#context.clock();
    this.#put(slot, isUsableTime(time, now) ? time : now, Number.NaN, WRONG_TYPE);
  }

  /**
   * Marks the beginning of a gap for one signal, unless one is open already or it never had a value. `now` is our clock
   * at the loss, or the peer's with `skew` 0.
   */
  gap(slot: number, now: number, reason: number = NOT_CONNECTED): void {
    if (!Number.isNaN(this.#gapAt[slot])) return;
    const at = Math.max(now + this.skew, this.#newest[slot]);
    this.#gaps++;
    this.#builder.push(this.#ids[slot], at, Number.NaN, reason);
    this.#gapAt[slot] = at;
    if (this.#builder.length >= MAX_BATCH) this.flush();
  }

  /** The connection is lost: marks the gap for every mapped signal and delivers. */
  gapAll(now: number, reason: number = NOT_CONNECTED): void {
    for (let slot = 0; slot < this.count; slot++) this.gap(slot, now, reason);
    this.flush();
  }

  /**
   * Time of the gap that is open for a signal: only a later sample ends it. NaN where none is open, -Infinity where the
   * signal never had a sample.
   */
  gapTime(slot: number): number {
    return this.#gapAt[slot];
  }

  /** Delivers what was added since the last flush. */
  flush(): void {
    if (this.#builder.length === 0) return;
    const batch = this.#builder.take();
    const gaps = this.#gaps;
    this.#gaps = 0;
    this.#statistics.accepted(batch.length - gaps);
    this.pressure.add(batch.length, this.#context.deliver(batch));
  }

  #put(slot: number, at: number, value: number, byte: number): void {
    this.#builder.push(this.#ids[slot], at, value, byte);
    if (at > this.#newest[slot]) this.#newest[slot] = at;
    if (at > this.#gapAt[slot]) this.#gapAt[slot] = Number.NaN;
    if (this.#builder.length >= MAX_BATCH) this.flush();
  }

  #path(slot: number): string {
    return this.#context.plant.signalAt(this.#ids[slot]).path;
  }
}

function grown<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function strided(from: Float64Array, start: number, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = from[i * 4 + start];
  return out;
}

/** A time for people, also one no calendar holds. */
export function timeText(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}
