/**
 * Carries approved proposals out: started → written → read back → finished, each recorded.
 *
 * Never writes twice. `execution-started` is on disk before the first write, and is given to one attempt only; what was
 * started and not finished when the process ended is read back, and its outcome is what the machine shows.
 */
import { type Command, type JournalEvent, Refusal } from '@millwright/journal';
import { isUsable, type Plant, type Sample } from '@millwright/model';
import type { z } from 'zod';
import { executionStarted } from './events.ts';
import type { Proposal, ProposalsState, readItem } from './state.ts';

type ReadItem = z.infer<typeof readItem>;

/** When each read-back was shown last before the write, by the clock of the machine; those without a sample are missing. */
type Before = ReadonlyMap<string, number>;

/** Longest wait for the answer to one write, ms. */
const WRITE_WITHIN = 10_000;
/** Between two looks at the read-back, ms. */
const LOOK_EVERY = 200;

export interface ExecutorOptions {
  submit(command: Command): Promise<{ events: readonly JournalEvent[] }>;
  proposals(): ProposalsState;
  plant(): Plant;
  /** Writes one value in the unit of the signal. Rejects with the reason where the machine refused it. */
  write(path: string, value: number): Promise<void>;
  /** The newest sample of a signal; undefined where there is none. */
  read(path: string): Sample | undefined;
  clock(): number;
  wait(milliseconds: number): Promise<void>;
  /** A new id of a command, for example a random UUID. */
  newId(): string;
}

export type Outcome = 'done' | 'failed' | 'void' | 'not-started';

export class ProposalExecutor {
  readonly #options: ExecutorOptions;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /**
   * Executes one approved proposal. Resolves when the outcome is recorded; `not-started`: it was refused, by an earlier
   * attempt or because its time is over. Rejects where nothing could be recorded; then nothing more is written.
   */
  async execute(id: string): Promise<Outcome> {
    const { digest } = this.#known(id);
    let started: readonly JournalEvent[];
    try {
      ({ events: started } = await this.#submit('start-execution', id, { digest }));
    } catch (error) {
      if (error instanceof Refusal) return 'not-started';
      throw error;
    }
    if (!started.some(({ type }) => type === executionStarted.type)) return 'void';
    const one = this.#known(id);
    const before = this.#timesOf(one);
    return this.#finish(one, before, await this.#write(one));
  }

  /** After a restart: finds the outcome of what was being executed by reading it back. */
  async resume(): Promise<void> {
    for (const one of [...this.#options.proposals().proposals.values()]) {
      if (one.state !== 'executing') continue;
      // What was shown before the write is forgotten: the clock of this machine has to do.
      const { startedAt } = one;
      const before = new Map(
        startedAt === undefined ? [] : one.changes.map(({ signal }) => [this.#readBackOf(signal), startedAt]),
      );
      await this.#finish(
        one,
        before,
        undefined,
        'The process ended while it was being written; it was not written again.',
      );
    }
  }

  /** Why writing failed, or undefined. The first failure ends it: what follows may depend on it. */
  async #write(one: Proposal): Promise<string | undefined> {
    const { write, wait } = this.#options;
    for (const { signal, value } of one.changes) {
      const late = wait(WRITE_WITHIN).then(() => `no answer within ${WRITE_WITHIN / 1000} s`);
      const written = write(signal, value).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      const why = await Promise.race([written, late]);
      if (why !== undefined) return `${signal}: ${why}`;
    }
    return undefined;
  }

  async #finish(one: Proposal, before: Before, failure: string | undefined, note?: string): Promise<Outcome> {
    const readBack = await this.#readBack(one, before, failure !== undefined);
    const missed = readBack.filter(({ met }) => !met);
    const isDone = failure === undefined && missed.length === 0;
    const seen = missed.map(shownText).join('; ');
    const why = isDone ? undefined : [failure, seen, note].filter((text) => text).join('. ');
    await this.#submit('finish-execution', one.id, {
      outcome: isDone ? 'done' : 'failed',
      readBack: readBack.map((item) => ({ ...item })),
      ...(why === undefined ? {} : { why: why.slice(0, 4_000) }),
    });
    return isDone ? 'done' : 'failed';
  }

  /** Looks until everything shows what was written, or the time of the slowest is over; once where writing failed. */
  async #readBack(one: Proposal, before: Before, once: boolean): Promise<ReadItem[]> {
    const { plant, clock, wait } = this.#options;
    const within = one.changes.map(({ signal }) => rulesOf(plant(), signal)?.readBack.within ?? 0);
    const end = once ? clock() : clock() + Math.max(...within);
    for (;;) {
      const items = one.changes.map(({ signal, value }) => this.#look(signal, value, before));
      if (items.every(({ met }) => met) || clock() >= end) return items;
      await wait(LOOK_EVERY);
    }
  }

  /** A value counts when it can be relied on and the machine has shown it since the write: what stood before proves nothing. */
  #look(path: string, wanted: number, before: Before): ReadItem {
    const signal = this.#readBackOf(path);
    const tolerance = rulesOf(this.#options.plant(), path)?.readBack.tolerance ?? 0;
    const sample = this.#options.read(signal);
    if (sample === undefined || Number.isNaN(sample.value))
      return { signal, wanted, read: null, tolerance, met: false };
    const { value: read, time: at, quality } = sample;
    const since = before.get(signal);
    const doubt = isUsable(quality) ? (since !== undefined && at <= since ? 'old' : undefined) : 'stale';
    const met = doubt === undefined && Math.abs(read - wanted) <= tolerance;
    return { signal, wanted, read, at, ...(doubt !== undefined && { doubt }), tolerance, met };
  }

  /** Path of the signal that shows whether a set point was taken over. */
  #readBackOf(path: string): string {
    const plant = this.#options.plant();
    const rules = rulesOf(plant, path);
    const twin = plant.twin(path.slice(0, path.lastIndexOf('.')));
    const id = rules && twin ? plant.resolve(twin, rules.readBack.hops, rules.readBack.signal)[0] : undefined;
    return id === undefined ? path : plant.signalAt(id).path;
  }

  #timesOf(one: Proposal): Before {
    const times = new Map<string, number>();
    for (const { signal } of one.changes) {
      const path = this.#readBackOf(signal);
      const time = this.#options.read(path)?.time;
      if (time !== undefined && Number.isFinite(time)) times.set(path, time);
    }
    return times;
  }

  #known(id: string): Proposal {
    const one = this.#options.proposals().proposals.get(id);
    if (one) return one;
    throw new Refusal('not-found', `There is no proposal "${id}".`);
  }

  #submit(type: string, subject: string, data: Command['data']) {
    // A new id each time: the answer to a known one would be given again, and with it the right to write.
    return this.#options.submit({ id: this.#options.newId(), actor: 'system', type, subject, data });
  }
}

function shownText({ signal, read, doubt }: ReadItem): string {
  if (read === null) return `${signal} shows nothing`;
  if (doubt === 'stale') return `${signal} showed ${read}, which is stale`;
  if (doubt === 'old') return `${signal} shows ${read}, but nothing new since it was written`;
  return `${signal} shows ${read}`;
}

function rulesOf(plant: Plant, path: string) {
  const id = plant.signalId(path);
  return id === undefined ? undefined : plant.signalAt(id).type.write;
}
