/**
 * Binary sample frames on the WebSocket: newest values of a subscription, struct of arrays, little-endian.
 *
 *     offset  size   field
 *     0       1      kind: 1 = samples
 *     1       1      version: 1
 *     2       2      subscription, uint16
 *     4       4      n, uint32: number of samples
 *     8       8      base, float64: time in ms since 1970
 *     16      4 n    index, uint32: position in the `paths` of the `subscribed` message
 *     16+4n   4 n    time, float32: ms relative to base
 *     16+8n   4 n    value, float32
 *     16+12n  n      quality, uint8
 *
 * float32 is enough to draw; exact values come from the HTTP API.
 */

export const SAMPLES_FRAME = 1;
export const FRAME_VERSION = 1;
const HEADER_BYTES = 16;
const SAMPLE_BYTES = 13;

export interface SampleFrame {
  subscription: number;
  base: number;
  index: Uint32Array;
  /** Relative to `base`, ms. */
  time: Float32Array;
  value: Float32Array;
  quality: Uint8Array;
}

/** Allocates a frame for n samples and returns it with views on its arrays, to be filled in place. */
export function allocateFrame(
  subscription: number,
  n: number,
  base: number,
): SampleFrame & { bytes: Uint8Array<ArrayBuffer> } {
  const bytes = new Uint8Array(HEADER_BYTES + SAMPLE_BYTES * n);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, SAMPLES_FRAME);
  view.setUint8(1, FRAME_VERSION);
  view.setUint16(2, subscription, true);
  view.setUint32(4, n, true);
  view.setFloat64(8, base, true);
  return { bytes, subscription, base, ...arrays(bytes.buffer, n) };
}

/** Views on a received frame; no copies. Throws RangeError on a frame that is no samples frame of this version. */
export function readFrame(buffer: ArrayBuffer): SampleFrame {
  const view = new DataView(buffer);
  if (
    buffer.byteLength < HEADER_BYTES ||
    view.getUint8(0) !== SAMPLES_FRAME ||
    view.getUint8(1) !== FRAME_VERSION
  ) {
    throw new RangeError('not a samples frame of version 1');
  }
  const n = view.getUint32(4, true);
  if (buffer.byteLength !== HEADER_BYTES + SAMPLE_BYTES * n) {
    throw new RangeError(`samples frame says ${n} samples but has ${buffer.byteLength} bytes`);
  }
  return { subscription: view.getUint16(2, true), base: view.getFloat64(8, true), ...arrays(buffer, n) };
}

function arrays(buffer: ArrayBuffer, n: number) {
  return {
    index: new Uint32Array(buffer, HEADER_BYTES, n),
    time: new Float32Array(buffer, HEADER_BYTES + 4 * n, n),
    value: new Float32Array(buffer, HEADER_BYTES + 8 * n, n),
    quality: new Uint8Array(buffer, HEADER_BYTES + 12 * n, n),
  };
}
