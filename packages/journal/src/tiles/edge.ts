/**
 * The right edge of a growing tree: of every level the tile that is not full yet. That is all it takes to append and to
 * know the root. Memory: 8 KiB per level.
 */
import { completeHash, HASH_BYTES, type Hash } from '../merkle/hash.ts';
import { foldHashes, nodesOf } from '../merkle/nodes.ts';
import { TILE_WIDTH, tileLevels, tilesOfLevel } from './paths.ts';

const TILE_BYTES = TILE_WIDTH * HASH_BYTES;

/** Told of each tile that becomes full; the bytes are reused afterwards. */
export type FullTile = (level: number, index: number, hashes: Uint8Array) => void;

interface EdgeTile {
  hashes: Uint8Array;
  /** Full tiles of the level before this one. */
  index: number;
  /** Hashes in it, 0 to 255. */
  width: number;
}

export class TreeEdge {
  #levels: EdgeTile[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get levels(): number {
    return this.#levels.length;
  }

  /**
   * The edge of a tree of `size` entries from its partial tiles.
   * @param tile the bytes of the partial tile of a level; asked only for levels that have one
   */
  static from(size: number, tile: (level: number, index: number, width: number) => Uint8Array): TreeEdge {
    const edge = new TreeEdge();
    edge.#size = size;
    for (let level = 0; level < tileLevels(size); level++) {
      const { full, partial } = tilesOfLevel(size, level);
      const hashes = new Uint8Array(TILE_BYTES);
      if (partial > 0) hashes.set(tile(level, full, partial).subarray(0, partial * HASH_BYTES));
      edge.#levels.push({ hashes, index: full, width: partial });
    }
    return edge;
  }

  append(leaf: Hash, onFull: FullTile): void {
    this.#add(0, leaf, onFull);
    this.#size++;
  }

  #add(level: number, hash: Hash, onFull: FullTile): void {
    this.#levels[level] ??= { hashes: new Uint8Array(TILE_BYTES), index: 0, width: 0 };
    const tile = this.#levels[level];
    tile.hashes.set(hash, tile.width * HASH_BYTES);
    tile.width++;
    if (tile.width < TILE_WIDTH) return;
    onFull(level, tile.index, tile.hashes);
    this.#add(level + 1, completeHash(tile.hashes, 0, TILE_WIDTH), onFull);
    tile.index++;
    tile.width = 0;
  }

  /** The tile of a level that is not full: its hashes (a view), none where the width is 0. */
  partial(level: number): { index: number; width: number; hashes: Uint8Array } {
    const { hashes, index, width } = this.#levels[level];
    return { index, width, hashes: hashes.subarray(0, width * HASH_BYTES) };
  }

  /** Cost: a hash per level of the binary tree, and up to 255 per tile. */
  root(): Hash {
    const parts: Hash[] = [];
    for (let level = this.#levels.length - 1; level >= 0; level--) {
      const { hashes, width } = this.#levels[level];
      for (const node of nodesOf(0, width)) {
        const count = 2 ** node.level;
        parts.push(completeHash(hashes, node.index * count, count));
      }
    }
    return foldHashes(parts);
  }
}
