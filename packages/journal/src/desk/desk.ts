/**
 * The desk: where commands become events, one after the other, and events become state.
 *
 * Decisions see all events that were decided, also those that are still on their way to the disk; readers see what is on
 * disk. So each projection is held twice.
 */
import { createHash } from 'node:crypto';
import type { Plant } from '@millwright/model';
import { JournalError, messageOf } from '../errors.ts';
import type { EventDraft, JournalEvent } from '../events.ts';
import type { Journal, Staged } from '../store/journal.ts';
import type { Command, CommandDefinition } from './command.ts';
import { type Authorise, type Denial, Rules } from './decide.ts';
import { Fork } from './fork.ts';
import { copyOf, StateSet } from './holders.ts';
import { DENIED, doneBefore, ledgerProjection } from './ledger.ts';
import type { Projection, Projections, StatesOf } from './projection.ts';
import { Refusal } from './refusal.ts';
import { Snapshots } from './snapshots.ts';

export interface DeskOptions<P extends Projections> {
  journal: Journal;
  /** The plant as it is now. */
  plant: () => Plant;
  projections: P;
  commands: readonly CommandDefinition<StatesOf<P>, unknown>[];
  authorise: Authorise<StatesOf<P>>;
  /** Told what goes wrong without anybody having asked; default: console.error. */
  log?: (message: string) => void;
  /** Events between snapshots; default 25,000. */
  snapshotEvery?: number;
}

/** What a command has led to. */
export interface Outcome {
  /** None where everything was so already. */
  events: readonly JournalEvent[];
}

/** After an event, or after all events that are not later than a time in milliseconds since 1970. */
export type Instant = { seq: number } | { time: number };

const SNAPSHOT_EVERY = 25_000;
/** Fewer events than these are replayed faster than it is worth to write a snapshot when closing. */
const SNAPSHOT_AT_CLOSE = 1000;
/** As many as the ledger remembers at least. */
const MOST_CONTENTS = 50_000;

export class Desk<P extends Projections> {
  readonly journal: Journal;
  readonly #options: DeskOptions<P>;
  readonly #rules: Rules<StatesOf<P>>;
  readonly #snapshots: Snapshots;
  /** After all decided events. */
  readonly #decided: StateSet<P>;
  /** After all events that are on disk. */
  readonly #durable: StateSet<P>;
  #running = new Map<string, { content: string; outcome: Promise<Outcome> }>();
  /** Digests of the newest commands by id. Not kept over a restart: the events tell who sent a command, not all it said. */
  #contents = new Map<string, string>();
  #listeners = new Set<(events: readonly JournalEvent[]) => void>();
  #failure: JournalError | undefined;
  #snapshotAt: number;
  #snapshotting: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void)[];

  private constructor(
    options: DeskOptions<P>,
    snapshots: Snapshots,
    decided: StateSet<P>,
    durable: StateSet<P>,
    snapshotAt: number,
  ) {
    this.journal = options.journal;
    this.#options = options;
    this.#rules = new Rules(options.commands, options.authorise);
    this.#snapshots = snapshots;
    this.#decided = decided;
    this.#durable = durable;
    this.#snapshotAt = snapshotAt;
    this.#unsubscribe = [
      this.journal.onStaged((events) => this.#guard(() => this.#decided.apply(events))),
      this.journal.subscribe((events) => this.#take(events)),
    ];
  }

  /**
   * Opens a desk on a journal: loads the newest snapshots and applies the events behind them. Cost: about a second per
   * 100,000 events that are in no snapshot. Throws JournalError `damaged` when the journal is shorter than a snapshot.
   */
  static async open<P extends Projections>(options: DeskOptions<P>): Promise<Desk<P>> {
    const { journal, log = console.error } = options;
    const snapshots = new Snapshots(journal, log);
    const loaded = new Map<Projection<unknown>, { state: unknown; count: number }>();
    for (const projection of [...Object.values(options.projections), ledgerProjection]) {
      const newest = (await snapshots.counts(projection)).at(-1) ?? 0;
      if (newest > journal.size) throw shorter(journal, newest);
      loaded.set(projection, await snapshots.load(projection, journal.size));
    }
    const durable = new StateSet(
      options.projections,
      (projection) => loaded.get(projection) ?? { state: projection.initial(), count: 0 },
    );
    const snapshotAt = durable.count;
    for await (const events of journal.events(snapshotAt)) durable.apply(events);
    return new Desk(options, snapshots, durable.copy(), durable, snapshotAt);
  }

  /**
   * Carries a command out: known id (the same answer again), permission, form, staleness, decision, events. Resolves when
   * they are on disk and in the states that readers see. Rejects with Refusal when it is not carried out; with JournalError
   * when it could not be recorded, in which case it may be sent again with the same id after a restart.
   */
  submit(command: Command): Promise<Outcome> {
    const content = contentOf(command);
    const running = this.#running.get(command.id);
    if (running !== undefined)
      return running.content === content ? running.outcome : Promise.reject(idReused(command.id));
    if ((this.#contents.get(command.id) ?? content) !== content) return Promise.reject(idReused(command.id));
    // Decided before the first pause: commands are decided in the order in which they come.
    const outcome = this.#carryOut(command);
    this.#running.set(command.id, { content, outcome });
    outcome.then(
      () => this.#remember(command.id, content),
      () => {},
    );
    const forget = (): boolean => this.#running.delete(command.id);
    outcome.then(forget, forget);
    return outcome;
  }

  #remember(id: string, content: string): void {
    this.#contents.set(id, content);
    if (this.#contents.size > MOST_CONTENTS) this.#contents.delete(this.#contents.keys().next().value ?? id);
  }

  async #carryOut(command: Command): Promise<Outcome> {
    this.#refuseWhenFailed();
    this.#rules.check(command);
    const ledger = this.#decided.ledger;
    const done = doneBefore(ledger, command.id);
    if (done !== undefined) {
      if (done.actor !== command.actor) throw idReused(command.id);
      return this.#answerAgain(done.first, done.count);
    }
    const now = Math.max(Math.floor(this.journal.clock()), this.journal.lastTime);
    const { states } = this.#decided;
    const denial = this.#rules.denied(command, states, now);
    if (denial !== undefined) return this.#deny(command, denial);
    const drafts = this.#rules.decide(command, states, ledger, { now, plant: this.#options.plant() });
    const { events, durable } = this.#stage(drafts, command);
    await durable;
    return { events };
  }

  #stage(drafts: readonly EventDraft[], { actor, id }: Command): Staged {
    try {
      return this.journal.stage(drafts, { actor, command: id });
    } catch (error) {
      if (error instanceof JournalError && (error.code === 'request' || error.code === 'too-large'))
        throw new Refusal('malformed', error.message);
      throw error;
    }
  }

  async #deny(command: Command, { refusal, permission }: Denial): Promise<never> {
    const { code, message, remedy } = refusal;
    const { durable } = this.#stage(
      [
        {
          type: DENIED,
          subject: command.subject,
          data: { command: command.type, permission, code, message, remedy },
        },
      ],
      command,
    );
    await durable;
    throw refusal;
  }

  async #answerAgain(first: number, count: number): Promise<Outcome> {
    const events = await this.journal.read(first, first + count);
    const [{ type, data }] = events;
    if (type !== DENIED) return { events };
    const { code, message, remedy } = data;
    throw new Refusal(String(code), String(message), remedy === undefined ? undefined : String(remedy));
  }

  /** Records facts that nobody asked for: an alarm was raised, a minute of history was sealed. Resolves when on disk. */
  async record(drafts: readonly EventDraft[], actor = 'system'): Promise<readonly JournalEvent[]> {
    this.#refuseWhenFailed();
    const { events, durable } = this.journal.stage(drafts, { actor });
    await durable;
    return events;
  }

  /** The state after all events that are on disk. To be read, not changed; it may change with the next event. */
  state<State>(projection: Projection<State>): State {
    return this.#durable.of(projection);
  }

  /** A copy of the state at a past instant. Cost: the events since the snapshot before it, 100,000 in about a second. */
  async at<State>(projection: Projection<State>, instant: Instant): Promise<State> {
    const count = await this.#countAt(instant);
    const start = await this.#snapshots.load(projection, count);
    let { state } = start;
    for await (const events of this.journal.events(start.count, count))
      for (const event of events) state = projection.apply(state, event);
    return state;
  }

  async #countAt(instant: Instant): Promise<number> {
    const count = 'seq' in instant ? instant.seq + 1 : await this.journal.countUntil(instant.time);
    if (Number.isSafeInteger(count) && count >= 0 && count <= this.journal.size) return count;
    throw new JournalError(
      'request',
      `There is no event ${count - 1}: the journal has ${this.journal.size}.`,
    );
  }

  /** States of their own for a branch, after an instant or as they are now. */
  async fork(branch: string, instant?: Instant): Promise<Fork<P>> {
    const { plant, projections } = this.#options;
    if (instant === undefined)
      return new Fork(branch, this.journal.size, this.#durable.copy(), this.#rules, plant);
    const count = await this.#countAt(instant);
    const states = new Map<Projection<unknown>, unknown>();
    for (const projection of [...Object.values(projections), ledgerProjection])
      states.set(projection, await this.at(projection, { seq: count - 1 }));
    const set = new StateSet(projections, (projection) => ({ state: states.get(projection), count }));
    return new Fork(branch, count, set, this.#rules, plant);
  }

  /** Calls the listener with every group of events, in order, when they are on disk and in the states. Returns how to end it. */
  subscribe(listener: (events: readonly JournalEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Why the desk takes no more commands, if so. */
  get failure(): JournalError | undefined {
    return this.#failure ?? this.journal.failure;
  }

  #refuseWhenFailed(): void {
    if (this.failure === undefined) return;
    throw new JournalError(
      'closed',
      `The desk takes no more commands: ${this.failure.message}`,
      this.failure.file,
      this.failure,
    );
  }

  #take(events: readonly JournalEvent[]): void {
    this.#guard(() => this.#durable.apply(events));
    for (const listener of this.#listeners) {
      try {
        listener(events);
      } catch (error) {
        this.#log(`A subscriber of the desk failed: ${messageOf(error)}`);
      }
    }
    if (this.journal.size - this.#snapshotAt >= (this.#options.snapshotEvery ?? SNAPSHOT_EVERY))
      this.#snapshotSoon();
  }

  /** A projection that fails would show a state that the events do not give: nothing more is decided on it. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failure ??=
        error instanceof JournalError
          ? error
          : new JournalError('request', messageOf(error), undefined, error);
      this.#log(`The desk stops: ${this.#failure.message}`);
    }
  }

  #log(message: string): void {
    (this.#options.log ?? console.error)(message);
  }

  #snapshotSoon(): void {
    this.snapshot().catch((error) => this.#log(`No snapshot could be written: ${messageOf(error)}`));
  }

  /** Writes a snapshot of each projection. Runs by itself every `snapshotEvery` events and when closing. */
  snapshot(): Promise<void> {
    const count = this.journal.size;
    if (this.#failure !== undefined || count === this.#snapshotAt) return this.#snapshotting;
    this.#snapshotAt = count;
    // Copies are taken now, all after the same event; they are written one after the other.
    const copies = [...this.#durable.entries()].map(({ projection, state }) => ({
      projection,
      state: copyOf(projection, state),
    }));
    this.#snapshotting = this.#snapshotting
      .catch(() => {})
      .then(async () => {
        for (const { projection, state } of copies) await this.#snapshots.write(projection, state, count);
      });
    return this.#snapshotting;
  }

  /** Waits for what is running, writes snapshots and stops listening. The journal stays open. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values()].map(({ outcome }) => outcome));
    if (this.journal.failure === undefined && this.journal.size - this.#snapshotAt >= SNAPSHOT_AT_CLOSE)
      this.#snapshotSoon();
    await this.#snapshotting.catch(() => {});
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }
}

/** What a command asks for and who asks, to tell whether it is the same again. */
function contentOf({ actor, type, subject, data }: Command): string {
  try {
    return createHash('sha256')
      .update(JSON.stringify([actor, type, subject, data]))
      .digest('base64');
  } catch {
    // What is no JSON is refused before anything of it is done.
    return '';
  }
}

function idReused(id: string): Refusal {
  return new Refusal(
    'id-reused',
    `The command id "${id.slice(0, 100)}" was used for another command.`,
    'Make a new one for each command, for example a random UUID.',
  );
}

function shorter(journal: Journal, newest: number): JournalError {
  return new JournalError(
    'damaged',
    `${journal.folder} has ${journal.size} events, but a snapshot was made of ${newest}: the end of the log is missing. Put the newest log back; if an older one is meant, delete the folder ${journal.snapshotFolder}.`,
    journal.folder,
  );
}
