/**
 * Sparkplug B payloads, the part an edge node needs: writing births and data with Double and Boolean metrics, and finding
 * a rebirth request in a command. Protobuf by hand: the format is small, and this is on the path of every reading.
 *
 * Source: Eclipse Sparkplug 3.0.0, 6.4.1 (protobuf definition).
 */

/** One metric to write. `value` boolean: Boolean; bigint: UInt64 (bdSeq, kept small); number: Double. */
export interface Metric {
  name?: string;
  alias?: number;
  value: number | boolean | bigint;
}

const DOUBLE = 10;
const BOOLEAN = 11;
const UINT64 = 8;

/** Grows on demand; `take` returns the bytes written. */
class Writer {
  #buffer = Buffer.allocUnsafe(1024);
  #length = 0;

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(grown, 0, 0, this.#length);
    this.#buffer = grown;
  }

  varint(value: number): void {
    this.#room(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  field(number: number, value: number): void {
    this.varint(number << 3);
    this.varint(value);
  }

  double(number: number, value: number): void {
    this.varint((number << 3) | 1);
    this.#room(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  bytes(number: number, value: Uint8Array): void {
    this.varint((number << 3) | 2);
    this.varint(value.length);
    this.#room(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  take(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}

/** Encodes a payload. `seq` undefined leaves it out, as an NDEATH must. Data types are written when a metric has a name. */
export function encodePayload(time: number, metrics: readonly Metric[], seq?: number): Buffer {
  const payload = new Writer();
  payload.field(1, Math.round(time));
  for (const metric of metrics) {
    const body = new Writer();
    const type =
      typeof metric.value === 'number' ? DOUBLE : typeof metric.value === 'boolean' ? BOOLEAN : UINT64;
    if (metric.name !== undefined) body.bytes(1, Buffer.from(metric.name, 'utf8'));
    if (metric.alias !== undefined) body.field(2, metric.alias);
    body.field(3, Math.round(time));
    body.field(4, type);
    if (typeof metric.value === 'number') body.double(13, metric.value);
    else if (typeof metric.value === 'boolean') body.field(14, metric.value ? 1 : 0);
    else body.field(11, Number(metric.value));
    payload.bytes(2, body.take());
  }
  if (seq !== undefined) payload.field(3, seq);
  return payload.take();
}

/** Fields of a protobuf message as [number, value]; stops at anything malformed. */
function* fields(bytes: Uint8Array): Generator<[number, number | Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10 && at < bytes.length; i++) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    const number = key >>> 3;
    if (kind === 0) {
      const value = varint();
      if (Number.isNaN(value)) return;
      yield [number, value];
    } else if (kind === 2) {
      const length = varint();
      if (!(length <= bytes.length - at)) return;
      yield [number, bytes.subarray(at, at + length)];
      at += length;
    } else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else return;
  }
}

/** Whether an NCMD payload asks for a rebirth: a metric `Node Control/Rebirth` (or alias 0) that is true. Never throws. */
export function asksRebirth(payload: Uint8Array): boolean {
  if (payload.length > 65_536) return false;
  for (const [number, metric] of fields(payload)) {
    if (number !== 2 || typeof metric === 'number') continue;
    let named = false;
    let value = false;
    for (const [field, content] of fields(metric)) {
      if (field === 1 && typeof content !== 'number')
        named = Buffer.from(content).toString() === 'Node Control/Rebirth';
      if (field === 14 && typeof content === 'number') value = content !== 0;
    }
    if (named && value) return true;
  }
  return false;
}
