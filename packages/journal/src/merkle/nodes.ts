/**
 * Which hashes a root or a proof is made of: pure arithmetic over the tree of RFC 6962, section 2.1.
 *
 * A complete subtree is named by its level (0: leaves) and its index among those of that level; it covers the entries
 * [index · 2^level, (index + 1) · 2^level). Everything a log needs is a complete subtree or a fold of some.
 */
import { EMPTY_ROOT, type Hash, nodeHash } from './hash.ts';

export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Reads many hashes of complete subtrees at once, in the order asked for. */
export type HashReader = (nodes: readonly TreeNode[]) => Promise<Hash[]>;

/** Largest power of two smaller than n, for n of at least 2: where a tree of n entries splits. */
function splitOf(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

/**
 * The complete subtrees whose fold is the hash of entries [from, to), from left to right. `from` must be a multiple of the
 * largest power of two in `to - from`, as it is for every subtree of a tree.
 */
export function nodesOf(from: number, to: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    let width = 1;
    while (width * 2 <= to - at) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** The hash over subtrees that `nodesOf` named: folded from the right. */
export function foldHashes(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return EMPTY_ROOT;
  let hash = hashes[hashes.length - 1];
  for (let i = hashes.length - 2; i >= 0; i--) hash = nodeHash(hashes[i], hash);
  return hash;
}

/** The subtrees an inclusion proof consists of, from the leaf to the root: each a list to fold. */
export function inclusionNodes(index: number, size: number): TreeNode[][] {
  const path: TreeNode[][] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const split = from + splitOf(to - from);
    if (index < split) {
      path.push(nodesOf(split, to));
      to = split;
    } else {
      path.push(nodesOf(from, split));
      from = split;
    }
  }
  return path.reverse();
}

/** The subtrees a consistency proof from size `old` to `size` consists of, in the order of the proof. */
export function consistencyNodes(old: number, size: number): TreeNode[][] {
  if (old === 0 || old === size) return [];
  const path: TreeNode[][] = [];
  let from = 0;
  let to = size;
  // Follows the edge between the old tree and the new entries down to a subtree that is all of the old tree or its last part.
  while (to !== old) {
    const split = from + splitOf(to - from);
    if (old <= split) {
      path.push(nodesOf(split, to));
      to = split;
    } else {
      path.push(nodesOf(from, split));
      from = split;
    }
  }
  // The old tree itself is known to who asks; a part of it is not.
  if (from > 0) path.push(nodesOf(from, to));
  return path.reverse();
}

/** Hashes of lists of subtrees, each folded, with one call of the reader. */
export async function readFolded(lists: readonly TreeNode[][], read: HashReader): Promise<Hash[]> {
  const hashes = await read(lists.flat());
  let at = 0;
  return lists.map((list) => {
    const folded = foldHashes(hashes.slice(at, at + list.length));
    at += list.length;
    return folded;
  });
}
