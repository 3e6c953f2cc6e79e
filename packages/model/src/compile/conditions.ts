/** Conditions that are judged at an instant, and how the faults of formulas are told. */
import type { FaultList, Position } from '../faults.ts';
import type { Expr } from '../formula/expr.ts';
import { checkAgainst, type FormulaCheck } from '../formula/index.ts';
import type { TypeScope } from '../formula/references.ts';
import type { CheckedFormula } from '../plant.ts';
import { ONE } from '../units.ts';
import type { TypeTable } from './types.ts';

/** Place of the characters from `start` to `end` of a formula. */
export type PlaceIn = (start: number, end: number) => Position;

/** A type without twins whose `parent` nobody knows is left alone: nothing evaluates it. */
export function reportAll(
  result: FormulaCheck,
  within: PlaceIn,
  type: TypeTable,
  scope: TypeScope,
  faults: FaultList,
): void {
  if (type.rows === 0 && scope.parents(type).size === 0) {
    const orphans = result.faults.filter((f) => !f.message.endsWith('so it has no parent'));
    if (orphans.length < result.faults.length) return;
  }
  for (const fault of result.faults) {
    const at = within(fault.start, fault.end);
    // What an inherited formula has wrong is wrong in every type that inherits it, and is told once.
    if (faults.claim(at, type.name)) faults.error(at, fault.message, fault.suggestion);
  }
}

/**
 * A condition that is judged from the newest samples alone, at any instant and by anybody: functions over time would
 * need a state. Undefined with the reason among the faults.
 */
export function instantCondition(
  text: string,
  within: PlaceIn,
  type: TypeTable,
  scope: TypeScope,
  faults: FaultList,
): CheckedFormula | undefined {
  const result = checkAgainst(text, type, scope, ONE, 'boolean');
  reportAll(result, within, type, scope, faults);
  if (!result.expr) return undefined;
  const span = overTime(result.expr);
  if (span === undefined) return { text, expr: result.expr };
  const at = within(span.start, span.end);
  if (faults.claim(at, type.name)) {
    const name = text.slice(span.start, span.end);
    faults.error(
      at,
      `"${name}" looks back in time, and this condition is judged at an instant: make it a derived signal and name that here`,
    );
  }
  return undefined;
}

/** Where an expression looks back in time. */
function overTime(expr: Expr): { start: number; end: number } | undefined {
  switch (expr.kind) {
    case 'time':
      return expr.span;
    case 'convert':
    case 'unary':
      return overTime(expr.arg);
    case 'binary':
      return overTime(expr.left) ?? overTime(expr.right);
    case 'if':
      return overTime(expr.test) ?? overTime(expr.then) ?? overTime(expr.else);
    case 'call':
      return expr.args.map(overTime).find((span) => span !== undefined);
    default:
      return undefined;
  }
}
