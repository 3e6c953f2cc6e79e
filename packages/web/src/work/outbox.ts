/**
 * What a person at a machine has done and the server does not have yet: rounds, steps of procedures, orders and acts on them,
 * entries of the shift log, acknowledgements. Everything is put on the shelf before it is sent, and taken off when the server has
 * answered; it is sent in the order in which it was done, with its own key and the time at which it was done, so that nothing is
 * lost and nothing is done twice. What the server refuses stays, with its reason, until the person sends it again or lets it go.
 * What is made here, an order or a round, has a name for the time being, so that it can be worked on before the server names it.
 */
import { ApiError, type CommandRequest, LATE_COMMANDS } from '@millwright/server/client';
import type { Office, Wish } from '../decisions/office.ts';
import { nameForNow } from './names-for-now.ts';
import type { Parcel, Photo, Shelf } from './shelf.ts';

/** Tried again this long after it could not be sent. */
const RETRY_MS = 5000;
/** Sent parcels that are remembered until the state shows them. */
const SENT_KEPT = 500;

/** Whoever waits for an act is told after this that it waits for the connection: a network may swallow what is sent. */
const PATIENCE_MS = 5000;
/** Longest that an answer to a command, and to a photo, is waited for. */
const COMMAND_MS = 30_000;
const PHOTO_MS = 300_000;

/** A parcel that the server has accepted. */
export interface Sent {
  parcel: Parcel;
  /** Of its last event. */
  seq: number;
  /** What it was about, or what it made. */
  subject: string;
}

/** What has become of an act: it is done, or waits for the connection. */
export interface Submitted {
  done: boolean;
  /** What it is about; of what it makes the name, which is one for the time being while it waits. */
  subject: string;
}

/** Whether a command may wait for the connection. */
export function isCarried({ type }: Wish): boolean {
  return LATE_COMMANDS.has(type);
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
   * As `put`, and waits for what becomes of it, but not long. Rejects with the `ApiError` of a refusal, which then does not stay:
   * whoever asked is there to be told.
   */
  async submit(wish: Wish, now: number, photo?: Photo): Promise<Submitted> {
    const command = await this.#lay(wish, now, photo);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.send(), patience]);
    clearTimeout(timer);
    const parcel = this.#parcels.find((one) => one.command.id === command.id);
    if (!parcel) {
      const sent = this.#sent.find((one) => one.parcel.command.id === command.id);
      return { done: true, subject: sent?.subject ?? command.subject };
    }
    if (!parcel.refused) return { done: false, subject: nameForNow(command) ?? command.subject };
    await this.discard(command.id);
    throw new ApiError({ type: 'about:blank', title: 'Refused', status: 409, ...parcel.refused });
  }

  /** The name that the server has given to what had one for the time being; undefined: none yet, or it is a name of the server. */
  named(subject: string): string | undefined {
    return this.#sent.find(({ parcel }) => nameForNow(parcel.command) === subject)?.subject;
  }

  async #lay(wish: Wish, now: number, photo?: Photo): Promise<CommandRequest> {
    const { who, plant } = this.#office;
    if (!who) throw new Error('nobody is signed in');
    // Two acts of one millisecond keep their order.
    this.#lastPut = Math.max(now, this.#lastPut + 1);
    const subject = this.named(wish.subject) ?? wish.subject;
    const command = { ...wish, subject, id: crypto.randomUUID(), doneAt: this.#lastPut };
    const { employee } = who;
    await this.#shelf.put({
      command,
      plant,
      employee,
      putAt: this.#lastPut,
      ...(photo ? { photo } : {}),
    });
    await this.#look();
    return command;
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
    const command = { ...rest.command, id: crypto.randomUUID() };
    await this.#shelf.put({ ...rest, command });
    const [before, now] = [nameForNow(parcel.command), nameForNow(command)];
    if (before !== undefined && now !== undefined) await this.#rename(before, now);
    await this.#shelf.remove(id);
    await this.#look();
    await this.send();
  }

  /** Lets it go, and with it what was done to what it would have made. */
  async discard(id: string): Promise<void> {
    const parcel = this.#parcels.find(({ command }) => command.id === id);
    const made = parcel && nameForNow(parcel.command);
    for (const { command } of this.#parcels)
      if (made !== undefined && command.subject === made) await this.#shelf.remove(command.id);
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
        const next = this.#parcels.find((one) => one.refused === undefined && !this.#isHeld(one));
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
      const command = await this.#complete(parcel);
      const { events } = await this.#office.client.command(command, AbortSignal.timeout(COMMAND_MS));
      const name = nameForNow(command);
      const subject = (name === undefined ? undefined : events[0]?.subject) ?? command.subject;
      // Before it leaves the shelf: what comes after it must find the name whatever happens to this page.
      if (name !== undefined) await this.#rename(name, subject);
      this.#sent = [...this.#sent, { parcel, seq: events.at(-1)?.seq ?? -1, subject }].slice(-SENT_KEPT);
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

  /** Whether it is about something whose making was refused: it waits until that is sent again or let go. */
  #isHeld({ command }: Parcel): boolean {
    return this.#parcels.some(
      (one) => one.refused !== undefined && nameForNow(one.command) === command.subject,
    );
  }

  async #rename(before: string, after: string): Promise<void> {
    for (const parcel of await this.#shelf.all()) {
      if (parcel.command.subject !== before) continue;
      await this.#shelf.put({ ...parcel, command: { ...parcel.command, subject: after } });
    }
  }

  /** The command with its photo, once the server keeps it. */
  async #complete({ command: asked, photo }: Parcel): Promise<CommandRequest> {
    // Laid while what it is about was being sent, it still has the name for the time being.
    const command = { ...asked, subject: this.named(asked.subject) ?? asked.subject };
    if (!photo) return command;
    const kept = await this.#office.client.keepFile(photo.content, AbortSignal.timeout(PHOTO_MS));
    const file = { ...kept, name: photo.name };
    if (command.type === 'attach-to-order') return { ...command, data: file };
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
