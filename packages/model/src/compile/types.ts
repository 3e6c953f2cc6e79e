/** Twin types as tables: columns, parameters and parts, without formulas and alarms, which need all types and twins. */
import { localText, readableName } from '../documents/common.ts';
import { LIMITS } from '../documents/limits.ts';
import type { ParameterInput, SignalInput } from '../documents/type-document.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList } from '../faults.ts';
import { nearest } from '../nearest.ts';
import type {
  AlarmType,
  DocumentReference,
  LocalText,
  ParameterType,
  PartType,
  ShapeDocument,
  SignalKind,
  SignalType,
  Twin,
  TwinType,
} from '../plant.ts';
import { ONE, unitOf } from '../units.ts';
import { buildDocuments } from './documents.ts';
import type { FullType, Merged } from './inherit.ts';

/** A twin type while it is built; afterwards the rest of the product sees it as a read-only `TwinType`. */
export class TypeTable implements TwinType {
  index = 0;
  readonly name: string;
  readonly label: LocalText;
  readonly ancestors: readonly string[];
  readonly signals: SignalType[] = [];
  readonly alarms: AlarmType[] = [];
  readonly parameters: ParameterType[] = [];
  readonly parts: PartType[] = [];
  shape?: ShapeDocument;
  readonly documents: readonly DocumentReference[];
  readonly twins: Twin[] = [];
  rows = 0;
  base = 0;
  readonly #byName = new Map<string, SignalType>();
  /** What it was made from, for the faults of later steps. */
  readonly #full: FullType;

  constructor(full: FullType) {
    this.#full = full;
    this.name = full.name;
    this.label = localText(full.input.name, readableName(full.name));
    this.ancestors = full.ancestors;
    this.documents = buildDocuments(full.documents);
  }

  signal(name: string): SignalType | undefined {
    return this.#byName.get(name);
  }

  /** The merged documents behind a type. */
  static sourceOf(type: TypeTable): FullType {
    return type.#full;
  }

  addSignal(signal: SignalType): void {
    this.signals.push(signal);
    this.#byName.set(signal.name, signal);
  }
}

/** Tables of all types that are sound enough to have twins. */
export function buildTypes(full: readonly FullType[], faults: FaultList): TypeTable[] {
  const tables = full.map((type) => buildType(type, faults));
  tables.forEach((table, i) => {
    table.index = i;
  });
  checkParts(tables, faults);
  return tables;
}

function buildType(full: FullType, faults: FaultList): TypeTable {
  const table = new TypeTable(full);
  for (const [name, merged] of full.signals) {
    table.addSignal(buildSignal(table.signals.length, name, merged, faults));
  }
  if (table.signals.length > LIMITS.signalsPerType) {
    const message = `type "${full.name}" has ${table.signals.length} signals, more than ${LIMITS.signalsPerType}: divide it into parts`;
    faults.error(full.document.at(['signals'], 'key'), message);
  }
  for (const [name, merged] of full.parameters) {
    table.parameters.push(buildParameter(name, merged));
    if (table.signal(name))
      faults.error(merged.at(), `"${name}" is both a signal and a parameter: rename one`);
  }
  for (const [name, merged] of full.parts) {
    const { input } = merged;
    table.parts.push(input.each ? { name, type: input.type, each: input.each } : { name, type: input.type });
    const other = table.signal(name) ? 'signal' : full.parameters.has(name) ? 'parameter' : undefined;
    if (other) faults.error(merged.at(), `"${name}" is both a ${other} and a part: rename one`);
  }
  checkFormerNames(full, faults);
  return table;
}

function buildSignal(
  column: number,
  name: string,
  merged: Merged<SignalInput>,
  faults: FaultList,
): SignalType {
  const { input } = merged;
  const states =
    input.states && new Map(Object.entries(input.states).map(([n, text]) => [Number(n), localText(text, n)]));
  const unit = input.unit === undefined ? ONE : unitOf(String(input.unit));
  if (input.unit === undefined && !states) {
    faults.error(
      merged.at(),
      `signal "${name}" has no unit: write "1" for a plain number, or give it states`,
    );
  } else if (states && unit !== ONE) {
    faults.error(merged.at('unit'), `signal "${name}" has states, so its unit is "1", not "${unit.code}"`);
  }
  const kind = kindOf(name, merged, faults);
  if (input.stored === false && kind !== 'derived') {
    faults.error(
      merged.at('stored'),
      `only derived signals can be left out of history, "${name}" is ${kind}`,
    );
  }
  const [low, high] = input.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (input.normal && (input.normal[0] < low || input.normal[1] > high)) {
    faults.error(merged.at('normal'), `the normal band of "${name}" lies outside its range`);
  }
  const signal: SignalType = {
    name,
    label: localText(input.name, readableName(name)),
    column,
    kind,
    unit,
    staleAfter: input.stale === undefined ? Number.POSITIVE_INFINITY : parseDuration(input.stale),
    stored: kind === 'derived' ? (input.stored ?? true) : true,
    was: input.was ?? [],
  };
  if (input.range) signal.range = input.range;
  if (input.normal) signal.normal = input.normal;
  if (input.resolution !== undefined) signal.resolution = input.resolution;
  if (states) signal.states = states;
  if (input.manual) {
    signal.manual = true;
    if (kind !== 'measured')
      faults.error(merged.at('manual'), `only measured signals are read off by people, "${name}" is ${kind}`);
  }
  return signal;
}

function kindOf(name: string, merged: Merged<SignalInput>, faults: FaultList): SignalKind {
  const { formula, kind, states } = merged.input;
  if (formula !== undefined) {
    if (kind !== undefined && kind !== 'derived') {
      faults.error(merged.at('kind'), `signal "${name}" has a formula, so it is derived, not ${kind}`);
    }
    return 'derived';
  }
  if (kind === 'derived') faults.error(merged.at('kind'), `signal "${name}" is derived but has no formula`);
  return kind ?? (states ? 'state' : 'measured');
}

function buildParameter(name: string, { input }: Merged<ParameterInput>): ParameterType {
  const parameter: ParameterType = {
    name,
    label: localText(input.name, readableName(name)),
    unit: unitOf(String(input.unit)),
  };
  if (input.default !== undefined) parameter.default = input.default;
  return parameter;
}

/** A former name leads to one signal only, and to none that exists under it today. */
function checkFormerNames(full: FullType, faults: FaultList): void {
  const seen = new Map<string, string>();
  for (const [name, merged] of full.signals) {
    merged.input.was?.forEach((former, i) => {
      if (full.signals.has(former)) {
        faults.error(merged.at('was', i), `"${former}" is a signal of today and no former name of "${name}"`);
      }
      const other = seen.get(former);
      if (other !== undefined)
        faults.error(merged.at('was', i), `"${former}" is already a former name of "${other}"`);
      seen.set(former, name);
    });
  }
}

function checkParts(tables: readonly TypeTable[], faults: FaultList): void {
  const byName = new Map(tables.map((table) => [table.name, table]));
  for (const table of tables) {
    const full = TypeTable.sourceOf(table);
    const children = new Map<string, string>();
    for (const part of table.parts) {
      const merged = full.parts.get(part.name);
      if (!merged) continue;
      if (!byName.has(part.type)) {
        faults.error(merged.at('type'), `unknown type "${part.type}"`, nearest(part.type, byName.keys()));
      }
      (part.each ?? [part.name]).forEach((child, i) => {
        const other = children.get(child);
        if (other !== undefined) {
          const at = part.each ? merged.at('each', i) : merged.at();
          faults.error(
            at,
            `"${child}" is already a part ${other === part.name ? 'in this list' : `of "${other}"`}`,
          );
        }
        children.set(child, part.name);
      });
    }
  }
  findPartCircles(tables, byName, faults);
}

function findPartCircles(
  tables: readonly TypeTable[],
  byName: ReadonlyMap<string, TypeTable>,
  faults: FaultList,
): void {
  /** Levels of parts below a type. */
  const levels = new Map<TypeTable, number>();
  const chain = new Set<TypeTable>();
  let told = false;
  const visit = (table: TypeTable): number => {
    const known = levels.get(table);
    if (known !== undefined) return known;
    // Deep enough for the fault; going on would only be bounded by the stack.
    if (chain.size > LIMITS.partLevels) return 0;
    chain.add(table);
    let depth = 0;
    for (const part of table.parts) {
      const next = byName.get(part.type);
      const at = TypeTable.sourceOf(table).parts.get(part.name)?.at('type');
      if (!next || !at) continue;
      if (chain.has(next)) {
        const names = [...chain].map((t) => t.name);
        const circle = [...names.slice(names.indexOf(next.name)), next.name].join(' -> ');
        faults.error(at, `a part contains itself: ${circle}`);
        continue;
      }
      const below = visit(next) + 1;
      if (!told && (below > LIMITS.partLevels || chain.size > LIMITS.partLevels)) {
        faults.error(at, `more than ${LIMITS.partLevels} levels of parts within parts`);
        told = true;
      }
      depth = Math.max(depth, below);
    }
    chain.delete(table);
    levels.set(table, depth);
    return depth;
  };
  for (const table of tables) visit(table);
}

/** Signals may not change their unit on the way down: a formula of a parent type would misread them. */
export function checkInheritedUnits(tables: readonly TypeTable[], faults: FaultList): void {
  const byName = new Map(tables.map((table) => [table.name, table]));
  for (const table of tables) {
    const base = byName.get(table.ancestors[0] ?? '');
    if (!base) continue;
    for (const signal of table.signals) {
      const inherited = base.signal(signal.name);
      if (!inherited || inherited.unit.code === signal.unit.code) continue;
      const merged = TypeTable.sourceOf(table).signals.get(signal.name);
      const message = `"${signal.name}" is in ${inherited.unit.code} in type "${base.name}" and cannot change to ${signal.unit.code}`;
      if (merged) faults.error(merged.at('unit'), message, inherited.unit.code);
    }
  }
}
