/** The hashes of an RFC 6962 tree: leaf SHA-256(0x00 ‖ entry), node SHA-256(0x01 ‖ left ‖ right). */
import { hash } from 'node:crypto';

export type Hash = Uint8Array;
export const HASH_BYTES = 32;

function sha256(data: Uint8Array): Hash {
  return hash('sha256', data, 'buffer');
}

/** Root of a tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array(0));

export function leafHash(entry: Uint8Array): Hash {
  const prefixed = Buffer.allocUnsafe(entry.length + 1);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  return sha256(prefixed);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = 1;

export function nodeHash(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

/**
 * The hash over 2^k hashes that stand one after the other in a buffer: the root of a complete subtree.
 * @param start in hashes
 * @param count a power of two
 */
export function completeHash(hashes: Uint8Array, start: number, count: number): Hash {
  if (count === 1) return hashes.slice(start * HASH_BYTES, (start + 1) * HASH_BYTES);
  // A level after the other, in place in a copy: no recursion and no object per node but the hash itself.
  const level = Buffer.from(hashes.subarray(start * HASH_BYTES, (start + count) * HASH_BYTES));
  for (let width = count; width > 1; width /= 2) {
    for (let i = 0; i < width; i += 2) {
      level.copy(pair, 1, i * HASH_BYTES, (i + 2) * HASH_BYTES);
      level.set(sha256(pair), (i / 2) * HASH_BYTES);
    }
  }
  return Uint8Array.prototype.slice.call(level, 0, HASH_BYTES);
}

export function sameHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
