/**
 * Reads a journal's folder without opening it for writing: no lock, no private key, also while another process appends. Gives nothing
 * that was not checked against the signed root.
 */
import path from 'node:path';
import { JournalError } from '../errors.ts';
import type { JournalEvent } from '../events.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import { parseVerifier } from '../note/keys.ts';
import { type EventProof, proveEvent } from '../proof/event-proof.ts';
import { SignedLog } from '../tiles/log.ts';
import { CHECKPOINT } from '../tiles/paths.ts';
import { DISK, readIfThere } from './file-system.ts';
import { LOG_FOLDER, VERIFIER_FILE } from './open.ts';
import { countUntil, readEvents } from './read.ts';

/** Where a log lies, and the key that lies beside it. */
export interface FoundLog {
  /** The folder with `checkpoint` and `tile/`. */
  folder: string;
  /** Of the file `verifier-key`, if there is one: good for finding mistakes, no protection from who can write the folder. */
  key?: string;
}

/**
 * Finds the log in a folder that a person names: the log itself, the journal's folder, or the data folder of a plant.
 * Throws JournalError `request` where there is none.
 */
export async function findLog(folder: string): Promise<FoundLog> {
  for (const below of ['', LOG_FOLDER, path.join('journal', LOG_FOLDER)]) {
    const candidate = path.join(folder, below);
    if ((await readIfThere(DISK, path.join(candidate, CHECKPOINT))) === undefined) continue;
    const key = await readIfThere(DISK, path.join(candidate, '..', VERIFIER_FILE));
    return {
      folder: candidate,
      key: key === undefined ? undefined : Buffer.from(key).toString('utf8').trim(),
    };
  }
  throw new JournalError(
    'request',
    `${folder} holds no journal: neither it nor its folders log or journal/log have a file "${CHECKPOINT}".`,
    folder,
  );
}

export class JournalReader {
  readonly #log: SignedLog;
  readonly #key: string;

  private constructor(log: SignedLog, key: string) {
    this.#log = log;
    this.#key = key;
  }

  /**
   * Opens the folder of a log with the keys of the log and of witnesses. Throws JournalError `damaged` where the signature or
   * the tiles do not hold.
   */
  static async open(folder: string, keys: readonly string[]): Promise<JournalReader> {
    const log = await SignedLog.open(DISK, folder, keys.map(parseVerifier));
    return new JournalReader(log, keys[0]);
  }

  /** Signed events; those of the last moment may be on their way into the next checkpoint. */
  get size(): number {
    return this.#log.size;
  }

  get checkpoint(): Checkpoint {
    return this.#log.checkpoint;
  }

  /** Events [from, to) in portions of at most 256. */
  events(from = 0, to = this.size): AsyncGenerator<readonly JournalEvent[]> {
    return readEvents((index) => this.#log.bundle(index), from, Math.min(to, this.size));
  }

  /** How many events are not after an instant. */
  countUntil(time: number): Promise<number> {
    return countUntil((index) => this.#log.bundle(index), this.size, time);
  }

  async prove(seq: number): Promise<EventProof> {
    if (!(Number.isSafeInteger(seq) && seq >= 0 && seq < this.size))
      throw new JournalError('request', `There is no event ${seq}: ${this.size} events are signed.`);
    return proveEvent(this.#log, seq, this.#key);
  }
}
