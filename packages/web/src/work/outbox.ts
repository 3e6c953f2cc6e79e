/**
 * What a person at a machine has done and the server does not have yet: answers of rounds, steps of procedures, acts on orders,
 * entries of the shift log, acknowledgements. Everything is put on the shelf before it is sent, and
 * taken off when the server has answered; it is sent in the order in which it was given, with its own key, so that nothing is
 * lost and nothing is done twice. What the server refuses stays, with its reason, until the person sends it again or lets it go.
 */
import { ApiError, type CommandRequest } from '@millwright/server/client';
import type { Office, Wish } from '../decisions/office.ts';
import type { Parcel, Photo, Shelf } from './shelf.ts';

/** Tried again this long after it could not be sent. */
const RETRY_MS = 5000;
/** Sent parcels that are remembered until the state shows them. */
const SENT_KEPT = 500;

/** A parcel that the server has accepted: `seq` of its last event. */
export interface Sent {
  parcel: Parcel;
  seq: number;
}

/** What may be done without connection: it is about what the person sees at the machine. Nothing of it reaches a machine. */
const CARRIED: ReadonlySet<string> = new Set([
  'acknowledge-alarm',
  'comment-alarm',
  'start-order',
  'hold-order',
  'complete-order',
  'log-labour',
  'use-part',
  'comment-order',
  'complete-step',
  'abandon-procedure',
  'add-log-entry',
]);

/** Whether a command may wait for the connection. */
export function isCarried({ type }: Wish): boolean {
  return CARRIED.has(type);
}

/** What the outbox needs of the office. */
export type PostOffice = Pick<Office, 'plant' | 'who' | 'heard'> & {
  client: Pick<Office['client'], 'command' | 'keepFile'>;
};

export class Outbox {
  readonly #office: PostOffice;
  readonly #shelf: Shelf;
  #parcels: readonly Parcel[] = [];
  #sent: readonly Sent[] = [];
  #sending: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #version = 0;
  #lastPut = 0;
  #listeners = new Set<() => void>();

  constructor(office: PostOffice, shelf: Shelf) {
    this.#office = office;
    this.#shelf = shelf;
  }

  /** Grows with every change: a snapshot for useSyncExternalStore. */
  get version(): number {
    return this.#version;
  }

  /** Of this person on this plant, oldest first. */
  get parcels(): readonly Parcel[] {
    return this.#parcels;
  }

  /** Accepted since the page was opened: the state may not show them yet. */
  get sent(): readonly Sent[] {
    return this.#sent;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves when it is on the shelf; sending goes on by itself. Rejects where the browser has no room. `now`: ms. */
  async put(wish: Wish, now: number, photo?: Photo): Promise<void> {
    await this.#lay(wish, now, photo);
    void this.send();
  }

  /**
   * As `put`, and waits for what becomes of it: true when the server has done it, false when it waits for the connection.
   * Rejects with the `ApiError` of a refusal, which then does not stay: whoever asked is there to be told.
   */
  async submit(wish: Wish, now: number, photo?: Photo): Promise<boolean> {
    const id = await this.#lay(wish, now, photo);
    await this.send();
    const parcel = this.#parcels.find(({ command }) => command.id === id);
    if (!parcel) return true;
    if (!parcel.refused) return false;
    await this.discard(id);
    throw new ApiError({ type: 'about:blank', title: 'Refused', status: 409, ...parcel.refused });
  }

  async #lay(wish: Wish, now: number, photo?: Photo): Promise<string> {
    const { who, plant } = this.#office;
    if (!who) throw new Error('nobody is signed in');
    // Two answers of one millisecond keep their order.
    this.#lastPut = Math.max(now, this.#lastPut + 1);
    const command = { ...wish, id: crypto.randomUUID() };
    const { employee } = who;
    await this.#shelf.put({
      command,
      plant,
      employee,
      putAt: this.#lastPut,
      ...(photo ? { photo } : {}),
    });
    await this.#look();
    return command.id;
  }

  /** Sends what waits, one after the other. Resolves when nothing more can be sent now; never rejects. */
  send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Sends a refused parcel again. It was not done, so it may have a key of its own. */
  async again(id: string): Promise<void> {
    const parcel = this.#parcels.find(({ command }) => command.id === id);
    if (!parcel) return;
    const { refused: _, ...rest } = parcel;
    await this.#shelf.put({ ...rest, command: { ...rest.command, id: crypto.randomUUID() } });
    await this.#shelf.remove(id);
    await this.#look();
    await this.send();
  }

  async discard(id: string): Promise<void> {
    await this.#shelf.remove(id);
    await this.#look();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      for (;;) {
        await this.#look();
        const next = this.#parcels.find(({ refused }) => refused === undefined);
        if (!next || this.#closed) return;
        if (await this.#deliver(next)) continue;
        if (!this.#closed) this.#timer = setTimeout(() => void this.send(), RETRY_MS);
        return;
      }
    } catch {
      // The database of the browser did not answer: what it holds is tried again with the next answer or connection.
    }
  }

  /** False where it must wait. */
  async #deliver(parcel: Parcel): Promise<boolean> {
    try {
      const { events } = await this.#office.client.command(await this.#complete(parcel));
      this.#sent = [...this.#sent, { parcel, seq: events.at(-1)?.seq ?? -1 }].slice(-SENT_KEPT);
      await this.#shelf.remove(parcel.command.id);
      this.#office.heard(events);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || mayPass(error)) return false;
      const { detail, title, remedy } = error.problem;
      const refused = { detail: detail ?? title, ...(remedy === undefined ? {} : { remedy }) };
      await this.#shelf.put({ ...parcel, refused });
      return true;
    }
  }

  /** The command with its photo, once the server keeps it. */
  async #complete({ command, photo }: Parcel): Promise<CommandRequest> {
    if (!photo) return command;
    const file = { ...(await this.#office.client.keepFile(photo.content)), name: photo.name };
    const { answer } = command.data ?? {};
    const isAnswer = typeof answer === 'object' && answer !== null;
    const data = isAnswer ? { answer: { ...answer, photo: file } } : { photo: file };
    return { ...command, data: { ...command.data, ...data } };
  }

  async #look(): Promise<void> {
    const { plant, who } = this.#office;
    const all = await this.#shelf.all();
    this.#parcels = all
      .filter((one) => one.plant === plant && one.employee === who?.employee)
      .sort((a, b) => a.putAt - b.putAt);
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}

/** Whether the same may be accepted later as it is: no connection, not signed in, too much at once, trouble of the server. */
function mayPass({ status }: ApiError): boolean {
  return status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;
}
