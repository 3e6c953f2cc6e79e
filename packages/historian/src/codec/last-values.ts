/**
 * Last values: one sample for each of several signals of a twin, such as those that were newest when a day began.
 * FORMAT.md draws the bytes.
 */
import { crc32 } from 'node:zlib';
import { ByteReader, ByteWriter, FormatError } from './bytes.ts';
import { decodeQuality, encodeQuality } from './quality.ts';
import { decodeValues, encodeValues } from './values.ts';

const MAGIC = 0x4c;
const VERSION = 1;
const CRC_AT = 2;
const BODY_AT = 6;

/** A sample of a signal, by the signal's key. */
export interface LastValue {
  time: number;
  value: number;
  quality: number;
}

const result = new ByteWriter(4096);

export function encodeLastValues(signals: ReadonlyMap<number, LastValue>): Uint8Array<ArrayBuffer> {
  const keys = [...signals.keys()].sort((a, b) => a - b);
  const n = keys.length;
  const times = new Float64Array(n);
  const values = new Float64Array(n);
  const quality = new Uint8Array(n);
  result.length = 0;
  result.u8(MAGIC);
  result.u8(VERSION);
  result.u32(0);
  result.varint(n);
  let previous = 0;
  keys.forEach((key, i) => {
    const last = signals.get(key)!;
    times[i] = last.time;
    values[i] = last.value;
    quality[i] = last.quality;
    result.varint(key - previous);
    previous = key;
  });
  encodeValues(result, times, 0, n);
  encodeValues(result, values, 0, n);
  encodeQuality(result, quality, 0, n);
  result.patchU32(CRC_AT, crc32(result.bytes.subarray(BODY_AT, result.length)));
  return result.copy();
}

/** Throws FormatError when the bytes are no last values of this version or their checksum is wrong. */
export function decodeLastValues(bytes: Uint8Array): Map<number, LastValue> {
  if (bytes.length < BODY_AT || bytes[0] !== MAGIC) throw new FormatError('does not begin like last values');
  if (bytes[1] !== VERSION) {
    throw new FormatError(`are last values of version ${bytes[1]}; this program reads version ${VERSION}`);
  }
  const reader = new ByteReader(bytes, CRC_AT);
  if (reader.u32() !== crc32(bytes.subarray(BODY_AT))) throw new FormatError('has a wrong checksum');
  const n = reader.varint();
  if (n > bytes.length) throw new FormatError('promises more than it has bytes');
  const keys = new Float64Array(n);
  let key = 0;
  for (let i = 0; i < n; i++) keys[i] = key += reader.varint();
  const times = new Float64Array(n);
  const values = new Float64Array(n);
  const quality = new Uint8Array(n);
  decodeValues(reader, n, times, 0);
  decodeValues(reader, n, values, 0);
  decodeQuality(reader, n, quality, 0);
  const signals = new Map<number, LastValue>();
  for (let i = 0; i < n; i++) signals.set(keys[i], { time: times[i], value: values[i], quality: quality[i] });
  return signals;
}
