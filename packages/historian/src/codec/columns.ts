/**
 * Columns: the samples of several signals of one twin in flat arrays, so that a chunk costs no object per signal.
 *
 * Column c holds the signal with key `keys[c]`; its n = `lengths[c]` samples are times[timeStarts[c] + i],
 * values[starts[c] + i], quality[starts[c] + i]. Columns with the same times may share them: same `timeStarts`.
 */
export class Columns {
  count = 0;
  keys = new Int32Array(16);
  starts = new Int32Array(16);
  timeStarts = new Int32Array(16);
  lengths = new Int32Array(16);
  times: Float64Array;
  values: Float64Array;
  quality: Uint8Array;
  /** Elements of `times` in use. */
  timesUsed = 0;
  /** Elements of `values` and `quality` in use. */
  valuesUsed = 0;

  /** `capacity`: samples there is room for at first; 0 for columns that are given the arrays of others. */
  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
    this.quality = new Uint8Array(capacity);
  }

  clear(): void {
    this.count = 0;
    this.timesUsed = 0;
    this.valuesUsed = 0;
  }

  /** Adds a column whose samples are already in the arrays. */
  add(key: number, timeStart: number, start: number, length: number): void {
    const c = this.count++;
    if (c === this.keys.length) {
      this.keys = grown(this.keys, c * 2);
      this.starts = grown(this.starts, c * 2);
      this.timeStarts = grown(this.timeStarts, c * 2);
      this.lengths = grown(this.lengths, c * 2);
    }
    this.keys[c] = key;
    this.timeStarts[c] = timeStart;
    this.starts[c] = start;
    this.lengths[c] = length;
  }

  /** Makes room for n more times. */
  reserveTimes(n: number): void {
    const needed = this.timesUsed + n;
    if (needed > this.times.length) {
      const times = new Float64Array(Math.max(needed, this.times.length * 2));
      times.set(this.times.subarray(0, this.timesUsed));
      this.times = times;
    }
  }

  /** Makes room for n more values. */
  reserveValues(n: number): void {
    const needed = this.valuesUsed + n;
    if (needed > this.values.length) {
      const size = Math.max(needed, this.values.length * 2);
      const values = new Float64Array(size);
      values.set(this.values.subarray(0, this.valuesUsed));
      const quality = new Uint8Array(size);
      quality.set(this.quality.subarray(0, this.valuesUsed));
      this.values = values;
      this.quality = quality;
    }
  }

  /** Position of a signal's column, or -1. Linear: a twin has some hundreds of signals at most. */
  find(key: number): number {
    for (let c = 0; c < this.count; c++) if (this.keys[c] === key) return c;
    return -1;
  }
}

function grown(array: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(size);
  larger.set(array);
  return larger;
}
