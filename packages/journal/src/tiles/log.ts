/**
 * A signed log as it lies in a folder: reads nothing that it has not checked against the signed root.
 *
 * When opened, all tiles above the lowest level are read and recomputed up to the root of the checkpoint; of the lowest level
 * only the partial tile. A bundle of entries is then checked by hashing its entries up to the tile above. So every event that
 * is handed out is proven to be in the signed tree, at a cost of about a millisecond per 256, and hash tiles of the lowest level are only
 * needed for proofs.
 */
import path from 'node:path';
import { JournalError, messageOf } from '../errors.ts';
import { completeHash, HASH_BYTES, type Hash, leafHash, sameHash } from '../merkle/hash.ts';
import { nodesOf, readFolded, type TreeNode } from '../merkle/nodes.ts';
import { type Checkpoint, openCheckpoint } from '../note/checkpoint.ts';
import type { Verifier } from '../note/note.ts';
import { type FileSystem, readIfThere } from '../store/file-system.ts';
import { decodeBundle } from './bundle.ts';
import { TreeEdge } from './edge.ts';
import {
  bundlePath,
  CHECKPOINT,
  TILE_WIDTH,
  tileLevels,
  tilePath,
  tilesOfLevel,
  WITNESSED,
} from './paths.ts';

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** Lowest-level tiles kept for proofs. */
const CACHED_TILES = 16;

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed note of it. */
  readonly note: string;
}

export class SignedLog {
  readonly folder: string;
  readonly #files: FileSystem;
  /** The tree of all published entries; the publisher makes it grow. */
  readonly edge: TreeEdge;
  /** By level from 1 on: the hashes of all full tiles below it, one after the other. */
  #upper: GrowingHashes[];
  #tiles = new Map<number, Uint8Array>();
  /** The signed part of the lowest tile that is not full: the edge runs ahead of it while the next checkpoint is made. */
  #last: { index: number; hashes: Uint8Array };
  #note: string;
  #checkpoint: Checkpoint;
  /** The newest checkpoint that witnesses signed, of which this log is a continuation. */
  witnessed: SignedCheckpoint | undefined;

  private constructor(
    files: FileSystem,
    folder: string,
    opened: SignedCheckpoint,
    edge: TreeEdge,
    upper: GrowingHashes[],
  ) {
    this.#files = files;
    this.folder = folder;
    this.#note = opened.note;
    this.#checkpoint = opened.checkpoint;
    this.edge = edge;
    this.#upper = upper;
    this.#last = lowestOf(edge);
  }

  get checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  /** The signed note of the newest checkpoint, with the signatures of witnesses that came. */
  get note(): string {
    return this.#note;
  }

  /** From now on this is what is signed: everything below it is on disk, and the edge is its edge. */
  sign({ checkpoint, note }: SignedCheckpoint): void {
    this.#checkpoint = checkpoint;
    this.#note = note;
    this.#last = lowestOf(this.edge);
  }

  /** The same checkpoint, with signatures of witnesses. */
  cosign(note: string): void {
    this.#note = note;
  }

  get size(): number {
    return this.checkpoint.size;
  }

  /**
   * Opens the folder that holds `checkpoint` and `tile/`. Throws JournalError `damaged` when the signature does not hold or the
   * tiles do not give the signed root, `request` when there is no checkpoint. Cost: 8 KiB read per 65,536 events.
   */
  static async open(files: FileSystem, folder: string, verifiers: readonly Verifier[]): Promise<SignedLog> {
    const opened = await loadCheckpoint(files, folder, verifiers);
    const { checkpoint } = opened;
    const levels = tileLevels(checkpoint.size);
    const upper: GrowingHashes[] = [];
    const partials: Uint8Array[] = [];
    for (let level = levels - 1; level >= 0; level--) {
      const { full, partial } = tilesOfLevel(checkpoint.size, level);
      partials[level] = partial > 0 ? await readTile(files, folder, level, full, partial) : new Uint8Array(0);
      if (level === 0) break;
      const hashes = new GrowingHashes();
      for (let index = 0; index < full; index++) {
        const tile = await readTile(files, folder, level, index, TILE_WIDTH);
        const parent = upper[level + 1].at(index);
        if (!sameHash(completeHash(tile, 0, TILE_WIDTH), parent))
          throw damagedTile(
            folder,
            tilePath(level, index),
            'its hashes do not give the hash in the tile above it',
          );
        hashes.push(tile);
      }
      hashes.push(partials[level]);
      upper[level] = hashes;
    }
    const edge = TreeEdge.from(checkpoint.size, (level) => partials[level]);
    if (!sameHash(edge.root(), checkpoint.root))
      throw damagedTile(folder, edgeNames(checkpoint.size), 'together they do not give the signed root');
    const log = new SignedLog(files, folder, opened, edge, upper);
    log.witnessed = await log.#findWitnessed(verifiers);
    return log;
  }

  /** Throws JournalError `damaged` where witnesses have signed what this log is no continuation of. */
  async #findWitnessed(verifiers: readonly Verifier[]): Promise<SignedCheckpoint | undefined> {
    const file = path.join(this.folder, WITNESSED);
    const bytes = await readIfThere(this.#files, file);
    if (bytes === undefined) return undefined;
    const note = Buffer.from(bytes).toString('utf8');
    let checkpoint: Checkpoint;
    try {
      ({ checkpoint } = openCheckpoint(note, verifiers));
    } catch {
      // A damaged copy proves nothing, and the witnesses sign a new one; the checker tells of it.
      return undefined;
    }
    const { size, root } = checkpoint;
    if (size > this.size) {
      // Unless the log has grown since it was opened: another process may be at work.
      const { checkpoint: now } = await loadCheckpoint(this.#files, this.folder, verifiers);
      if (now.size >= size) return undefined;
      throw new JournalError(
        'damaged',
        `${this.folder} ends at event ${this.size}, but witnesses have signed ${size}: the end was cut off, or an older state was put in its place. Put the newest one back. ${file} is the evidence.`,
        file,
      );
    }
    const [own] = await readFolded([nodesOf(0, size)], this.hashes);
    if (!sameHash(own, root))
      throw new JournalError(
        'damaged',
        `${this.folder}: the first ${size} events are not those that witnesses have signed: history was rewritten. ${file} is the evidence; put back the log that belongs to it.`,
        file,
      );
    return { checkpoint, note };
  }

  /** The entries of one bundle, checked. Only events before `size`. Throws JournalError `damaged`. */
  async bundle(index: number): Promise<Uint8Array[]> {
    const { full, partial } = tilesOfLevel(this.size, 0);
    const width = index < full ? TILE_WIDTH : index === full ? partial : 0;
    if (width === 0) return [];
    const signed = this.#last.hashes;
    const { name, bytes } = await readWide(
      this.#files,
      this.folder,
      (wide) => bundlePath(index, wide),
      width,
    );
    if (bytes === undefined) throw damagedBundle(this.folder, name, index, 0, 'it is missing');
    const { entries, problem } = decodeBundle(bytes, width);
    // A full bundle stands in for a partial one that is gone: then there is more behind, which is not asked for here.
    const surplus = entries.length === width && !name.includes('.p/') && width < TILE_WIDTH;
    if (problem !== undefined && !surplus)
      throw damagedBundle(this.folder, name, index, entries.length, problem);
    const leaves = leafHashes(entries);
    if (width === TILE_WIDTH) {
      if (!sameHash(completeHash(leaves, 0, TILE_WIDTH), this.#upper[1].at(index)))
        throw damagedBundle(this.folder, name, index, 0, 'its entries do not give the signed hash');
    } else {
      for (let i = 0; i < width; i++) {
        const at = i * HASH_BYTES;
        if (!sameHash(leaves.subarray(at, at + HASH_BYTES), signed.subarray(at, at + HASH_BYTES)))
          throw damagedBundle(this.folder, name, index, i, `entry ${i} does not have the signed hash`);
      }
    }
    return entries;
  }

  /** The bytes of a full bundle or of the last one, unchecked: for searching; what is found is then read with `bundle`. */
  async unchecked(index: number): Promise<Uint8Array> {
    const { full, partial } = tilesOfLevel(this.size, 0);
    const width = index < full ? TILE_WIDTH : partial;
    const { bytes } = await readWide(this.#files, this.folder, (wide) => bundlePath(index, wide), width);
    return bytes ?? new Uint8Array(0);
  }

  /** Hashes of complete subtrees of the published tree, for proofs. */
  hashes = async (nodes: readonly TreeNode[]): Promise<Hash[]> => {
    const hashes: Hash[] = [];
    for (const { level, index } of nodes) {
      const tileLevel = Math.floor(level / 8);
      const width = 2 ** (level % 8);
      const first = index * width;
      if (tileLevel > 0) hashes.push(this.#upper[tileLevel].complete(first, width));
      else {
        const tile = await this.#lowestTile(Math.floor(first / TILE_WIDTH));
        hashes.push(completeHash(tile, first % TILE_WIDTH, width));
      }
    }
    return hashes;
  };

  async #lowestTile(index: number): Promise<Uint8Array> {
    if (index === this.#last.index) return this.#last.hashes;
    const cached = this.#tiles.get(index);
    if (cached !== undefined) return cached;
    const tile = await readTile(this.#files, this.folder, 0, index, TILE_WIDTH);
    if (!sameHash(completeHash(tile, 0, TILE_WIDTH), this.#upper[1].at(index)))
      throw damagedTile(
        this.folder,
        tilePath(0, index),
        'its hashes do not give the hash in the tile above it',
      );
    if (this.#tiles.size >= CACHED_TILES) this.#tiles.delete(this.#tiles.keys().next().value ?? index);
    this.#tiles.set(index, tile);
    return tile;
  }

  /** Takes note of a tile that became full, whose hash goes into the level above. */
  grow(level: number, hashes: Uint8Array): void {
    this.#upper[level + 1] ??= new GrowingHashes();
    this.#upper[level + 1].push(completeHash(hashes, 0, TILE_WIDTH));
  }
}

/** A copy of the lowest tile that is not full. */
function lowestOf(edge: TreeEdge): { index: number; hashes: Uint8Array } {
  if (edge.levels === 0) return { index: 0, hashes: new Uint8Array(0) };
  const { index, hashes } = edge.partial(0);
  return { index, hashes: hashes.slice() };
}

/** Hashes one after the other in one buffer that grows. */
class GrowingHashes {
  #bytes = new Uint8Array(TILE_BYTES);
  #length = 0;

  push(hashes: Uint8Array): void {
    if (this.#length + hashes.length > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + hashes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(hashes, this.#length);
    this.#length += hashes.length;
  }

  at(index: number): Hash {
    return this.#bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  complete(first: number, count: number): Hash {
    return completeHash(this.#bytes, first, count);
  }
}

/** Leaf hashes of entries, one after the other. */
export function leafHashes(entries: readonly Uint8Array[]): Uint8Array {
  const leaves = new Uint8Array(entries.length * HASH_BYTES);
  entries.forEach((entry, i) => {
    leaves.set(leafHash(entry), i * HASH_BYTES);
  });
  return leaves;
}

async function loadCheckpoint(
  files: FileSystem,
  folder: string,
  verifiers: readonly Verifier[],
): Promise<SignedCheckpoint> {
  const file = path.join(folder, CHECKPOINT);
  const bytes = await readIfThere(files, file);
  if (bytes === undefined)
    throw new JournalError(
      'request',
      `${folder} holds no log: there is no file "${CHECKPOINT}" in it.`,
      file,
    );
  const note = Buffer.from(bytes).toString('utf8');
  try {
    return { note, checkpoint: openCheckpoint(note, verifiers).checkpoint };
  } catch (error) {
    throw new JournalError(
      'damaged',
      `${file} cannot be trusted: ${messageOf(error)} The tiles and entries may be whole: put the checkpoint back from a backup or from who has kept one.`,
      file,
      error,
    );
  }
}

/** Reads a file that may have become full, and its partial form deleted, since. */
async function readWide(
  files: FileSystem,
  folder: string,
  name: (width: number) => string,
  width: number,
): Promise<{ name: string; bytes: Uint8Array | undefined }> {
  const own = await readIfThere(files, path.join(folder, name(width)));
  if (own !== undefined || width === TILE_WIDTH) return { name: name(width), bytes: own };
  const full = await readIfThere(files, path.join(folder, name(TILE_WIDTH)));
  return full === undefined
    ? { name: name(width), bytes: undefined }
    : { name: name(TILE_WIDTH), bytes: full };
}

async function readTile(
  files: FileSystem,
  folder: string,
  level: number,
  index: number,
  width: number,
): Promise<Uint8Array> {
  const { name, bytes } = await readWide(files, folder, (wide) => tilePath(level, index, wide), width);
  if (bytes === undefined) throw damagedTile(folder, name, 'it is missing');
  const wanted = (name.includes('.p/') ? width : TILE_WIDTH) * HASH_BYTES;
  if (bytes.length !== wanted)
    throw damagedTile(folder, name, `it has ${bytes.length} bytes instead of ${wanted}`);
  return bytes.subarray(0, width * HASH_BYTES);
}

function edgeNames(size: number): string {
  const names: string[] = [];
  for (let level = 0; level < tileLevels(size); level++) {
    const { full, partial } = tilesOfLevel(size, level);
    if (partial > 0) names.push(tilePath(level, full, partial));
  }
  return names.join(', ');
}

function damagedTile(folder: string, name: string, problem: string): JournalError {
  return new JournalError(
    'damaged',
    `${folder}: ${name}: ${problem}. This is a file of hashes; the events are in tile/entries. Run "millwright journal verify" to see what is whole; "--repair" writes hash files anew from events that still give the signed root.`,
    path.join(folder, name),
  );
}

function damagedBundle(
  folder: string,
  name: string,
  index: number,
  whole: number,
  problem: string,
): JournalError {
  const first = index * TILE_WIDTH;
  return new JournalError(
    'damaged',
    `${folder}: ${name}, which holds events from number ${first} on, is damaged: ${problem}. Events before ${first + whole} are not concerned. Put the file back from a backup; "millwright journal verify" says of every file whether it is whole.`,
    path.join(folder, name),
  );
}
