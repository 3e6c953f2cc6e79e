/**
 * The draft of a plant's documents: what people change in the browser, laid over the plant folder.
 *
 * Three revisions of a document are kept apart: what the folder holds, what runs, and the draft. A change goes into the
 * draft, on disk, at once. Applying makes the draft run; writing puts what runs into the folder. A document that was changed in
 * the folder after it was changed here is a conflict: nothing is applied or written before a person has chosen.
 */
import { type Fault, loadPlantFromDocuments, type Plant, type SourceDefinition } from '@millwright/model';
import type { DraftDiff, DraftDocuments, DraftEdit, DraftInfo } from '../api/engineering-schemas.ts';
import { ProblemError } from '../api/problems.ts';
import { aloneSource } from './alone-source.ts';
import { differences, mannerOf } from './differences.ts';
import { DraftFile, type DraftState, type Step } from './draft-file.ts';
import { dataOf, described, over, relation } from './draft-texts.ts';
import { editTexts } from './edit-texts.ts';
import { hunks } from './hunks.ts';
import { isWritable, packFolder, readTexts, type Texts, writeTexts } from './plant-folder.ts';
import { zip } from './zip.ts';

export interface DraftOptions {
  /** Plant folder. */
  folder: string;
  /** The plant's data folder. */
  data: string;
  environment: Readonly<Record<string, string | undefined>>;
  log(message: string): void;
}

/** A draft as it stands: its texts and what the model says about them. */
interface Judged {
  texts: Texts;
  folder: Texts;
  plant: Plant | undefined;
  faults: Fault[];
}

const LONGEST_MERGED_TEXT = 200_000;

export class Draft {
  readonly #options: DraftOptions;
  readonly #file: DraftFile;
  readonly #state: DraftState;
  #running: Texts;
  /** Of the plant that runs: the draft may not change it. */
  #plantId: string | undefined;
  #judged: { key: string; judged: Judged } | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Opens the draft of a data folder. What ran without being in the folder is laid over it; where it does not fit any
   * more, because the folder was changed, it stays in the draft and the folder counts.
   */
  static async open(options: DraftOptions): Promise<Draft> {
    const file = new DraftFile(options.data);
    const state = await file.read(options.log);
    const { texts } = await readTexts(options.folder);
    const draft = new Draft(options, file, state, texts);
    if (Object.keys(state.running).length > 0) await draft.#resume(texts);
    return draft;
  }

  private constructor(options: DraftOptions, file: DraftFile, state: DraftState, folder: Texts) {
    this.#options = options;
    this.#file = file;
    this.#state = state;
    this.#running = folder;
  }

  /** The plant of what runs; undefined where that is the folder as it is, or where it has errors. */
  get resumed(): Plant | undefined {
    if (Object.keys(this.#state.running).length === 0) return undefined;
    return this.#load(this.#running).plant;
  }

  /** Says which plant runs. To be called once, before anything else. */
  belongsTo(plantId: string): void {
    this.#plantId = plantId;
  }

  async info(running: Plant): Promise<DraftInfo> {
    const { texts, folder, plant, faults } = await this.#judge();
    const names = new Set([...texts.keys(), ...folder.keys(), ...this.#running.keys()]);
    const files = [...names].sort().flatMap((file) => {
      const text = texts.get(file);
      const one = {
        file,
        running: relation(this.#running.get(file), text),
        folder: relation(folder.get(file), text),
        conflict: this.#conflicts(folder, file),
      };
      return one.running === 'same' && one.folder === 'same' && !one.conflict ? [] : [one];
    });
    const { version, undo, redo } = this.#state;
    return {
      version,
      files,
      faults: described(faults, texts),
      undo: undo.at(-1)?.label ?? null,
      redo: redo.at(-1)?.label ?? null,
      manner:
        plant === undefined
          ? null
          : files.every((f) => f.running === 'same')
            ? 'none'
            : mannerOf(running, plant),
      unwritten: [...names].some((file) => this.#running.get(file) !== folder.get(file)),
      folder: { path: this.#options.folder, writable: await isWritable(this.#options.folder) },
      revision: running.revision,
    };
  }

  async documents(): Promise<DraftDocuments> {
    const { texts } = await this.#judge();
    const documents = Array.from(texts, ([file, text]) => ({ file, text, data: dataOf(text) }));
    return { version: this.#state.version, documents: documents.sort((a, b) => (a.file < b.file ? -1 : 1)) };
  }

  /** The plant the draft makes, or undefined while it has errors. */
  async plant(): Promise<Plant | undefined> {
    return (await this.#judge()).plant;
  }

  /**
   * A source of the draft, ready to be made, with the plant it feeds. While other parts of the draft have errors, it comes
   * without its signals. Throws a problem where there is no such source or where it has errors itself.
   */
  async source(name: string): Promise<{ definition: SourceDefinition; plant: Plant }> {
    const { plant, texts } = await this.#judge();
    const found = plant?.sources.find((source) => source.name === name);
    if (plant !== undefined && found !== undefined) return { definition: found, plant };
    return aloneSource(name, texts, this.#options);
  }

  /** All edits or none, as one step that can be undone. */
  change(version: number, label: string, edits: readonly DraftEdit[], merge?: string): Promise<void> {
    return this.#alone(async () => {
      this.#expect(version);
      const { texts, folder } = await this.#judge();
      const files = editTexts(texts, edits);
      if (Object.values(files).every(({ before, after }) => before === after)) return;
      const { undo } = this.#state;
      const last = undo.at(-1);
      const merged =
        merge !== undefined && last?.merge === merge && this.#state.redo.length === 0 ? last : undefined;
      if (merged !== undefined && sizeOf(merged) < LONGEST_MERGED_TEXT) {
        for (const [file, { before, after }] of Object.entries(files)) {
          merged.files[file] = {
            before: merged.files[file] === undefined ? before : merged.files[file].before,
            after,
          };
        }
      } else undo.push({ label, ...(merge === undefined ? {} : { merge }), files });
      this.#state.redo = [];
      await this.#put(folder, files, 'after');
    });
  }

  undo(version: number): Promise<void> {
    return this.#move(version, 'before');
  }

  redo(version: number): Promise<void> {
    return this.#move(version, 'after');
  }

  /** Throws away all changes, as a step that can be undone. */
  discard(version: number, label: string): Promise<void> {
    return this.#alone(async () => {
      this.#expect(version);
      const { texts, folder } = await this.#judge();
      const files: Step['files'] = {};
      // Back to what runs, which may itself not be in the folder yet.
      for (const file of new Set([...texts.keys(), ...this.#running.keys()])) {
        const before = texts.get(file) ?? null;
        const after = this.#running.get(file) ?? null;
        if (before !== after) files[file] = { before, after };
      }
      if (Object.keys(files).length === 0) return;
      this.#state.undo.push({ label, files });
      this.#state.redo = [];
      await this.#put(folder, files, 'after');
    });
  }

  /** Ends a conflict: the draft's text counts from now on as made on what the folder holds, or the folder's is taken. */
  resolve(version: number, file: string, keep: 'draft' | 'folder'): Promise<void> {
    return this.#alone(async () => {
      this.#expect(version);
      const { folder } = await this.#judge();
      const change = this.#state.changes[file];
      if (change === undefined || !this.#conflicts(folder, file)) {
        throw new ProblemError('conflict', `${file} is in no conflict.`, { where: 'body/file' });
      }
      const now = folder.get(file) ?? null;
      if (keep === 'draft') this.#state.changes[file] = { base: now, text: change.text };
      else {
        this.#state.undo.push({ label: file, files: { [file]: { before: change.text, after: now } } });
        this.#state.redo = [];
        delete this.#state.changes[file];
      }
      if (this.#state.running[file] !== undefined) this.#state.running[file].base = now;
      await this.#save();
    });
  }

  async diff(against: 'running' | 'folder', running: Plant): Promise<DraftDiff> {
    const { texts, folder, plant } = await this.#judge();
    const other = against === 'running' ? this.#running : folder;
    const files = [...new Set([...texts.keys(), ...other.keys()])]
      .sort()
      .filter((file) => texts.get(file) !== other.get(file))
      .map((file) => ({ file, hunks: hunks(other.get(file) ?? '', texts.get(file) ?? '') }));
    return { files, words: plant === undefined ? [] : differences(running, plant) };
  }

  /**
   * Makes the draft what runs: `take` gets the plant and the documents that differ from what ran, and resolves when it
   * runs. Rejects with a problem while the draft has errors or conflicts; what ran goes on then.
   */
  apply(
    version: number,
    take: (plant: Plant, changed: ReadonlyMap<string, string | null>) => Promise<void>,
  ): Promise<void> {
    return this.#alone(async () => {
      this.#expect(version);
      const { texts, folder, plant, faults } = await this.#judge();
      this.#refuseConflicts(texts, folder);
      if (plant === undefined) {
        const [first] = faults.filter((fault) => fault.severity === 'error');
        throw new ProblemError('draft', first === undefined ? 'The draft has errors.' : told(first), {
          where: first?.file,
          remedy: 'Mend the errors of the draft, or undo the change that made them.',
        });
      }
      await take(plant, changedFrom(this.#running, texts));
      this.#running = texts;
      this.#state.running = structuredClone(this.#state.changes);
      await this.#save();
    });
  }

  /**
   * Puts what runs into the folder; returns the files written. Rejects where the draft holds more than what runs. `begin` is
   * told the documents before the first is written.
   */
  write(
    version: number,
    begin: (changed: ReadonlyMap<string, string | null>) => Promise<void>,
  ): Promise<string[]> {
    return this.#alone(async () => {
      this.#expect(version);
      const { texts, folder } = await this.#judge();
      this.#refuseConflicts(texts, folder);
      const names = [...new Set([...texts.keys(), ...this.#running.keys()])];
      if (names.some((file) => texts.get(file) !== this.#running.get(file))) {
        throw new ProblemError('conflict', 'The draft holds changes that do not run yet.', {
          remedy: 'Apply the draft first, then write what runs to the folder.',
        });
      }
      const changed = changedFrom(folder, texts);
      // Read again right before writing: a text editor may have saved meanwhile.
      const fresh = (await readTexts(this.#options.folder)).texts;
      for (const file of changed.keys()) {
        if (fresh.get(file) !== folder.get(file)) throw changedMeanwhile([file]);
      }
      await begin(changed);
      await writeTexts(this.#options.folder, changed);
      this.#state.changes = {};
      this.#state.running = {};
      await this.#save();
      return [...changed.keys()];
    });
  }

  /** The plant folder with the documents of the draft, as a zip archive. */
  async archive(): Promise<Buffer> {
    const { texts, folder } = await this.#judge();
    return zip(await packFolder(this.#options.folder, texts, folder), new Date());
  }

  async #resume(folder: Texts): Promise<void> {
    const { running } = this.#state;
    const changed = Object.entries(running).filter(([file, { base, text }]) => {
      const now = folder.get(file) ?? null;
      return now !== base && now !== text;
    });
    const texts = over(folder, running);
    const { plant, faults } = changed.length === 0 ? this.#load(texts) : { plant: undefined, faults: [] };
    if (plant !== undefined) {
      this.#running = texts;
      return;
    }
    const why =
      changed.length > 0
        ? `${changed.map(([file]) => file).join(', ')} was changed in the plant folder since`
        : `they have errors now: ${faults.map(told)[0] ?? ''}`;
    this.#options.log(
      `Changes that were applied but not written to the plant folder do not run, because ${why}. They are kept as a draft.`,
    );
    for (const [file, change] of Object.entries(running)) this.#state.changes[file] ??= change;
    this.#state.running = {};
    this.#state.version++;
    await this.#file.write(this.#state);
  }

  async #judge(): Promise<Judged> {
    const { texts: folder, faults: unread } = await readTexts(this.#options.folder);
    const texts = over(folder, this.#state.changes);
    const key = JSON.stringify([...texts]);
    if (this.#judged?.key === key) return { ...this.#judged.judged, folder };
    const { plant, faults } = this.#load(texts);
    const judged = {
      texts,
      folder,
      plant: unread.length > 0 ? undefined : plant,
      faults: [...unread, ...faults],
    };
    this.#judged = { key, judged };
    return judged;
  }

  #load(texts: Texts): { plant?: Plant; faults: Fault[] } {
    const { folder, environment } = this.#options;
    const documents = Array.from(texts, ([file, text]) => ({ file, text }));
    const { plant, faults } = loadPlantFromDocuments(documents, { folder, environment });
    if (plant === undefined || this.#plantId === undefined || plant.id === this.#plantId) {
      return plant === undefined ? { faults } : { plant, faults };
    }
    const message = `the id "${this.#plantId}" names the data of the plant that runs and cannot become "${plant.id}" here`;
    return { faults: [...faults, { severity: 'error', file: 'plant.yaml', line: 1, column: 1, message }] };
  }

  #conflicts(folder: Texts, file: string): boolean {
    const change = this.#state.changes[file];
    return (
      change !== undefined &&
      (folder.get(file) ?? null) !== change.base &&
      (folder.get(file) ?? null) !== change.text
    );
  }

  #refuseConflicts(texts: Texts, folder: Texts): void {
    const files = [...new Set([...texts.keys(), ...folder.keys()])].filter((file) =>
      this.#conflicts(folder, file),
    );
    if (files.length > 0) throw changedMeanwhile(files);
  }

  #expect(version: number): void {
    if (version === this.#state.version) return;
    throw new ProblemError(
      'draft-version',
      'The draft was changed meanwhile, by another person or in another window.',
      {
        where: 'body/version',
        remedy: 'GET …/draft has the draft as it is now.',
      },
    );
  }

  #move(version: number, side: 'before' | 'after'): Promise<void> {
    return this.#alone(async () => {
      this.#expect(version);
      const steps = side === 'before' ? this.#state.undo : this.#state.redo;
      const step = steps.at(-1);
      if (step === undefined) return;
      const { texts, folder } = await this.#judge();
      const other = side === 'before' ? 'after' : 'before';
      const moved = Object.entries(step.files).find(
        ([file, text]) => (texts.get(file) ?? null) !== text[other],
      );
      if (moved !== undefined) {
        throw new ProblemError('conflict', `${moved[0]} was changed in the plant folder after this step.`, {
          where: moved[0],
          remedy: 'Change the document as it is now; this step cannot be taken back any more.',
        });
      }
      steps.pop();
      (side === 'before' ? this.#state.redo : this.#state.undo).push(step);
      await this.#put(folder, step.files, side);
    });
  }

  async #put(folder: Texts, files: Step['files'], side: 'before' | 'after'): Promise<void> {
    const { changes } = this.#state;
    for (const [file, texts] of Object.entries(files)) {
      const text = texts[side];
      const now = folder.get(file) ?? null;
      const base = changes[file] === undefined ? now : changes[file].base;
      if (text === now && base === now) delete changes[file];
      else changes[file] = { base, text };
    }
    await this.#save();
  }

  async #save(): Promise<void> {
    this.#state.version++;
    await this.#file.write(this.#state);
  }

  /** One change at a time. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** The documents of `after` that differ from those of `before`; null: no longer there. */
function changedFrom(before: Texts, after: Texts): Map<string, string | null> {
  const changed = new Map<string, string | null>();
  for (const file of new Set([...after.keys(), ...before.keys()])) {
    if (after.get(file) !== before.get(file)) changed.set(file, after.get(file) ?? null);
  }
  return changed;
}

function sizeOf({ files }: Step): number {
  return Object.values(files).reduce(
    (sum, { before, after }) => sum + (before?.length ?? 0) + (after?.length ?? 0),
    0,
  );
}

function told(fault: Fault): string {
  const hint = fault.suggestion === undefined ? '' : ` Did you mean "${fault.suggestion}"?`;
  return `${fault.file}:${fault.line}:${fault.column} ${fault.message}.${hint}`;
}

function changedMeanwhile(files: readonly string[]): ProblemError {
  return new ProblemError(
    'conflict',
    `${files.join(', ')} was changed in the plant folder after it was changed here; nothing was overwritten.`,
    {
      where: files[0],
      remedy: 'Choose for each of them whether the draft or the folder counts (POST …/draft/resolve).',
    },
  );
}
