/**
 * The write-ahead file: entries that are acknowledged and not yet in the signed tiles.
 *
 * A group of entries is one record, written and synced in one go: two system calls make any number of commands durable.
 * Segments `pending/<first entry>` are deleted when all their entries are published. See FORMAT.md.
 */
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { fileError, JournalError } from '../errors.ts';
import { decodeBundle, encodeBundle } from '../tiles/bundle.ts';
import { DurableWriter } from './durable.ts';
import type { FileSystem, OpenFile } from './file-system.ts';

const SEGMENT_MAGIC = Buffer.from('MWJ1', 'latin1');
const RECORD_MAGIC = 0x4d574a52; // "MWJR"
/** magic, crc, first entry (f64: whole to 2^53), entries, bytes of the bundle */
const HEADER_BYTES = 4 + 4 + 8 + 4 + 4;
/** A segment larger than this is closed when the next record comes. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Entries found in the segments, from `first` on. */
export interface PendingEntries {
  first: number;
  entries: Uint8Array[];
}

interface Segment {
  file: string;
  /** Number of the first entry behind the last one in it. */
  end: number;
}

export class PendingFile {
  readonly #files: FileSystem;
  readonly #folder: string;
  readonly #writer: DurableWriter;
  /** Closed segments, oldest first. */
  #closed: Segment[] = [];
  #open: { segment: Segment; handle: OpenFile; bytes: number } | undefined;

  constructor(files: FileSystem, folder: string) {
    this.#files = files;
    this.#folder = folder;
    this.#writer = new DurableWriter(files, path.dirname(folder));
  }

  /**
   * Reads what the segments hold. A torn write at the very end, which was never acknowledged, is told and left out; damage
   * anywhere else throws JournalError `damaged`.
   */
  async load(log: (message: string) => void): Promise<PendingEntries> {
    const found: PendingEntries = { first: 0, entries: [] };
    const names = (await this.#files.list(this.#folder)).filter((name) => /^\d{16}$/.test(name));
    for (const name of names) {
      const file = path.join(this.#folder, name);
      const bytes = Buffer.from(await this.#files.read(file));
      const newest = name === names.at(-1);
      const { good, problem } = readSegment(bytes, file, found);
      if (problem !== undefined) {
        if (!newest || recordBehind(bytes, good)) throw damaged(file, good, problem, found);
        log(
          `${file}: ${bytes.length - good} bytes of a torn write at the end, from byte ${good} on, are left out.`,
        );
      }
      this.#closed.push({ file, end: found.first + found.entries.length });
    }
    return found;
  }

  /** Resolves when the entries are on disk. After a rejection nothing more may be appended. */
  async append(first: number, entries: readonly Uint8Array[]): Promise<void> {
    const record = encodeRecord(first, entries);
    if (this.#open !== undefined && this.#open.bytes + record.length > SEGMENT_BYTES)
      await this.#closeSegment();
    this.#open ??= await this.#openSegment(first);
    const { segment, handle } = this.#open;
    try {
      await handle.write(record);
      await handle.sync();
    } catch (error) {
      throw fileError('Cannot write', segment.file, error);
    }
    this.#open.bytes += record.length;
    segment.end = first + entries.length;
  }

  async #openSegment(first: number): Promise<{ segment: Segment; handle: OpenFile; bytes: number }> {
    const file = path.join(this.#folder, String(first).padStart(16, '0'));
    await this.#writer.folder(this.#folder);
    await this.#writer.syncFolders();
    try {
      const handle = await this.#files.open(file, 'new');
      await handle.write(SEGMENT_MAGIC);
      await this.#files.syncFolder(this.#folder);
      return { segment: { file, end: first }, handle, bytes: SEGMENT_MAGIC.length };
    } catch (error) {
      throw fileError('Cannot write', file, error);
    }
  }

  async #closeSegment(): Promise<void> {
    if (this.#open === undefined) return;
    const { segment, handle } = this.#open;
    this.#open = undefined;
    this.#closed.push(segment);
    await handle.close();
  }

  /** Deletes segments whose entries are all before `published`. */
  async release(published: number): Promise<void> {
    while (this.#closed.length > 0 && this.#closed[0].end <= published) {
      const { file } = this.#closed[0];
      try {
        await this.#files.remove(file);
      } catch (error) {
        throw fileError('Cannot delete', file, error);
      }
      this.#closed.shift();
    }
  }

  close(): Promise<void> {
    return this.#closeSegment();
  }
}

function encodeRecord(first: number, entries: readonly Uint8Array[]): Buffer {
  const bundle = encodeBundle(entries);
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(RECORD_MAGIC, 0);
  header.writeDoubleBE(first, 8);
  header.writeUInt32BE(entries.length, 16);
  header.writeUInt32BE(bundle.length, 20);
  header.writeUInt32BE(crc32(bundle, crc32(header.subarray(8))), 4);
  return Buffer.concat([header, bundle]);
}

/** Takes the records of a segment; `good` is the number of bytes up to the first problem. */
function readSegment(bytes: Buffer, file: string, into: PendingEntries): { good: number; problem?: string } {
  if (bytes.length < SEGMENT_MAGIC.length) return { good: 0, problem: 'the file is shorter than its header' };
  if (!bytes.subarray(0, SEGMENT_MAGIC.length).equals(SEGMENT_MAGIC))
    return { good: 0, problem: 'it does not begin like a write-ahead file of the journal' };
  let at = SEGMENT_MAGIC.length;
  while (at < bytes.length) {
    const record = readRecord(bytes, at);
    if (record === undefined) return { good: at, problem: 'its checksum does not fit' };
    if (into.entries.length === 0) into.first = record.first;
    if (record.first !== into.first + into.entries.length)
      throw damaged(file, at, `it begins at event ${record.first}, which does not follow`, into);
    for (const entry of record.entries) into.entries.push(entry);
    at = record.end;
  }
  return { good: at };
}

function readRecord(
  bytes: Buffer,
  at: number,
): { first: number; entries: Uint8Array[]; end: number } | undefined {
  if (at + HEADER_BYTES > bytes.length || bytes.readUInt32BE(at) !== RECORD_MAGIC) return undefined;
  const length = bytes.readUInt32BE(at + 20);
  const end = at + HEADER_BYTES + length;
  if (end > bytes.length || crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32BE(at + 4))
    return undefined;
  const { entries, problem } = decodeBundle(
    bytes.subarray(at + HEADER_BYTES, end),
    bytes.readUInt32BE(at + 16),
  );
  return problem === undefined ? { first: bytes.readDoubleBE(at + 8), entries, end } : undefined;
}

/** Whether a whole record stands somewhere behind a bad place: then it is no torn write. */
function recordBehind(bytes: Buffer, from: number): boolean {
  const magic = Buffer.alloc(4);
  magic.writeUInt32BE(RECORD_MAGIC);
  for (let at = bytes.indexOf(magic, from + 1); at >= 0; at = bytes.indexOf(magic, at + 1))
    if (readRecord(bytes, at) !== undefined) return true;
  return false;
}

function damaged(file: string, at: number, problem: string, found: PendingEntries): JournalError {
  return new JournalError(
    'damaged',
    `${file} is damaged at byte ${at}: ${problem}. The events before number ${found.first + found.entries.length} are whole. Put the file back from a backup; if there is none, move it away and say so: what it held from there on is lost.`,
    file,
  );
}
