/** The decisions of one plant: its journal, the desk on it, and who may do what. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Command,
  Desk,
  type EventDraft,
  Journal,
  type JournalEvent,
  type Outcome,
  type Permission,
  type Refusal,
} from '@millwright/journal';
import type { Plant } from '@millwright/model';
import { authorise, firstStaff, type Staff, staffCommands, staffProjection } from '@millwright/workforce';
import { FIRST_EMPLOYEE, START_TOKEN } from '../auth/guard.ts';
import { placeOf } from './place.ts';

const projections = { staff: staffProjection };

export interface DecisionsOptions {
  /** Data folder of the plant. */
  folder: string;
  /** The plant as it runs. */
  plant: () => Plant;
  log(message: string): void;
  /** Told of every group of events, in order, when they are on disk and in the states. */
  happened(events: readonly JournalEvent[]): void;
}

export class Decisions {
  readonly journal: Journal;
  readonly #desk: Desk<typeof projections>;

  private constructor(journal: Journal, desk: Desk<typeof projections>) {
    this.journal = journal;
    this.#desk = desk;
  }

  /**
   * Opens `journal/` in the data folder, made with a first administrator where it is new. Throws JournalError where it is
   * locked, damaged or cannot be written.
   */
  static async open({ folder, plant, log, happened }: DecisionsOptions): Promise<Decisions> {
    const at = join(folder, 'journal');
    await mkdir(at, { recursive: true, mode: 0o700 });
    const journal = await Journal.open({ folder: at, origin: `millwright/${plant().id}`, log });
    try {
      const desk = await Desk.open({
        journal,
        plant,
        projections,
        commands: staffCommands,
        authorise: (actor, permission, subject, { staff }, now) =>
          authorise(staff, actor, permission, placeOf(subject, nowhere), now),
        log,
      });
      const first = firstStaff(desk.state(staffProjection), { id: START_TOKEN, owner: FIRST_EMPLOYEE });
      if (first.length > 0) await desk.record(first);
      desk.subscribe(happened);
      return new Decisions(journal, desk);
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  get staff(): Staff {
    return this.#desk.state(staffProjection);
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
    await this.#desk.close();
    await this.journal.close();
  }
}

function nowhere(): undefined {
  return undefined;
}
