/**
 * Binary keyframes: the states of a plant at many instants, little-endian, struct of arrays. `GET …/states` answers it.
 *
 *     offset  size   field
 *     0       1      kind: 2 = states
 *     1       1      version: 1
 *     2       2      zero
 *     4       4      n, uint32: signals of the plant
 *     8       8      from, float64: first instant, ms since 1970
 *     16      8      step, float64: ms from one instant to the next
 *     24      4      k, uint32: number of instants
 *     28      4      m, uint32: number of changes
 *     32      4 k    counts, uint32: changes of each instant, in order
 *             4 m    index, uint32: the signal
 *             4 m    value, float32
 *             4 m    age, float32: ms from the sample to its instant
 *             m      quality, uint8
 *
 * The changes of instant 0 are everything known then; those of a later one are what has a newer sample than at the instant
 * before. The index counts the signals of `GET …/twins` in the order of the twins and, within one, of its type.
 */

const STATES_FRAME = 2;
const FRAME_VERSION = 1;
const HEADER_BYTES = 32;
const CHANGE_BYTES = 13;

export interface StatesFrame {
  /** Signals of the plant. */
  signals: number;
  from: number;
  step: number;
  counts: Uint32Array;
  index: Uint32Array;
  value: Float32Array;
  age: Float32Array;
  quality: Uint8Array;
}

/** Allocates a frame with views on its arrays, to be filled in place. */
export function allocateStates(
  signals: number,
  from: number,
  step: number,
  instants: number,
  changes: number,
): StatesFrame & { bytes: Uint8Array<ArrayBuffer> } {
  const bytes = new Uint8Array(HEADER_BYTES + 4 * instants + CHANGE_BYTES * changes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, STATES_FRAME);
  view.setUint8(1, FRAME_VERSION);
  view.setUint32(4, signals, true);
  view.setFloat64(8, from, true);
  view.setFloat64(16, step, true);
  view.setUint32(24, instants, true);
  view.setUint32(28, changes, true);
  return { bytes, signals, from, step, ...arrays(bytes.buffer, instants, changes) };
}

/** Views on a received frame; no copies. Throws RangeError on bytes that are no states frame of this version. */
export function readStates(buffer: ArrayBuffer): StatesFrame {
  const view = new DataView(buffer);
  if (
    buffer.byteLength < HEADER_BYTES ||
    view.getUint8(0) !== STATES_FRAME ||
    view.getUint8(1) !== FRAME_VERSION
  ) {
    throw new RangeError('not a states frame of version 1');
  }
  const instants = view.getUint32(24, true);
  const changes = view.getUint32(28, true);
  if (buffer.byteLength !== HEADER_BYTES + 4 * instants + CHANGE_BYTES * changes) {
    throw new RangeError(
      `states frame says ${instants} instants and ${changes} changes but has ${buffer.byteLength} bytes`,
    );
  }
  const frame = {
    signals: view.getUint32(4, true),
    from: view.getFloat64(8, true),
    step: view.getFloat64(16, true),
    ...arrays(buffer, instants, changes),
  };
  let sum = 0;
  for (const count of frame.counts) sum += count;
  if (sum !== changes) throw new RangeError(`states frame counts ${sum} changes but has ${changes}`);
  return frame;
}

function arrays(buffer: ArrayBuffer, instants: number, changes: number) {
  const at = HEADER_BYTES + 4 * instants;
  return {
    counts: new Uint32Array(buffer, HEADER_BYTES, instants),
    index: new Uint32Array(buffer, at, changes),
    value: new Float32Array(buffer, at + 4 * changes, changes),
    age: new Float32Array(buffer, at + 8 * changes, changes),
    quality: new Uint8Array(buffer, at + 12 * changes, changes),
  };
}
