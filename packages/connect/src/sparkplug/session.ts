/**
 * The life of one edge node as the host sees it: births, sequence numbers, deaths, and when to ask for a rebirth. Pure: no
 * sockets, no timers, no clock; every method is told the time. Source: Eclipse Sparkplug 3.0.0, 6.4.
 */

/** Messages held per edge node while one is missing. */
const MAX_HELD = 128;
const MAX_HELD_BYTES = 4 * 1024 * 1024;
/** Numbers that far behind are late or repeated rather than ahead. */
const HALF = 128;
/** So many messages in a row from the past mean that the node counts anew without a birth. */
const LATE_BEFORE_RESYNC = 4;
/** Pauses between two rebirth requests to one node, growing while it does not answer. */
const FIRST_REBIRTH_PAUSE_MS = 2_000;
const LONGEST_REBIRTH_PAUSE_MS = 120_000;

/** A message that came too early. */
export interface Held<T> {
  seq: number;
  bytes: number;
  message: T;
}

/**
 * - `apply`: it is the next one; then ask `next` for those that waited for it.
 * - `held`: an earlier one is missing, it waits.
 * - `late`: it came after its time, or twice; its samples still count by their own times.
 */
export type Verdict = 'apply' | 'held' | 'late';

export class NodeSession<T> {
  online = false;
  /** The node breaks a rule of the standard that we can live with. */
  conformant = true;
  #bdSeq = -1;
  #expected = -1;
  #held: Held<T>[] = [];
  #heldBytes = 0;
  #deadline = Number.POSITIVE_INFINITY;
  #late = 0;
  #reorder: number;
  #rebirthAt = Number.NEGATIVE_INFINITY;
  #rebirthPause = FIRST_REBIRTH_PAUSE_MS;

  /** @param reorder milliseconds to wait for a missing message */
  constructor(reorder: number) {
    this.#reorder = reorder;
  }

  /** The time at which `timeout` must be called; Infinity where nothing is awaited. */
  get deadline(): number {
    return this.#deadline;
  }

  /**
   * An NBIRTH. `bdSeq` and `seq` are -1 where the payload has none. Returns whether it begins a new session: the node
   * connected again, so whatever its devices said before is over. A rebirth keeps the session.
   */
  birth(bdSeq: number, seq: number): boolean {
    const fresh = !this.online || bdSeq !== this.#bdSeq;
    this.online = true;
    this.conformant = bdSeq >= 0 && seq >= 0;
    this.#bdSeq = bdSeq;
    this.#expected = seq < 0 ? -1 : (seq + 1) & 255;
    this.#drop();
    this.#late = 0;
    this.#rebirthPause = FIRST_REBIRTH_PAUSE_MS;
    return fresh;
  }

  /** An NDEATH. Returns whether it ends the session; one of an earlier session does not. */
  death(bdSeq: number): boolean {
    if (!this.online) return false;
    if (bdSeq >= 0 && this.#bdSeq >= 0 && bdSeq !== this.#bdSeq) return false;
    this.end();
    return true;
  }

  /** The connection to the node is over, by whatever sign. */
  end(): void {
    this.online = false;
    this.#expected = -1;
    this.#drop();
  }

  /** Any other message of the node or its devices. A message without number (-1) is applied at once. */
  offer(seq: number, now: number, bytes: number, message: () => T): Verdict {
    if (seq === this.#expected) {
      this.#expected = (seq + 1) & 255;
      this.#late = 0;
      return 'apply';
    }
    if (seq < 0 || this.#expected < 0) {
      if (seq < 0) this.conformant = false;
      else this.#expected = (seq + 1) & 255;
      return 'apply';
    }
    if (seq > 255) {
      this.conformant = false;
      return 'apply';
    }
    const ahead = (seq - this.#expected) & 255;
    if (ahead >= HALF) {
      if (++this.#late >= LATE_BEFORE_RESYNC) {
        this.#expected = (seq + 1) & 255;
        this.#drop();
        this.#deadline = now;
      }
      return 'late';
    }
    if (this.#held.some((one) => one.seq === seq)) return 'late';
    this.#held.push({ seq, bytes, message: message() });
    this.#heldBytes += bytes;
    if (this.#deadline === Number.POSITIVE_INFINITY) this.#deadline = now + this.#reorder;
    if (this.#held.length >= MAX_HELD || this.#heldBytes > MAX_HELD_BYTES) this.#deadline = now;
    return 'held';
  }

  /** After `apply`: the next message that waited, if it is its turn. */
  next(): T | undefined {
    if (this.#held.length === 0) return undefined;
    const at = this.#held.findIndex((one) => one.seq === this.#expected);
    if (at < 0) return undefined;
    const [one] = this.#held.splice(at, 1);
    this.#heldBytes -= one.bytes;
    this.#expected = (one.seq + 1) & 255;
    if (this.#held.length === 0) this.#deadline = Number.POSITIVE_INFINITY;
    return one.message;
  }

  /**
   * The deadline has passed: the missing message will not come. Returns the messages that waited, in order; they are real
   * samples and count, and a rebirth is due.
   */
  timeout(): T[] {
    const expected = this.#expected;
    const ordered = this.#held.sort((a, b) => ((a.seq - expected) & 255) - ((b.seq - expected) & 255));
    const last = ordered.at(-1);
    if (last !== undefined) this.#expected = (last.seq + 1) & 255;
    this.#held = [];
    this.#heldBytes = 0;
    this.#deadline = Number.POSITIVE_INFINITY;
    return ordered.map((one) => one.message);
  }

  /** Whether a rebirth may be asked for now; counts as asked when it returns true. Rate-limited, slower each time. */
  askRebirth(now: number): boolean {
    if (now < this.#rebirthAt) return false;
    this.#rebirthAt = now + this.#rebirthPause;
    this.#rebirthPause = Math.min(LONGEST_REBIRTH_PAUSE_MS, this.#rebirthPause * 2);
    return true;
  }

  #drop(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#deadline = Number.POSITIVE_INFINITY;
  }
}
