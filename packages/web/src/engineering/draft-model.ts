/**
 * The draft on this screen: what the server holds of it, and one way to change it. Changes go to the server one after the other;
 * each answer brings faults, undo and how the draft would be taken on. Outside React; components hear of changes.
 */
import {
  type ApiClient,
  ApiError,
  type DraftDocuments,
  type DraftEdit,
  type DraftFault,
  type DraftInfo,
  EngineeringClient,
} from '@millwright/server/client';
import type { Data, Path } from './data.ts';
import { at } from './data.ts';

export interface DraftDocument {
  file: string;
  text: string;
  data: Data;
}

export interface DraftView {
  info: DraftInfo | undefined;
  documents: readonly DraftDocument[];
  /** The newest failure, until the next success. */
  error: Error | undefined;
  /** What is on its way to the server. */
  pending: number;
  /** What was done last, for people: applied, written. */
  done: { what: 'applied' | 'written'; manner?: string; files?: readonly string[] } | undefined;
}

export class DraftModel {
  readonly client: EngineeringClient;
  #view: DraftView = { info: undefined, documents: [], error: undefined, pending: 0, done: undefined };
  #listeners = new Set<() => void>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(api: ApiClient, plant: string) {
    this.client = new EngineeringClient(api, plant);
  }

  get view(): DraftView {
    return this.#view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  load = (): Promise<void> => this.#then(() => this.client.info());

  /** Makes one step. `merge`: steps with the same key in a row are undone as one, as typing is. */
  edit(label: string, edits: readonly DraftEdit[], merge?: string): Promise<void> {
    return this.#then((version) => this.client.change(version, label, edits, merge));
  }

  undo = (): Promise<void> => this.#then((version) => this.client.undo(version));

  redo = (): Promise<void> => this.#then((version) => this.client.redo(version));

  discard(label: string): Promise<void> {
    return this.#then((version) => this.client.discard(version, label));
  }

  resolve(file: string, keep: 'draft' | 'folder'): Promise<void> {
    return this.#then((version) => this.client.resolve(version, file, keep));
  }

  /** Applies the draft and, where wanted, writes it to the folder. `reason`: why, for the journal; may be empty. */
  apply(write: boolean, reason: string): Promise<void> {
    return this.#then(async (version) => {
      const applied = await this.client.apply(version, reason.trim() || undefined);
      this.#set({ done: { what: 'applied', manner: applied.manner } });
      if (!write) return applied.draft;
      const written = await this.client.write(applied.draft.version);
      this.#set({ done: { what: 'written', manner: applied.manner, files: written.files } });
      return written.draft;
    });
  }

  write(): Promise<void> {
    return this.#then(async (version) => {
      const written = await this.client.write(version);
      this.#set({ done: { what: 'written', files: written.files } });
      return written.draft;
    });
  }

  document(file: string): DraftDocument | undefined {
    return this.#view.documents.find((one) => one.file === file);
  }

  /** The faults at a place of a document and below it. */
  faultsAt(file: string, path: Path): DraftFault[] {
    return (this.#view.info?.faults ?? []).filter(
      (fault) => fault.file === file && path.every((step, i) => String(fault.path[i]) === String(step)),
    );
  }

  #then(work: (version: number) => Promise<DraftInfo>): Promise<void> {
    this.#set({ pending: this.#view.pending + 1 });
    const turn = this.#queue.then(async () => {
      try {
        const info = await this.#once(work);
        const known = this.#view.info;
        const stale =
          known === undefined || known.version !== info.version || this.#view.documents.length === 0;
        const documents = stale ? documentsOf(await this.client.documents()) : this.#view.documents;
        this.#set({ info, documents, error: undefined });
      } catch (error) {
        this.#set({ error: error instanceof Error ? error : new Error(String(error)) });
      } finally {
        this.#set({ pending: this.#view.pending - 1 });
      }
    });
    this.#queue = turn;
    return turn;
  }

  /** A draft that another window has changed is read again, and the step is made on it. */
  async #once(work: (version: number) => Promise<DraftInfo>): Promise<DraftInfo> {
    try {
      return await work(this.#view.info?.version ?? 0);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.problem.type.endsWith('/draft-version')) throw error;
      const info = await this.client.info();
      this.#set({ info });
      return work(info.version);
    }
  }

  #set(change: Partial<DraftView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function documentsOf({ documents }: DraftDocuments): DraftDocument[] {
  return documents.map(({ file, text, data }) => ({ file, text, data: at(data, []) }));
}
