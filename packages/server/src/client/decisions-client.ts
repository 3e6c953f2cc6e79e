import type {
  CommandAnswer,
  CommandRequest,
  JournalPage,
  StaffAnswer,
  TokenAnswer,
  TokenRequest,
} from '../api/decision-schemas.ts';
import type { LinkAnswer } from '../api/schemas.ts';
import type { ApiClient } from './api-client.ts';

/** Which events of the journal; all given conditions must hold. */
export interface JournalFilter {
  /** Only events before this number; `next` of the page before. */
  before?: number;
  /** Default 100, at most 1000. */
  limit?: number;
  /** A subject, or the beginning of one with `/` at its end. */
  subject?: string;
  type?: string;
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
  command(command: CommandRequest): Promise<CommandAnswer> {
    return this.#api.ask(`${this.#base}/commands`, { method: 'POST', body: command });
  }

  journal(filter: JournalFilter = {}, signal?: AbortSignal): Promise<JournalPage> {
    return this.#api.ask(`${this.#base}/journal`, { query: { ...filter }, signal });
  }

  /** The proof file of an event, as it is to be saved. */
  async proof(seq: number): Promise<Blob> {
    return (await this.#api.fetchRaw(`${this.#base}/journal/${seq}/proof`, {})).blob();
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
