/** A desk without a disk for tests: decides commands, applies events, checks that decisions change nothing. */
import {
  type CommandDefinition,
  canonicalJson,
  type EventDraft,
  type JournalEvent,
  type JsonObject,
  type JsonValue,
  lateness,
  type Projection,
  Refusal,
  timeDone,
} from '@millwright/journal';
import { formatFault, GOOD, loadPlantFromDocuments, type Plant, type Sample } from '@millwright/model';
import type { OperateStates } from '../commands.ts';
import { dueDrafts, operateCommands, operateProjections } from '../operate.ts';
import { PLANT_DOCUMENTS } from './plant.ts';

export interface Asked {
  actor?: string;
  reason?: string;
  expected?: number;
  cause?: number;
  doneAt?: number;
}

/** One projection with its state. */
class Holder<State> {
  readonly projection: Projection<State>;
  state: State;

  constructor(projection: Projection<State>) {
    this.projection = projection;
    this.state = projection.initial();
  }

  apply(event: JournalEvent): void {
    this.state = this.projection.apply(this.state, event);
  }

  save(): JsonValue {
    return this.projection.save(this.state);
  }

  /** The state after all events from the beginning, and the state loaded from what was saved. */
  again(events: readonly JournalEvent[]): JsonValue[] {
    const { projection } = this;
    const replayed = events.reduce((state, event) => projection.apply(state, event), projection.initial());
    const loaded = projection.load(JSON.parse(canonicalJson(projection.save(this.state))));
    return [projection.save(replayed), projection.save(loaded)];
  }
}

export class Bench {
  now = Date.UTC(2026, 2, 2, 6);
  plant: Plant;
  readonly events: JournalEvent[] = [];
  /** Newest samples by path. */
  readonly samples = new Map<string, Sample>();
  /** What actors may not do, such as `employee/bo approve`. */
  readonly forbidden = new Set<string>();
  isLive = true;
  branch: string | undefined;
  readonly #holders = {
    alarms: new Holder(operateProjections.alarms),
    orders: new Holder(operateProjections.orders),
    plans: new Holder(operateProjections.plans),
    rounds: new Holder(operateProjections.rounds),
    procedures: new Holder(operateProjections.procedures),
    shifts: new Holder(operateProjections.shifts),
    proposals: new Holder(operateProjections.proposals),
    connections: new Holder(operateProjections.connections),
  };
  readonly #commands: Map<string, CommandDefinition<OperateStates, unknown>>;

  constructor(changes: Readonly<Record<string, string | null>> = {}) {
    this.plant = testPlant(changes);
    const commands = operateCommands({
      present: this.present,
      may: (actor, permission) => !this.forbidden.has(`${actor} ${permission}`),
      person: (actor) => (actor === 'token/t-ana' ? 'employee/ana' : actor),
      isLive: () => this.isLive,
    });
    this.#commands = new Map(commands.map((command) => [command.type, command]));
  }

  readonly present = (id: number): Sample | undefined => this.samples.get(this.plant.signalAt(id).path);

  get states(): OperateStates {
    const { alarms, orders, plans, rounds, procedures, shifts, proposals, connections } = this.#holders;
    return {
      alarms: alarms.state,
      orders: orders.state,
      plans: plans.state,
      rounds: rounds.state,
      procedures: procedures.state,
      shifts: shifts.state,
      proposals: proposals.state,
      connections: connections.state,
    };
  }

  /** Sets the newest sample of a signal. */
  set(path: string, value: number, byte: number = GOOD, time = this.now): void {
    this.samples.set(path, { value, quality: byte, time });
  }

  /** Decides a command as a desk does. Throws Refusal. */
  submit(type: string, subject: string, data: JsonObject = {}, asked: Asked = {}): JournalEvent[] {
    const definition = this.#commands.get(type);
    if (!definition) throw new Error(`no command ${type}`);
    const { actor = 'employee/ana', reason, cause, expected, doneAt } = asked;
    if (this.forbidden.has(`${actor} ${definition.permission}`))
      throw new Refusal('forbidden', 'not allowed');
    const parsed = definition.data.safeParse(data);
    if (!parsed.success) throw new Refusal('malformed', parsed.error.issues[0].message);
    const before = this.saved();
    const command = {
      id: `c${this.events.length}`,
      actor,
      type,
      subject,
      data: parsed.data,
      reason,
      cause,
      expected,
    };
    const done = timeDone(definition, { doneAt }, this.now);
    const drafts = definition.decide(this.states, command, {
      now: this.now,
      doneAt: done,
      plant: this.plant,
      branch: this.branch,
    });
    if (this.saved() !== before) throw new Error(`${type} changed the state while deciding`);
    return this.record(
      drafts.map((draft) => ({ ...draft, ...lateness(done, this.now), reason: draft.reason ?? reason })),
      actor,
    );
  }

  /** The code of the refusal of a command; an error where it is carried out. */
  refused(type: string, subject: string, data: JsonObject = {}, asked: Asked = {}): string {
    try {
      this.submit(type, subject, data, asked);
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
    throw new Error(`${type} was carried out`);
  }

  record(drafts: readonly EventDraft[], actor = 'system'): JournalEvent[] {
    const first = this.events.length;
    const made = drafts.map(({ follows, ...draft }, i): JournalEvent => {
      const cause = follows === undefined ? draft.cause : first + follows;
      return JSON.parse(canonicalJson({ actor, ...draft, cause, seq: first + i, time: this.now }));
    });
    for (const event of made) {
      this.events.push(event);
      for (const holder of Object.values(this.#holders)) holder.apply(event);
    }
    return made;
  }

  /** What time and the plant bring about now. */
  sweep(): JournalEvent[] {
    return this.record(dueDrafts(this.states, this.plant, this.present, this.now));
  }

  /** All states as text; equal texts are equal states. */
  saved(): string {
    return canonicalJson(Object.values(this.#holders).map((holder) => holder.save()));
  }

  /** As `saved`: of the states built anew from all events, and of those loaded from what was saved. */
  rebuilt(): string[] {
    const again = Object.values(this.#holders).map((holder) => holder.again(this.events));
    return [0, 1].map((i) => canonicalJson(again.map((one) => one[i])));
  }
}

let unchanged: Plant | undefined;

/** The plant of `plant.ts` in this folder, with some documents replaced, added, or removed where the text is null. */
export function testPlant(changes: Readonly<Record<string, string | null>> = {}): Plant {
  if (Object.keys(changes).length > 0) return load(changes);
  unchanged ??= load({});
  return unchanged;
}

function load(changes: Readonly<Record<string, string | null>>): Plant {
  const documents = Object.entries({ ...PLANT_DOCUMENTS, ...changes }).flatMap(([file, text]) =>
    text === null ? [] : [{ file, text }],
  );
  const { plant, faults } = loadPlantFromDocuments(documents);
  if (!plant || faults.length > 0) throw new Error(faults.map(formatFault).join('\n'));
  return plant;
}
