/** One question to a witness (C2SP tlog-witness, add-checkpoint): would it sign this checkpoint too? */
import type { Hash } from '../merkle/hash.ts';
import { cosignatureTime } from '../note/keys.ts';
import { NoteError, type NoteSignature, parseNote, parseSignature } from '../note/note.ts';
import type { PolicyWitness } from './policy.ts';

/** A checkpoint that has grown from an earlier one, and the proof of that. */
export interface Growth {
  /** Entries of the checkpoint that the witness signed last; 0: none. */
  readonly old: number;
  readonly size: number;
  /** Consistency proof from `old` to `size`. */
  readonly hashes: readonly Hash[];
  /** The checkpoint as signed note. */
  readonly note: string;
}

export type Answer =
  | { kind: 'cosigned'; signature: NoteSignature; time: number }
  /** The checkpoint it signed last has another size than we said. */
  | { kind: 'other-size'; size: number }
  /** It has signed what this log is not a continuation of. */
  | { kind: 'contradicted'; message: string }
  /** It does not sign for this log, or does not keep to the protocol. */
  | { kind: 'refused'; message: string }
  | { kind: 'unreachable'; message: string };

/** Longest answer that is read. Signature lines have some hundred bytes. */
const MAX_ANSWER_BYTES = 16_384;
const MAX_SIGNATURE_LINES = 100;

/**
 * Asks one witness. Never rejects: what goes wrong is an answer too.
 * @param signal ends it
 */
export async function askWitness(
  { url = '', verifier, verifierKey }: PolicyWitness,
  growth: Growth,
  signal: AbortSignal,
): Promise<Answer> {
  let status: number;
  let type: string;
  let body: string;
  try {
    const response = await fetch(`${url}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: requestOf(growth),
      redirect: 'error',
      signal,
    });
    status = response.status;
    type = response.headers.get('content-type') ?? '';
    body = await readSome(response);
  } catch (error) {
    return { kind: 'unreachable', message: `${url} did not answer: ${causeOf(error)}.` };
  }
  const said = body.trim() === '' ? '' : ` It said: ${oneLine(body)}`;
  switch (status) {
    case 200:
      return cosignatureIn(body, growth, verifier, verifierKey);
    case 409:
      return sizeIn(body, type, growth, url);
    case 404: {
      const { text } = parseNote(growth.note);
      return {
        kind: 'refused',
        message: `${url} does not know the log ${text.split('\n', 1)[0]}. Have its verifier key registered there.${said}`,
      };
    }
    case 403:
      return {
        kind: 'refused',
        message: `${url} knows another key for this log. Have the present verifier key registered there.${said}`,
      };
    case 422:
      return {
        kind: 'contradicted',
        message: `${url} has signed ${growth.old} events that the ${growth.size} events here do not begin with: history was rewritten, here or for the witness. Keep this journal and a copy of every checkpoint: they are the evidence.${said}`,
      };
  }
  if (status === 429 || status >= 500)
    return { kind: 'unreachable', message: `${url} cannot sign now (HTTP ${status}).${said}` };
  return { kind: 'refused', message: `${url} refused the checkpoint (HTTP ${status}).${said}` };
}

function requestOf({ old, hashes, note }: Growth): string {
  const lines = hashes.map((hash) => `${Buffer.from(hash).toString('base64')}\n`).join('');
  return `old ${old}\n${lines}\n${note}`;
}

async function readSome(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The signature of the known key among the lines of the answer; those of other keys are ignored. */
function cosignatureIn(
  body: string,
  { note }: Growth,
  { name, keyId, verify }: PolicyWitness['verifier'],
  verifierKey: string,
): Answer {
  const lines = body.split('\n');
  try {
    if (lines.pop() !== '' || lines.length > MAX_SIGNATURE_LINES)
      throw new NoteError('The answer does not consist of signature lines.');
    const signature = lines.map(parseSignature).find((one) => one.name === name && one.keyId === keyId);
    if (signature === undefined)
      throw new NoteError(`The answer has no signature of the key ${verifierKey}.`);
    if (!verify(parseNote(note).text, signature.signature))
      throw new NoteError(`The signature of ${name} does not fit the checkpoint.`);
    return { kind: 'cosigned', signature, time: Number(cosignatureTime(signature.signature)) * 1000 };
  } catch (error) {
    if (error instanceof NoteError) return { kind: 'refused', message: error.message };
    throw error;
  }
}

function sizeIn(body: string, type: string, { old, size }: Growth, url: string): Answer {
  const known = /^(0|[1-9]\d{0,15})\n$/.exec(body);
  if (known === null || type.split(';')[0].trim() !== 'text/x.tlog.size')
    return {
      kind: 'refused',
      message: `${url} answered a conflict without the size it knows: ${oneLine(body)}`,
    };
  const theirs = Number(known[1]);
  if (theirs > size)
    return {
      kind: 'contradicted',
      message: `${url} has signed ${theirs} events of this log, which has only ${size}: its end was cut off, or an older copy of the folder was put in its place. Put the newest copy back.`,
    };
  if (theirs === old)
    return {
      kind: 'contradicted',
      message: `${url} has signed ${theirs} events of this log with another root: history was rewritten, here or for the witness. Keep this journal and a copy of every checkpoint: they are the evidence.`,
    };
  return { kind: 'other-size', size: theirs };
}

function oneLine(text: string): string {
  return JSON.stringify(text.trim().slice(0, 200));
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause.message || error.cause.name : undefined;
  return (cause ?? error.message).replace(/\.$/, '');
}
