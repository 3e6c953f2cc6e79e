/** One bundle of entries and its tile of hashes: what is in the files, and which of the two is right where they differ. */
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { decodeEvent, type JournalEvent } from '../events.ts';
import { completeHash, HASH_BYTES, sameHash } from '../merkle/hash.ts';
import { type FileSystem, readIfThere } from '../store/file-system.ts';
import { decodeBundle } from '../tiles/bundle.ts';
import { leafHashes } from '../tiles/log.ts';
import { bundlePath, TILE_WIDTH, tilePath } from '../tiles/paths.ts';

/** The files of one bundle, read. */
export interface BundleFiles {
  index: number;
  width: number;
  entries: Uint8Array[];
  /** Why not all entries could be read. */
  entriesProblem?: string;
  /** Leaf hashes of the entries, one after the other. */
  leaves: Uint8Array;
  /** Hashes of the lowest tile, where it is whole. */
  tile?: Uint8Array;
  tileProblem?: string;
  bundleName: string;
  tileName: string;
}

/** Reads a file in its partial form, or the full one that has taken its place. */
async function readEither(
  files: FileSystem,
  folder: string,
  name: (width: number) => string,
  width: number,
): Promise<{ name: string; bytes: Uint8Array | undefined; full: boolean }> {
  const bytes = await readIfThere(files, path.join(folder, name(width)));
  if (bytes !== undefined || width === TILE_WIDTH)
    return { name: name(width), bytes, full: width === TILE_WIDTH };
  const full = await readIfThere(files, path.join(folder, name(TILE_WIDTH)));
  return full === undefined
    ? { name: name(width), bytes: undefined, full: false }
    : { name: name(TILE_WIDTH), bytes: full, full: true };
}

export async function readBundleFiles(
  files: FileSystem,
  folder: string,
  index: number,
  width: number,
): Promise<BundleFiles> {
  const bundle = await readEither(files, folder, (wide) => bundlePath(index, wide), width);
  const decoded =
    bundle.bytes === undefined
      ? { entries: [], problem: 'it is missing' }
      : decodeBundle(bundle.bytes, width);
  const surplus = bundle.full && width < TILE_WIDTH && decoded.entries.length === width;
  const tile = await readTileBytes(files, folder, 0, index, width);
  return {
    index,
    width,
    entries: decoded.entries,
    entriesProblem: surplus ? undefined : decoded.problem,
    leaves: leafHashes(decoded.entries),
    tile: tile.hashes,
    tileProblem: tile.problem,
    bundleName: bundle.name,
    tileName: tile.name,
  };
}

/** The hashes of a tile, or why they could not be read. */
export async function readTileBytes(
  files: FileSystem,
  folder: string,
  level: number,
  index: number,
  width: number,
): Promise<{ name: string; hashes?: Uint8Array; problem?: string }> {
  const { name, bytes, full } = await readEither(
    files,
    folder,
    (wide) => tilePath(level, index, wide),
    width,
  );
  if (bytes === undefined) return { name, problem: 'it is missing' };
  const wanted = (full ? TILE_WIDTH : width) * HASH_BYTES;
  if (bytes.length !== wanted) return { name, problem: `it has ${bytes.length} bytes instead of ${wanted}` };
  return { name, hashes: bytes.subarray(0, width * HASH_BYTES) };
}

/** Whether all entries could be read. */
export function hasEntries(bundle: BundleFiles): boolean {
  return bundle.entries.length === bundle.width;
}

/**
 * Which leaves to go on with: those of the entries, or of the tile where the entries cannot be read or where the signed
 * hash above says that the tile is right.
 */
export function chooseLeaves(
  bundle: BundleFiles,
  parent: Uint8Array | undefined,
): 'entries' | 'tile' | 'neither' {
  const { leaves, tile, width } = bundle;
  if (!hasEntries(bundle)) return tile === undefined ? 'neither' : 'tile';
  if (tile === undefined || sameHash(leaves, tile) || parent === undefined) return 'entries';
  if (sameHash(completeHash(leaves, 0, width), parent)) return 'entries';
  return sameHash(completeHash(tile, 0, width), parent) ? 'tile' : 'entries';
}

/** Places in the bundle where entry and tile differ, from where entries are missing on all. */
export function differingPlaces({ leaves, tile, width }: BundleFiles): number[] {
  const places: number[] = [];
  for (let i = 0; i < width; i++) {
    const at = i * HASH_BYTES;
    const end = at + HASH_BYTES;
    if (
      end > leaves.length ||
      tile === undefined ||
      !sameHash(leaves.subarray(at, end), tile.subarray(at, end))
    )
      places.push(i);
  }
  return places;
}

/** Checks the events of a bundle: form, number, time and cause. Returns the last one that could be read. */
export function checkEvents(
  bundle: BundleFiles,
  previousTime: number,
  tell: (seq: number, problem: string) => void,
): { first?: JournalEvent; lastTime: number } {
  let lastTime = previousTime;
  let first: JournalEvent | undefined;
  bundle.entries.forEach((entry, i) => {
    const seq = bundle.index * TILE_WIDTH + i;
    try {
      const event = decodeEvent(entry, true);
      first ??= event;
      if (event.seq !== seq) tell(seq, `it says it is event ${event.seq}`);
      if (event.time < lastTime) tell(seq, 'its time is before that of its predecessor');
      lastTime = Math.max(lastTime, event.time);
    } catch (error) {
      tell(seq, messageOf(error));
    }
  });
  return { first, lastTime };
}
