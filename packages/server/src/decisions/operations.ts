/**
 * What happens on a plant by itself and has to become events, and what events have to bring about: alarms that the live store
 * found, what is due by the clock, rounds that an alarm calls, readings that become samples, approved changes that are
 * carried out and graded.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Source } from '@millwright/connect';
import type { Historian } from '@millwright/historian';
import { type EventDraft, type JournalEvent, sealDrafts } from '@millwright/journal';
import type { AlarmTransition, LiveStore } from '@millwright/live';
import type { Plant, SampleBatch } from '@millwright/model';
import {
  connectionDrafts,
  deadlineOf,
  dueDrafts,
  type GradeItem,
  gradeOf,
  gradesDue,
  type OperateStates,
  ProposalExecutor,
  reactions,
  readingsOf,
  type SeenSource,
  transitionDrafts,
} from '@millwright/operate';
import type { Decisions } from './decisions.ts';

/** Shelves, proposals and maintenance are minutes and days; this is how late their end is noticed. */
const DUE_EVERY_MS = 2000;
const RETRY_MS = 1000;
const SEAL_EVERY_MS = 60_000;
/** Late samples mostly come within this; a minute that gets later ones is sealed again. */
const SEAL_BEHIND_MS = 5 * 60_000;
/** A plant with more unrecorded transitions than this has a fault that its disk is the least part of. */
const MOST_WAITING = 100_000;

export interface OperationsOptions {
  decisions: Decisions;
  live: LiveStore;
  plant: () => Plant;
  /** Sources that keep a connection, as they are now. */
  connections(): readonly SeenSource[];
  /** Source that feeds a signal. */
  sourceOf(signal: string): Source | undefined;
  history: Pick<Historian, 'series' | 'takeSeals'>;
  /** Takes samples over: readings that people entered. */
  push(batch: SampleBatch): void;
  /** A fault of ours; told once per text. */
  fault(doing: string, error: unknown): void;
}

export class Operations {
  readonly #options: OperationsOptions;
  readonly #executor: ProposalExecutor;
  #transitions: AlarmTransition[] = [];
  #draining: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #due: Promise<void> = Promise.resolve();
  /** Seals of history that are not in the journal yet. */
  #seals: EventDraft[] = [];
  #sealedAt = 0;
  #running = new Set<Promise<unknown>>();
  /** The event that allows what is being executed, by proposal. */
  #approvals = new Map<string, number>();
  #closed = false;

  constructor(options: OperationsOptions) {
    this.#options = options;
    const { decisions, plant } = options;
    this.#executor = new ProposalExecutor({
      submit: (command) => decisions.submit(command),
      proposals: () => decisions.operate.proposals,
      plant,
      write: (path, value) => this.#write(path, value),
      read: (path) => {
        const id = plant().signalId(path);
        return id === undefined ? undefined : decisions.present(id);
      },
      clock: Date.now,
      wait: (ms) => pause(ms),
      newId: randomUUID,
    });
  }

  /** Begins: what stood and was not recorded, what was being carried out when the process before ended, what is due. */
  start(): void {
    for (const transition of this.#options.live.standing()) this.alarm(transition);
    this.#track('finding out what was executed', this.#executor.resume());
    this.#timer = setInterval(() => {
      this.#due = this.#due.then(() => this.#lookAtClock());
    }, DUE_EVERY_MS);
  }

  /** An alarm was raised or cleared; it becomes an event, tried again while the disk fails. */
  alarm(transition: AlarmTransition): void {
    this.#transitions.push(transition);
    if (this.#transitions.length > MOST_WAITING) this.#transitions.shift();
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  /** What events bring about. Called with every group of them, when it is on disk. */
  happened(events: readonly JournalEvent[]): void {
    const { decisions, plant, push } = this.#options;
    const readings = readingsOf(plant(), events);
    if (readings.length > 0) push(readings);
    const called = reactions(decisions.operate, plant(), events);
    if (called.length > 0) this.#track('calling a round', decisions.record(called));
    for (const { type, subject, seq } of events) {
      // An emergency is approved by being proposed.
      if (type !== 'proposal-approved' && type !== 'change-proposed') continue;
      if (decisions.operate.proposals.proposals.get(subject)?.state !== 'approved' || this.#closed) continue;
      this.#approvals.set(subject, seq);
      const executed = this.#executor.execute(subject).finally(() => this.#approvals.delete(subject));
      this.#track(`executing ${subject}`, executed);
    }
  }

  /** Waits for what is running. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#due;
    await this.#draining;
    await Promise.allSettled(this.#running);
  }

  async #drain(): Promise<void> {
    const { decisions, fault } = this.#options;
    while (this.#transitions.length > 0) {
      const batch = this.#transitions.slice();
      try {
        const drafts = transitionDrafts(decisions.operate.alarms, batch);
        if (drafts.length > 0) await decisions.record(drafts);
        this.#transitions.splice(0, batch.length);
      } catch (error) {
        if (decisions.failure === undefined) fault('recording alarms in the journal', error);
        if (this.#closed) return;
        await pause(RETRY_MS);
      }
    }
  }

  async #lookAtClock(): Promise<void> {
    const { decisions, fault } = this.#options;
    try {
      await decisions.heal();
      const drafts = this.#dueNow(decisions.operate);
      if (drafts.length > 0) await decisions.record(drafts);
      for (const one of gradesDue(decisions.operate.proposals, Date.now())) {
        const items: GradeItem[] = [];
        for (const promised of one.promises) {
          const id = this.#options.plant().signalId(promised.signal);
          const deadline = deadlineOf(one, promised);
          const series =
            id === undefined
              ? { times: new Float64Array(0), values: new Float64Array(0), quality: new Uint8Array(0) }
              : await this.#options.history.series(id, one.finishedAt ?? deadline, deadline);
          items.push(gradeOf(one, promised, series));
        }
        await decisions.submit({
          id: randomUUID(),
          actor: 'system',
          type: 'grade-outcome',
          subject: one.id,
          data: { items: items.map((item) => ({ ...item })) },
        });
      }
      await this.#seal();
    } catch (error) {
      // A journal that cannot be written says so itself for as long as that is so.
      if (decisions.failure === undefined) fault('looking what is due', error);
    }
  }

  /** Puts the digests of past minutes of samples into the journal, where they cannot be changed. */
  async #seal(): Promise<void> {
    const now = Date.now();
    if (now - this.#sealedAt < SEAL_EVERY_MS && this.#seals.length === 0) return;
    this.#sealedAt = now;
    const { decisions, history } = this.#options;
    this.#seals.push(...sealDrafts(await history.takeSeals(now - SEAL_BEHIND_MS)));
    if (this.#seals.length === 0) return;
    await decisions.record(this.#seals);
    this.#seals = [];
  }

  #dueNow(states: OperateStates): EventDraft[] {
    const { plant, decisions, connections } = this.#options;
    const now = Date.now();
    return [
      ...dueDrafts(states, plant(), decisions.present, now),
      ...connectionDrafts(states.connections, connections(), now),
    ];
  }

  async #write(path: string, value: number): Promise<void> {
    const { decisions, sourceOf } = this.#options;
    const source = sourceOf(path);
    if (source?.write === undefined) throw new Error(`no source writes ${path}`);
    const executing = Array.from(decisions.operate.proposals.proposals.values()).find(
      (one) => one.state === 'executing' && one.changes.some(({ signal }) => signal === path),
    );
    const event = this.#approvals.get(executing?.id ?? '');
    if (executing === undefined || event === undefined)
      throw new Error(`nothing that was approved and is being executed changes ${path}`);
    const [outcome] = await source.write([{ path, value }], { proposal: executing.id, event });
    if (!outcome.written) throw new Error(outcome.message ?? 'it was not written');
  }

  #track(doing: string, work: Promise<unknown>): void {
    const watched = work
      .catch((error: unknown) => this.#options.fault(doing, error))
      .finally(() => this.#running.delete(watched));
    this.#running.add(watched);
  }
}
