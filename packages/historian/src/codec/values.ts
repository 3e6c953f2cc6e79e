/**
 * Lossless compression of a column of doubles: blocks of at most 128 values, each in the smallest of five forms.
 *
 *     block    kind u8, then by bits 6-7 of kind:
 *     0 packed   width u8, [first signed], base signed, n (or n-1) unsigned numbers of `width` bits
 *     1 constant value f64: all values of the block have the same 64 bits
 *     2 xor      n × { control u8 = leading zero bytes << 4 | significant bytes, significant bytes }
 *     3 split    m u8, block of the first m values, block of the other n - m
 *
 *     kind bits 0-2: power of ten k, 0 to 4; bit 3: values are rounded to float32; bit 4: differences are packed
 *
 * Packed: every value x is exactly i / 10^k (or that, rounded to float32, as sensors with REAL registers send decimals)
 * with an integer i, |i| < 2^52. Either i - base or the differences of neighbours minus base are packed, whichever is
 * narrower: noise packs better as values, ramps, counters and clocks as differences (a steady clock takes width 0).
 * Widths 1 to 24 are packed least significant bit first; wider numbers take 32 bits. Blocks are short so that one
 * outlier cannot widen everything.
 *
 * -0, NaN and infinities are not of the form i / 10^k and are kept bit for bit in the other forms. A gap is a NaN: split
 * keeps it from spoiling the block around it.
 * Cost: about 5 to 10 ns per value to encode, 2 to 4 ns to decode; no allocation per value.
 */
import { type ByteReader, type ByteWriter, FormatError, MAX_SIGNED } from './bytes.ts';

/** Values per block. */
export const BLOCK_LENGTH = 128;

const POWERS = [1, 10, 100, 1000, 10_000];
const FLOAT32 = 8;
const DIFFERENCES = 16;
const CONSTANT = 1 << 6;
const XOR = 2 << 6;
const SPLIT = 3 << 6;
/** Most boundaries between numbers and gaps at which a block is split; beyond, xor is as short. */
const MAX_SPLITS = 4;
/** Widest packed number; above it, four whole bytes are taken, because 7 waiting bits + 25 would overflow 32. */
const MAX_PACKED_BITS = 24;

const integers = new Float64Array(BLOCK_LENGTH);
const offsets = new Uint32Array(BLOCK_LENGTH);
/** Smallest and largest of `integers`, set by `toIntegers`. */
let low = 0;
let high = 0;

/** Appends values[start … start + n) to `out`. The number of values is not stored. */
export function encodeValues(out: ByteWriter, values: Float64Array, start: number, n: number): void {
  for (let at = start; at < start + n; at += BLOCK_LENGTH) {
    encodeBlock(out, values, at, Math.min(BLOCK_LENGTH, start + n - at));
  }
}

/** Reads n values written by `encodeValues` into into[start …]. Throws FormatError on bytes that are no such blocks. */
export function decodeValues(from: ByteReader, n: number, into: Float64Array, start: number): void {
  for (let done = 0; done < n; done += BLOCK_LENGTH) {
    decodeBlock(from, Math.min(BLOCK_LENGTH, n - done), into, start + done);
  }
}

/** The power of ten at which all of the values are integers, or -1: how far sums of them may be rounded exactly. */
export function decimalPlaces(values: Float64Array, start: number, n: number): number {
  let places = 0;
  for (let at = start; at < start + n; at += BLOCK_LENGTH) {
    const length = Math.min(BLOCK_LENGTH, start + n - at);
    while (places < POWERS.length && !toIntegers(values, at, length, POWERS[places], false)) places++;
  }
  return places < POWERS.length ? places : -1;
}

function encodeBlock(out: ByteWriter, values: Float64Array, start: number, n: number): void {
  const form = integerForm(values, start, n);
  if (form >= 0 && packIntegers(out, form, n)) return;
  const bits = new Uint32Array(values.buffer, values.byteOffset + start * 8, n * 2);
  if (allSame(bits)) {
    out.u8(CONSTANT);
    out.f64(values[start]);
    return;
  }
  const first = gapBoundary(values, start, n);
  if (first > 0) {
    out.u8(SPLIT);
    out.u8(first);
    encodeBlock(out, values, start, first);
    encodeBlock(out, values, start + first, n - first);
    return;
  }
  encodeXor(out, bits, n);
}

/** Where numbers first change to gaps or back; 0 where they do not, or too often for a split to pay. */
function gapBoundary(values: Float64Array, start: number, n: number): number {
  let first = 0;
  let count = 0;
  let before = Number.isFinite(values[start]);
  for (let i = 1; i < n; i++) {
    const is = Number.isFinite(values[start + i]);
    if (is === before) continue;
    before = is;
    if (first === 0) first = i;
    if (++count > MAX_SPLITS) return 0;
  }
  return first;
}

function integerForm(values: Float64Array, start: number, n: number): number {
  for (let k = 0; k < POWERS.length; k++) if (toIntegers(values, start, n, POWERS[k], false)) return k;
  if (Math.fround(values[start]) !== values[start]) return -1;
  for (let k = 0; k < POWERS.length; k++)
    if (toIntegers(values, start, n, POWERS[k], true)) return k | FLOAT32;
  return -1;
}

/** Fills `integers`, `low` and `high`; false where a value is not exactly integer / power. */
function toIntegers(
  values: Float64Array,
  start: number,
  n: number,
  power: number,
  float32: boolean,
): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const x = values[start + i];
    const whole = Math.round(x * power);
    if ((float32 ? Math.fround(whole / power) : whole / power) !== x) return false;
    if (whole === 0 && 1 / x < 0) return false;
    integers[i] = whole;
    if (whole < least) least = whole;
    if (whole > most) most = whole;
  }
  low = least;
  high = most;
  return least >= -MAX_SIGNED && most <= MAX_SIGNED;
}

/** Packs `integers`; false where neither values nor differences fit into 32 bits. */
function packIntegers(out: ByteWriter, form: number, n: number): boolean {
  let leastStep = Number.POSITIVE_INFINITY;
  let mostStep = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < n; i++) {
    const step = integers[i] - integers[i - 1];
    if (step < leastStep) leastStep = step;
    if (step > mostStep) mostStep = step;
  }
  const plainWidth = widthOf(high - low);
  const stepWidth = n > 2 ? widthOf(mostStep - leastStep) : 64;
  if (stepWidth < plainWidth && stepWidth <= 32 && Math.abs(leastStep) <= MAX_SIGNED) {
    for (let i = 1; i < n; i++) offsets[i - 1] = integers[i] - integers[i - 1] - leastStep;
    out.u8(form | DIFFERENCES);
    out.u8(stepWidth);
    out.signed(integers[0]);
    out.signed(leastStep);
    pack(out, n - 1, stepWidth);
    return true;
  }
  if (plainWidth > 32) return false;
  for (let i = 0; i < n; i++) offsets[i] = integers[i] - low;
  out.u8(form);
  out.u8(plainWidth);
  out.signed(low);
  pack(out, n, plainWidth);
  return true;
}

function widthOf(range: number): number {
  if (range > 0xffffffff) return 64;
  const width = 32 - Math.clz32(range);
  return width > MAX_PACKED_BITS ? 32 : width;
}

function packedBytes(n: number, width: number): number {
  return (n * width + 7) >>> 3;
}

function pack(out: ByteWriter, n: number, width: number): void {
  const size = packedBytes(n, width);
  out.reserve(size);
  const { bytes } = out;
  let at = out.length;
  if (width === 32) {
    for (let i = 0; i < n; i++) {
      const value = offsets[i];
      bytes[at++] = value;
      bytes[at++] = value >>> 8;
      bytes[at++] = value >>> 16;
      bytes[at++] = value >>> 24;
    }
  } else if (width > 0) {
    let waiting = 0;
    let bits = 0;
    for (let i = 0; i < n; i++) {
      waiting |= offsets[i] << bits;
      bits += width;
      while (bits >= 8) {
        bytes[at++] = waiting;
        waiting >>>= 8;
        bits -= 8;
      }
    }
    if (bits > 0) bytes[at] = waiting;
  }
  out.length += size;
}

function unpack(from: ByteReader, n: number, width: number): void {
  const bytes = from.take(packedBytes(n, width));
  if (width === 0) {
    offsets.fill(0, 0, n);
  } else if (width === 32) {
    for (let i = 0, at = 0; i < n; i++, at += 4) {
      offsets[i] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    }
  } else {
    const mask = (1 << width) - 1;
    let waiting = 0;
    let bits = 0;
    let at = 0;
    for (let i = 0; i < n; i++) {
      while (bits < width) {
        waiting |= bytes[at++] << bits;
        bits += 8;
      }
      offsets[i] = waiting & mask;
      waiting >>>= width;
      bits -= width;
    }
  }
}

function allSame(bits: Uint32Array): boolean {
  for (let i = 2; i < bits.length; i += 2) if (bits[i] !== bits[0] || bits[i + 1] !== bits[1]) return false;
  return true;
}

function encodeXor(out: ByteWriter, bits: Uint32Array, n: number): void {
  out.reserve(1 + 9 * n);
  out.u8(XOR);
  const { bytes } = out;
  let at = out.length;
  let previousLow = 0;
  let previousHigh = 0;
  for (let i = 0; i < n; i++) {
    const lowWord = bits[2 * i] ^ previousLow;
    const highWord = bits[2 * i + 1] ^ previousHigh;
    previousLow = bits[2 * i];
    previousHigh = bits[2 * i + 1];
    const leading = highWord !== 0 ? Math.clz32(highWord) >>> 3 : 4 + (Math.clz32(lowWord) >>> 3);
    const trailing = lowWord !== 0 ? zeroBytesBelow(lowWord) : 4 + zeroBytesBelow(highWord);
    const significant = leading === 8 ? 0 : 8 - leading - trailing;
    bytes[at++] = (leading << 4) | significant;
    for (let j = trailing; j < trailing + significant; j++) {
      bytes[at++] = j < 4 ? lowWord >>> (8 * j) : highWord >>> (8 * (j - 4));
    }
  }
  out.length = at;
}

/** Number of whole zero bytes at the low end of a word that is not 0. */
function zeroBytesBelow(word: number): number {
  return (31 - Math.clz32(word & -word)) >>> 3;
}

function decodeBlock(from: ByteReader, n: number, into: Float64Array, start: number): void {
  const kind = from.u8();
  if (kind === CONSTANT) {
    into.fill(from.f64(), start, start + n);
  } else if (kind === XOR) {
    decodeXor(from, n, new Uint32Array(into.buffer, into.byteOffset + start * 8, n * 2));
  } else if (kind < 32 && (kind & 7) < POWERS.length) {
    decodePacked(from, kind, n, into, start);
  } else if (kind === SPLIT) {
    const first = from.u8();
    if (first === 0 || first >= n) throw new FormatError(`has a block of ${n} values split at ${first}`);
    decodeBlock(from, first, into, start);
    decodeBlock(from, n - first, into, start + first);
  } else {
    throw new FormatError(`has a block of unknown kind ${kind}`);
  }
}

function decodePacked(from: ByteReader, kind: number, n: number, into: Float64Array, start: number): void {
  const power = POWERS[kind & 7];
  const width = from.u8();
  if (width > 32) throw new FormatError(`has numbers of ${width} bits`);
  if ((kind & DIFFERENCES) !== 0) {
    let value = from.signed();
    const base = from.signed();
    unpack(from, n - 1, width);
    into[start] = value / power;
    for (let i = 1; i < n; i++) {
      value += offsets[i - 1] + base;
      into[start + i] = value / power;
    }
  } else {
    const base = from.signed();
    unpack(from, n, width);
    for (let i = 0; i < n; i++) into[start + i] = (offsets[i] + base) / power;
  }
  if ((kind & FLOAT32) !== 0) {
    for (let i = start; i < start + n; i++) into[i] = Math.fround(into[i]);
  }
}

function decodeXor(from: ByteReader, n: number, bits: Uint32Array): void {
  let lowWord = 0;
  let highWord = 0;
  for (let i = 0; i < n; i++) {
    const control = from.u8();
    const leading = control >>> 4;
    const significant = control & 15;
    if (leading + significant > 8) throw new FormatError('has an impossible xor control byte');
    const bytes = from.take(significant);
    const trailing = 8 - leading - significant;
    for (let j = 0; j < significant; j++) {
      const byte = trailing + j;
      if (byte < 4) lowWord ^= bytes[j] << (8 * byte);
      else highWord ^= bytes[j] << (8 * (byte - 4));
    }
    bits[2 * i] = lowWord;
    bits[2 * i + 1] = highWord;
  }
}
