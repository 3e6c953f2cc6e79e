/** Checks of proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2. Nothing but the arguments is trusted. */
import { type Hash, nodeHash, sameHash } from './hash.ts';

/** Most hashes a proof can have: a tree of 2^53 entries is 53 levels high. */
export const MAX_PROOF_HASHES = 64;

/** Whether the leaf at `index` is in the tree of `size` leaves with this root. */
export function verifyInclusion(
  index: number,
  size: number,
  leaf: Hash,
  proof: readonly Hash[],
  root: Hash,
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size || proof.length > MAX_PROOF_HASHES) return false;
  let first = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      hash = nodeHash(sibling, hash);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(hash, root);
}

/** Whether the tree of `size` leaves begins with the leaves of the tree of `old` leaves. */
export function verifyConsistency(
  old: number,
  size: number,
  oldRoot: Hash,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (!isIndex(old) || !isIndex(size) || old > size || proof.length > MAX_PROOF_HASHES) return false;
  if (old === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (old === 0) return proof.length === 0;
  let first = old - 1;
  let last = size - 1;
  while (first % 2 === 1) {
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  // A size that is a power of two is a subtree of the new tree: its root is where the proof begins.
  const hashes = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof;
  if (hashes.length === 0) return false;
  let oldHash = hashes[0];
  let hash = hashes[0];
  for (let i = 1; i < hashes.length; i++) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      oldHash = nodeHash(hashes[i], oldHash);
      hash = nodeHash(hashes[i], hash);
      while (first % 2 === 0 && first !== 0) {
        first /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, hashes[i]);
    }
    first = Math.floor(first / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(hash, root);
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
