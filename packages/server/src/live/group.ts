/**
 * Clients that asked for the same signals of the same plant at the same pace. They share one list of ids and one encoded
 * frame per emission: fifty screens that look at the same plant cost little more than one.
 */
import { allocateFrame } from '../api/frames.ts';
import type { ChangeMarks } from './marks.ts';

/** The live values of a plant by signal id: what frames are made of. */
export interface Columns {
  readonly values: Float64Array;
  readonly times: Float64Array;
  readonly quality: Uint8Array;
}

/** Everything that reads its frames: one subscription of one client. */
export interface Member {
  /** The client's number for its subscription, in the header of every frame. */
  subscription: number;
  /** Tick of the last frame sent; -1 before the first, which holds everything. */
  lastTick: number;
  /** Whether the client's socket can take a frame now. A member that cannot gets the newest values later. */
  ready(): boolean;
  send(frame: Uint8Array): void;
}

/** Ticks of a busy plant come faster than any screen can show: frames do not. */
const FASTEST_MS = 35;
/** Offset of the subscription number in a frame, see frames.ts. */
const SUBSCRIPTION_OFFSET = 2;

export class SubscriptionGroup {
  /** Index in the frames to signal id. */
  readonly ids: Uint32Array;
  readonly paths: readonly string[];
  readonly members = new Set<Member>();
  /** Milliseconds between frames. */
  readonly every: number;
  #marks: ChangeMarks;
  #columns: Columns;
  #emittedAt = Number.NEGATIVE_INFINITY;
  #scratch: Uint32Array;

  constructor(
    ids: Uint32Array,
    paths: readonly string[],
    every: number,
    marks: ChangeMarks,
    columns: Columns,
  ) {
    this.ids = ids;
    this.paths = paths;
    this.every = every;
    this.#marks = marks;
    this.#columns = columns;
    this.#scratch = new Uint32Array(ids.length);
  }

  /** Adds a member and sends it everything there is at once, without waiting for a change. */
  join(member: Member): void {
    this.members.add(member);
    if (!member.ready()) return;
    const frame = this.#encode(member.lastTick, member.subscription);
    member.lastTick = this.#marks.tick;
    if (frame !== undefined) member.send(frame);
  }

  /**
   * Sends to every member that is ready what changed since its last frame, if a frame is due. `now` is any monotonic clock
   * in ms. Linear in the number of signals of the group per distinct `lastTick`, which is one unless a client is slow.
   */
  emit(now: number): void {
    // Ticks jitter by a few ms: a frame that is nearly due goes out rather than waiting for the tick after.
    if (now - this.#emittedAt < Math.max(this.every, FASTEST_MS) - 5) return;
    const { tick } = this.#marks;
    for (const member of this.members) if (member.lastTick > tick) member.lastTick = 0; // they began anew
    /** Frames of this emission: by tick of the last frame, then by subscription number. */
    const encoded = new Map<number, Map<number, Uint8Array> | undefined>();
    for (const member of this.members) {
      if (member.lastTick === tick || !member.ready()) continue;
      let frames = encoded.get(member.lastTick);
      if (frames === undefined && !encoded.has(member.lastTick)) {
        const frame = this.#encode(member.lastTick, member.subscription);
        frames = frame && new Map([[member.subscription, frame]]);
        encoded.set(member.lastTick, frames);
      }
      member.lastTick = tick;
      if (frames === undefined) continue;
      this.#emittedAt = now;
      let frame = frames.get(member.subscription);
      if (frame === undefined) {
        const [first] = frames.values();
        frame = withSubscription(first, member.subscription);
        frames.set(member.subscription, frame);
      }
      member.send(frame);
    }
  }

  /** A frame of everything that changed after `since`; undefined where nothing did. -1: all signals that have a value. */
  #encode(since: number, subscription: number): Uint8Array | undefined {
    const { ids } = this;
    const { ticks } = this.#marks;
    const { values, times, quality } = this.#columns;
    const found = this.#scratch;
    let n = 0;
    let base = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i];
      // A restored value has a time but no tick.
      if (since >= 0 ? ticks[id] > since : ticks[id] > 0 || !Number.isNaN(times[id])) {
        found[n++] = i;
        if (times[id] > base) base = times[id];
      }
    }
    if (n === 0 && since >= 0) return undefined;
    if (base === Number.NEGATIVE_INFINITY) base = 0;
    const frame = allocateFrame(subscription, n, base);
    for (let k = 0; k < n; k++) {
      const i = found[k];
      const id = ids[i];
      frame.index[k] = i;
      frame.time[k] = times[id] - base;
      frame.value[k] = values[id];
      frame.quality[k] = quality[id];
    }
    return frame.bytes;
  }
}

function withSubscription(frame: Uint8Array, subscription: number): Uint8Array {
  const copy = frame.slice();
  new DataView(copy.buffer).setUint16(SUBSCRIPTION_OFFSET, subscription, true);
  return copy;
}
