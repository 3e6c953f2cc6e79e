/**
 * Proof of an event: a JSON file that shows who did what, when, why, what led to it and what followed, and that all of it is
 * in the log of a plant. It is checked without the plant.
 *
 * Each event comes as its entry, the exact text that was hashed, and a C2SP tlog-proof that other programs check too.
 */
import { z } from 'zod';
import { messageOf } from '../errors.ts';
import { decodeEvent, type JournalEvent } from '../events.ts';
import { type Hash, leafHash } from '../merkle/hash.ts';
import { inclusionNodes, readFolded } from '../merkle/nodes.ts';
import { verifyInclusion } from '../merkle/verify.ts';
import {
  type Checkpoint,
  type Cosignature,
  cosignaturesOf,
  type KnownCosignature,
  openCheckpoint,
} from '../note/checkpoint.ts';
import { parseVerifier } from '../note/keys.ts';
import { NoteError, type Verifier } from '../note/note.ts';
import type { SignedLog } from '../tiles/log.ts';
import { TILE_WIDTH } from '../tiles/paths.ts';
import type { WitnessPolicy } from '../witness/policy.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

const FORMAT = 'millwright-event-proof/1';
/** Events that are shown on either side; the others are in the log. */
const MAX_RELATED = 100;
const MAX_TEXT = 70_000;

const provenEntry = z.strictObject({
  /** The canonical JSON of the event: what was hashed. */
  entry: z.string().max(MAX_TEXT),
  /** A C2SP tlog-proof. */
  proof: z.string().max(MAX_TEXT),
});

const eventProof = z.strictObject({
  format: z.literal(FORMAT),
  /** The key it claims to be signed with: to be compared with one from a trusted place. */
  verifierKey: z.string().max(1000),
  event: provenEntry,
  /** What led to it: its cause, the cause of that, and so on. */
  causes: z.array(provenEntry).max(MAX_RELATED),
  /** Events that name it as their cause. */
  followed: z.array(provenEntry).max(MAX_RELATED),
});

export type EventProof = z.infer<typeof eventProof>;

/** What a proof shows once it has been checked. */
export interface ProvenEvent {
  event: JournalEvent;
  /** From its direct cause to the first one. */
  causes: JournalEvent[];
  followed: JournalEvent[];
  checkpoint: Checkpoint;
  /** The key that the signature was checked with. */
  verifierKey: string;
  /** Whether that key came from the caller and not from the file itself. */
  trusted: boolean;
  /** Known witnesses that signed the checkpoint. */
  witnesses: Cosignature[];
}

/**
 * Proves an event that is in the signed log: with the newest checkpoint that witnesses signed where that covers all that is shown,
 * otherwise with the newest one. Cost: every later bundle is searched for what followed.
 */
export async function proveEvent(log: SignedLog, seq: number, verifierKey: string): Promise<EventProof> {
  const { checkpoint, note, witnessed } = log;
  const causes: number[] = [];
  let { cause } = decodeEvent(await entryOf(log, seq));
  while (cause !== undefined && causes.length < MAX_RELATED) {
    causes.push(cause);
    cause = decodeEvent(await entryOf(log, cause)).cause;
  }
  const followed: number[] = [];
  for await (const index of followersOf(log, seq, checkpoint.size)) {
    followed.push(index);
    if (followed.length === MAX_RELATED) break;
  }
  const newest = followed.at(-1) ?? seq;
  const signed =
    witnessed !== undefined && newest < witnessed.checkpoint.size ? witnessed : { checkpoint, note };
  const prove = async (index: number): Promise<EventProof['event']> => {
    const hashes = await inclusionProof(log, index, signed.checkpoint.size);
    const entry = Buffer.from(await entryOf(log, index)).toString('utf8');
    return { entry, proof: formatTlogProof({ index, hashes, checkpoint: signed.note }) };
  };
  const event = await prove(seq);
  const proofs: EventProof = { format: FORMAT, verifierKey, event, causes: [], followed: [] };
  for (const index of causes) proofs.causes.push(await prove(index));
  for (const index of followed) proofs.followed.push(await prove(index));
  return proofs;
}

async function entryOf(log: SignedLog, index: number): Promise<Uint8Array> {
  return (await log.bundle(Math.floor(index / TILE_WIDTH)))[index % TILE_WIDTH];
}

/** Hashes from the leaf to the root of a tree of `size` entries. */
export function inclusionProof(log: SignedLog, index: number, size: number): Promise<Hash[]> {
  return readFolded(inclusionNodes(index, size), log.hashes);
}

/** Numbers of the events whose cause is `seq`. */
async function* followersOf(log: SignedLog, seq: number, size: number): AsyncGenerator<number> {
  // In canonical JSON something always stands behind the cause. It may stand in `data` too, so what is found is looked at.
  const needle = `"cause":${seq},`;
  for (let bundle = Math.floor(seq / TILE_WIDTH); bundle * TILE_WIDTH < size; bundle++) {
    if (!Buffer.from(await log.unchecked(bundle)).includes(needle)) continue;
    const entries = await log.bundle(bundle);
    for (let i = 0; i < entries.length && bundle * TILE_WIDTH + i < size; i++)
      if (decodeEvent(entries[i]).cause === seq) yield bundle * TILE_WIDTH + i;
  }
}

/**
 * Checks a proof file. Nothing in it is believed: entries must have the hashes that lead to the root, the checkpoint must be
 * signed, and the events must belong together as they are said to. Throws NoteError that says what does not hold.
 * @param keys verifier keys of the log and of witnesses, from a trusted place; without any, the key in the file is used
 * @param policy whose signatures must be on the checkpoint besides; its logs are trusted as `keys` are
 */
export function verifyEventProof(
  text: string,
  keys: readonly string[] = [],
  policy?: WitnessPolicy,
): ProvenEvent {
  const proof = parseProof(text);
  const known = [...new Set([...keys, ...(policy?.logs ?? [])])];
  const trusted = known.length > 0;
  const verifiers = [
    ...(trusted ? known : [proof.verifierKey]).map((key) => parseVerifier(key)),
    ...(policy?.witnesses ?? []).map(({ verifier }) => verifier),
  ];
  const { witnesses, ...opened } = openEntry(proof.event, verifiers);
  if (policy !== undefined && !policy.isMetBy(witnesses.map(({ verifier }) => verifier)))
    throw new NoteError(
      `The policy asks for signatures of ${policy.quorum}; ${witnesses.length === 0 ? 'no witness it knows has' : `only ${witnesses.map(({ name }) => name).join(', ')} has`} signed this checkpoint. Ask for a new proof, when the witnesses have signed.`,
    );
  const check = (proven: EventProof['event']): JournalEvent => {
    const one = openEntry(proven, verifiers);
    if (parseTlogProof(proven.proof).checkpoint !== parseTlogProof(proof.event.proof).checkpoint)
      throw new NoteError(`Event ${one.event.seq} is proven with another checkpoint.`);
    return one.event;
  };
  const causes = proof.causes.map(check);
  let effect = opened.event;
  for (const cause of causes) {
    if (effect.cause !== cause.seq)
      throw new NoteError(`Event ${cause.seq} is not the cause of event ${effect.seq}.`);
    effect = cause;
  }
  if (effect.cause !== undefined && causes.length < MAX_RELATED)
    throw new NoteError(`The cause of event ${effect.seq} is left out.`);
  const followed = proof.followed.map(check);
  for (const { seq, cause } of followed)
    if (cause !== opened.event.seq)
      throw new NoteError(`Event ${seq} did not follow from event ${opened.event.seq}.`);
  return {
    ...opened,
    witnesses: witnesses.map(({ name, time }) => ({ name, time })),
    causes,
    followed,
    verifierKey: trusted ? known.join(', ') : proof.verifierKey,
    trusted,
  };
}

function parseProof(text: string): EventProof {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NoteError(`The proof is not JSON: ${messageOf(error)}`);
  }
  const parsed = eventProof.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NoteError(`The proof is not of the format ${FORMAT}: ${issue.path.join('.')}: ${issue.message}`);
}

function openEntry(
  { entry, proof }: EventProof['event'],
  verifiers: readonly Verifier[],
): { event: JournalEvent; checkpoint: Checkpoint; witnesses: KnownCosignature[] } {
  const { index, hashes, checkpoint: note } = parseTlogProof(proof);
  const { checkpoint, witnesses } = openCheckpoint(note, verifiers);
  const bytes = Buffer.from(entry, 'utf8');
  if (!verifyInclusion(index, checkpoint.size, leafHash(bytes), hashes, checkpoint.root))
    throw new NoteError(
      `Event ${index} is not in the signed log as it is shown here: it was altered, or the proof was.`,
    );
  const event = decodeEvent(bytes, true);
  if (event.seq !== index) throw new NoteError(`The entry at place ${index} says it is event ${event.seq}.`);
  return { event, checkpoint, witnesses: cosignaturesOf(note, witnesses) };
}
