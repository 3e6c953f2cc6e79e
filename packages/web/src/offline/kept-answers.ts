/**
 * What the server said last of the things that work at a machine needs: who I am, the plant, its documents of work, orders,
 * rounds, procedures, the shift. While the server cannot be reached these answers are given instead, so that a page that is
 * reloaded without connection opens and work goes on. Values of signals are not among them: nothing old can pass for live.
 *
 * Answers are kept for one person, who has signed in with this browser, and are dropped when they sign out, when the server
 * says that they are signed out, when somebody else signs in, and when they are older than a session without use lasts.
 */
import type { AnswersStore } from './answers-store.ts';

/** What is kept, without any query: states of the past are not. */
const KEPT = [
  /^\/api\/v1\/session$/,
  /^\/api\/v1\/plants$/,
  /^\/api\/v1\/plants\/[^/]+$/,
  /^\/api\/v1\/plants\/[^/]+\/(types|twins|staff|work)$/,
  /^\/api\/v1\/plants\/[^/]+\/states\/(alarms|orders|rounds|procedures|shifts)$/,
];
const SESSION = '/api/v1/session';
const PLANT = /^\/api\/v1\/plants\/[^/]+$/;
/** Under which it is kept whose answers these are. */
const OWNER = '/kept/owner';
const KEPT_AT = 'x-kept-at';
/** As long as a session without use, ms. */
const KEPT_FOR = 12 * 3_600_000;
/** A network that swallows requests is waited for this long where there is an older answer. */
const PATIENCE_MS = 5000;

export class KeptAnswers {
  readonly #store: AnswersStore;
  readonly #send: typeof globalThis.fetch;
  /** Resolves with the first word of the server about who this is; nothing is kept before. */
  #owned: Promise<void>;
  #own: () => void = () => {};
  #knownAt: number | undefined;
  /** Grows when everything is dropped: what was asked for before is not kept after. */
  #round = 0;
  /** Requests are numbered: an answer that comes after one that was asked for later is old. */
  #asked = 0;
  #newest = new Map<string, number>();

  constructor(
    store: AnswersStore,
    send: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
  ) {
    this.#store = store;
    this.#send = send;
    this.#owned = new Promise((resolve) => {
      this.#own = resolve;
    });
  }

  /** When that was answered which is shown instead of the server's answer, ms by this device; undefined: the server answers. */
  get knownAt(): number | undefined {
    return this.#knownAt;
  }

  /** As the global `fetch`. */
  fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { pathname, search, origin } = new URL(String(input), location.href);
    const method = init.method ?? 'GET';
    if (method === 'DELETE' && pathname === SESSION && search === '') await this.drop();
    const isKept = method === 'GET' && search === '' && KEPT.some((each) => each.test(pathname));
    if (!isKept || origin !== location.origin) return this.#send(input, init);
    return this.#ask(pathname, input, init);
  };

  /** Forgets everything. */
  async drop(): Promise<void> {
    this.#round++;
    await this.#store.clear().catch(() => {});
  }

  async #ask(path: string, ...[input, init]: Parameters<typeof globalThis.fetch>): Promise<Response> {
    const number = ++this.#asked;
    const kept = await this.#find(path);
    try {
      const answer = await (kept === undefined
        ? this.#send(input, init)
        : withPatience(init?.signal, (signal) => this.#send(input, { ...init, signal })));
      this.#knownAt = undefined;
      if (answer.status === 401) await this.drop();
      else if (answer.ok) this.#keep(path, number, answer.clone());
      return answer;
    } catch (error) {
      if (kept === undefined || init?.signal?.aborted) throw error;
      this.#knownAt = keptAt(kept);
      return PLANT.test(path) ? withTimeGoneOn(kept) : kept;
    }
  }

  async #find(path: string): Promise<Response | undefined> {
    const kept = await this.#store.get(path).catch(() => undefined);
    return kept && Date.now() - keptAt(kept) < KEPT_FOR ? kept : undefined;
  }

  #keep(path: string, number: number, answer: Response): void {
    if ((this.#newest.get(path) ?? 0) > number) return;
    this.#newest.set(path, number);
    const round = this.#round;
    void (async () => {
      const content: unknown = await answer.json();
      if (path === SESSION) await this.#belongsTo(String(Reflect.get(Object(content), 'employee')));
      await this.#owned;
      const isNewest = round === this.#round && this.#newest.get(path) === number;
      if (isNewest) await this.#put(path, JSON.stringify(bare(content)));
    })().catch(() => {
      // A browser without room keeps nothing; with a connection all works as before.
    });
  }

  async #belongsTo(employee: string): Promise<void> {
    const owner = await (await this.#store.get(OWNER))?.text();
    if (owner !== employee) {
      // Answers of this opening are the new owner's: only the store is emptied.
      await this.#store.clear();
      await this.#put(OWNER, employee);
    }
    this.#own();
  }

  #put(path: string, content: string): Promise<void> {
    const headers = { 'content-type': 'application/json', [KEPT_AT]: String(Date.now()) };
    return this.#store.put(path, new Response(content, { headers }));
  }
}

function keptAt(answer: Response): number {
  return Number(answer.headers.get(KEPT_AT) ?? 0);
}

/** Without what nobody needs at a machine: the browsers one is signed in with. */
function bare(content: unknown): unknown {
  const isWho = typeof content === 'object' && content !== null && 'sessions' in content;
  return isWho ? { ...content, sessions: [] } : content;
}

/** The clock of the server as it must be by now: `now` of the plant, as far on as this device has gone since. */
async function withTimeGoneOn(kept: Response): Promise<Response> {
  const content: unknown = await kept.json();
  const now: unknown = Reflect.get(Object(content), 'now');
  if (typeof now !== 'number') return Response.json(content);
  return Response.json({ ...Object(content), now: now + Date.now() - keptAt(kept) });
}

/** Gives up when nothing is heard for a while; what comes slowly is waited for. */
async function withPatience(
  outer: AbortSignal | null | undefined,
  send: (signal: AbortSignal) => Promise<Response>,
): Promise<Response> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await send(outer ? AbortSignal.any([outer, patience.signal]) : patience.signal);
  } finally {
    clearTimeout(timer);
  }
}
