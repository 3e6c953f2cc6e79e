/**
 * Growing byte buffer and checked reader: the primitives all our binary formats are made of.
 *
 *     varint    7 bits per byte, least significant first, high bit = more follows; 0 … 2^53 - 1
 *     signed    zigzag (0, -1, 1, -2, …) as varint; |value| < 2^52
 *     f64, u32  little-endian
 */

/** Largest magnitude `signed` can hold: doubling it for zigzag must stay an exact integer. */
export const MAX_SIGNED = 2 ** 52 - 1;

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** Appends to a buffer that doubles when full. `bytes` and `length` are public for the packing loops. */
export class ByteWriter {
  bytes: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  /** Makes room for `n` more bytes. */
  reserve(n: number): void {
    const needed = this.length + n;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  u8(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    const { bytes } = this;
    bytes[this.length++] = value;
    bytes[this.length++] = value >>> 8;
    bytes[this.length++] = value >>> 16;
    bytes[this.length++] = value >>> 24;
  }

  f64(value: number): void {
    scratch.setFloat64(0, value, true);
    this.raw(scratchBytes);
  }

  varint(value: number): void {
    this.reserve(8);
    const { bytes } = this;
    let rest = value;
    while (rest >= 0x80000000) {
      bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    rest |= 0;
    while (rest >= 128) {
      bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.length++] = rest;
  }

  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Overwrites four bytes written earlier. */
  patchU32(at: number, value: number): void {
    this.bytes[at] = value;
    this.bytes[at + 1] = value >>> 8;
    this.bytes[at + 2] = value >>> 16;
    this.bytes[at + 3] = value >>> 24;
  }

  /** A copy of what was written. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.bytes.slice(0, this.length);
  }
}

/** Thrown for bytes that are not what their format says; the caller adds file and place. */
export class FormatError extends Error {
  override name = 'FormatError';
}

/** Reads what ByteWriter wrote. Throws FormatError at the end of the bytes; never reads beyond it. */
export class ByteReader {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;

  constructor(bytes: Uint8Array, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = position;
    this.end = end;
  }

  get left(): number {
    return this.end - this.position;
  }

  u8(): number {
    if (this.position >= this.end) throw new FormatError('ends too early');
    return this.bytes[this.position++];
  }

  u32(): number {
    if (this.left < 4) throw new FormatError('ends too early');
    const { bytes, position: p } = this;
    this.position += 4;
    return (bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24)) >>> 0;
  }

  f64(): number {
    const taken = this.take(8);
    scratchBytes.set(taken);
    return scratch.getFloat64(0, true);
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 8; i++) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
      factor *= 128;
    }
    throw new FormatError('has a number that is too long');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A view on the next `n` bytes. */
  take(n: number): Uint8Array {
    if (n > this.left) throw new FormatError('ends too early');
    const taken = this.bytes.subarray(this.position, this.position + n);
    this.position += n;
    return taken;
  }
}
