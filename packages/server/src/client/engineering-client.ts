import type {
  ApplyAnswer,
  BrowseAnswer,
  ComputeProgress,
  DraftDiff,
  DraftDocuments,
  DraftEdit,
  DraftFormulaAnswer,
  DraftInfo,
  PreviewAnswer,
  ProposalAnswer,
  TrialAnswer,
  VocabularyAnswer,
  WriteAnswer,
} from '../api/engineering-schemas.ts';
import type { PlanPreview } from '../api/work-schemas.ts';
import type { ApiClient } from './api-client.ts';

/** What to look at in a source; each kind reads its own. */
export interface BrowseQuery {
  address?: string;
  table?: 'holding' | 'input' | 'coil' | 'discrete';
  offset?: number;
  count?: number;
  seconds?: number;
  filter?: string;
}

/** Editing one plant: its draft, its sources before they run, its formulas. Errors as those of `ApiClient`. */
export class EngineeringClient {
  readonly #api: ApiClient;
  readonly #base: string;

  constructor(api: ApiClient, plant: string) {
    this.#api = api;
    this.#base = `/api/v1/plants/${encodeURIComponent(plant)}/draft`;
  }

  info(signal?: AbortSignal): Promise<DraftInfo> {
    return this.#api.ask(this.#base, { signal });
  }

  documents(signal?: AbortSignal): Promise<DraftDocuments> {
    return this.#api.ask(`${this.#base}/documents`, { signal });
  }

  /** What a plan of the draft would say now; a problem where the draft has errors or no such plan. */
  plan(name: string, signal?: AbortSignal): Promise<PlanPreview> {
    return this.#api.ask(`${this.#base}/plans/${encodeURIComponent(name)}`, { signal });
  }

  diff(against: 'running' | 'folder', signal?: AbortSignal): Promise<DraftDiff> {
    return this.#api.ask(`${this.#base}/diff`, { query: { against }, signal });
  }

  /** All edits or none. `merge`: steps with the same key in a row are undone as one. */
  change(version: number, label: string, edits: readonly DraftEdit[], merge?: string): Promise<DraftInfo> {
    return this.#post('/changes', { version, label, edits, ...(merge === undefined ? {} : { merge }) });
  }

  undo(version: number): Promise<DraftInfo> {
    return this.#post('/undo', { version });
  }

  redo(version: number): Promise<DraftInfo> {
    return this.#post('/redo', { version });
  }

  discard(version: number, label: string): Promise<DraftInfo> {
    return this.#post('/discard', { version, label });
  }

  resolve(version: number, file: string, keep: 'draft' | 'folder'): Promise<DraftInfo> {
    return this.#post('/resolve', { version, file, keep });
  }

  /** Makes the draft run; `reason` goes into the journal. */
  apply(version: number, reason?: string): Promise<ApplyAnswer> {
    return this.#post('/apply', reason === undefined ? { version } : { version, reason });
  }

  /** Writes what runs into the plant folder. */
  write(version: number): Promise<WriteAnswer> {
    return this.#post('/write', { version });
  }

  /** The plant folder with the documents of the draft, zipped. */
  async archive(): Promise<Blob> {
    return (await this.#api.fetchRaw(`${this.#base}/archive`, {})).blob();
  }

  /** Connects for some seconds and tells what happened. */
  test(source: string, signal?: AbortSignal): Promise<TrialAnswer> {
    return this.#post(`/sources/${encodeURIComponent(source)}/test`, {}, signal);
  }

  trust(source: string, thumbprint: string): Promise<{ trusted: boolean }> {
    return this.#post(`/sources/${encodeURIComponent(source)}/trust`, { thumbprint });
  }

  browse(source: string, query: BrowseQuery, signal?: AbortSignal): Promise<BrowseAnswer> {
    return this.#post(`/sources/${encodeURIComponent(source)}/browse`, query, signal);
  }

  discover(source: string, query: BrowseQuery, signal?: AbortSignal): Promise<ProposalAnswer> {
    return this.#post(`/sources/${encodeURIComponent(source)}/discover`, query, signal);
  }

  /** Faults and unit of a formula as it is typed. */
  checkFormula(
    request: { type: string; formula: string; unit?: string; expected?: 'number' | 'boolean' },
    signal?: AbortSignal,
  ): Promise<DraftFormulaAnswer> {
    return this.#post('/formula', request, signal);
  }

  vocabulary(type: string, signal?: AbortSignal): Promise<VocabularyAnswer> {
    return this.#api.ask(`${this.#base}/vocabulary`, { query: { type }, signal });
  }

  preview(
    request: { twin: string; signal: string; formula: string; from: number; to: number; points?: number },
    signal?: AbortSignal,
  ): Promise<PreviewAnswer> {
    return this.#post('/preview', request, signal);
  }

  /** Computes the formula that runs over a past range and stores it. Resolves with the last line; aborting ends it. */
  async computeBack(
    request: { type: string; signal: string; from: number; to: number },
    progress: (line: ComputeProgress) => void,
    signal?: AbortSignal,
  ): Promise<ComputeProgress> {
    const response = await this.#api.fetchRaw(`${this.#base}/compute-back`, {
      method: 'POST',
      body: request,
      signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let last: ComputeProgress = { progress: 0, samples: 0 };
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return last;
      const lines = (rest + chunk.value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        last = JSON.parse(line) as ComputeProgress; // the server writes each line from the type of the schema
        progress(last);
      }
    }
  }

  #post<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
    return this.#api.ask(this.#base + path, { method: 'POST', body, signal });
  }
}
