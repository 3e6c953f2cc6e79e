/** The wire format of protobuf: varints, fixed-width fields, and skipping what is unknown (protobuf.dev, "Encoding"). */

/** Bytes that are no Sparkplug payload. `offset` counts from the beginning of the payload, or of the message around it. */
export class PayloadError extends Error {
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`not a Sparkplug B payload: ${what} (byte ${offset})`);
    this.name = 'PayloadError';
    this.offset = offset;
  }
}

const TWO_32 = 4_294_967_296;
const NOTHING = new DataView(new ArrayBuffer(0));

/**
 * A cursor over bytes. Methods move `at`; the caller checks `at` against the end of the enclosing message afterwards, so
 * that the common case costs no check per byte. Reading past the buffer throws PayloadError.
 */
export class WireReader {
  at = 0;
  /** Lower and upper 32 bits of the last `varint`, signed. */
  low = 0;
  high = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = NOTHING;

  open(bytes: Uint8Array, at: number): void {
    this.at = at;
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The bytes as a view, kept for `open`. */
  viewOf(bytes: Uint8Array): DataView {
    this.open(bytes, 0);
    return this.#view;
  }

  /** Reads a varint of at most 64 bits into `low` and `high`. */
  varint(): void {
    const bytes = this.#bytes;
    let at = this.at;
    const room = bytes.length - at;
    if (room < 10 && !this.#endsWithin(room)) throw new PayloadError('the end is missing', at);
    let byte = bytes[at++];
    let low = byte & 0x7f;
    let high = 0;
    if (byte >= 0x80) {
      byte = bytes[at++];
      low |= (byte & 0x7f) << 7;
      if (byte >= 0x80) {
        byte = bytes[at++];
        low |= (byte & 0x7f) << 14;
        if (byte >= 0x80) {
          byte = bytes[at++];
          low |= (byte & 0x7f) << 21;
          if (byte >= 0x80) {
            byte = bytes[at++];
            low |= (byte & 0x7f) << 28;
            high = (byte & 0x7f) >>> 4;
            for (let shift = 3; byte >= 0x80; shift += 7) {
              if (shift > 31) throw new PayloadError('a number has more than 64 bits', at);
              byte = bytes[at++];
              high |= (byte & 0x7f) << shift;
            }
          }
        }
      }
    }
    this.at = at;
    this.low = low;
    this.high = high;
  }

  /** The last varint as an unsigned number, exact below 2^53. */
  unsigned(): number {
    return this.high === 0 && this.low >= 0 ? this.low : (this.high >>> 0) * TWO_32 + (this.low >>> 0);
  }

  /** A tag or length: a varint below 2^31. */
  small(): number {
    const byte = this.#bytes[this.at];
    if (byte < 0x80) {
      this.at++;
      return byte;
    }
    this.varint();
    if (this.high !== 0 || this.low < 0) throw new PayloadError('a length or tag is too large', this.at);
    return this.low;
  }

  float(end: number): number {
    const at = this.at;
    this.at = at + 4;
    if (this.at > end) throw new PayloadError('a float reaches beyond its message', at);
    return this.#view.getFloat32(at, true);
  }

  double(end: number): number {
    const at = this.at;
    this.at = at + 8;
    if (this.at > end) throw new PayloadError('a double reaches beyond its message', at);
    return this.#view.getFloat64(at, true);
  }

  /** Skips the value of a field; groups, which protobuf 3 no longer has, are refused. */
  skip(tag: number, end: number): void {
    if (tag < 8) throw new PayloadError('a field has the number 0', this.at);
    switch (tag & 7) {
      case 0:
        this.varint();
        break;
      case 1:
        this.at += 8;
        break;
      case 2: {
        const length = this.small();
        this.at += length;
        break;
      }
      case 5:
        this.at += 4;
        break;
      default:
        throw new PayloadError(`a field has the unknown wire type ${tag & 7}`, this.at);
    }
    if (this.at > end) throw new PayloadError('a field reaches beyond its message', this.at);
  }

  /** Whether the next bytes are these; does not move. */
  equals(wanted: Uint8Array): boolean {
    for (let i = 0; i < wanted.length; i++) if (this.#bytes[this.at + i] !== wanted[i]) return false;
    return true;
  }

  #endsWithin(room: number): boolean {
    for (let i = 0; i < room; i++) if (this.#bytes[this.at + i] < 0x80) return true;
    return false;
  }
}
