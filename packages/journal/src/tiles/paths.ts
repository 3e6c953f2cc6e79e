/** Names of the files of a C2SP tlog-tiles folder, relative to it. */

/** Hashes in a full tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
export const CHECKPOINT = 'checkpoint';
/** The newest checkpoint that witnesses signed too. */
export const WITNESSED = 'witnessed-checkpoint';

/** Path of a hash tile. `width` below 256 names a partial tile. */
export function tilePath(level: number, index: number, width = TILE_WIDTH): string {
  return `tile/${level}/${grouped(index)}${partial(width)}`;
}

/** Path of a bundle of entries. */
export function bundlePath(index: number, width = TILE_WIDTH): string {
  return `tile/entries/${grouped(index)}${partial(width)}`;
}

function partial(width: number): string {
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

/** 1234067 → x001/x234/067 */
function grouped(index: number): string {
  let path = String(index % 1000).padStart(3, '0');
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return path;
}

/** Tiles of a level in a tree of `size` entries: how many are full, and how wide the partial one behind them is (0: none). */
export function tilesOfLevel(size: number, level: number): { full: number; partial: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH };
}

/** Number of levels of tiles that a tree of `size` entries has. */
export function tileLevels(size: number): number {
  let levels = 0;
  for (let hashes = size; hashes >= 1; hashes = Math.floor(hashes / TILE_WIDTH)) levels++;
  return levels;
}
