/**
 * Roll-up rows: for each signal of a twin, statistics over equal slots of time. An hour row has 60 slots of a minute, a
 * day row 24 slots of an hour. FORMAT.md draws them. They are made from what is below them and can be made again.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter, FormatError } from './bytes.ts';
import type { Columns } from './columns.ts';
import { decimalPlaces, decodeValues, encodeValues } from './values.ts';

const MAGIC = 0x52;
const VERSION = 1;
const CRC_AT = 2;
const BODY_AT = 6;
const MAX_SLOTS = 1440;
/** Level bits of a quality byte from which a value is not usable: bad and stale. */
const UNUSABLE_LEVEL = 2;

/**
 * Statistics of one signal, one element per slot. `samples` counts all of them; the others are over the usable ones:
 * quality good or uncertain, value a number. Where `usable` is 0, min, max and sum mean nothing.
 */
export interface SlotStatistics {
  samples: Float64Array;
  usable: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Exact to the decimals of the values where they have at most four. */
  sum: Float64Array;
}

export function emptyStatistics(slots: number): SlotStatistics {
  // One allocation: separate arrays of this size cost more than filling them.
  const all = new Float64Array(slots * 5);
  return {
    samples: all.subarray(0, slots),
    usable: all.subarray(slots, slots * 2),
    min: all.subarray(slots * 2, slots * 3).fill(Number.POSITIVE_INFINITY),
    max: all.subarray(slots * 3, slots * 4).fill(Number.NEGATIVE_INFINITY),
    sum: all.subarray(slots * 4),
  };
}

export function isUsable(value: number, quality: number): boolean {
  // biome-ignore lint/suspicious/noSelfCompare: the cheapest test for NaN in this loop
  return (quality & 3) < UNUSABLE_LEVEL && value === value;
}

/** Adds the samples of column c to a slot. */
export function addColumn(to: SlotStatistics, slot: number, columns: Columns, c: number): void {
  const start = columns.starts[c];
  const n = columns.lengths[c];
  const { values, quality } = columns;
  let usable = 0;
  let { [slot]: min } = to.min;
  let { [slot]: max } = to.max;
  let sum = 0;
  for (let i = start; i < start + n; i++) {
    const value = values[i];
    if (!isUsable(value, quality[i])) continue;
    usable++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  to.samples[slot] += n;
  to.usable[slot] += usable;
  to.min[slot] = min;
  to.max[slot] = max;
  to.sum[slot] += usable === n ? roundedSum(sum, values, start, n) : sum;
}

/** Values with k decimals have a sum with k decimals; rounding to them takes the error of adding out again. */
function roundedSum(sum: number, values: Float64Array, start: number, n: number): number {
  const places = decimalPlaces(values, start, n);
  if (places < 0) return sum;
  const rounded = Math.round(sum * 10 ** places) / 10 ** places;
  return Number.isFinite(rounded) && Math.abs(sum) < 1e11 ? rounded : sum;
}

/** Adds slots [from, to) of `part` into slot `slot`. */
export function addSlots(
  to: SlotStatistics,
  slot: number,
  part: SlotStatistics,
  from: number,
  until: number,
): void {
  for (let i = from; i < until; i++) {
    to.samples[slot] += part.samples[i];
    if (part.usable[i] === 0) continue;
    to.usable[slot] += part.usable[i];
    to.sum[slot] += part.sum[i];
    if (part.min[i] < to.min[slot]) to.min[slot] = part.min[i];
    if (part.max[i] > to.max[slot]) to.max[slot] = part.max[i];
  }
}

const result = new ByteWriter(4096);
const body = new ByteWriter(4096);

/** Encodes statistics by signal key. */
export function encodeStatistics(
  slots: number,
  signals: ReadonlyMap<number, SlotStatistics>,
): Uint8Array<ArrayBuffer> {
  result.length = 0;
  result.u8(MAGIC);
  result.u8(VERSION);
  result.u32(0);
  result.varint(slots);
  result.varint(signals.size);
  const keys = [...signals.keys()].sort((a, b) => a - b);
  let previous = 0;
  body.length = 0;
  for (const key of keys) {
    const at = body.length;
    encodeSignal(slots, signals.get(key)!);
    result.varint(key - previous);
    result.varint(body.length - at);
    previous = key;
  }
  result.raw(body.bytes.subarray(0, body.length));
  result.patchU32(CRC_AT, crc32(result.bytes.subarray(BODY_AT, result.length)));
  return result.copy();
}

function encodeSignal(slots: number, signal: SlotStatistics): void {
  const unusable = new Float64Array(slots);
  const min = new Float64Array(slots);
  const max = new Float64Array(slots);
  const sum = new Float64Array(slots);
  let n = 0;
  for (let i = 0; i < slots; i++) {
    unusable[i] = signal.samples[i] - signal.usable[i];
    if (signal.usable[i] === 0) continue;
    min[n] = signal.min[i];
    max[n] = signal.max[i];
    sum[n++] = signal.sum[i];
  }
  encodeValues(body, signal.samples, 0, slots);
  encodeValues(body, unusable, 0, slots);
  encodeValues(body, min, 0, n);
  encodeValues(body, max, 0, n);
  encodeValues(body, sum, 0, n);
}

/**
 * Calls `visit` with the statistics of every signal in the row, or only of the one with key `only`.
 * Throws FormatError when the bytes are no such row or their checksum is wrong.
 */
export function decodeStatistics(
  bytes: Uint8Array,
  visit: (key: number, statistics: SlotStatistics) => void,
  only = -1,
): void {
  if (bytes.length < BODY_AT || bytes[0] !== MAGIC)
    throw new FormatError('does not begin like a roll-up row');
  if (bytes[1] !== VERSION) {
    throw new FormatError(`is a roll-up row of version ${bytes[1]}; this program reads version ${VERSION}`);
  }
  const reader = new ByteReader(bytes, CRC_AT);
  if (reader.u32() !== crc32(bytes.subarray(BODY_AT))) throw new FormatError('has a wrong checksum');
  const slots = reader.varint();
  const count = reader.varint();
  if (slots > MAX_SLOTS || count > bytes.length) throw new FormatError('promises more than it has bytes');
  const keys: number[] = [];
  const lengths: number[] = [];
  let key = 0;
  for (let i = 0; i < count; i++) {
    key += reader.varint();
    keys.push(key);
    lengths.push(reader.varint());
  }
  for (let i = 0; i < count; i++) {
    const signal = reader.take(lengths[i]);
    if (only < 0 || keys[i] === only) visit(keys[i], decodeSignal(new ByteReader(signal), slots));
  }
}

function decodeSignal(reader: ByteReader, slots: number): SlotStatistics {
  const into = emptyStatistics(slots);
  decodeValues(reader, slots, into.samples, 0);
  decodeValues(reader, slots, into.usable, 0);
  let n = 0;
  for (let i = 0; i < slots; i++) {
    into.usable[i] = into.samples[i] - into.usable[i];
    if (into.usable[i] > 0) n++;
  }
  for (const column of [into.min, into.max, into.sum]) {
    const packed = new Float64Array(n);
    decodeValues(reader, n, packed, 0);
    for (let i = 0, at = 0; i < slots; i++) if (into.usable[i] > 0) column[i] = packed[at++];
  }
  return into;
}
