/** The decisions of one plant: its journal, the desk on it, and who may do what. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Command,
  Desk,
  type EventDraft,
  type Instant,
  Journal,
  type JournalEvent,
  type JsonValue,
  type Outcome,
  type Permission,
  type Projection,
  type Refusal,
  Witnessing,
  type WitnessPolicy,
  type WitnessState,
} from '@millwright/journal';
import type { LiveStore } from '@millwright/live';
import {
  type OperateStates,
  operateCommands,
  operateProjections,
  type Present,
  placeOfSubject,
} from '@millwright/operate';
import {
  authorise,
  employeeOf,
  firstStaff,
  type Staff,
  staffCommands,
  staffProjection,
} from '@millwright/workforce';
import { FIRST_EMPLOYEE, START_TOKEN } from '../auth/guard.ts';

const projections = { staff: staffProjection, ...operateProjections };

/** Names of the states that can be asked for. */
export const STATE_NAMES = [
  'alarms',
  'orders',
  'plans',
  'rounds',
  'procedures',
  'shifts',
  'proposals',
  'connections',
] as const;
export type StateName = (typeof STATE_NAMES)[number];

export interface DecisionsOptions {
  /** Data folder of the plant. */
  folder: string;
  /** The present of the plant, and the plant as it runs. */
  live: LiveStore;
  /** Whether the samples are those of the real plant now. */
  isLive(): boolean;
  /** Who signs the journal besides; none: nobody. */
  witnesses?: WitnessPolicy | undefined;
  log(message: string): void;
  /** Told of every group of events, in order, when they are on disk and in the states. */
  happened(events: readonly JournalEvent[]): void;
}

interface Opened {
  journal: Journal;
  desk: Desk<typeof projections>;
  witnessing: Witnessing | undefined;
}

export class Decisions {
  readonly present: Present;
  readonly #options: DecisionsOptions;
  #opened: Opened;
  #closed = false;

  private constructor(options: DecisionsOptions, present: Present, opened: Opened) {
    this.#options = options;
    this.present = present;
    this.#opened = opened;
  }

  /**
   * Opens `journal/` in the data folder, made with a first administrator where it is new. Throws JournalError where it is
   * locked, damaged or cannot be written.
   */
  static async open(options: DecisionsOptions): Promise<Decisions> {
    const { live } = options;
    const present: Present = (id) => ({
      time: live.times[id],
      value: live.values[id],
      quality: live.quality[id],
    });
    return new Decisions(options, present, await openDesk(options, present));
  }

  get journal(): Journal {
    return this.#opened.journal;
  }

  get #desk(): Desk<typeof projections> {
    return this.#opened.desk;
  }

  /**
   * After a failed write (a full disk) nothing is decided any more. Opens the journal anew, with everything that was
   * acknowledged; does nothing while it works. Rejects with JournalError while the cause stands.
   */
  async heal(): Promise<void> {
    if (this.failure === undefined || this.#closed) return;
    const { journal, desk, witnessing } = this.#opened;
    await witnessing?.close();
    await desk.close().catch(() => {});
    await journal.close().catch(() => {});
    this.#opened = await openDesk(this.#options, this.present);
    this.#options.log('Decisions are recorded again.');
  }

  /** How far witnesses have signed the journal. */
  get witnesses(): WitnessState[] {
    return this.#opened.witnessing?.states ?? [];
  }

  get staff(): Staff {
    return this.#desk.state(staffProjection);
  }

  /** Alarms, work and proposals as they are on disk. To be read, not changed. */
  get operate(): OperateStates {
    return {
      alarms: this.#desk.state(projections.alarms),
      orders: this.#desk.state(projections.orders),
      plans: this.#desk.state(projections.plans),
      rounds: this.#desk.state(projections.rounds),
      procedures: this.#desk.state(projections.procedures),
      shifts: this.#desk.state(projections.shifts),
      proposals: this.#desk.state(projections.proposals),
      connections: this.#desk.state(projections.connections),
    };
  }

  /** One of the states as JSON, now or at a past instant. */
  async stateAt(name: StateName, instant?: Instant): Promise<JsonValue> {
    const saved = async <State>(projection: Projection<State>): Promise<JsonValue> =>
      projection.save(
        instant === undefined ? this.#desk.state(projection) : await this.#desk.at(projection, instant),
      );
    switch (name) {
      case 'alarms':
        return saved(projections.alarms);
      case 'orders':
        return saved(projections.orders);
      case 'plans':
        return saved(projections.plans);
      case 'rounds':
        return saved(projections.rounds);
      case 'procedures':
        return saved(projections.procedures);
      case 'shifts':
        return saved(projections.shifts);
      case 'proposals':
        return saved(projections.proposals);
      case 'connections':
        return saved(projections.connections);
    }
  }

  /** Why nothing more can be decided, if so. */
  get failure(): string | undefined {
    return this.#desk.failure?.message;
  }

  /** Carries a command out; resolves when its events are on disk. Rejects with Refusal or JournalError. */
  submit(command: Command): Promise<Outcome> {
    return this.#desk.submit(command);
  }

  /** Records facts that nobody asked for. Resolves when they are on disk. */
  record(drafts: readonly EventDraft[], actor?: string): Promise<readonly JournalEvent[]> {
    return this.#desk.record(drafts, actor);
  }

  /** Why an actor may not do something at a place (empty: the whole plant); undefined where they may. */
  refuses(actor: string, permission: Permission, place = ''): Refusal | undefined {
    return authorise(this.staff, actor, permission, place, Date.now());
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#opened.witnessing?.close();
    await this.#desk.close();
    await this.journal.close();
  }
}

async function openDesk(
  { folder, live, isLive, witnesses, log, happened }: DecisionsOptions,
  present: Present,
): Promise<Opened> {
  const at = join(folder, 'journal');
  await mkdir(at, { recursive: true, mode: 0o700 });
  const journal = await Journal.open({
    folder: at,
    origin: `millwright/${live.plant.id}`,
    ownOrigin: true,
    log,
  });
  try {
    let staff = (): Staff => staffProjection.initial();
    const desk = await Desk.open({
      journal,
      plant: () => live.plant,
      projections,
      commands: [
        ...staffCommands,
        ...operateCommands({
          present,
          may: (actor, permission, place) =>
            authorise(staff(), actor, permission, place, Date.now()) === undefined,
          person: (actor) => employeeOf(staff(), actor)?.id ?? actor,
          isLive,
        }),
      ],
      authorise: (actor, permission, subject, states, now) =>
        authorise(states.staff, actor, permission, placeOfSubject(states, subject), now),
      log,
    });
    staff = () => desk.state(staffProjection);
    const first = firstStaff(staff(), { id: START_TOKEN, owner: FIRST_EMPLOYEE });
    if (first.length > 0) await desk.record(first);
    desk.subscribe(happened);
    const witnessing = witnesses && Witnessing.start(journal, { policy: witnesses, log });
    return { journal, desk, witnessing };
  } catch (error) {
    await journal.close();
    throw error;
  }
}
