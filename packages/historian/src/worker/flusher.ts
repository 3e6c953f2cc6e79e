/**
 * When waiting samples become chunks, and when the write-ahead log may be cut.
 *
 * Once a minute every twin with waiting samples is written, spread over the minute, so that a fleet costs a steady trickle
 * and not a burst. What belongs to the running minute stays for the next round, unless its twin has been waiting for long
 * or memory gets short. Every ten seconds SQLite's logs are brought into the day files and synced; log segments whose
 * samples are all there are deleted.
 */
import { messageOf } from '../errors.ts';
import { deleteExpired, rollUp } from '../store/maintenance.ts';
import type { Store } from '../store/store.ts';
import { MINUTE_MS } from '../store/time.ts';
import { writeTwin } from '../store/writer.ts';
import type { WriteAheadLog } from '../wal/log.ts';
import type { Retention } from './protocol.ts';

const PUMP_MS = 100;
/** A round over all twins takes this long; the rest of the minute is reserve. */
const ROUND_MS = 40_000;
/** Samples of a minute that ended less than this ago may still be on their way. */
const GRACE_MS = 3000;
/** Longest time a portion of background work holds up questions, ms. */
const PORTION_MS = 8;
const CHECKPOINT_MS = 10_000;
/** How long to look away after no roll-up row was due. */
const ROLL_UP_IDLE_MS = 5000;
/** A segment is closed after this time even when it is small, so that it can be deleted. */
const SEGMENT_AGE_MS = 10 * MINUTE_MS;
/** Waiting samples in all (about 9 bytes each) beyond which twins are written at once. */
const MAX_WAITING = 160_000_000;
/** Waiting samples of one twin beyond which it is written at once: imports and back-computations. */
const MAX_WAITING_TWIN = 400_000;

export class Flusher {
  #store: Store;
  #wal: WriteAheadLog;
  #clock: () => number;
  #timer: NodeJS.Timeout | undefined;
  #queue: number[] = [];
  /** Twins to write per pump, a fraction for a small plant, and what is saved up. */
  #perPump = 1;
  #credit = 0;
  #roundAt = 0;
  #checkpointAt = 0;
  #rollUpAt = 0;
  /** Oldest closed segment a twin still needed in the last round. */
  #closedTags = new Map<number, number>();
  #busy = false;
  chunks = 0;
  /** Why writing chunks does not work at present. */
  problem: string | null = null;

  constructor(store: Store, wal: WriteAheadLog, clock: () => number) {
    this.#store = store;
    this.#wal = wal;
    this.#clock = clock;
    this.#roundAt = clock() + ROUND_MS;
    this.#checkpointAt = clock() + CHECKPOINT_MS;
  }

  start(): void {
    this.#timer = setInterval(() => void this.pump(), PUMP_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Says that samples have arrived: writes when too many wait. */
  notice(): void {
    if (this.#store.recent.samples > MAX_WAITING) this.#writeLargest();
  }

  /** One step of background work; called ten times a second. Errors are kept in `problem`, told once and tried again. */
  async pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      const now = this.#clock();
      this.#writePortion(now);
      if (now >= this.#rollUpAt && !rollUp(this.#store, now, performance.now() + PORTION_MS)) {
        this.#rollUpAt = now + ROLL_UP_IDLE_MS;
      }
      if (now >= this.#checkpointAt) {
        this.#checkpointAt = now + CHECKPOINT_MS;
        await this.#release();
      }
      this.problem = null;
    } catch (error) {
      this.#report(error);
    } finally {
      this.#busy = false;
    }
  }

  #report(error: unknown): void {
    const message = messageOf(error);
    if (message !== this.problem) this.#store.log(message);
    this.problem = message;
  }

  #writePortion(now: number): void {
    const { recent } = this.#store;
    if (this.#queue.length === 0 && now >= this.#roundAt) this.#startRound(now);
    const before = Math.floor((now - GRACE_MS) / MINUTE_MS) * MINUTE_MS;
    this.#credit = Math.min(this.#credit + this.#perPump, Math.ceil(this.#perPump));
    for (; this.#credit >= 1 && this.#queue.length > 0; this.#credit--) {
      const twin = this.#queue[this.#queue.length - 1];
      this.#write(twin, this.#isOld(twin) ? Number.POSITIVE_INFINITY : before);
      this.#queue.pop();
    }
    for (let twin = 0; twin < recent.twinCount; twin++) {
      if (recent.twinSamples(twin) > MAX_WAITING_TWIN) this.#write(twin, Number.POSITIVE_INFINITY);
    }
  }

  #startRound(now: number): void {
    const { recent } = this.#store;
    this.#roundAt = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS + GRACE_MS;
    for (let twin = recent.twinCount - 1; twin >= 0; twin--)
      if (recent.twinSamples(twin) > 0) this.#queue.push(twin);
    this.#perPump = (this.#queue.length * PUMP_MS) / ROUND_MS;
  }

  /**
   * Whether samples of a twin from a segment that is closed were already left waiting in the last round: those of the
   * future, or of a minute that does not end. They are written now, so that the segment can go.
   */
  #isOld(twin: number): boolean {
    const tag = this.#store.recent.oldestTag(twin);
    if (tag >= (this.#wal.segments.at(-1) ?? tag)) {
      this.#closedTags.delete(twin);
      return false;
    }
    const old = this.#closedTags.get(twin) === tag;
    this.#closedTags.set(twin, tag);
    return old;
  }

  #write(twin: number, before: number): void {
    this.chunks += writeTwin(this.#store, twin, before);
  }

  #writeLargest(): void {
    const { recent } = this.#store;
    try {
      const deadline = performance.now() + PORTION_MS;
      for (let twin = 0; twin < recent.twinCount && performance.now() < deadline; twin++) {
        if (recent.twinSamples(twin) > recent.samples / recent.twinCount)
          this.#write(twin, Number.POSITIVE_INFINITY);
      }
    } catch (error) {
      this.#report(error);
    }
  }

  /** Brings chunks safely into the files, then deletes the log segments that nothing needs any more. */
  async #release(): Promise<void> {
    await this.#wal.sealOlderThan(SEGMENT_AGE_MS);
    const oldest = this.#oldestNeeded();
    if (this.#wal.releasable(oldest).length === 0) return;
    this.#store.days.checkpoint();
    this.#store.rollups.checkpoint();
    await this.#wal.release(oldest);
  }

  /** Number of the oldest log segment with a sample that is in no chunk yet. Ask before the checkpoint, not after it. */
  #oldestNeeded(): number {
    const { recent } = this.#store;
    let oldest = Number.POSITIVE_INFINITY;
    for (let twin = 0; twin < recent.twinCount; twin++) oldest = Math.min(oldest, recent.oldestTag(twin));
    return oldest;
  }

  /** Writes everything that waits, makes the roll-ups that are due, checkpoints and cuts the log. */
  async flush(): Promise<void> {
    const { recent } = this.#store;
    await this.#wal.settled();
    for (let twin = 0; twin < recent.twinCount; twin++) {
      if (recent.twinSamples(twin) > 0) this.#write(twin, Number.POSITIVE_INFINITY);
    }
    rollUp(this.#store, this.#clock(), Number.POSITIVE_INFINITY);
    await this.#wal.sealOlderThan(0);
    const oldest = this.#oldestNeeded();
    this.#store.days.checkpoint();
    this.#store.rollups.checkpoint();
    await this.#wal.release(oldest);
  }

  /** Deletes what is older than the plant wants to keep. Returns the number of files deleted. */
  enforceRetention(now: number, retention: Retention): number {
    return deleteExpired(this.#store, now, retention);
  }
}
