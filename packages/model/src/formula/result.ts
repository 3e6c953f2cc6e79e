/** The result of a formula in the unit and type its place wants. */
import { mixesTurnsAndCounts, ONE, type Unit } from '../units.ts';
import type { FormulaChecker } from './check.ts';
import type { Expr } from './expr.ts';
import { inUnit, isBareZero, isScaledBare, zeroIn } from './units-of.ts';

/** `100 * a / b`: what people write for a percentage where nobody converts. */
function hasHundred(expr: Expr): boolean {
  if (expr.unit !== ONE) return false;
  if (expr.kind === 'number') return expr.value === 100;
  return (
    expr.kind === 'binary' &&
    (expr.op === '*' || expr.op === '/') &&
    (hasHundred(expr.left) || (expr.op === '*' && hasHundred(expr.right)))
  );
}

/** The checked expression in the wanted unit and type. */
export function finish(
  checker: FormulaChecker,
  expr: Expr,
  unit: Unit | undefined,
  expected: 'number' | 'boolean' | undefined,
): Expr | undefined {
  if (expected === 'boolean') {
    if (expr.type === 'boolean') return expr;
    return checker.fail(
      expr.span,
      `the result of ${checker.written(expr)} is a number, true or false is needed: compare it with something`,
    );
  }
  if (!unit) return expr;
  if (isBareZero(expr) && unit.offset === 0) return zeroIn(unit, expr.span);
  if (unit.code === '%' && hasHundred(expr)) {
    return checker.fail(
      expr.span,
      'the signal is in %, to which the result is converted by itself: leave out the 100',
    );
  }
  const result = isScaledBare(expr, unit) ? undefined : inUnit(expr, unit);
  if (!result) {
    const remedy = mixesTurnsAndCounts(expr.unit, unit)
      ? 'multiply a count of turns by "1 circ", a count of radians by "1 rad"'
      : expr.unit === ONE
        ? 'give the numbers units'
        : 'change the formula or the unit of the signal';
    const own = expr.unit === ONE ? 'has no unit' : `is in ${expr.unit.code}`;
    return checker.fail(expr.span, `the result ${own}, the signal is in ${unit.code}: ${remedy}`);
  }
  if (unit.offset !== 0 && expr.unit.offset === 0 && checker.isDifference(expr)) {
    return checker.fail(
      expr.span,
      `the result is a difference of temperatures, in K, and no temperature in ${unit.code}: declare the signal in K`,
    );
  }
  return result;
}
