/**
 * Cuts a TCP stream into MQTT control packets (MQTT 3.1.1, 2.2), without reading more of them than their length:
 *
 *     byte 0         type (upper four bits) and flags: for PUBLISH bit 3 dup, bits 2-1 QoS, bit 0 retain
 *     bytes 1 to 4   remaining length: 7 bits each, the lowest first, bit 7 set where another follows
 *     rest           for PUBLISH: topic length (2 bytes), topic (UTF-8), packet id (2 bytes, QoS > 0), payload
 */

export const CONNECT = 1;
export const PUBLISH = 3;
export const DISCONNECT = 14;

/** Where a packet lies in `bytes`. */
export interface Frame {
  bytes: Buffer;
  start: number;
  /** First byte after the fixed header. */
  body: number;
  end: number;
}

export class FrameError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'FrameError';
  }
}

/** Collects what is missing of a packet that came in pieces; a packet is copied at most once. */
export class FrameSplitter {
  /** Largest packet accepted, bytes; may change while running. */
  limit: number;
  #parts: Buffer[] = [];
  #have = 0;
  /** Bytes to collect before looking again. */
  #need = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  /**
   * Calls `each` with every packet that is complete; the frame object is reused. `each` returns false to stop: the rest is
   * kept for the next call. Throws FrameError for a length that is malformed or beyond the limit.
   */
  push(chunk: Buffer, each: (frame: Frame) => boolean): void {
    if (chunk.length > 0) {
      this.#parts.push(chunk);
      this.#have += chunk.length;
    }
    if (this.#have === 0 || this.#have < this.#need) return;
    const bytes = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts, this.#have);
    const frame: Frame = { bytes, start: 0, body: 0, end: 0 };
    let at = 0;
    this.#need = 0;
    while (at < bytes.length) {
      let length = 0;
      let body = at + 1;
      let complete = false;
      for (let scale = 1; body < bytes.length; scale *= 128) {
        const byte = bytes[body++];
        length += (byte & 0x7f) * scale;
        if (byte < 0x80) {
          complete = true;
          break;
        }
        if (scale === 128 ** 3) throw new FrameError('bytes that are no MQTT came');
      }
      if (!complete) break;
      if (length > this.limit) {
        throw new FrameError(`a packet of ${length} bytes came; at most ${this.limit} are taken`);
      }
      if (body + length > bytes.length) {
        this.#need = body + length - at;
        break;
      }
      frame.start = at;
      frame.body = body;
      frame.end = body + length;
      if (!each(frame)) break;
      at = frame.end;
    }
    this.#have = bytes.length - at;
    this.#parts = this.#have === 0 ? [] : [bytes.subarray(at)];
  }
}
