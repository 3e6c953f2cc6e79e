import type {
  AttachmentAnswer,
  CommandAnswer,
  CommandRequest,
  JournalPage,
  StaffAnswer,
  TokenAnswer,
  TokenRequest,
} from '../api/decision-schemas.ts';
import type { LinkAnswer } from '../api/schemas.ts';
import type { WorkAnswer } from '../api/work-schemas.ts';
import type { ApiClient } from './api-client.ts';
import type { AlarmPerformance, SavedStates, Similar } from './saved-states.ts';

/** Which events of the journal; all given conditions must hold. */
export interface JournalFilter {
  /** Only events before this number; `next` of the page before. */
  before?: number;
  /** Default 100, at most 1000. */
  limit?: number;
  /** A subject, or the beginning of one with `/` at its end. */
  subject?: string;
  type?: string;
  /** A type that is left out. */
  without?: string;
  /** Only events up to this instant, ms. */
  until?: number;
  actor?: string;
}

/** Commands, journal and staff of one plant. Errors as those of `ApiClient`; a refused command has a `code`. */
export class DecisionsClient {
  readonly #api: ApiClient;
  readonly #base: string;

  constructor(api: ApiClient, plant: string) {
    this.#api = api;
    this.#base = `/api/v1/plants/${encodeURIComponent(plant)}`;
  }

  /** Answered when the events are on disk. Sent again with the same id, it gets the same answer. */
  command(command: CommandRequest, signal?: AbortSignal): Promise<CommandAnswer> {
    return this.#api.ask(`${this.#base}/commands`, { method: 'POST', body: command, signal });
  }

  journal(filter: JournalFilter = {}, signal?: AbortSignal): Promise<JournalPage> {
    return this.#api.ask(`${this.#base}/journal`, { query: { ...filter }, signal });
  }

  /** The proof file of an event, as it is to be saved. */
  async proof(seq: number): Promise<Blob> {
    return (await this.#api.fetchRaw(`${this.#base}/journal/${seq}/proof`, {})).blob();
  }

  /** Alarms as people handle them, now or at a past instant. */
  alarms(at?: number, signal?: AbortSignal): Promise<SavedStates['alarms']> {
    return this.#state('alarms', at, signal);
  }

  /** One of the states of work and proposals, now or at a past instant, as @millwright/operate saves it. */
  state<Name extends keyof SavedStates>(
    name: Name,
    at?: number,
    signal?: AbortSignal,
  ): Promise<SavedStates[Name]> {
    return this.#state(name, at, signal);
  }

  #state<Name extends keyof SavedStates>(
    name: Name,
    at?: number,
    signal?: AbortSignal,
  ): Promise<SavedStates[Name]> {
    return this.#api.ask(`${this.#base}/states/${name}`, { query: { at }, signal });
  }

  /** The documents: plans, routes, procedures, shifts, positions. */
  work(signal?: AbortSignal): Promise<WorkAnswer> {
    return this.#api.ask(`${this.#base}/work`, { signal });
  }

  /** One for each position of the plant. */
  async alarmPerformance(
    range: { from: number; to: number },
    signal?: AbortSignal,
  ): Promise<AlarmPerformance[]> {
    const answer = this.#api.ask<{ items: AlarmPerformance[] }>(`${this.#base}/alarm-performance`, {
      query: range,
      signal,
    });
    return (await answer).items;
  }

  /** Past occurrences like one, with what was done then. */
  async similarAlarms(id: string, signal?: AbortSignal): Promise<Similar[]> {
    const answer = this.#api.ask<{ items: Similar[] }>(`${this.#base}/similar-alarms`, {
      query: { id },
      signal,
    });
    return (await answer).items;
  }

  /** Keeps a file of at most 20 MB; commands then name it by its hash. */
  keepFile(file: Blob, signal?: AbortSignal): Promise<AttachmentAnswer> {
    return this.#api.ask(`${this.#base}/files`, { method: 'POST', body: file, signal });
  }

  /** Address of a kept file, to be downloaded. */
  fileAddress(hash: string): string {
    return `${this.#base}/files/${hash}`;
  }

  /** Address of a picture that a step of a procedure shows. */
  pictureAddress(file: string): string {
    return `${this.#base}/pictures/${encodeURIComponent(file)}`;
  }

  staff(signal?: AbortSignal): Promise<StaffAnswer> {
    return this.#api.ask(`${this.#base}/staff`, { signal });
  }

  async setPassword(employee: string, password: string, current?: string): Promise<void> {
    const body = current === undefined ? { password } : { password, current };
    await this.#api.fetchRaw(`${this.#base}/staff/${encodeURIComponent(employee)}/password`, {
      method: 'PUT',
      body,
    });
  }

  /** A one-time sign-in link for somebody else. */
  signInLink(employee: string): Promise<LinkAnswer> {
    return this.#api.ask(`${this.#base}/staff/${encodeURIComponent(employee)}/link`, { method: 'POST' });
  }

  createToken(request: TokenRequest): Promise<TokenAnswer> {
    return this.#api.ask(`${this.#base}/tokens`, { method: 'POST', body: request });
  }
}
