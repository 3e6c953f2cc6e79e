/**
 * The checker: rebuilds the whole tree from the raw entries and compares it with every file of a log and with the signed root.
 *
 * It trusts nothing but the keys it is given, needs no lock and changes nothing unless told to repair. It goes on after the
 * first fault and says of each which file it is in and which events it concerns.
 */
import path from 'node:path';
import { messageOf } from '../errors.ts';
import { HASH_BYTES, type Hash, sameHash } from '../merkle/hash.ts';
import { type Checkpoint, openCheckpoint, readCheckpoint } from '../note/checkpoint.ts';
import { parseVerifier } from '../note/keys.ts';
import type { Verifier } from '../note/note.ts';
import { DurableWriter } from '../store/durable.ts';
import { DISK, type FileSystem, readIfThere } from '../store/file-system.ts';
import { TreeEdge } from '../tiles/edge.ts';
import { CHECKPOINT, TILE_WIDTH, tilePath, tilesOfLevel } from '../tiles/paths.ts';
import type { WitnessPolicy } from '../witness/policy.ts';
import {
  type BundleFiles,
  checkEvents,
  chooseLeaves,
  differingPlaces,
  readBundleFiles,
  readTileBytes,
} from './bundle-check.ts';
import { findWitnessed, type Witnessed } from './witnessed.ts';

export interface VerifyOptions {
  /** The folder with `checkpoint` and `tile/`. */
  folder: string;
  /** Verifier keys of the log and of witnesses, from a trusted place. */
  keys: readonly string[];
  /** Whose signatures must be on a checkpoint; its logs are trusted as `keys` are. */
  policy?: WitnessPolicy;
  /** A checkpoint (signed note) kept earlier: the log must have grown from it. */
  since?: string;
  /** Writes hash tiles anew that are damaged, where the events still give the signed root. */
  repair?: boolean;
  onProgress?: (fraction: number) => void;
  files?: FileSystem;
}

/** Something that is not as it was signed. */
export interface LogFault {
  kind: 'checkpoint' | 'entries' | 'tile' | 'event' | 'root' | 'history' | 'witness';
  /** Path in the folder. */
  file: string;
  /** What is wrong, and what that means. */
  problem: string;
  /** Numbers of the events that are altered or lost; absent where none is. */
  events?: number[];
}

export interface VerifyReport {
  folder: string;
  /** What is signed; absent where the checkpoint cannot be read. */
  checkpoint?: Checkpoint;
  /** What known witnesses have signed, where there are any and, with a policy, they are enough. */
  witnessed?: Witnessed;
  /** Events that are proven to be as they were recorded. */
  intact: number;
  firstTime?: number;
  lastTime?: number;
  faults: LogFault[];
  /** Hash tiles that were written anew. */
  repaired: string[];
}

/** Bundles read ahead while one is checked. */
const READ_AHEAD = 8;

/** Checks a whole log. Throws NoteError for a key that is none. Cost: about ten microseconds per event. */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  return new Verification(options).run();
}

class Verification {
  readonly #options: VerifyOptions;
  readonly #files: FileSystem;
  readonly #verifiers: readonly Verifier[];
  readonly #report: VerifyReport;
  readonly #edge = new TreeEdge();
  /** Tiles whose file is not what the entries give. */
  #badTiles: { name: string; bytes: Uint8Array; problem: string }[] = [];
  /** Bundles whose entries are not what the tile says, and which of both was believed. */
  #doubtful: { bundle: BundleFiles; believed: 'entries' | 'tile' }[] = [];
  #tileReads: Promise<void>[] = [];
  #parents = new Map<number, Uint8Array | undefined>();
  /** What was signed before: the log must have grown from each. */
  #earlier: Checkpoint[] = [];

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#files = options.files ?? DISK;
    const { keys, policy } = options;
    this.#verifiers = [
      ...[...new Set([...keys, ...(policy?.logs ?? [])])].map(parseVerifier),
      ...(policy?.witnesses ?? []).map(({ verifier }) => verifier),
    ];
    this.#report = { folder: options.folder, intact: 0, faults: [], repaired: [] };
  }

  async run(): Promise<VerifyReport> {
    const { folder, policy } = this.#options;
    // Before the checkpoint: a journal that is being written to may get on in between, but never back.
    const found = await findWitnessed(this.#files, folder, this.#verifiers, policy);
    const checkpoint = await this.#checkpoint();
    for (const { file, problem } of found.problems) this.#fault({ kind: 'witness', file, problem });
    if (checkpoint === undefined) return this.#report;
    this.#report.witnessed = found.witnessed;
    this.#readSince();
    if (found.earlier !== undefined) this.#earlier.push(found.earlier);
    this.#earlier = this.#earlier.filter((one) => this.#isBefore(one, checkpoint));
    const complete = await this.#bundles(checkpoint.size);
    if (complete) await this.#judge(checkpoint);
    return this.#report;
  }

  #fault(fault: LogFault): void {
    this.#report.faults.push(fault);
  }

  async #checkpoint(): Promise<Checkpoint | undefined> {
    const bytes = await readIfThere(this.#files, path.join(this.#options.folder, CHECKPOINT));
    if (bytes === undefined) {
      this.#fault({
        kind: 'checkpoint',
        file: CHECKPOINT,
        problem: 'It is missing: nothing says what was signed.',
      });
      return undefined;
    }
    const note = Buffer.from(bytes).toString('utf8');
    try {
      const { checkpoint } = openCheckpoint(note, this.#verifiers);
      this.#report.checkpoint = checkpoint;
      return checkpoint;
    } catch (error) {
      this.#fault({ kind: 'checkpoint', file: CHECKPOINT, problem: messageOf(error) });
    }
    try {
      // The files can still be compared with each other.
      this.#report.checkpoint = readCheckpoint(note);
      return this.#report.checkpoint;
    } catch {
      return undefined;
    }
  }

  #readSince(): void {
    const { since } = this.#options;
    if (since === undefined) return;
    try {
      this.#earlier.push(openCheckpoint(since, this.#verifiers).checkpoint);
    } catch (error) {
      this.#fault({ kind: 'history', file: 'the earlier checkpoint', problem: messageOf(error) });
    }
  }

  #isBefore(earlier: Checkpoint, { origin, size }: Checkpoint): boolean {
    if (earlier.origin !== origin)
      this.#fault({
        kind: 'history',
        file: 'the earlier checkpoint',
        problem: `It is of ${earlier.origin} and not of ${origin}.`,
      });
    else if (earlier.size > size)
      this.#fault({
        kind: 'history',
        file: CHECKPOINT,
        problem: `The log has ${size} events, but ${earlier.size} were signed before: the end was cut off. Keep both checkpoints: they are the evidence.`,
      });
    else return true;
    return false;
  }

  /** Reads every bundle and builds the tree. False where a part of it is not known at all. */
  async #bundles(size: number): Promise<boolean> {
    const count = Math.ceil(size / TILE_WIDTH);
    const ahead: Promise<BundleFiles>[] = [];
    const read = (index: number): Promise<BundleFiles> =>
      readBundleFiles(
        this.#files,
        this.#options.folder,
        index,
        Math.min(TILE_WIDTH, size - index * TILE_WIDTH),
      );
    let lastTime = 0;
    for (let index = 0; index < count; index++) {
      for (let i = ahead.length; i < READ_AHEAD && index + i < count; i++) ahead.push(read(index + i));
      const [reading] = ahead.splice(0, 1);
      const bundle = await reading;
      const checked = checkEvents(bundle, lastTime, (seq, problem) => {
        this.#fault({
          kind: 'event',
          file: bundle.bundleName,
          problem: `Event ${seq}: ${problem}.`,
          events: [seq],
        });
      });
      lastTime = checked.lastTime;
      this.#report.firstTime ??= checked.first?.time;
      if (!(await this.#take(bundle, size))) {
        await Promise.allSettled(ahead);
        return false;
      }
      this.#options.onProgress?.((index + 1) / count);
    }
    if (size > 0) this.#report.lastTime = lastTime;
    await Promise.all(this.#tileReads);
    for (let level = 1; level < this.#edge.levels; level++) {
      const { index, width, hashes } = this.#edge.partial(level);
      if (width > 0) await this.#compareTile(level, index, hashes, width);
    }
    return true;
  }

  async #take(bundle: BundleFiles, size: number): Promise<boolean> {
    const { index, width, tileName, tileProblem } = bundle;
    const differing = bundle.tile === undefined ? [] : differingPlaces(bundle);
    const doubtful = differing.length > 0 || bundle.entriesProblem !== undefined;
    const parent = doubtful && width === TILE_WIDTH ? await this.#parentOf(index, size) : undefined;
    const choice = chooseLeaves(bundle, parent);
    if (choice === 'neither') {
      const first = index * TILE_WIDTH;
      this.#fault({
        kind: 'entries',
        file: bundle.bundleName,
        problem: `${sentence(bundle.entriesProblem)} and ${tileName}: ${tileProblem}. Without either of them the signed root cannot be checked beyond event ${first}.`,
        events: range(first, first + width),
      });
      return false;
    }
    if (bundle.tile === undefined)
      this.#badTiles.push({
        name: tileName,
        bytes: bundle.leaves,
        problem: tileProblem ?? 'it cannot be read',
      });
    if (doubtful && bundle.tile !== undefined) this.#doubtful.push({ bundle, believed: choice });
    this.#append(choice === 'tile' && bundle.tile !== undefined ? bundle.tile : bundle.leaves, width);
    return true;
  }

  #append(leaves: Uint8Array, width: number): void {
    for (let i = 0; i < width; i++) {
      this.#edge.append(leaves.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES), (level, index, hashes) => {
        if (level > 0) this.#tileReads.push(this.#compareTile(level, index, hashes.slice(), TILE_WIDTH));
      });
      for (const earlier of this.#earlier) if (earlier.size === this.#edge.size) this.#compare(earlier);
    }
  }

  #compare({ size, root }: Checkpoint): void {
    if (sameHash(this.#edge.root(), root)) return;
    this.#fault({
      kind: 'history',
      file: CHECKPOINT,
      problem: `The first ${size} events are not those that were signed before: history was rewritten. Keep both checkpoints: they are the evidence.`,
    });
  }

  /** The hash that the tile above has for a full bundle, from its file. */
  async #parentOf(index: number, size: number): Promise<Hash | undefined> {
    const above = Math.floor(index / TILE_WIDTH);
    if (!this.#parents.has(above)) {
      const { full, partial } = tilesOfLevel(size, 1);
      const width = above < full ? TILE_WIDTH : partial;
      this.#parents.set(
        above,
        (await readTileBytes(this.#files, this.#options.folder, 1, above, width)).hashes,
      );
    }
    const at = (index % TILE_WIDTH) * HASH_BYTES;
    return this.#parents.get(above)?.subarray(at, at + HASH_BYTES);
  }

  async #compareTile(level: number, index: number, hashes: Uint8Array, width: number): Promise<void> {
    const {
      name,
      hashes: found,
      problem,
    } = await readTileBytes(this.#files, this.#options.folder, level, index, width);
    if (found !== undefined && sameHash(found, hashes)) return;
    const name2 = problem === undefined ? name : tilePath(level, index, width);
    this.#badTiles.push({
      name: name2,
      bytes: hashes.slice(),
      problem: problem ?? 'its hashes are not those of the events below it',
    });
  }

  /** With the tree complete, says what each difference means. */
  async #judge({ size, root }: Checkpoint): Promise<void> {
    const proven = sameHash(this.#edge.root(), root) || this.#tryTileOfLast(root);
    for (const { bundle, believed } of this.#doubtful) this.#judgeBundle(bundle, believed, proven);
    for (const { name, problem } of this.#badTiles)
      this.#fault({
        kind: 'tile',
        file: name,
        problem: `${sentence(problem)}.${proven ? ' No event is lost: hash files can be written anew from the events (--repair).' : ''}`,
      });
    if (!proven)
      this.#fault({
        kind: 'root',
        file: CHECKPOINT,
        problem:
          this.#doubtful.length + this.#badTiles.length === 0
            ? 'Entries and tiles fit each other, but do not give the signed root: they were replaced as a whole, or belong to another checkpoint.'
            : 'The events do not give the signed root. It cannot be told which of the files named here was altered; put them back from a backup.',
      });
    const lost = new Set(this.#report.faults.flatMap(({ events = [] }) => events));
    this.#report.intact = proven ? size - lost.size : 0;
    if (proven && this.#options.repair === true) await this.#repair();
  }

  /** The last bundle has no tile above it to ask: where its entries do not give the root, its tile may. */
  #tryTileOfLast(root: Hash): boolean {
    const last = this.#doubtful.at(-1);
    const { index, width } = this.#edge.levels > 0 ? this.#edge.partial(0) : { index: -1, width: 0 };
    if (last === undefined || last.believed !== 'entries' || last.bundle.index !== index || width === 0)
      return false;
    if (last.bundle.tile === undefined) return false;
    const other = TreeEdge.from(this.#edge.size, (level) =>
      level === 0 ? (last.bundle.tile ?? new Uint8Array(0)) : this.#edge.partial(level).hashes,
    );
    if (!sameHash(other.root(), root)) return false;
    last.believed = 'tile';
    return true;
  }

  #judgeBundle(bundle: BundleFiles, believed: 'entries' | 'tile', proven: boolean): void {
    const { bundleName, tileName, index, entriesProblem, width } = bundle;
    const first = index * TILE_WIDTH;
    const places = differingPlaces(bundle);
    if (believed === 'tile' || !proven) {
      const events = places.map((place) => first + place);
      const what = entriesProblem === undefined ? '' : `${sentence(entriesProblem)}. `;
      const which =
        events.length === 0
          ? 'All its events have their signed hash.'
          : `${eventList(events)} not have the signed hash: altered or lost. The other ${width - events.length} events in it are whole.`;
      this.#fault({
        kind: 'entries',
        file: bundleName,
        problem: proven
          ? what + which
          : `${what}It does not fit ${tileName} at ${eventList(events).replace(/ do(es)?$/, '')}.`,
        events: proven ? events : undefined,
      });
      return;
    }
    if (entriesProblem !== undefined) {
      this.#fault({
        kind: 'entries',
        file: bundleName,
        problem: `${sentence(entriesProblem)}. All its events have their signed hash.`,
      });
    }
    if (places.length > 0)
      this.#badTiles.push({
        name: tileName,
        bytes: bundle.leaves,
        problem: 'its hashes are not those of the events',
      });
  }

  async #repair(): Promise<void> {
    const writer = new DurableWriter(this.#files, this.#options.folder);
    for (const { name, bytes } of this.#badTiles) {
      await writer.replace(path.join(this.#options.folder, name), bytes);
      this.#report.repaired.push(name);
    }
    this.#report.faults = this.#report.faults.filter(
      ({ kind, file }) => kind !== 'tile' || !this.#report.repaired.includes(file),
    );
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** "Event 5 does", "Events 5 to 9 do", "Events 5, 7 and 3 more do" */
function eventList(events: readonly number[]): string {
  if (events.length === 1) return `Event ${events[0]} does`;
  const last = events[events.length - 1];
  if (last - events[0] === events.length - 1) return `Events ${events[0]} to ${last} do`;
  const shown = events.slice(0, 5).join(', ');
  return `Events ${shown}${events.length > 5 ? ` and ${events.length - 5} more` : ''} do`;
}

function sentence(problem: string | undefined): string {
  const text = problem ?? 'it cannot be read';
  return text.charAt(0).toUpperCase() + text.slice(1);
}
