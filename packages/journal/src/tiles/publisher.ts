/**
 * Makes acknowledged entries part of the signed log: entries, then tiles, then checkpoint.
 *
 * Nothing is signed before every file below it is synced, and every folder with a new name. A file whose name is in a signed
 * tree is never written again: only what lies behind the last checkpoint is. A crash in the middle leaves files that no
 * checkpoint speaks of; they are written again, with the same bytes, because the entries come from the write-ahead file.
 */
import path from 'node:path';
import { leafHash } from '../merkle/hash.ts';
import { type Checkpoint, checkpointText, readCheckpoint } from '../note/checkpoint.ts';
import type { Signer } from '../note/keys.ts';
import { addSignatures, formatNote, type NoteSignature, parseNote } from '../note/note.ts';
import { DurableWriter } from '../store/durable.ts';
import type { FileSystem } from '../store/file-system.ts';
import type { WitnessPolicy } from '../witness/policy.ts';
import { encodeBundle } from './bundle.ts';
import type { SignedLog } from './log.ts';
import { bundlePath, CHECKPOINT, TILE_WIDTH, tilePath, WITNESSED } from './paths.ts';

/** Files written at the same time: the disk syncs several almost as fast as one. */
const PARALLEL_WRITES = 8;

interface NewFile {
  name: string;
  bytes: Uint8Array;
}

export class Publisher {
  readonly #files: FileSystem;
  readonly #log: SignedLog;
  readonly #signer: Signer;
  readonly #writer: DurableWriter;

  constructor(files: FileSystem, log: SignedLog, signer: Signer) {
    this.#files = files;
    this.#log = log;
    this.#signer = signer;
    this.#writer = new DurableWriter(files, log.folder);
  }

  /** Makes the log of no entries, so that the folder is one that can be verified from the beginning. */
  static async create(files: FileSystem, folder: string, signer: Signer, empty: Checkpoint): Promise<void> {
    const writer = new DurableWriter(files, path.dirname(folder));
    await writer.replace(path.join(folder, CHECKPOINT), signed(signer, empty));
  }

  /**
   * Appends entries to the signed log.
   * @param entries all entries from the beginning of the bundle that is not full yet, the published ones included
   * @param sizeAfter of the log
   */
  async publish(entries: readonly Uint8Array[], sizeAfter: number): Promise<void> {
    const { edge, size } = this.#log;
    const bundleStart = size - (size % TILE_WIDTH);
    await this.#write(bundlesOf(entries, bundleStart, size, sizeAfter));

    const widths = Array.from({ length: edge.levels }, (_, level) => edge.partial(level).width);
    const tiles: NewFile[] = [];
    const filled: { level: number; index: number }[] = [];
    for (let seq = size; seq < sizeAfter; seq++) {
      edge.append(leafHash(entries[seq - bundleStart]), (level, index, hashes) => {
        tiles.push({ name: tilePath(level, index), bytes: hashes.slice() });
        this.#log.grow(level, hashes);
        filled.push({ level, index });
      });
    }
    for (let level = 0; level < edge.levels; level++) {
      const { index, width, hashes } = edge.partial(level);
      const changed = width !== widths[level] || filled.some((tile) => tile.level === level);
      if (width > 0 && changed) tiles.push({ name: tilePath(level, index, width), bytes: hashes });
    }
    await this.#write(tiles);
    await this.#writer.syncFolders();

    const checkpoint: Checkpoint = {
      origin: this.#log.checkpoint.origin,
      size: sizeAfter,
      root: edge.root(),
    };
    const note = signed(this.#signer, checkpoint);
    await this.#writer.replace(path.join(this.#log.folder, CHECKPOINT), note);
    this.#log.sign({ checkpoint, note: note.toString('utf8') });
    await this.#removePartials(filled);
  }

  /**
   * Puts signatures of witnesses on a checkpoint: on the newest one while it is that, and on the one kept as witnessed, where
   * the policy is met or no better one is kept.
   */
  async cosign(note: string, signatures: readonly NoteSignature[], policy: WitnessPolicy): Promise<void> {
    const log = this.#log;
    const { text } = parseNote(note);
    if (parseNote(log.note).text === text) {
      const cosigned = addSignatures(log.note, signatures);
      await this.#writer.replace(path.join(log.folder, CHECKPOINT), Buffer.from(cosigned, 'utf8'));
      log.cosign(cosigned);
    }
    const kept = log.witnessed;
    const same = kept !== undefined && parseNote(kept.note).text === text;
    const next = addSignatures(same ? kept.note : note, signatures);
    if (!same && kept !== undefined && isMet(policy, kept.note) && !isMet(policy, next)) return;
    await this.#writer.replace(path.join(log.folder, WITNESSED), Buffer.from(next, 'utf8'));
    log.witnessed = { checkpoint: readCheckpoint(next), note: next };
  }

  /** Writes files a few at a time; those of a folder that is new make it first. */
  async #write(files: readonly NewFile[]): Promise<void> {
    for (let i = 0; i < files.length; i += PARALLEL_WRITES) {
      const some = files.slice(i, i + PARALLEL_WRITES).map(({ name, bytes }) => ({
        file: path.join(this.#log.folder, name),
        bytes,
      }));
      for (const { file } of some) await this.#writer.folder(path.dirname(file));
      await Promise.all(some.map(({ file, bytes }) => this.#writer.write(file, bytes)));
    }
  }

  /** Partial forms of what is full now are of no more use: a reader takes the full one instead. */
  async #removePartials(filled: readonly { level: number; index: number }[]): Promise<void> {
    for (const { level, index } of filled) {
      const names = [tilePath(level, index), ...(level === 0 ? [bundlePath(index)] : [])];
      for (const name of names) await this.#files.remove(`${path.join(this.#log.folder, name)}.p`);
    }
  }
}

/** The bundles that hold entries [size, sizeAfter); `entries` begin at `start`. */
function bundlesOf(
  entries: readonly Uint8Array[],
  start: number,
  size: number,
  sizeAfter: number,
): NewFile[] {
  const bundles: NewFile[] = [];
  for (let first = start; first < sizeAfter; first += TILE_WIDTH) {
    const end = Math.min(first + TILE_WIDTH, sizeAfter);
    if (end <= size) continue;
    bundles.push({
      name: bundlePath(first / TILE_WIDTH, end - first),
      bytes: encodeBundle(entries.slice(first - start, end - start)),
    });
  }
  return bundles;
}

/** Whether the witnesses of a policy whose signatures are on a note, checked when they came, are enough. */
function isMet(policy: WitnessPolicy, note: string): boolean {
  const { signatures } = parseNote(note);
  const signedBy = policy.witnesses.filter(({ verifier: { name, keyId } }) =>
    signatures.some((one) => one.name === name && one.keyId === keyId),
  );
  return policy.isMetBy(signedBy.map(({ verifier }) => verifier));
}

function signed(signer: Signer, checkpoint: Checkpoint): Buffer {
  const text = checkpointText(checkpoint);
  return Buffer.from(formatNote({ text, signatures: [signer.sign(text)] }), 'utf8');
}
