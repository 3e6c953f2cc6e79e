import type { SessionAnswer } from '../api/decision-schemas.ts';
import type {
  AlarmOccurrence,
  AlarmsAnswer,
  ComputeAnswer,
  DiscoverAnswer,
  ExplainAnswer,
  FleetAnswer,
  FormulaCheckAnswer,
  FormulaCheckRequest,
  HealthAnswer,
  LinkAnswer,
  PlantInfo,
  PlantSummary,
  PostSamples,
  PostSamplesAnswer,
  SamplesAnswer,
  SignalInfo,
  SignalPage,
  SignInWays,
  SourceInfo,
  SqlAnswer,
  StateAnswer,
  StatisticsAnswer,
  TwinInfo,
  TwinTypeInfo,
} from '../api/schemas.ts';
import { readStates, type StatesFrame } from '../api/state-frames.ts';
import { ApiError, problemOf } from './api-error.ts';

/** Times in milliseconds since 1970. */
export interface SamplesRange {
  from: number;
  to: number;
  /** Most points wanted; more samples than that come as buckets. Default 1000. */
  points?: number;
  /** The newest sample before `from` comes in front, where samples come as they are: for signals that are told on change. */
  lead?: boolean;
}

/** All given conditions must hold. */
export interface SignalFilter {
  /** Path of a twin: its own signals and those of everything below it. */
  twin?: string;
  /** Name of a twin type. */
  type?: string;
  /** Text within path or label, any case. */
  q?: string;
  /** Items per page, at most 1000. Default 200. */
  limit?: number;
  /** `next` of the page before. */
  cursor?: string;
}

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/**
 * One method per route. Every method rejects with `ApiError`: with the server's problem document, or with status 0 when
 * the server cannot be reached. An aborted call rejects with the reason of its signal.
 */
export class ApiClient {
  /** Origin with no slash at its end; empty: the page's own. */
  readonly base: string;
  readonly token: string | undefined;
  readonly #send: typeof fetch;

  /**
   * @param base origin of the server such as `http://127.0.0.1:7470`, or '' for the origin of the page
   * @param token the API token; a browser leaves it out and uses its session cookie
   * @param send instead of the global `fetch`
   */
  constructor(base = '', token?: string, send: typeof fetch = (input, init) => fetch(input, init)) {
    this.base = base.replace(/\/+$/, '');
    this.token = token;
    this.#send = send;
  }

  health(signal?: AbortSignal): Promise<HealthAnswer> {
    return this.#json('/api/v1/health', { signal });
  }

  async plants(signal?: AbortSignal): Promise<PlantSummary[]> {
    return (await this.#json<{ items: PlantSummary[] }>('/api/v1/plants', { signal })).items;
  }

  plant(plant: string, signal?: AbortSignal): Promise<PlantInfo> {
    return this.#json(this.#path(plant), { signal });
  }

  async types(plant: string, signal?: AbortSignal): Promise<TwinTypeInfo[]> {
    return (await this.#json<{ items: TwinTypeInfo[] }>(this.#path(plant, 'types'), { signal })).items;
  }

  async twins(plant: string, signal?: AbortSignal): Promise<TwinInfo[]> {
    return (await this.#json<{ items: TwinInfo[] }>(this.#path(plant, 'twins'), { signal })).items;
  }

  signals(plant: string, filter: SignalFilter = {}, signal?: AbortSignal): Promise<SignalPage> {
    return this.#json(this.#path(plant, 'signals'), { query: { ...filter }, signal });
  }

  signal(plant: string, path: string, signal?: AbortSignal): Promise<SignalInfo> {
    return this.#json(this.#path(plant, 'signals', path), { signal });
  }

  samples(
    plant: string,
    path: string,
    { lead, ...range }: SamplesRange,
    signal?: AbortSignal,
  ): Promise<SamplesAnswer> {
    const query = { ...range, lead: lead ? 1 : undefined };
    return this.#json(this.#path(plant, 'signals', path, 'samples'), { query, signal });
  }

  /** How the value of a derived signal came about at an instant; now when `at` is left out. */
  explain(plant: string, path: string, at?: number, signal?: AbortSignal): Promise<ExplainAnswer> {
    return this.#json(this.#path(plant, 'signals', path, 'explain'), { query: { at }, signal });
  }

  /** Every signal's newest sample at or before the instant; now when `at` is left out. */
  state(plant: string, at?: number, signal?: AbortSignal): Promise<StateAnswer> {
    return this.#json(this.#path(plant, 'state'), { query: { at }, signal });
  }

  /**
   * The states at `count` instants from `from` on, `step` ms apart: the first, then what changed. Rejects with RangeError
   * when the answer is no states frame.
   */
  async states(
    plant: string,
    query: { from: number; step: number; count: number },
    signal?: AbortSignal,
  ): Promise<StatesFrame> {
    const response = await this.#fetch(this.#path(plant, 'states'), { query: { ...query }, signal });
    return readStates(await response.arrayBuffer());
  }

  /** Statistics of a signal over a range, with the time above and below some limits. */
  statistics(
    plant: string,
    path: string,
    { from, to, limits = [] }: { from: number; to: number; limits?: readonly number[] },
    signal?: AbortSignal,
  ): Promise<StatisticsAnswer> {
    const query = { from, to, limits: limits.length > 0 ? limits.join(',') : undefined };
    return this.#json(this.#path(plant, 'signals', path, 'statistics'), { query, signal });
  }

  /** Standing now, standing at an instant, or all that stood at some time within a range. */
  async alarms(
    plant: string,
    when: { at?: number; from?: number; to?: number } = {},
    signal?: AbortSignal,
  ): Promise<AlarmOccurrence[]> {
    return (await this.#json<AlarmsAnswer>(this.#path(plant, 'alarms'), { query: { ...when }, signal }))
      .items;
  }

  async sources(plant: string, signal?: AbortSignal): Promise<SourceInfo[]> {
    return (await this.#json<{ items: SourceInfo[] }>(this.#path(plant, 'sources'), { signal })).items;
  }

  /** Resolves when what was accepted is on disk. */
  postSamples(
    plant: string,
    samples: PostSamples['samples'],
    signal?: AbortSignal,
  ): Promise<PostSamplesAnswer> {
    return this.#json(this.#path(plant, 'samples'), { method: 'POST', body: { samples }, signal });
  }

  checkFormula(
    plant: string,
    request: FormulaCheckRequest,
    signal?: AbortSignal,
  ): Promise<FormulaCheckAnswer> {
    return this.#json(this.#path(plant, 'formulas', 'check'), { method: 'POST', body: request, signal });
  }

  /** Checks the formula and, when it has no fault, swaps it in while the plant runs on. */
  putFormula(plant: string, type: string, name: string, formula: string): Promise<FormulaCheckAnswer> {
    return this.#json(this.#path(plant, 'types', type, 'signals', name, 'formula'), {
      method: 'PUT',
      body: { formula },
    });
  }

  /** Computes the formula over a past range and stores the result. May take minutes. */
  computeBack(
    plant: string,
    type: string,
    name: string,
    range: { from: number; to: number },
    signal?: AbortSignal,
  ): Promise<ComputeAnswer> {
    return this.#json(this.#path(plant, 'types', type, 'signals', name, 'compute'), {
      method: 'POST',
      body: range,
      signal,
    });
  }

  /** One signal over all twins of a type. */
  fleet(
    plant: string,
    type: string,
    name: string,
    range: Omit<SamplesRange, 'lead'>,
    signal?: AbortSignal,
  ): Promise<FleetAnswer> {
    return this.#json(this.#path(plant, 'types', type, 'signals', name, 'fleet'), {
      query: { ...range },
      signal,
    });
  }

  /** Looks at what a source offers and proposes documents. May take half a minute. */
  discover(plant: string, source: string, signal?: AbortSignal): Promise<DiscoverAnswer> {
    return this.#json(this.#path(plant, 'discover', source), { signal });
  }

  sql(plant: string, sql: string, limit?: number, signal?: AbortSignal): Promise<SqlAnswer> {
    return this.#json(this.#path(plant, 'sql'), { method: 'POST', body: { sql, limit }, signal });
  }

  /** The answer of the export route, to be read as a stream. */
  exportData(
    plant: string,
    {
      signals,
      ...query
    }: { from: number; to: number; format: 'parquet' | 'csv'; signals?: readonly string[] },
    signal?: AbortSignal,
  ): Promise<Response> {
    return this.#fetch(this.#path(plant, 'export'), {
      query: { ...query, signals: signals?.join(',') },
      signal,
    });
  }

  /** A GLB that a shape names: `models/motor.glb`. */
  async modelFile(plant: string, model: string, signal?: AbortSignal): Promise<ArrayBuffer> {
    const file = model.replace(/^models\//, '');
    return (await this.#fetch(this.#path(plant, 'models', file), { signal })).arrayBuffer();
  }

  /** How one may sign in besides by password and link; asked without being signed in. */
  signInWays(signal?: AbortSignal): Promise<SignInWays> {
    return this.#json('/api/v1/sign-in', { signal });
  }

  /** A file of `documents` of a type or a twin: `documents/manual.pdf`. */
  async documentFile(plant: string, document: string, signal?: AbortSignal): Promise<Blob> {
    const file = document.replace(/^documents\//, '');
    return (await this.#fetch(this.#path(plant, 'documents', file), { signal })).blob();
  }

  /** A request of a part of the API that has a client of its own; the answer is of the type of its schema. */
  ask<T>(path: string, options: RequestOptions): Promise<T> {
    return this.#json<T>(path, options);
  }

  /** As `ask`, with the answer as it comes. */
  fetchRaw(path: string, options: RequestOptions): Promise<Response> {
    return this.#fetch(path, options);
  }

  /** A new one-time sign-in link. */
  link(signal?: AbortSignal): Promise<LinkAnswer> {
    return this.#json('/api/v1/link', { method: 'POST', signal });
  }

  /** Who asks, and what they may do. */
  session(signal?: AbortSignal): Promise<SessionAnswer> {
    return this.#json('/api/v1/session', { signal });
  }

  /** Begins a session of this browser by name and password. */
  async signIn(employee: string, password: string): Promise<void> {
    await this.#fetch('/api/v1/session', { method: 'POST', body: { employee, password } });
  }

  /** Ends the session of this browser, or another one of oneself by its id. */
  async signOut(id?: string): Promise<void> {
    await this.#fetch('/api/v1/session', { method: 'DELETE', query: { id } });
  }

  #path(plant: string, ...segments: string[]): string {
    return ['/api/v1/plants', plant, ...segments]
      .map((part, i) => (i === 0 ? part : encodeURIComponent(part)))
      .join('/');
  }

  async #json<T>(path: string, options: RequestOptions): Promise<T> {
    const response = await this.#fetch(path, options);
    return (await response.json()) as T; // the server answers through the schema of this type
  }

  async #fetch(path: string, { method = 'GET', query, body, signal }: RequestOptions): Promise<Response> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) search.set(name, String(value));
    }
    const headers: Record<string, string> = { accept: 'application/json' };
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    // A file goes as it is; everything else is JSON.
    const isFile = body instanceof Blob;
    if (body !== undefined) headers['content-type'] = isFile ? body.type : 'application/json';
    const url = `${this.base}${path}${search.size > 0 ? `?${search}` : ''}`;
    let response: Response;
    try {
      response = await this.#send(url, {
        method,
        headers,
        signal,
        body: body === undefined ? undefined : isFile ? body : JSON.stringify(body),
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ApiError({
        type: '/problems/unreachable',
        title: 'The server cannot be reached',
        status: 0,
        detail: cause instanceof Error ? cause.message : String(cause),
      });
    }
    if (!response.ok) throw new ApiError(await problemOf(response));
    return response;
  }
}
