/**
 * Signed notes (C2SP signed-note): a text, an empty line, and lines of signatures.
 *
 *     This is an example message.
 *
 *     — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
 *
 * What is signed is the text with its last newline. A signature of an unknown key is ignored; a bad one of a known key makes
 * the whole note bad.
 */

/** Limits of a note that is read. */
const MAX_NOTE_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const SIGNATURE_LINE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;
const KEY_ID_BYTES = 4;

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the hash of name, kind and public key, as a number. */
  readonly keyId: number;
  readonly signature: Uint8Array;
}

/** A public key that checks signatures of notes. */
export interface Verifier {
  readonly name: string;
  readonly keyId: number;
  /** Whether it belongs to a witness, whose signature also carries a time. */
  readonly witness: boolean;
  verify(text: string, signature: Uint8Array): boolean;
}

export interface Note {
  /** Ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export class NoteError extends Error {
  override name = 'NoteError';
}

/** Takes a note apart without checking signatures. Throws NoteError. */
export function parseNote(message: string): Note {
  if (message.length > MAX_NOTE_BYTES)
    throw new NoteError(`The note is longer than ${MAX_NOTE_BYTES} characters.`);
  if (!message.isWellFormed() || hasControl(message))
    throw new NoteError('The note contains control characters or broken text.');
  const split = message.lastIndexOf('\n\n');
  if (split < 0) throw new NoteError('The note has no empty line before its signatures.');
  const lines = message.slice(split + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0)
    throw new NoteError('The note has no signature, or is cut off.');
  if (lines.length > MAX_SIGNATURES)
    throw new NoteError(`The note has more than ${MAX_SIGNATURES} signatures.`);
  return { text: message.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

/** A line `— name base64`, without its newline. Throws NoteError. */
export function parseSignature(line: string): NoteSignature {
  const match = SIGNATURE_LINE.exec(line);
  const bytes = match === null ? undefined : decodeBase64(match[2]);
  if (match === null || bytes === undefined || bytes.length <= KEY_ID_BYTES)
    throw new NoteError(`"${line.slice(0, 100)}" is no signature line.`);
  return { name: match[1], keyId: bytes.readUInt32BE(0), signature: bytes.subarray(KEY_ID_BYTES) };
}

export function formatNote(note: Note): string {
  const lines = note.signatures.map(({ name, keyId, signature }) => {
    const bytes = Buffer.alloc(KEY_ID_BYTES + signature.length);
    bytes.writeUInt32BE(keyId, 0);
    bytes.set(signature, KEY_ID_BYTES);
    return `\u2014 ${name} ${bytes.toString('base64')}\n`;
  });
  return `${note.text}\n${lines.join('')}`;
}

/** A note with further signatures; one of the same key is replaced. Throws NoteError. */
export function addSignatures(message: string, more: readonly NoteSignature[]): string {
  const { text, signatures } = parseNote(message);
  const kept = signatures.filter(
    (one) => !more.some(({ name, keyId }) => name === one.name && keyId === one.keyId),
  );
  return formatNote({ text, signatures: [...kept, ...more] });
}

/**
 * Reads a note and checks it: the signatures of known keys, at least one. Throws NoteError when there is none, or when one
 * of a known key is bad.
 */
export function openNote(
  message: string,
  verifiers: readonly Verifier[],
): { note: Note; signedBy: Verifier[] } {
  const note = parseNote(message);
  const signedBy = new Set<Verifier>();
  for (const { name, keyId, signature } of note.signatures) {
    const verifier = verifiers.find((one) => one.name === name && one.keyId === keyId);
    if (verifier === undefined) continue;
    if (!verifier.verify(note.text, signature))
      throw new NoteError(`The signature of ${name} does not fit the text.`);
    signedBy.add(verifier);
  }
  if (signedBy.size === 0) {
    const names = note.signatures.map(({ name, keyId }) => `${name}+${keyIdText(keyId)}`).join(', ');
    const wanted = verifiers.map(({ name, keyId }) => `${name}+${keyIdText(keyId)}`).join(', ');
    throw new NoteError(`Signed by ${names}, none of which is a known key (${wanted || 'none'}).`);
  }
  return { note, signedBy: [...signedBy] };
}

export function keyIdText(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}

/** Strict base64: canonical padding and no stray bits. Undefined where it is not. */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 && code !== 0x0a) || code === 0x7f) return true;
  }
  return false;
}
