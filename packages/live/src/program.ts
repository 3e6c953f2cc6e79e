/** Everything compiled for one plant: formulas in order, alarm conditions, and who reads whom. */
import type { AlarmType, Expr, Plant, SignalType, TwinType } from '@millwright/model';
import { Columns } from './columns.ts';
import {
  type ConditionLoop,
  type Factories,
  type FormulaLoop,
  type Generated,
  generateCondition,
  generateFormula,
  isSame,
} from './compile.ts';
import { Groups } from './groups.ts';
import { plantLayout, References } from './layout.ts';
import { inOrder } from './order.ts';
import type { TimeNode } from './time/node.ts';
import { inputsOf, timesOf } from './walk.ts';

export interface FormulaProgram {
  name: string;
  type: TwinType;
  signal: SignalType;
  column: number;
  reads: ReadonlySet<number>;
  /** Its single inputs: first slot of an own column, or one slot per row. */
  direct: readonly (number | Uint32Array)[];
  generated: Generated;
  loop: FormulaLoop;
  /** State of its time functions. */
  nodes: readonly TimeNode[];
  /** It has no state yet: evaluate all rows once. */
  isNew: boolean;
}

export interface AlarmProgram {
  type: TwinType;
  alarm: AlarmType;
  generated: Generated;
  loop: ConditionLoop;
  isNew: boolean;
}

export interface Program {
  plant: Plant;
  columns: Columns;
  groups: Groups;
  formulas: readonly FormulaProgram[];
  alarms: readonly AlarmProgram[];
}

/**
 * Compiles a plant. Formulas and conditions that are the same as in `previous` keep their loop and with it their state.
 * Throws an Error where formulas read each other in a circle; `previous` is not touched then.
 */
export function buildProgram(plant: Plant, factories: Factories, previous?: Program): Program {
  const columns = new Columns(plant);
  const layout = plantLayout(plant);
  const edges: number[] = [];
  const formulas: FormulaProgram[] = [];
  const alarms: AlarmProgram[] = [];
  const kept = new Map(previous?.formulas.map((formula) => [formula.name, formula]));
  const keptAlarms = new Map(previous?.alarms.map((alarm) => [alarmName(alarm.type, alarm.alarm), alarm]));

  for (const type of plant.types) {
    if (type.rows === 0) continue;
    const references = new References(plant, type, layout);
    const windows = countWindows(type);
    for (const signal of type.signals) {
      if (signal.formula === undefined) continue;
      const name = `${type.name}.${signal.name}`;
      const { expr } = signal.formula;
      const generated = generateFormula(references, signal, expr);
      const before = kept.get(name);
      const same = before !== undefined && isSame(before.generated, generated);
      formulas.push({
        name,
        type,
        signal,
        column: columns.firstColumn[type.index] + signal.column,
        reads: columnsRead(expr, references, columns),
        direct: directInputs(expr, references),
        generated: same ? before.generated : generated,
        ...(same
          ? { loop: before.loop, nodes: before.nodes }
          : factories.formula(generated, type.rows, windows)),
        isNew: !same,
      });
    }
    for (const alarm of type.alarms) {
      const generated = generateCondition(references, alarm);
      const before = keptAlarms.get(alarmName(type, alarm));
      const same = before !== undefined && isSame(before.generated, generated);
      alarms.push({
        type,
        alarm,
        generated: same ? before.generated : generated,
        loop: same ? before.loop : factories.condition(generated, type.rows, windows),
        isNew: !same,
      });
    }
    for (const [row, slot] of references.crossings()) {
      edges.push(columns.firstRow[type.index] + row, columns.row(slot));
    }
  }
  const groups = new Groups(columns.rowCount, edges);
  return { plant, columns, groups, formulas: inOrder(formulas), alarms };
}

/** The name of an alarm within a plant. */
export function alarmName(type: TwinType, alarm: AlarmType): string {
  return `${type.name}.${alarm.name}`;
}

function columnsRead(expr: Expr, references: References, columns: Columns): Set<number> {
  const { type } = references;
  const read = new Set<number>();
  for (const input of inputsOf(expr)) {
    if (input.kind === 'signal' && input.hops.length === 0) {
      const signal = type.signal(input.signal);
      if (signal !== undefined) read.add(columns.firstColumn[type.index] + signal.column);
      continue;
    }
    const slots =
      input.kind === 'aggregate'
        ? references.aggregate(input.hops, input.signal).slots
        : references.relative(input.hops, input.signal).slots;
    for (const slot of slots) if (slot < columns.of.length) read.add(columns.of[slot]);
  }
  return read;
}

function directInputs(expr: Expr, references: References): (number | Uint32Array)[] {
  const { type, layout } = references;
  return inputsOf(expr).flatMap((input): (number | Uint32Array)[] => {
    if (input.kind === 'aggregate') return [];
    if (input.hops.length === 0) return [layout.column(type, input.signal)];
    return [references.relative(input.hops, input.signal).slots];
  });
}

function countWindows(type: TwinType): number {
  let count = 0;
  const add = (expr: Expr): void => {
    count += timesOf(expr).filter((node) => node.window > 0 && node.fn !== 'ema').length;
  };
  for (const { formula } of type.signals) if (formula !== undefined) add(formula.expr);
  for (const alarm of type.alarms) {
    add(alarm.when.expr);
    if (alarm.holds !== alarm.when) add(alarm.holds.expr);
  }
  return count;
}
