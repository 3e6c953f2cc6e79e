/** Checkpoints (C2SP tlog-checkpoint): what a log signs. Lines: origin, size, base64 root; nothing else. */
import { HASH_BYTES, type Hash } from '../merkle/hash.ts';
import { cosignatureTime } from './keys.ts';
import { decodeBase64, NoteError, openNote, parseNote, type Verifier } from './note.ts';

export interface Checkpoint {
  /** Name of the log: a URL without scheme and without a slash at the end. */
  readonly origin: string;
  /** Entries in the tree. */
  readonly size: number;
  readonly root: Hash;
}

/** That a witness signed a checkpoint too. */
export interface Cosignature {
  /** Of its key. */
  readonly name: string;
  /** When, by its clock; milliseconds since 1970. */
  readonly time: number;
}

export interface KnownCosignature extends Cosignature {
  readonly verifier: Verifier;
}

/** The text that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** Reads the text of a checkpoint. Throws NoteError. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin, sizeText, rootText] = lines;
  const root = decodeBase64(rootText ?? '');
  const size = Number(sizeText);
  if (lines.length !== 4 || lines[3] !== '' || origin === '')
    throw new NoteError('The checkpoint does not consist of origin, size and root.');
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || !Number.isSafeInteger(size))
    throw new NoteError(`The size of the checkpoint, "${sizeText.slice(0, 30)}", is no number of entries.`);
  if (root?.length !== HASH_BYTES) throw new NoteError('The root of the checkpoint is no SHA-256 hash.');
  return { origin, size, root };
}

/**
 * Reads a signed checkpoint and checks it against the key of its log, whose name must be the origin.
 * Witnesses' keys may be among the verifiers; `witnesses` are those that signed.
 */
export function openCheckpoint(
  message: string,
  verifiers: readonly Verifier[],
): { checkpoint: Checkpoint; witnesses: Verifier[] } {
  const { note, signedBy } = openNote(message, verifiers);
  const checkpoint = parseCheckpoint(note.text);
  if (!signedBy.some(({ witness, name }) => !witness && name === checkpoint.origin))
    throw new NoteError(`The checkpoint of ${checkpoint.origin} is not signed by that log's key.`);
  return { checkpoint, witnesses: signedBy.filter(({ witness }) => witness) };
}

/** When each of these witnesses signed a note. Their signatures must have been checked. */
export function cosignaturesOf(message: string, witnesses: readonly Verifier[]): KnownCosignature[] {
  const { signatures } = parseNote(message);
  return witnesses.flatMap((verifier) => {
    const { name, keyId } = verifier;
    const found = signatures.find((one) => one.name === name && one.keyId === keyId);
    return found === undefined
      ? []
      : [{ name, time: Number(cosignatureTime(found.signature)) * 1000, verifier }];
  });
}

/** The checkpoint of a note whose signatures are of no interest. Throws NoteError. */
export function readCheckpoint(message: string): Checkpoint {
  return parseCheckpoint(parseNote(message).text);
}
