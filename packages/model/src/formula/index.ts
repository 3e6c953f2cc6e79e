/** Checks the text of a formula against a type: the one entrance to the formula language. */
import type { TwinType } from '../plant.ts';
import type { Unit } from '../units.ts';
import { FormulaChecker, type UsedSignal } from './check.ts';
import type { Expr } from './expr.ts';
import { parseFormula } from './parser.ts';
import type { TypeScope } from './references.ts';
import { finish } from './result.ts';
import type { FormulaFault, Syntax } from './syntax.ts';

export interface FormulaCheck {
  /** Present when there is no fault. */
  expr?: Expr;
  faults: FormulaFault[];
  /** Signals it reads, each as often as it is named. */
  used: readonly UsedSignal[];
  /** Present when the text could be parsed. */
  syntax?: Syntax;
}

/**
 * Parses and checks `text` as a formula of `type`. With `unit` the result is converted to it; `expected` 'boolean' asks
 * for true or false. Never throws.
 */
export function checkAgainst(
  text: string,
  type: TwinType,
  scope: TypeScope,
  unit?: Unit,
  expected?: 'number' | 'boolean',
): FormulaCheck {
  const parsed = parseFormula(text);
  if (!parsed.syntax) return { faults: parsed.faults, used: [] };
  const checker = new FormulaChecker(text, type, scope);
  const raw = checker.check(parsed.syntax);
  const expr = raw && finish(checker, raw, unit, expected);
  const { faults, used } = checker;
  const { syntax } = parsed;
  return expr && faults.length === 0 ? { expr, faults, used, syntax } : { faults, used, syntax };
}
