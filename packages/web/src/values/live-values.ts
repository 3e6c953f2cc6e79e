/**
 * The present: newest values of all signals, filled in place from the binary frames of the live connection.
 *
 * A frame costs one pass over its arrays and no objects. When the connection is lost every value stays, with its time,
 * and becomes stale, `not-connected`: greyed with its age, never hidden. The first frame after reconnecting carries all
 * signals again.
 */
import type { SampleFrame } from '@millwright/server/client';
import { allocateValues, LOST_QUALITY, Notices, type ValueSource } from './value-source.ts';

export class LiveValues implements ValueSource {
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly quality: Uint8Array;
  version = 0;
  /** Position in the server's subscription to our index; -1 for a signal this screen does not know. */
  #map = new Int32Array(0);
  #notices = new Notices();

  constructor(size: number) {
    const arrays = allocateValues(size);
    this.values = arrays.values;
    this.times = arrays.times;
    this.quality = arrays.quality;
  }

  subscribe = this.#notices.subscribe;

  /** The server's answer to the subscription: which index of the frames is which of ours. */
  setOrder(paths: readonly string[], indexOf: (path: string) => number): void {
    this.#map = Int32Array.from(paths, indexOf);
  }

  /** Takes a frame in. Samples of signals that are unknown here are skipped. */
  apply(frame: SampleFrame): void {
    const { index, time, value, quality, base } = frame;
    for (let i = 0; i < index.length; i++) {
      const at = index[i] < this.#map.length ? this.#map[index[i]] : -1;
      if (at < 0) continue;
      this.values[at] = value[i];
      this.times[at] = base + time[i];
      this.quality[at] = quality[i];
    }
    this.version++;
    this.#notices.mark();
  }

  /** The connection is gone: everything that was known is stale now. */
  lose(): void {
    for (let i = 0; i < this.quality.length; i++) {
      if ((this.quality[i] & 3) < 3) this.quality[i] = LOST_QUALITY;
    }
    this.version++;
    this.#notices.mark();
  }

  close(): void {
    this.#notices.close();
  }
}
