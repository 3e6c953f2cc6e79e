/** What of a draft outlives the process: `engineering/draft.json` in the plant's data folder. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isErrnoException } from '../auth/secrets.ts';
import { writeAtomically } from './plant-folder.ts';

/** A document that differs from the folder; null: there is none. `base` is what the folder held when it was changed. */
const Change = z.strictObject({ base: z.string().nullable(), text: z.string().nullable() });
const Step = z.strictObject({
  label: z.string(),
  merge: z.string().optional(),
  /** Texts of the draft before and after the step. */
  files: z.record(
    z.string(),
    z.strictObject({ before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
const State = z.strictObject({
  version: z.number().int(),
  changes: z.record(z.string(), Change),
  /** What runs although it is not in the folder. */
  running: z.record(z.string(), Change),
  undo: z.array(Step),
  redo: z.array(Step),
});

export type Change = z.infer<typeof Change>;
export type Step = z.infer<typeof Step>;
export type DraftState = z.infer<typeof State>;

/** Steps beyond this are forgotten, oldest first; so is what is beyond their text in all. */
const MOST_STEPS = 200;
const MOST_TEXT = 32 * 1024 * 1024;

export class DraftFile {
  readonly file: string;
  #folder: string;

  /** @param data the plant's data folder */
  constructor(data: string) {
    this.#folder = join(data, 'engineering');
    this.file = join(this.#folder, 'draft.json');
  }

  /** The state; an empty one where there is none. One that cannot be understood is set aside and told. */
  async read(log: (message: string) => void): Promise<DraftState> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (isErrnoException(error) && error.code === 'ENOENT') return emptyState();
      throw error;
    }
    try {
      return State.parse(JSON.parse(text));
    } catch {
      const aside = `${this.file}.unreadable`;
      await rename(this.file, aside);
      log(`The draft of the plant's documents could not be read and was set aside as ${aside}.`);
      return emptyState();
    }
  }

  async write(state: DraftState): Promise<void> {
    let size = 0;
    const fits = ({ files }: Step) => {
      for (const { before, after } of Object.values(files))
        size += (before?.length ?? 0) + (after?.length ?? 0);
      return size <= MOST_TEXT;
    };
    const newest = state.undo.slice(-MOST_STEPS).reverse();
    const tooOld = newest.findIndex((step) => !fits(step));
    state.undo = (tooOld < 0 ? newest : newest.slice(0, Math.max(1, tooOld))).reverse();
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeAtomically(this.file, JSON.stringify(state), 0o600);
  }
}

function emptyState(): DraftState {
  return { version: 1, changes: {}, running: {}, undo: [], redo: [] };
}
