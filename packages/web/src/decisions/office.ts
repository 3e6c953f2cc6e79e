/**
 * Decisions on one plant as this person may take them: who they are, what they may do where, and commands on their way.
 * Lives outside React beside the session; its states are asked for by the hooks and again when `version` grows.
 */
import {
  type ApiClient,
  ApiError,
  type CommandRequest,
  DecisionsClient,
  type JournalEventInfo,
  type SessionAnswer,
  type StaffAnswer,
} from '@millwright/server/client';

export type Permission = SessionAnswer['plants'][string]['permissions'][number];
/** All of them, in the order in which they weigh. */
export const PERMISSIONS: readonly Permission[] = [
  'view',
  'acknowledge',
  'operate',
  'maintain',
  'engineer',
  'approve',
  'administer',
];

/** What a person asks for; the idempotency key is made here. */
export type Wish = Omit<CommandRequest, 'id'>;

/** Events that come by themselves so often, and change nothing a person reads, that nothing is asked again for them. */
const QUIET = 'history-sealed';
/** Events of one moment are answered by one question. */
const SETTLE_MS = 150;

export class Office {
  readonly client: DecisionsClient;
  readonly plant: string;
  #api: ApiClient;
  #who: SessionAnswer | undefined;
  #failure: unknown;
  #staff: StaffAnswer | undefined;
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort = new AbortController();
  #listeners = new Set<() => void>();

  constructor(api: ApiClient, plant: string) {
    this.#api = api;
    this.plant = plant;
    this.client = new DecisionsClient(api, plant);
  }

  /** Grows when states may have changed, and when it is known who asks: a snapshot for useSyncExternalStore. */
  get version(): number {
    return this.#version;
  }

  /** Undefined before the server has said it. */
  get who(): SessionAnswer | undefined {
    return this.#who;
  }

  /** Why the server could not say who this is; undefined once it has. */
  get failure(): unknown {
    return this.#failure;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks who this is; to be called when the connection opens. A failure leaves what is known. */
  async open(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const [who, staff] = await Promise.all([this.#api.session(signal), this.client.staff(signal)]);
      this.#who = who;
      this.#staff = staff;
      this.#failure = undefined;
    } catch (error) {
      // Closed acts say it; the next opening asks again, and the server decides in any case.
      if (signal.aborted) return;
      this.#failure = this.#who === undefined ? error : undefined;
    }
    this.#changed();
  }

  /** Events of the plant, as the live connection tells them. */
  heard(items: readonly JournalEventInfo[]): void {
    if (items.every(({ type }) => type === QUIET)) return;
    if (items.some(({ type }) => type.startsWith('employee-') || type.startsWith('role-'))) void this.open();
    this.#timer ??= setTimeout(() => this.#changed(), SETTLE_MS);
  }

  /** Whether this person may do something at a place: a path of a twin, or empty for the whole plant. */
  may(permission: Permission, place: string): boolean {
    const mine = this.#who?.plants[this.plant];
    if (!mine) return false;
    if (mine.permissions.includes(permission)) return true;
    return mine.grants.some(
      ({ role, place: at }) =>
        (at === '' || place === at || place.startsWith(`${at}/`)) &&
        this.#staff?.roles[role]?.includes(permission),
    );
  }

  /** What people call an actor of the journal; a token as its owner, with its own name. Undefined where they are not known. */
  nameOf(actor: string): { name: string; token?: string } | undefined {
    const cut = actor.indexOf('/');
    const [kind, id] = [actor.slice(0, cut), actor.slice(cut + 1)];
    const token = kind === 'token' ? this.#staff?.tokens.find((one) => one.id === id) : undefined;
    const employee = token?.owner ?? (kind === 'employee' ? id : undefined);
    const name = this.#staff?.employees.find((one) => one.id === employee)?.name;
    return name === undefined ? undefined : token ? { name, token: token.name } : { name };
  }

  /** Whether an actor of the journal is this person: themself, or a token of theirs. */
  isMe(actor: string): boolean {
    return (
      this.#who !== undefined && (actor === this.#who.actor || actor === `employee/${this.#who.employee}`)
    );
  }

  /** Sends a command. Where the answer is lost it is sent once more with the same key, so that it is done once. */
  async send(wish: Wish): Promise<readonly JournalEventInfo[]> {
    const command: CommandRequest = { ...wish, id: crypto.randomUUID() };
    const first = await this.client.command(command).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 0) return this.client.command(command);
      throw error;
    });
    this.heard(first.events);
    return first.events;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#listeners.clear();
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
