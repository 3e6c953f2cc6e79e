/** Alarm conditions of the whole plant: the state of every alarm of every twin, moved by samples and by the clock. */
import type { AlarmType, Plant, Twin } from '@millwright/model';
import { AlarmStates } from './alarm-states.ts';
import {
  type AlarmChange,
  AT_REST,
  NORMAL,
  passTime,
  RAISED,
  RISING,
  type Truth,
  takeCondition,
} from './alarm-step.ts';
import type { Arena } from './arena.ts';
import { UNTOUCHED } from './compile.ts';
import type { AlarmProgram, Program } from './program.ts';
import { alarmName } from './program.ts';
import { inputsOf } from './walk.ts';

/** An alarm was raised or cleared for one twin. `id` is the same for both and unique for ever. */
export interface AlarmTransition {
  change: 'raised' | 'cleared';
  /** `type.alarm@twin#since`. */
  id: string;
  twin: Twin;
  alarm: AlarmType;
  /** Source time at which the condition began to hold. */
  since: number;
  /** `since` plus the on-delay. */
  raisedAt: number;
  /** Present where `change` is `cleared`. */
  clearedAt?: number;
  /** What the condition reads, with the values that raised it, also when it clears; value NaN where there was none. */
  inputs: AlarmInput[];
}

export interface AlarmInput {
  /** Of the signal. */
  path: string;
  value: number;
  unit: string;
}

/** What stays of a raise for as long as the alarm stands. */
type Raise = Pick<AlarmTransition, 'id' | 'inputs'>;

interface Entry {
  program: AlarmProgram;
  states: AlarmStates;
  /** Inputs by row while the on-delay runs, as last evaluated: a sample that comes after it has ended did not raise. */
  rising: Map<number, AlarmInput[]>;
  /** Of the standing alarms, by row. */
  raises: Map<number, Raise>;
}

export class Alarms {
  readonly #arena: Arena;
  #plant: Plant;
  #entries: Entry[] = [];
  #out: AlarmTransition[] = [];
  #codes = new Uint8Array(0);
  #times = new Float64Array(0);
  #until = new Float64Array(0);

  constructor(arena: Arena, program: Program) {
    this.#arena = arena;
    this.#plant = program.plant;
    this.swap(program);
  }

  /** Takes over a newly compiled plant. Standing alarms stay; those whose alarm is gone are cleared at the arena's clock. */
  swap(program: Program): void {
    const before = new Map(this.#entries.map((entry) => [entryName(entry.program), entry]));
    this.#entries = program.alarms.map((alarm) => {
      const name = entryName(alarm);
      const known = before.get(name);
      before.delete(name);
      return {
        program: alarm,
        states: known?.states ?? new AlarmStates(alarm.type.rows),
        rising: new Map(),
        raises: known?.raises ?? new Map(),
      };
    });
    for (const entry of before.values()) {
      for (const row of entry.states.standing()) {
        const { since, raisedAt } = entry.states.get(row);
        this.#emit(entry, row, { change: 'cleared', since, raisedAt, clearedAt: this.#arena.now });
      }
    }
    this.#plant = program.plant;
  }

  /** Evaluates conditions of `rows` of a type after a wave; returns the number of evaluations. */
  evaluate(typeIndex: number, rows: Uint32Array, count: number): number {
    if (this.#codes.length < count) {
      this.#codes = new Uint8Array(count * 2);
      this.#times = new Float64Array(count * 2);
      this.#until = new Float64Array(count * 2);
    }
    let done = 0;
    for (const entry of this.#entries) {
      if (entry.program.type.index !== typeIndex) continue;
      done += entry.program.loop(rows, count, this.#codes, this.#times, this.#until);
      const { phase, at } = entry.states;
      for (let k = 0; k < count; k++) {
        const code = this.#codes[k];
        if (code === UNTOUCHED) continue;
        const row = rows[k];
        if (phase[row] === NORMAL && (code & 3) !== 1 && at[row] !== this.#times[k]) continue;
        this.#move(entry, row, this.#times[k], truth(code & 3), truth(code >> 2), this.#until[k]);
      }
    }
    return done;
  }

  /** The clock moves: ends delays whose inputs are still usable. */
  passClock(now: number): void {
    for (const entry of this.#entries) {
      const { states, program } = entry;
      for (const row of states.waiting) {
        const time = Math.min(states.at[row] + (now - states.clock[row]), states.usable[row]);
        const step = passTime(states.get(row), time, program.alarm);
        if (step.change === undefined) continue;
        states.set(row, step.state);
        states.fixed[row] = 1;
        this.#emit(entry, row, step.change);
      }
    }
  }

  /** The transitions since the last call. */
  take(): AlarmTransition[] {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Every alarm that stands now, as it was raised. */
  standing(): AlarmTransition[] {
    return this.#entries.flatMap((entry) =>
      entry.states.standing().map((row) => {
        const { since, raisedAt } = entry.states.get(row);
        return this.#transition(entry, row, { change: 'raised', since, raisedAt });
      }),
    );
  }

  /** Sets every alarm back to rest, and forgets what was not given out. */
  forget(): void {
    for (const entry of this.#entries) {
      entry.states = new AlarmStates(entry.program.type.rows);
      entry.rising.clear();
      entry.raises.clear();
    }
    this.#out = [];
  }

  /** Lets alarms stand that stood when the plant was last left; those of unknown twins or alarms are returned. */
  restore(standing: readonly AlarmTransition[]): AlarmTransition[] {
    return standing.filter(({ id, alarm, twin, since, raisedAt, inputs }) => {
      const row = this.#plant.twin(twin.path)?.row ?? -1;
      const entry = this.#entries.find(
        ({ program }) => program.alarm.name === alarm.name && program.type.twins[row]?.path === twin.path,
      );
      if (entry === undefined) return true;
      entry.states.set(row, { ...AT_REST, phase: RAISED, since, raisedAt });
      entry.states.at[row] = Number.NaN;
      entry.raises.set(row, { id, inputs });
      return false;
    });
  }

  #move(entry: Entry, row: number, time: number, when: Truth, holds: Truth, until: number): void {
    const { states, program } = entry;
    if (states.at[row] === time && states.fixed[row] === 0) states.goBack(row);
    else if (states.at[row] !== time) {
      const held = Math.min(time, states.usable[row]);
      const passed = passTime(states.get(row), held, program.alarm);
      if (passed.change !== undefined) {
        states.set(row, passed.state);
        this.#emit(entry, row, passed.change);
      } else if (states.usable[row] < time && program.alarm.onDelay + program.alarm.offDelay > 0) {
        // Between `usable` and now nobody knew the condition: a running delay is over.
        states.set(row, takeCondition(passed.state, time, 2, 2, program.alarm).state);
      }
      states.keep(row);
      states.fixed[row] = 0;
    }
    const step = takeCondition(states.get(row), time, when, holds, program.alarm);
    states.set(row, step.state);
    states.at[row] = time;
    states.clock[row] = this.#arena.now;
    states.usable[row] = until;
    if (step.state.phase === RISING) entry.rising.set(row, this.#inputs(program, row));
    else if (entry.rising.size > 0) entry.rising.delete(row);
    if (step.change === undefined) return;
    states.fixed[row] = 1;
    this.#emit(entry, row, step.change);
  }

  #emit(entry: Entry, row: number, change: AlarmChange): void {
    if (change.change === 'raised') {
      const { type, alarm } = entry.program;
      entry.raises.set(row, {
        id: `${type.name}.${alarm.name}@${type.twins[row].path}#${change.since}`,
        inputs: entry.rising.get(row) ?? this.#inputs(entry.program, row),
      });
      entry.rising.delete(row);
    }
    this.#out.push(this.#transition(entry, row, change));
    if (change.change === 'cleared') entry.raises.delete(row);
  }

  #transition({ program, raises }: Entry, row: number, change: AlarmChange): AlarmTransition {
    const raise = raises.get(row);
    if (raise === undefined) throw new Error('an alarm stands that was not raised');
    return { ...change, ...raise, twin: program.type.twins[row], alarm: program.alarm };
  }

  /** What the condition of a row reads, with the newest values. */
  #inputs({ type, alarm }: AlarmProgram, row: number): AlarmInput[] {
    return inputsOf(alarm.when.expr).flatMap(({ hops, signal }) =>
      this.#plant.resolve(type.twins[row], hops, signal).map((id) => {
        const ref = this.#plant.signalAt(id);
        return { path: ref.path, value: this.#arena.values[id], unit: ref.type.unit.code };
      }),
    );
  }
}

function truth(code: number): Truth {
  return code === 0 ? 0 : code === 1 ? 1 : 2;
}

function entryName({ type, alarm }: AlarmProgram): string {
  return alarmName(type, alarm);
}
