/**
 * Formulas changed while running: `formulas.yaml` in the plant's data folder, laid over the plant's documents at every
 * start. A change of the documents themselves goes through the draft.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatFault, type Plant, withFormula } from '@millwright/model';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { isErrnoException } from '../auth/secrets.ts';
import { StartError } from '../start-error.ts';

const OverlayDocument = z.strictObject({
  formulas: z
    .array(
      z.strictObject({
        type: z.string(),
        signal: z.string(),
        formula: z.string().max(10_000),
        changed: z.string().optional(),
      }),
    )
    .max(100_000)
    .default([]),
});
type Entry = z.infer<typeof OverlayDocument>['formulas'][number];

const HEADER =
  '# Formulas changed while the plant was running. They take the place of those in types/*.yaml.\n' +
  '# To make a change permanent, copy the formula into the type and delete its entry here.\n';

export class FormulaOverlay {
  readonly file: string;
  /** Entries that could not be applied at the start, for people. */
  readonly problems: string[] = [];
  #entries: Entry[];
  /** Formulas of the documents that were covered, by `type.signal`. */
  #documents = new Map<string, string>();

  private constructor(file: string, entries: Entry[]) {
    this.file = file;
    this.#entries = entries;
  }

  /** Reads the overlay of a data folder. Throws naming the file where it cannot be understood: a change must not vanish. */
  static async open(folder: string): Promise<FormulaOverlay> {
    const file = join(folder, 'formulas.yaml');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if (isErrnoException(error) && error.code === 'ENOENT') return new FormulaOverlay(file, []);
      throw error;
    }
    try {
      return new FormulaOverlay(file, OverlayDocument.parse(parse(text) ?? {}).formulas);
    } catch (error) {
      const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
      throw new StartError(
        'folder',
        `${file} cannot be read: ${reason}. Mend it, or move it away to start without its changes.`,
      );
    }
  }

  /** The plant with all entries applied. One that no longer fits the documents is left out and told in `problems`. */
  apply(plant: Plant): Plant {
    let current = plant;
    for (const { type, signal, formula } of this.#entries) {
      const original = plant.type(type)?.signal(signal)?.formula?.text;
      const result = withFormula(current, type, signal, formula);
      if (result.plant === undefined || original === undefined) {
        const reason =
          result.faults.map(formatFault)[0] ?? `${type}.${signal} has no formula in the documents`;
        this.problems.push(`${this.file}: the changed formula of ${type}.${signal} is not used: ${reason}`);
        continue;
      }
      this.#documents.set(`${type}.${signal}`, original);
      current = result.plant;
    }
    return current;
  }

  /** The formula of the documents where it is covered. */
  documentFormula(type: string, signal: string): string | undefined {
    return this.#documents.get(`${type}.${signal}`);
  }

  /** Keeps a change on disk. Setting the formula of the documents again removes the entry. */
  async set(type: string, signal: string, formula: string, before: string): Promise<void> {
    const key = `${type}.${signal}`;
    const original = this.#documents.get(key) ?? before;
    const others = this.#entries.filter((e) => e.type !== type || e.signal !== signal);
    const entries =
      formula === original
        ? others
        : [...others, { type, signal, formula, changed: new Date().toISOString() }];
    await this.#write(entries);
    if (formula === original) this.#documents.delete(key);
    else this.#documents.set(key, original);
  }

  /** Forgets the changes of formulas that the documents themselves change: what was written last counts. */
  async follow(before: Plant, after: Plant): Promise<void> {
    const textOf = (plant: Plant, { type, signal }: Entry) => plant.type(type)?.signal(signal)?.formula?.text;
    const entries = this.#entries.filter((entry) => textOf(before, entry) === textOf(after, entry));
    if (entries.length === this.#entries.length) return;
    await this.#write(entries);
    const kept = new Set(entries.map(({ type, signal }) => `${type}.${signal}`));
    for (const key of [...this.#documents.keys()]) if (!kept.has(key)) this.#documents.delete(key);
  }

  async #write(entries: Entry[]): Promise<void> {
    // Written beside and renamed: a crash leaves the old file or the new one.
    await writeFile(`${this.file}.new`, HEADER + stringify({ formulas: entries }), {
      mode: 0o600,
      flush: true,
    });
    await rename(`${this.file}.new`, this.file);
    this.#entries = entries;
  }
}
