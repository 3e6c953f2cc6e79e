/** Sums, differences and powers of values with units, and what temperatures with their own zero do in them. */
import { differenceUnit, isPlain, ONE, powerUnit } from '../units.ts';
import type { FormulaChecker } from './check.ts';
import type { BinaryExpr, Expr, Span } from './expr.ts';
import { differenceInUnit, inUnit, mismatch } from './units-of.ts';

/** `x ^ n`, also written `pow(x, n)`. The exponent of a value with a unit must be known beforehand. */
export function power(
  checker: FormulaChecker,
  base: Expr,
  exponent: Expr,
  span: Span,
): BinaryExpr | undefined {
  if (!checker.hasTrueZero(base, 'a power')) return undefined;
  if (!isPlain(exponent.unit))
    return checker.fail(
      exponent.span,
      `an exponent has no unit, ${checker.written(exponent)} is in ${exponent.unit.code}`,
    );
  const right = inUnit(exponent, ONE);
  if (!right) return undefined;
  if (base.unit === ONE)
    return { kind: 'binary', type: 'number', unit: ONE, span, op: '^', left: base, right };
  if (right.kind !== 'number') {
    if (isPlain(base.unit)) {
      const left = inUnit(base, ONE);
      return left && { kind: 'binary', type: 'number', unit: ONE, span, op: '^', left, right };
    }
    return checker.fail(
      exponent.span,
      `${checker.written(base)} is in ${base.unit.code}: its exponent must be a number written here`,
    );
  }
  if (Math.abs(right.value) > 20)
    return checker.fail(exponent.span, 'the exponent of a value with a unit is at most 20');
  return {
    kind: 'binary',
    type: 'number',
    unit: powerUnit(base.unit, right.value),
    span,
    op: '^',
    left: base,
    right,
  };
}

/** A sum; of a temperature with its own zero and a difference, a temperature. */
export function sum(checker: FormulaChecker, left: Expr, right: Expr, span: Span): Expr | undefined {
  if (left.unit.offset !== 0 && right.unit.offset !== 0) {
    return checker.fail(
      span,
      `two temperatures in ${left.unit.code} and ${right.unit.code} cannot be added: write the one that is a difference in K`,
    );
  }
  // Temperature and difference, in either order, is a temperature.
  const absolute = left.unit.offset !== 0 ? left : right.unit.offset !== 0 ? right : undefined;
  if (absolute) {
    const shift = absolute === left ? right : left;
    const converted = differenceInUnit(shift, differenceUnit(absolute.unit));
    if (!converted) return checker.fail(span, mismatch(left, right, checker.text).message);
    const [a, b] = absolute === left ? [left, converted] : [converted, right];
    return { kind: 'binary', type: 'number', unit: absolute.unit, span, op: '+', left: a, right: b };
  }
  const both = checker.unified(left, right);
  return both && arithmetic(checker, '+', both, span);
}

/** A difference; of two temperatures with their own zero, in K. */
export function difference(checker: FormulaChecker, left: Expr, right: Expr, span: Span): Expr | undefined {
  if (left.unit.offset !== 0 && right.unit.offset === 0) {
    const shift = differenceInUnit(right, differenceUnit(left.unit));
    if (!shift) {
      const { message, suggestion } = mismatch(left, right, checker.text);
      return checker.fail(right.span, message, suggestion);
    }
    return { kind: 'binary', type: 'number', unit: left.unit, span, op: '-', left, right: shift };
  }
  if (left.unit.offset === 0 && right.unit.offset !== 0) {
    return checker.fail(
      span,
      `a temperature in ${right.unit.code} cannot be taken from ${checker.written(left)} in ${left.unit.code}: use ${right.unit.code} for both`,
    );
  }
  const both = checker.unified(left, right);
  if (!both) return undefined;
  const result = arithmetic(checker, '-', both, span);
  if (left.unit.offset === 0) return result;
  checker.markDifference(result);
  result.unit = differenceUnit(left.unit);
  return result;
}

function arithmetic(
  checker: FormulaChecker,
  op: '+' | '-',
  [left, right]: [Expr, Expr],
  span: Span,
): BinaryExpr {
  const result: BinaryExpr = { kind: 'binary', type: 'number', unit: left.unit, span, op, left, right };
  if (checker.isDifference(left) || checker.isDifference(right)) checker.markDifference(result);
  return result;
}
