/** Bundles of entries: up to 256, each with a big-endian uint16 length in front of it. */
import { TILE_WIDTH } from './paths.ts';

/** Longest entry the format can hold. */
export const MAX_ENTRY_BYTES = 65_535;
const LENGTH_BYTES = 2;

/** The bytes of a bundle. Entries must not be longer than MAX_ENTRY_BYTES. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const entry of entries) length += LENGTH_BYTES + entry.length;
  const bundle = Buffer.allocUnsafe(length);
  let at = 0;
  for (const entry of entries) {
    at = bundle.writeUInt16BE(entry.length, at);
    bundle.set(entry, at);
    at += entry.length;
  }
  return bundle;
}

/**
 * The entries of a bundle, as views into it. `problem` says why there are fewer than `count`, or that there is more behind
 * them; the entries before the problem are given all the same.
 */
export function decodeBundle(
  bundle: Uint8Array,
  count = TILE_WIDTH,
): { entries: Uint8Array[]; problem?: string } {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + LENGTH_BYTES > bundle.length)
      return {
        entries,
        problem: `it ends at byte ${bundle.length}, after ${entries.length} of ${count} entries`,
      };
    const length = bundle[at] * 256 + bundle[at + 1];
    const end = at + LENGTH_BYTES + length;
    if (end > bundle.length)
      return {
        entries,
        problem: `entry ${entries.length} says it is ${length} bytes long, beyond the end of the file`,
      };
    entries.push(bundle.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  if (at < bundle.length)
    return { entries, problem: `${bundle.length - at} bytes stand behind its ${count} entries` };
  return { entries };
}
