/**
 * Proof files (C2SP tlog-proof): an entry's place in the tree, the hashes from its leaf to the root, and the checkpoint.
 *
 *     c2sp.org/tlog-proof@v1
 *     index 5
 *     <base64 hash, one a line>
 *
 *     <checkpoint, a signed note>
 */
import { HASH_BYTES, type Hash } from '../merkle/hash.ts';
import { MAX_PROOF_HASHES } from '../merkle/verify.ts';
import { decodeBase64, NoteError } from '../note/note.ts';

const HEAD = 'c2sp.org/tlog-proof@v1';

export interface TlogProof {
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
}

export function formatTlogProof({ index, hashes, checkpoint }: TlogProof): string {
  const lines = hashes.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return `${HEAD}\nindex ${index}\n${lines}\n${checkpoint}`;
}

/** Takes a proof apart; checks nothing but its form. Throws NoteError. */
export function parseTlogProof(text: string): TlogProof {
  const split = text.indexOf('\n\n');
  const [head, ...lines] = text.slice(0, Math.max(split, 0)).split('\n');
  if (head !== HEAD) throw new NoteError(`The proof does not begin with "${HEAD}".`);
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const index = /^index (0|[1-9]\d*)$/.exec(lines.shift() ?? '');
  if (index === null || !Number.isSafeInteger(Number(index[1])))
    throw new NoteError('The proof does not say which entry it is of.');
  if (lines.length > MAX_PROOF_HASHES)
    throw new NoteError('The proof has more hashes than a tree has levels.');
  const hashes = lines.map((line) => {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_BYTES) throw new NoteError(`"${line.slice(0, 60)}" is no hash.`);
    return hash;
  });
  return { index: Number(index[1]), hashes, checkpoint: text.slice(split + 2) };
}
