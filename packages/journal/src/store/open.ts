/** Opening a journal's folder: its key, its log, and what was acknowledged but not yet published. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileError, JournalError, messageOf } from '../errors.ts';
import { decodeEvent } from '../events.ts';
import { EMPTY_ROOT } from '../merkle/hash.ts';
import { parseVerifier, Signer } from '../note/keys.ts';
import { SignedLog } from '../tiles/log.ts';
import { CHECKPOINT, TILE_WIDTH } from '../tiles/paths.ts';
import { Publisher } from '../tiles/publisher.ts';
import { DurableWriter } from './durable.ts';
import { type FileSystem, readIfThere } from './file-system.ts';
import { PendingFile } from './pending.ts';

/** Names in the folder of a journal. */
export const LOG_FOLDER = 'log';
export const KEY_FILE = 'signing-key';
export const VERIFIER_FILE = 'verifier-key';
export const SNAPSHOT_FOLDER = 'snapshots';
const PENDING_FOLDER = 'pending';

/** What a log is called: see `JournalOptions`. */
interface LogName {
  origin: string;
  ownOrigin: boolean;
}

const OWN_PART = /^[0-9a-f]{12}$/;
const OWN_BYTES = 6;

/** A folder that is ready to be appended to. */
export interface OpenedFolder {
  signer: Signer;
  log: SignedLog;
  publisher: Publisher;
  pending: PendingFile;
  /** Entries from the beginning of the last bundle, all published. */
  tail: Uint8Array[];
  /** Time of the last event; 0 without one. */
  lastTime: number;
}

/** Opens or makes a folder. Everything that was acknowledged is in the signed log when it resolves. */
export async function openFolder(
  files: FileSystem,
  folder: string,
  name: LogName,
  log: (message: string) => void,
): Promise<OpenedFolder> {
  const logFolder = path.join(folder, LOG_FOLDER);
  const hasLog =
    (await readIfThere(files, path.join(logFolder, CHECKPOINT))) !== undefined ||
    (await files.list(path.join(logFolder, 'tile'))).length > 0;
  const signer = await loadSigner(files, folder, name, hasLog);
  if (!hasLog)
    await Publisher.create(files, logFolder, signer, { origin: signer.name, size: 0, root: EMPTY_ROOT });
  const signed = await SignedLog.open(files, logFolder, [parseVerifier(signer.verifierKey)]);
  const pending = new PendingFile(files, path.join(folder, PENDING_FOLDER));
  const found = await pending.load(log);
  const { size } = signed;
  if (found.entries.length > 0 && found.first > size)
    throw new JournalError(
      'damaged',
      `${logFolder} ends at event ${size}, but event ${found.first} was once signed: an older state was put in its place. Put the newest one back.`,
      logFolder,
    );
  const fresh = found.entries.slice(Math.max(0, size - found.first));
  const tail = [...(await signed.bundle(Math.floor(size / TILE_WIDTH))), ...fresh];
  let lastTime = await timeBefore(signed, tail, size - (size % TILE_WIDTH));
  fresh.forEach((entry, i) => {
    lastTime = checkFresh(entry, size + i, lastTime, folder);
  });
  const publisher = new Publisher(files, signed, signer);
  if (fresh.length > 0) await publisher.publish(tail, size + fresh.length);
  await pending.release(Number.POSITIVE_INFINITY);
  return {
    signer,
    log: signed,
    publisher,
    pending,
    tail: tail.slice(tail.length - (signed.size % TILE_WIDTH)),
    lastTime,
  };
}

/** Time of the last event of all. */
async function timeBefore(log: SignedLog, tail: readonly Uint8Array[], start: number): Promise<number> {
  const published = log.size - start;
  const last =
    published > 0
      ? tail[published - 1]
      : start > 0
        ? (await log.bundle(start / TILE_WIDTH - 1))[TILE_WIDTH - 1]
        : undefined;
  return last === undefined ? 0 : decodeEvent(last).time;
}

function checkFresh(entry: Uint8Array, seq: number, lastTime: number, folder: string): number {
  try {
    const event = decodeEvent(entry, true);
    if (event.seq !== seq) throw new Error(`it says it is event ${event.seq}`);
    if (event.time < lastTime) throw new Error('it is before its predecessor');
    return event.time;
  } catch (error) {
    throw new JournalError(
      'damaged',
      `${path.join(folder, PENDING_FOLDER)}: event ${seq} is not one that this program wrote: ${messageOf(error)}.`,
      folder,
      error,
    );
  }
}

async function loadSigner(
  files: FileSystem,
  folder: string,
  name: LogName,
  hasLog: boolean,
): Promise<Signer> {
  const file = path.join(folder, KEY_FILE);
  const bytes = await readIfThere(files, file);
  if (bytes === undefined && hasLog)
    throw new JournalError(
      'key',
      `${file} is missing. Without it nothing can be added to the log of this folder, only verified and shown. Put the key back from a backup, or begin a new journal in another folder.`,
      file,
    );
  try {
    const signer =
      bytes === undefined ? Signer.generate(nameOf(name)) : Signer.parse(Buffer.from(bytes).toString('utf8'));
    if (!isNamed(signer.name, name))
      throw new Error(`it is the key of "${signer.name}" and not of "${name.origin}"`);
    const writer = new DurableWriter(files, folder);
    const verifier = path.join(folder, VERIFIER_FILE);
    if (bytes === undefined) await writer.replace(file, Buffer.from(`${signer.secret()}\n`), 0o600);
    if ((await readIfThere(files, verifier)) === undefined)
      await writer.replace(verifier, Buffer.from(`${signer.verifierKey}\n`));
    return signer;
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError(
      'key',
      `${file} cannot be used: ${sentenceOf(error)} Put the key of this log back from a backup; without it the log can be verified and shown, but nothing added.`,
      file,
      fileError('Cannot use', file, error),
    );
  }
}

function sentenceOf(error: unknown): string {
  const message = messageOf(error);
  return message.endsWith('.') ? message : `${message}.`;
}

/** The name of a new log. */
function nameOf({ origin, ownOrigin }: LogName): string {
  return ownOrigin ? `${origin}/${randomBytes(OWN_BYTES).toString('hex')}` : origin;
}

/** Whether a key is that of the log: logs from before names had a part of their own go on under the plain one. */
function isNamed(key: string, { origin, ownOrigin }: LogName): boolean {
  if (key === origin) return true;
  return ownOrigin && key.startsWith(`${origin}/`) && OWN_PART.test(key.slice(origin.length + 1));
}
