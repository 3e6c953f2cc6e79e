/**
 * The write-ahead log: what makes an acknowledgement true.
 *
 * What is durable when. `append` collects records; one write and one fdatasync at a time carries all that have come
 * in the meantime (group commit). After the fdatasync, `written` is called with the number of the segment and the promise
 * resolves. When writing fails, the segment is cut back to its last acknowledged byte, the promise rejects, and the next append tries again:
 * what was acknowledged stays, what was refused does not come back.
 *
 * A segment is deleted by `release` once its owner has its samples safe elsewhere.
 */
import fs from 'node:fs';
import { type FileHandle, open, rename, truncate, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ByteWriter } from '../codec/bytes.ts';
import { fileError, HistorianError, messageOf } from '../errors.ts';
import {
  SEGMENT_HEADER_BYTES,
  scanSegment,
  segmentHeader,
  segmentName,
  segmentNumber,
  writeRecord,
} from './segment.ts';

/** A segment is closed when it has this many bytes: 64 MiB replay in about a second. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
/** Appends are refused beyond this many waiting bytes: the disk does not keep up, and memory must stay bounded. */
const MAX_WAITING_BYTES = 512 * 1024 * 1024;

interface Waiter {
  written(segment: number): void;
  resolve(): void;
  reject(error: Error): void;
}

interface Segment {
  number: number;
  file: string;
  handle: FileHandle;
  size: number;
  openedAt: number;
}

export class WriteAheadLog {
  readonly folder: string;
  #log: (message: string) => void;
  #clock: () => number;
  #current: Segment | undefined;
  #nextNumber = 1;
  #sealed: number[] = [];
  #waiting = new ByteWriter(65_536);
  #spare = new ByteWriter(65_536);
  #waiters: Waiter[] = [];
  #committing: Promise<void> | undefined;
  #releasing: Promise<void> = Promise.resolve();
  #bytesWritten = 0;

  constructor(folder: string, log: (message: string) => void, clock: () => number) {
    this.folder = folder;
    this.#log = log;
    this.#clock = clock;
  }

  /**
   * Reads every segment left from before, oldest first, and hands each good payload to `visit`. A torn tail of the
   * newest segment is cut off; other damage is left out. Each is told with file and offset. Call once, before `append`.
   */
  async replay(visit: (payload: Uint8Array, segment: number) => void): Promise<void> {
    const numbers = listSegments(this.folder);
    for (const number of numbers) {
      const file = path.join(this.folder, segmentName(number));
      this.#nextNumber = number + 1;
      const kept = await this.#replayFile(file, number, number === numbers.at(-1), visit);
      if (kept) this.#sealed.push(number);
    }
  }

  async #replayFile(
    file: string,
    number: number,
    newest: boolean,
    visit: (payload: Uint8Array, segment: number) => void,
  ): Promise<boolean> {
    const bytes = readFile(file);
    const content = scanSegment(bytes);
    if (content.header === 'empty') {
      this.#log(
        `${file}: only ${bytes.length} bytes, not even a header: removed. It held nothing that was acknowledged.`,
      );
      await unlink(file);
      return false;
    }
    if (content.header === 'newer') {
      throw new HistorianError(
        'version',
        `${file}: written by a newer version of Millwright (format ${bytes.readUInt16LE(4)}, this program knows 1). Start that version, or restore this folder from before.`,
        file,
      );
    }
    if (content.header === 'bad') {
      this.#log(
        `${file}: damaged at byte 0 (header). Its ${content.payloads.length} sound records are kept.`,
      );
    }
    for (const { start, end } of content.damaged) {
      this.#log(
        `${file}: damaged from byte ${start} to ${end}. That stretch is lost; the records behind it are kept.`,
      );
    }
    for (const { start, end } of content.payloads) {
      try {
        visit(bytes.subarray(start, end), number);
      } catch (error) {
        this.#log(`${file}: the record at byte ${start} ${messageOf(error)}. It is left out.`);
      }
    }
    const torn = bytes.length - content.end;
    if (torn > 0 && newest && content.header === 'good') {
      this.#log(
        `${file}: torn or damaged at byte ${content.end}: ${torn} bytes cut off. A write that was cut short had not been acknowledged.`,
      );
      await truncate(file, content.end);
    } else if (torn > 0) {
      this.#log(
        `${file}: damaged from byte ${content.end} to its end (${torn} bytes). That stretch is lost.`,
      );
    }
    if (content.header === 'bad' && content.payloads.length === 0) {
      await rename(file, `${file}.damaged`);
      return false;
    }
    return true;
  }

  /** Bytes acknowledged since the log was opened. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** Segments that still exist, oldest first. */
  get segments(): readonly number[] {
    return this.#current === undefined ? this.#sealed : [...this.#sealed, this.#current.number];
  }

  /**
   * Adds a record whose payload `fill` writes; resolves when it is on disk. `written` is called before, in the same turn
   * in which the log takes note of the write: whoever asks what the log holds never finds a record that is not noted yet.
   */
  append(fill: (out: ByteWriter) => void, written: (segment: number) => void): Promise<void> {
    if (this.#waiting.length > MAX_WAITING_BYTES) {
      return Promise.reject(
        new HistorianError(
          'limit',
          `${this.folder}: the disk does not keep up, ${Math.round(this.#waiting.length / 1e6)} MB wait to be written. Samples are refused until they are.`,
          this.folder,
        ),
      );
    }
    writeRecord(this.#waiting, () => fill(this.#waiting));
    const done = new Promise<void>((resolve, reject) => this.#waiters.push({ written, resolve, reject }));
    this.#committing ??= this.#commitAll();
    return done;
  }

  /** Resolves when nothing waits to be written. */
  async settled(): Promise<void> {
    await this.#committing;
  }

  async #commitAll(): Promise<void> {
    // Lets the appends that are already in the queue of this thread join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiters.length > 0) {
      const waiters = this.#waiters;
      const group = this.#waiting;
      this.#waiters = [];
      this.#waiting = this.#spare;
      this.#waiting.length = 0;
      try {
        const segment = await this.#write(group.bytes.subarray(0, group.length));
        for (const waiter of waiters) {
          waiter.written(segment);
          waiter.resolve();
        }
      } catch (error) {
        const failure = fileError('Cannot write', this.#current?.file ?? this.folder, error);
        for (const waiter of waiters) waiter.reject(failure);
      }
      this.#spare = group;
    }
    this.#committing = undefined;
  }

  async #write(bytes: Uint8Array): Promise<number> {
    let segment = this.#current;
    if (
      segment !== undefined &&
      segment.size + bytes.length > SEGMENT_BYTES &&
      segment.size > SEGMENT_HEADER_BYTES
    ) {
      await this.#seal(segment);
      segment = undefined;
    }
    segment ??= await this.#openSegment();
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await segment.handle.write(
          bytes,
          done,
          bytes.length - done,
          segment.size + done,
        );
        done += bytesWritten;
      }
      await segment.handle.datasync();
    } catch (error) {
      await this.#cutBack(segment);
      throw fileError('Cannot write', segment.file, error);
    }
    segment.size += bytes.length;
    this.#bytesWritten += bytes.length;
    return segment.number;
  }

  async #openSegment(): Promise<Segment> {
    const number = this.#nextNumber;
    const file = path.join(this.folder, segmentName(number));
    let handle: FileHandle | undefined;
    try {
      handle = await open(file, 'w');
      await handle.write(segmentHeader(number), 0, SEGMENT_HEADER_BYTES, 0);
      await handle.datasync();
      syncFolder(this.folder);
    } catch (error) {
      await handle?.close().catch(() => {});
      await unlink(file).catch(() => {});
      throw fileError('Cannot write', file, error);
    }
    this.#nextNumber = number + 1;
    this.#current = { number, file, handle, size: SEGMENT_HEADER_BYTES, openedAt: this.#clock() };
    return this.#current;
  }

  /** After a failed write nobody knows what is on disk: cut to the acknowledged size and go on in a new segment. */
  async #cutBack(segment: Segment): Promise<void> {
    this.#current = undefined;
    this.#sealed.push(segment.number);
    try {
      await segment.handle.truncate(segment.size);
      await segment.handle.datasync();
    } catch (error) {
      this.#log(
        `${segment.file}: could not be cut back to byte ${segment.size} after a failed write: ${messageOf(error)}`,
      );
    }
    await segment.handle.close().catch(() => {});
  }

  async #seal(segment: Segment): Promise<void> {
    this.#current = undefined;
    this.#sealed.push(segment.number);
    await segment.handle.close();
  }

  /** Closes the current segment when it is older than `ageMs`, so that `release` can delete it some day. */
  async sealOlderThan(ageMs: number): Promise<void> {
    await this.settled();
    const segment = this.#current;
    if (segment !== undefined && this.#clock() - segment.openedAt >= ageMs) await this.#seal(segment);
  }

  /** Sealed segments below `number`: the ones that `release(number)` would delete. */
  releasable(number: number): readonly number[] {
    return this.#sealed.filter((sealed) => sealed < number);
  }

  /** Deletes all sealed segments below `number`; resolves when they, and those of a release under way, are gone. */
  release(number: number): Promise<void> {
    const released = this.releasable(number);
    this.#sealed = this.#sealed.filter((sealed) => sealed >= number);
    this.#releasing = this.#releasing.then(() => this.#delete(released));
    return this.#releasing;
  }

  async #delete(segments: readonly number[]): Promise<void> {
    for (const segment of segments) {
      const file = path.join(this.folder, segmentName(segment));
      await unlink(file).catch((error) => this.#log(`${file}: cannot be deleted: ${messageOf(error)}`));
    }
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#releasing;
    if (this.#current !== undefined) await this.#seal(this.#current);
  }
}

function listSegments(folder: string): number[] {
  const numbers: number[] = [];
  for (const name of fs.readdirSync(folder)) {
    const number = segmentNumber(name);
    if (number !== undefined) numbers.push(number);
  }
  return numbers.sort((a, b) => a - b);
}

function readFile(file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw fileError('Cannot read', file, error);
  }
}

/** Makes created and deleted names of a folder durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}
