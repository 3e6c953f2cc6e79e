/**
 * Payload of a record of the write-ahead file: a batch of samples in the order of arrival.
 *
 *     kind      u8      1 = samples
 *     layout    varint  which plant revision the ids belong to: a row of `layouts` in names.sqlite
 *     n         varint  samples
 *     ids       form u8: 0 runs { step signed, length varint } of equal steps from the id before (first: from 0);
 *                        1 n × u32
 *     times     form u8: 0 runs { time f64, length varint }; 1 n × f64
 *     quality   runs { quality u8, length varint }
 *     values    n × f64
 *
 * A machine's message (a hundred ids in even steps, one time) costs 8 bytes per sample and a few more per batch. Values
 * stay as they are: this file is short-lived, and written as fast as the disk goes.
 */
import type { SampleBatch } from '@millwright/model';
import { type ByteReader, type ByteWriter, FormatError } from '../codec/bytes.ts';
import { decodeQuality, encodeQuality } from '../codec/quality.ts';

const SAMPLES = 1;
const RUNS = 0;
const PLAIN = 1;
/** Samples per record: bounds what a reader must hold at once. */
export const MAX_RECORD_SAMPLES = 1_000_000;

/** Appends the payload for samples [from, to) of the batch; at most MAX_RECORD_SAMPLES. */
export function encodeBatch(
  out: ByteWriter,
  layout: number,
  batch: SampleBatch,
  from: number,
  to: number,
): void {
  const n = to - from;
  out.u8(SAMPLES);
  out.varint(layout);
  out.varint(n);
  writeIds(out, batch.signals, from, to);
  writeTimes(out, batch.times, from, to);
  encodeQuality(out, batch.quality, from, n);
  out.raw(new Uint8Array(batch.values.buffer, batch.values.byteOffset + from * 8, n * 8));
}

function writeIds(out: ByteWriter, ids: Uint32Array, from: number, to: number): void {
  const begin = out.length;
  const limit = begin + 4 * (to - from);
  out.u8(RUNS);
  let previous = 0;
  for (let i = from; i < to; ) {
    const step = ids[i] - previous;
    previous = ids[i];
    let j = i + 1;
    while (j < to && ids[j] - previous === step) previous = ids[j++];
    out.signed(step);
    out.varint(j - i);
    i = j;
    if (out.length > limit) {
      out.length = begin;
      out.u8(PLAIN);
      for (let k = from; k < to; k++) out.u32(ids[k]);
      return;
    }
  }
}

function writeTimes(out: ByteWriter, times: Float64Array, from: number, to: number): void {
  const begin = out.length;
  const limit = begin + 8 * (to - from);
  out.u8(RUNS);
  for (let i = from; i < to; ) {
    let j = i + 1;
    while (j < to && times[j] === times[i]) j++;
    out.f64(times[i]);
    out.varint(j - i);
    i = j;
    if (out.length > limit) {
      out.length = begin;
      out.u8(PLAIN);
      out.raw(new Uint8Array(times.buffer, times.byteOffset + from * 8, (to - from) * 8));
      return;
    }
  }
}

/** Reads a payload. Throws FormatError when it is none, although its checksum was right. */
export function decodeBatch(reader: ByteReader): { layout: number; batch: SampleBatch } {
  const kind = reader.u8();
  if (kind !== SAMPLES) throw new FormatError(`has a record of unknown kind ${kind}`);
  const layout = reader.varint();
  const length = reader.varint();
  if (length > MAX_RECORD_SAMPLES) throw new FormatError(`has a record of ${length} samples`);
  const batch: SampleBatch = {
    length,
    signals: new Uint32Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    quality: new Uint8Array(length),
  };
  readIds(reader, batch.signals);
  readTimes(reader, batch.times);
  decodeQuality(reader, length, batch.quality, 0);
  new Uint8Array(batch.values.buffer).set(reader.take(length * 8));
  return { layout, batch };
}

function readIds(reader: ByteReader, ids: Uint32Array): void {
  if (reader.u8() === PLAIN) {
    for (let i = 0; i < ids.length; i++) ids[i] = reader.u32();
    return;
  }
  let id = 0;
  for (let i = 0; i < ids.length; ) {
    const step = reader.signed();
    const run = reader.varint();
    if (run === 0 || i + run > ids.length) throw new FormatError('has id runs of the wrong length');
    for (let j = 0; j < run; j++) ids[i++] = id += step;
  }
}

function readTimes(reader: ByteReader, times: Float64Array): void {
  if (reader.u8() === PLAIN) {
    new Uint8Array(times.buffer).set(reader.take(times.length * 8));
    return;
  }
  for (let i = 0; i < times.length; ) {
    const time = reader.f64();
    const run = reader.varint();
    if (run === 0 || i + run > times.length) throw new FormatError('has time runs of the wrong length');
    times.fill(time, i, i + run);
    i += run;
  }
}
