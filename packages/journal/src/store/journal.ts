/**
 * The journal: an append-only, tamper-evident, durable log of events in a folder. README.md has the contract, FORMAT.md the
 * files.
 *
 * The way of an event: stage (number and time) → record in the write-ahead file, synced, with all others that wait (group
 * commit) → acknowledged and readable → within `publishAfter` in bundles, tiles and a signed checkpoint.
 */
import path from 'node:path';
import { JournalError, messageOf } from '../errors.ts';
import { decodeEvent, type EventDraft, type JournalEvent } from '../events.ts';
import type { Hash } from '../merkle/hash.ts';
import { consistencyNodes, readFolded } from '../merkle/nodes.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import type { NoteSignature } from '../note/note.ts';
import { type EventProof, proveEvent } from '../proof/event-proof.ts';
import { TILE_WIDTH } from '../tiles/paths.ts';
import type { WitnessPolicy } from '../witness/policy.ts';
import { encodeDraft, type Origin } from './entry.ts';
import { DISK, type FileSystem } from './file-system.ts';
import { FolderLock } from './lock.ts';
import { type OpenedFolder, openFolder, SNAPSHOT_FOLDER } from './open.ts';
import { countUntil, readEvents } from './read.ts';

export interface JournalOptions {
  /** Made if needed. One process at a time. */
  folder: string;
  /** Name of the log and of its key: a URL without scheme and without a slash at the end, no spaces, no plus signs. */
  origin: string;
  /**
   * Whether a new journal gets an origin of its own: `origin`, a slash and twelve random hexadecimal digits. Witnesses tell logs
   * apart by their origin, so no two installations may have the same. A journal that is there keeps what it has. Default false.
   */
  ownOrigin?: boolean;
  /** Told what was found and dealt with; default: console.error. */
  log?: (message: string) => void;
  /** Milliseconds since 1970; default Date.now. */
  clock?: () => number;
  /** Milliseconds from the acknowledgement of an event to the checkpoint that contains it, at most; default 250. */
  publishAfter?: number;
  /** Default: the disk. */
  files?: FileSystem;
}

/** Events that have their number and time and will be acknowledged when `durable` resolves. */
export interface Staged {
  events: readonly JournalEvent[];
  durable: Promise<void>;
}

export type EventListener = (events: readonly JournalEvent[]) => void;

interface Group {
  events: readonly JournalEvent[];
  entries: readonly Uint8Array[];
  resolve: () => void;
  reject: (error: JournalError) => void;
}

/** Bytes of one write; more wait for the next. */
const MAX_WRITE_BYTES = 4 * 1024 * 1024;
/** Clock steps back smaller than this are not worth a word. */
const CLOCK_STEP_MS = 1000;
const MAX_READ = 100_000;

export class Journal {
  readonly folder: string;
  /** Name of the log and of its key, with the part that makes it its own. */
  readonly origin: string;
  readonly clock: () => number;
  readonly files: FileSystem;
  readonly #lock: FolderLock | undefined;
  readonly #opened: OpenedFolder;
  readonly #log: (message: string) => void;
  readonly #publishAfter: number;
  /** Entries from `#tailStart` on: those of the bundle that is not full, published or not, and everything behind it. */
  #tail: Uint8Array[];
  #tailStart: number;
  #durable: number;
  #lastTime: number;
  #clockBack = false;
  #queue: Group[] = [];
  #committing: Promise<void> | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #publishTimer: NodeJS.Timeout | undefined;
  #stagedListeners = new Set<EventListener>();
  #listeners = new Set<EventListener>();
  #signedListeners = new Set<() => void>();
  #failure: JournalError | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: JournalOptions, opened: OpenedFolder, lock: FolderLock | undefined) {
    this.folder = options.folder;
    this.origin = opened.signer.name;
    this.clock = options.clock ?? (() => Date.now());
    this.files = options.files ?? DISK;
    this.#log = options.log ?? console.error;
    this.#publishAfter = options.publishAfter ?? 250;
    this.#opened = opened;
    this.#lock = lock;
    this.#durable = opened.log.size;
    this.#tail = opened.tail;
    this.#tailStart = opened.log.size - opened.tail.length;
    this.#lastTime = opened.lastTime;
  }

  /**
   * Opens a folder: locks it, checks the signed root against the tiles, and publishes what was acknowledged before a crash.
   * Cost: 8 KiB read per 65,536 events. Throws JournalError `locked`, `damaged`, `key`, `read-only`, `disk-full`, `file`.
   */
  static async open(options: JournalOptions): Promise<Journal> {
    const { folder, origin, ownOrigin = false, files = DISK, log = console.error } = options;
    const lock = files === DISK ? FolderLock.acquire(folder) : undefined;
    try {
      return new Journal(options, await openFolder(files, folder, { origin, ownOrigin }, log), lock);
    } catch (error) {
      lock?.release();
      throw error;
    }
  }

  /** Number of acknowledged events. */
  get size(): number {
    return this.#durable;
  }

  /** Number of the next event to be staged. */
  get nextSeq(): number {
    return this.#tailStart + this.#tail.length;
  }

  /** Time of the newest staged event: none after it is earlier. */
  get lastTime(): number {
    return this.#lastTime;
  }

  /** What is signed: at most `publishAfter` behind `size`. */
  get checkpoint(): Checkpoint {
    return this.#opened.log.checkpoint;
  }

  /** The checkpoint as signed note: to be kept elsewhere, as evidence of what was there. */
  get note(): string {
    return this.#opened.log.note;
  }

  /** `name+hash+base64`, to be given to everybody who wants to verify. */
  get verifierKey(): string {
    return this.#opened.signer.verifierKey;
  }

  /** Why nothing more can be appended, if so. Reading goes on. */
  get failure(): JournalError | undefined {
    return this.#failure;
  }

  /** Folder for snapshots of projections. */
  get snapshotFolder(): string {
    return path.join(this.folder, SNAPSHOT_FOLDER);
  }

  /** A secret of this journal for another purpose. */
  secretFor(purpose: string): Buffer {
    return this.#opened.signer.derive(purpose);
  }

  /** Appends events; resolves when they are on disk. They stand one after the other in the log. */
  async append(...drafts: readonly EventDraft[]): Promise<readonly JournalEvent[]> {
    const { events, durable } = this.stage(drafts);
    await durable;
    return events;
  }

  /**
   * Gives events their number and time at once, in the order of the calls, and writes them. Throws JournalError `request` or
   * `too-large` for malformed ones, with nothing staged, and `closed` after a failed write.
   */
  stage(drafts: readonly EventDraft[], origin: Origin = {}): Staged {
    this.#refuseWhenClosed();
    if (drafts.length === 0) return { events: [], durable: Promise.resolve() };
    const first = this.nextSeq;
    const time = this.#now();
    const entries = drafts.map((draft, i) => encodeDraft(draft, i, first, time, origin));
    // What everybody sees from now on is what was written, not what was asked for.
    const events = entries.map((entry) => decodeEvent(entry));
    this.#lastTime = time;
    for (const entry of entries) this.#tail.push(entry);
    const durable = new Promise<void>((resolve, reject) => {
      this.#queue.push({ events, entries, resolve, reject });
    });
    this.#committing ??= this.#commit();
    this.#tell(this.#stagedListeners, events);
    return { events, durable };
  }

  #refuseWhenClosed(): void {
    if (this.#failure !== undefined)
      throw new JournalError(
        'closed',
        `The journal takes no more events: ${this.#failure.message}`,
        this.#failure.file,
        this.#failure,
      );
    if (this.#closing !== undefined) throw new JournalError('closed', 'The journal is closed.', this.folder);
  }

  #now(): number {
    const now = Math.floor(this.clock());
    const back = this.#lastTime - now > CLOCK_STEP_MS;
    if (back && !this.#clockBack)
      this.#log(
        `The clock of this machine is ${Math.round((this.#lastTime - now) / 1000)} s behind the last event of ${this.folder}. New events get the time of that one until the clock has caught up.`,
      );
    this.#clockBack = back;
    return Math.max(now, this.#lastTime);
  }

  /** Writes what waits, group after group: the longer a sync takes, the more goes into the next. */
  async #commit(): Promise<void> {
    // A turn of the event loop, so that all commands of this turn share the first write.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const groups = this.#takeGroups();
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#opened.pending.append(
          this.#durable,
          groups.flatMap((group) => group.entries),
        );
      } catch (error) {
        this.#fail(error);
        for (const { reject } of [...groups, ...this.#queue.splice(0)]) reject(this.#closedError());
        break;
      }
      for (const { events, resolve } of groups) {
        this.#durable += events.length;
        this.#tell(this.#listeners, events);
        resolve();
      }
      this.#publishSoon();
    }
    this.#committing = undefined;
  }

  #takeGroups(): Group[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && bytes < MAX_WRITE_BYTES)
      for (const entry of this.#queue[count++].entries) bytes += entry.length;
    return this.#queue.splice(0, count);
  }

  #tell(listeners: ReadonlySet<EventListener>, events: readonly JournalEvent[]): void {
    for (const listener of listeners) {
      try {
        listener(events);
      } catch (error) {
        // The events are facts: whoever cannot deal with them must not stop the others.
        this.#log(`A subscriber of the journal failed: ${messageOf(error)}`);
      }
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure =
      error instanceof JournalError ? error : new JournalError('file', messageOf(error), this.folder, error);
    clearTimeout(this.#publishTimer);
    this.#log(`The journal stops: ${this.#failure.message}`);
  }

  #closedError(): JournalError {
    const failure = this.#failure;
    return new JournalError(
      failure?.code ?? 'closed',
      `The event was not recorded: ${failure?.message ?? 'the journal is closed.'}`,
      failure?.file,
      failure,
    );
  }

  /** Calls the listener with every group of events, in order, when they are on disk. Returns how to end it. */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls the listener with events as soon as they have their number, before they are on disk. Returns how to end it. */
  onStaged(listener: EventListener): () => void {
    this.#stagedListeners.add(listener);
    return () => this.#stagedListeners.delete(listener);
  }

  /** Calls the listener whenever there is a new checkpoint. Returns how to end it. */
  onSigned(listener: () => void): () => void {
    this.#signedListeners.add(listener);
    return () => this.#signedListeners.delete(listener);
  }

  /** Consistency proof between two sizes of the signed log. */
  growth(old: number, size: number): Promise<Hash[]> {
    if (!(old >= 0 && old <= size && size <= this.checkpoint.size))
      throw new JournalError(
        'request',
        `There is no growth from ${old} to ${size}: ${this.checkpoint.size} are signed.`,
      );
    return readFolded(consistencyNodes(old, size), this.#opened.log.hashes);
  }

  /**
   * Stores signatures of witnesses on one of the checkpoints of this journal. Rejects where the disk fails; the journal goes
   * on: nothing that it acknowledged is concerned.
   */
  cosign(note: string, signatures: readonly NoteSignature[], policy: WitnessPolicy): Promise<void> {
    const next = this.#publishing.then(() => this.#opened.publisher.cosign(note, signatures, policy));
    this.#publishing = next.catch(() => {});
    return next;
  }

  /** Events [from, to), at most 100,000. Throws `damaged` where the log is not what was signed. */
  async read(from: number, to: number): Promise<JournalEvent[]> {
    if (!(from >= 0 && from <= to && to <= this.#durable))
      throw new JournalError(
        'request',
        `There are no events from ${from} to ${to}: the journal has ${this.#durable}.`,
      );
    if (to - from > MAX_READ)
      throw new JournalError(
        'request',
        `${to - from} events are more than ${MAX_READ} at once. Ask for fewer.`,
      );
    const events: JournalEvent[] = [];
    for await (const some of this.events(from, to)) events.push(...some);
    return events;
  }

  /** Events [from, to) in portions of at most 256; `to` may be beyond the end. */
  events(from = 0, to = this.#durable): AsyncGenerator<readonly JournalEvent[]> {
    return readEvents((index) => this.#bundle(index), from, Math.min(to, this.#durable));
  }

  /** How many events are not after an instant: the state then is that after so many events. */
  countUntil(time: number): Promise<number> {
    return countUntil((index) => this.#bundle(index), this.#durable, time);
  }

  async #bundle(index: number): Promise<readonly Uint8Array[]> {
    const start = index * TILE_WIDTH;
    if (start >= this.#tailStart) {
      const at = start - this.#tailStart;
      return this.#tail.slice(at, at + TILE_WIDTH);
    }
    return this.#opened.log.bundle(index);
  }

  /** A proof of one event that can be checked without this journal. Publishes first where that is needed. */
  async prove(seq: number): Promise<EventProof> {
    if (!(Number.isSafeInteger(seq) && seq >= 0 && seq < this.#durable))
      throw new JournalError('request', `There is no event ${seq}: the journal has ${this.#durable}.`);
    if (this.checkpoint.size <= seq) await this.publish();
    return proveEvent(this.#opened.log, seq, this.verifierKey);
  }

  #publishSoon(): void {
    if (this.#publishTimer !== undefined || this.#closing !== undefined) return;
    this.#publishTimer = setTimeout(() => {
      // What went wrong is in `failure` and was told.
      this.publish().catch(() => {});
    }, this.#publishAfter);
  }

  /** Resolves when every event acknowledged by now is in a signed checkpoint. */
  publish(): Promise<void> {
    clearTimeout(this.#publishTimer);
    this.#publishTimer = undefined;
    const next = this.#publishing.then(() => this.#publishOnce());
    this.#publishing = next.catch(() => {});
    return next;
  }

  async #publishOnce(): Promise<void> {
    const { log, publisher, pending } = this.#opened;
    const size = this.#durable;
    if (this.#failure !== undefined) throw this.#failure;
    if (size === log.size) return;
    try {
      await publisher.publish(this.#tail.slice(0, size - this.#tailStart), size);
      const whole = size - (size % TILE_WIDTH);
      this.#tail.splice(0, whole - this.#tailStart);
      this.#tailStart = whole;
      await pending.release(size);
      for (const listener of this.#signedListeners) listener();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Writes and publishes what waits, closes all files and unlocks the folder. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#committing;
      if (this.#failure === undefined) {
        await this.publish();
        await this.#opened.pending.close();
        await this.#opened.pending.release(this.#opened.log.size);
      } else {
        await this.#publishing;
      }
    } finally {
      clearTimeout(this.#publishTimer);
      // After a failure the handle may be beyond closing.
      await this.#opened.pending.close().catch(() => {});
      this.#lock?.release();
    }
  }
}
