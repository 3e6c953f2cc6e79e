import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from './hash.ts';
import { consistencyNodes, foldHashes, inclusionNodes, nodesOf, readFolded, type TreeNode } from './nodes.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

/** Test data of the certificate transparency project: entries, roots by size, and some proofs. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS: [index: number, size: number, hashes: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const GROWTHS: [old: number, size: number, hashes: string[]][] = [
  [1, 1, []],
  [1, 8, PATHS[1][2]],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');

/** The definition of RFC 6962, section 2.1, word for word: the reference that everything else is compared with. */
function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

/** Reads subtrees from leaves; each is computed once. */
function readerOf(leaves: readonly Hash[]) {
  const known = new Map<string, Hash>();
  return async (nodes: readonly TreeNode[]): Promise<Hash[]> =>
    nodes.map(({ level, index }) => {
      const name = `${level} ${index}`;
      const hash = known.get(name) ?? rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
      known.set(name, hash);
      return hash;
    });
}

const LARGEST = 100;
const LEAVES = Array.from({ length: LARGEST }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const TREE_ROOTS = Array.from({ length: LARGEST + 1 }, (_, size) => rootOf(LEAVES.slice(0, size)));

/** A proof with one bit of one hash flipped, for each hash; and with a hash less and a hash more. */
function spoiled(proof: readonly Hash[]): Hash[][] {
  const flipped = proof.map((hash, i) => {
    const other = Uint8Array.from(hash);
    other[(i * 7) % 32] ^= 1 << (i % 8);
    return proof.map((one, k) => (k === i ? other : one));
  });
  const more = [...proof, LEAVES[0]];
  return proof.length === 0 ? [more] : [...flipped, proof.slice(0, -1), more];
}

describe('tree', () => {
  it('J1 gives the published roots, paths and consistency proofs', async () => {
    const leaves = ENTRIES.map((entry) => leafHash(Buffer.from(entry, 'hex')));
    expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (let size = 1; size <= leaves.length; size++) {
      const hashes = await readerOf(leaves)(nodesOf(0, size));
      expect(hex(foldHashes(hashes))).toBe(ROOTS[size - 1]);
    }
    for (const [index, size, path] of PATHS) {
      const proof = await readFolded(inclusionNodes(index, size), readerOf(leaves));
      expect(proof.map(hex)).toEqual(path);
      expect(verifyInclusion(index, size, leaves[index], proof, Buffer.from(ROOTS[size - 1], 'hex'))).toBe(
        true,
      );
    }
    for (const [old, size, growth] of GROWTHS) {
      const proof = await readFolded(consistencyNodes(old, size), readerOf(leaves));
      expect(proof.map(hex)).toEqual(growth);
      const [before, after] = [ROOTS[old - 1], ROOTS[size - 1]].map((root) => Buffer.from(root, 'hex'));
      expect(verifyConsistency(old, size, before, after, proof)).toBe(true);
    }
  });

  it('J1 every inclusion proof to size 100 holds, and none with a flipped bit, another place or another size', async () => {
    const read = readerOf(LEAVES);
    const wrong: string[] = [];
    for (let size = 1; size <= LARGEST; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await readFolded(inclusionNodes(index, size), read);
        const [leaf, root] = [LEAVES[index], TREE_ROOTS[size]];
        const held =
          verifyInclusion(index, size, leaf, proof, root) &&
          spoiled(proof).every((bad) => !verifyInclusion(index, size, leaf, bad, root)) &&
          !verifyInclusion(index, size, LEAVES[(index + 1) % LARGEST], proof, root) &&
          !verifyInclusion(index + 1, size, leaf, proof, root) &&
          !verifyInclusion(size, size, leaf, proof, root) &&
          !verifyInclusion(index, size, leaf, proof, TREE_ROOTS[size - 1]);
        if (!held) wrong.push(`${index} of ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('J1 every consistency proof to size 100 holds, and none with a flipped bit or another root', async () => {
    const read = readerOf(LEAVES);
    const wrong: string[] = [];
    for (let size = 0; size <= LARGEST; size++) {
      for (let old = 0; old <= size; old++) {
        const proof = await readFolded(consistencyNodes(old, size), read);
        const [before, after] = [TREE_ROOTS[old], TREE_ROOTS[size]];
        const held =
          verifyConsistency(old, size, before, after, proof) &&
          spoiled(proof).every((bad) => !verifyConsistency(old, size, before, after, bad)) &&
          (old === 0 || !verifyConsistency(old, size, LEAVES[1], after, proof)) &&
          (old === 0 || !verifyConsistency(old, size, before, EMPTY_ROOT, proof)) &&
          (old === 0 || old === size || !verifyConsistency(old, size, TREE_ROOTS[old - 1], after, proof)) &&
          (old === 0 || old === size || !verifyConsistency(old, size, before, TREE_ROOTS[size - 1], proof));
        if (!held) wrong.push(`${old} to ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('J1 proofs of nonsense sizes and of any length are refused', () => {
    for (const bad of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      expect(verifyInclusion(bad, 5, LEAVES[0], [], LEAVES[0])).toBe(false);
      expect(verifyInclusion(0, bad, LEAVES[0], [], EMPTY_ROOT)).toBe(false);
      expect(verifyConsistency(bad, bad, EMPTY_ROOT, EMPTY_ROOT, [])).toBe(false);
    }
    expect(verifyInclusion(0, 2, LEAVES[0], new Array<Hash>(1000).fill(LEAVES[1]), TREE_ROOTS[2])).toBe(
      false,
    );
  });
});
