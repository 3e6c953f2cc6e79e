/** Runs a test script of formulas and alarms; see docs/formula-tests.md for the language. */
import {
  BatchBuilder,
  conversion,
  formatFault,
  LEVEL_NAMES,
  levelOf,
  loadPlantFromDocuments,
  nearest,
  type Plant,
  parseUnit,
  reasonOf,
  type SignalRef,
} from '@millwright/model';
import type { AlarmTransition } from '../alarms.ts';
import { LiveStore } from '../store.ts';
import { type Check, type LoadLine, parseScript, type ScriptFault, type Statement } from './parse.ts';

/** The instant 0 of every script: 2024-01-01T00:00:00Z. */
export const SCRIPT_START = 1_704_067_200_000;

interface Waiting {
  time: number;
  id: number;
  value: number;
  quality: number;
}

/**
 * Runs a script and returns what does not hold or cannot be read, in order of lines; nothing where all is well. `plant` may
 * be left out where the script brings its own documents (`file`). Never throws because of the script.
 */
export function runScript(plant: Plant | undefined, text: string): ScriptFault[] {
  const { statements, faults } = parseScript(text);
  if (faults.length > 0) return faults;
  const own = ownPlant(statements);
  if (Array.isArray(own)) return own;
  const used = own ?? plant;
  if (used === undefined) {
    return [
      {
        line: 1,
        message: 'the script needs a plant: give one, or write its documents with "file types/x.yaml"',
      },
    ];
  }
  const run = new ScriptRun(used);
  for (const statement of statements) run.run(statement);
  return run.faults.sort((a, b) => a.line - b.line);
}

/** The plant of the script's own documents, the faults in them, or nothing where it has none. */
function ownPlant(statements: readonly Statement[]): Plant | ScriptFault[] | undefined {
  const files = statements.filter((statement) => statement.kind === 'file');
  if (files.length === 0) return undefined;
  const documents = files.map(({ name, text }) => ({ file: name, text }));
  if (!documents.some(({ file }) => file === 'plant.yaml')) {
    documents.push({ file: 'plant.yaml', text: 'plant: test\nname: Test\n' });
  }
  const { plant, faults } = loadPlantFromDocuments(documents, {});
  if (plant !== undefined) return plant;
  return faults
    .filter((fault) => fault.severity === 'error')
    .map((fault) => {
      const file = files.find(({ name }) => name === fault.file);
      return { line: (file?.line ?? 1) + (file === undefined ? 0 : fault.line), message: formatFault(fault) };
    });
}

class ScriptRun {
  readonly faults: ScriptFault[] = [];
  readonly #plant: Plant;
  readonly #store: LiveStore;
  readonly #transitions: AlarmTransition[] = [];
  #waiting: Waiting[] = [];
  #now = 0;

  constructor(plant: Plant) {
    this.#plant = plant;
    this.#store = new LiveStore(plant);
  }

  run(statement: Statement): void {
    switch (statement.kind) {
      case 'file':
        return;
      case 'load':
        for (const series of statement.signals) this.#load(series, statement.from, statement.step);
        return;
      case 'eval':
        if (statement.at < this.#now) {
          this.#fail(
            statement.line,
            `the time ${span(statement.at)} has passed: the script is at ${span(this.#now)}`,
          );
          return;
        }
        this.#advance(statement.at);
        for (const check of statement.checks) this.#check(check);
        return;
      case 'alarm':
        if (statement.at !== undefined && statement.at > this.#now) this.#advance(statement.at);
        this.#alarm(statement);
    }
  }

  #load({ line, path, unit, values }: LoadLine, from: number, step: number): void {
    const signal = this.#signal(path, line);
    const scale = signal && this.#conversion(unit, signal, line);
    if (signal === undefined || scale === undefined) return;
    if (signal.type.formula !== undefined) {
      this.#fail(line, `${path} is derived from "${signal.type.formula.text}"; load its inputs`);
      return;
    }
    if (from < this.#now) {
      const now = span(this.#now);
      this.#fail(
        line,
        `the time ${span(from)} has passed: the script is at ${now}, write "load … from ${now}"`,
      );
      return;
    }
    values.forEach(({ value, quality }, i) => {
      if (value === undefined) return;
      const scaled = value * scale.factor + scale.offset;
      this.#waiting.push({ time: from + i * step, id: signal.id, value: scaled, quality });
    });
  }

  /** Feeds what waits up to `to`, one instant after the other, and moves the clock there. */
  #advance(to: number): void {
    this.#waiting.sort((a, b) => a.time - b.time);
    const due = this.#waiting.filter(({ time }) => time <= to);
    this.#waiting = this.#waiting.slice(due.length);
    const builder = new BatchBuilder();
    for (let i = 0; i < due.length; i++) {
      const { id, time, value, quality } = due[i];
      builder.push(id, SCRIPT_START + time, value, quality);
      if (due[i + 1]?.time === time) continue;
      this.#store.ingest(builder.take(), SCRIPT_START + time);
      this.#tick(time);
    }
    this.#tick(to);
    this.#now = to;
  }

  #tick(time: number): void {
    this.#transitions.push(...this.#store.tick(SCRIPT_START + time).alarms);
  }

  #check(check: Check): void {
    const { line, path } = check;
    const signal = this.#signal(path, line);
    if (signal === undefined) return;
    const value = this.#store.values[signal.id];
    const byte = this.#store.quality[signal.id];
    const has = `${LEVEL_NAMES[levelOf(byte)]}${reasonOf(byte) === 'none' ? '' : ` (${reasonOf(byte)})`}`;
    const where = `${path} at ${span(this.#now)}`;
    if (check.kind === 'quality') {
      if (LEVEL_NAMES[levelOf(byte)] === check.level && (check.reason ?? reasonOf(byte)) === reasonOf(byte))
        return;
      this.#fail(line, `${where} is ${has}, not ${check.level}${check.reason ? ` ${check.reason}` : ''}`);
      return;
    }
    const scale = this.#conversion(check.unit, signal, line);
    if (scale === undefined) return;
    const shown = (value - scale.offset) / scale.factor;
    const unit = check.unit ?? signal.type.unit.code;
    const expected = `${check.value}${check.tolerance === undefined ? '' : ` ± ${check.tolerance}`}`;
    if (levelOf(byte) > 1) {
      this.#fail(line, `${where} is ${has}; expected ${check.operator} ${expected}`);
    } else if (!holds(shown, check)) {
      const text = `${Number(shown.toPrecision(12))}${unit === '1' ? '' : ` ${unit}`}`;
      this.#fail(line, `${where} is ${text}; expected ${check.operator} ${expected}`);
    }
  }

  #alarm({ line, alarm, twin, change, at }: Statement & { kind: 'alarm' }): void {
    if (twin !== undefined && this.#plant.twin(twin)?.type === undefined) {
      const suggestion = nearest(
        twin,
        this.#plant.twins.map((t) => t.path),
      );
      this.#fail(
        line,
        `there is no twin ${twin}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
      );
      return;
    }
    const names = new Set(this.#plant.types.flatMap((type) => type.alarms.map((a) => a.name)));
    if (alarm !== undefined && !names.has(alarm)) {
      const suggestion = nearest(alarm, names);
      this.#fail(
        line,
        `there is no alarm ${alarm}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
      );
      return;
    }
    const matching = this.#transitions.filter(
      (t) => (alarm === undefined || t.alarm.name === alarm) && (twin === undefined || t.twin.path === twin),
    );
    if (change === 'none') {
      if (matching.length > 0) this.#fail(line, `no alarm was expected, but there was: ${tell(matching)}`);
      return;
    }
    const found = matching.some((t) => t.change === change && (at === undefined || instantOf(t) === at));
    if (found) return;
    const when = at === undefined ? '' : ` at ${span(at)}`;
    const there = matching.length === 0 ? 'there was nothing of it' : `there was: ${tell(matching)}`;
    this.#fail(line, `expected alarm ${alarm} ${change}${when}; up to ${span(this.#now)} ${there}`);
  }

  #signal(path: string, line: number): SignalRef | undefined {
    const id = this.#plant.signalId(path);
    if (id !== undefined) return this.#plant.signalAt(id);
    const twin = this.#plant.twin(path.slice(0, path.lastIndexOf('.')));
    const candidates =
      twin === undefined
        ? this.#plant.twins.map((t) => `${t.path}${path.slice(path.lastIndexOf('.'))}`)
        : (twin.type?.signals.map((s) => `${twin.path}.${s.name}`) ?? []);
    const suggestion = nearest(path, candidates);
    this.#fail(
      line,
      `there is no signal ${path}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
    );
    return undefined;
  }

  #conversion(
    code: string | undefined,
    signal: SignalRef,
    line: number,
  ): { factor: number; offset: number } | undefined {
    if (code === undefined) return { factor: 1, offset: 0 };
    const unit = parseUnit(code);
    const found = unit && conversion(unit, signal.type.unit);
    if (found === undefined) {
      this.#fail(line, `${code} is no unit of ${signal.path}, which is in ${signal.type.unit.code}`);
    }
    return found;
  }

  #fail(line: number, message: string): void {
    this.faults.push({ line, message });
  }
}

function holds(value: number, { operator, value: wanted, tolerance }: Check & { kind: 'value' }): boolean {
  const isEqual = Math.abs(value - wanted) <= (tolerance ?? Math.abs(wanted) * 1e-9 + 1e-12);
  switch (operator) {
    case '==':
      return isEqual;
    case '!=':
      return !isEqual;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
  }
}

function instantOf({ change, raisedAt, clearedAt }: AlarmTransition): number {
  return (change === 'raised' ? raisedAt : (clearedAt ?? Number.NaN)) - SCRIPT_START;
}

function tell(transitions: readonly AlarmTransition[]): string {
  const shown = transitions
    .slice(0, 5)
    .map((t) => `${t.alarm.name} on ${t.twin.path} ${t.change} at ${span(instantOf(t))}`);
  return [...shown, ...(transitions.length > 5 ? [`${transitions.length - 5} more`] : [])].join(', ');
}

/** A time of the script as a person writes it. */
function span(ms: number): string {
  if (ms % 3_600_000 === 0 && ms > 0) return `${ms / 3_600_000} h`;
  if (ms % 60_000 === 0 && ms > 0) return `${ms / 60_000} min`;
  return ms % 1000 === 0 || ms > 10_000 ? `${ms / 1000} s` : `${ms} ms`;
}
