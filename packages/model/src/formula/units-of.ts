/** Units of expressions: bringing two values to one unit, and the nodes that do it. */
import { conversion, isPlain, mixesTurnsAndCounts, ONE, sameScale, type Unit } from '../units.ts';
import type { Expr, Span } from './expr.ts';

/** The expression in another unit of its dimension: the same node where nothing changes, otherwise inside a `convert`. */
export function inUnit(expr: Expr, unit: Unit): Expr | undefined {
  if (expr.unit === unit) return expr;
  const change = conversion(expr.unit, unit);
  if (!change) return undefined;
  if (change.factor === 1 && change.offset === 0)
    return expr.unit.code === unit.code ? expr : { ...expr, unit };
  return {
    kind: 'convert',
    type: expr.type,
    unit,
    span: expr.span,
    factor: change.factor,
    offset: change.offset,
    arg: expr,
  };
}

/** As `inUnit`, for a difference of values: without the zero points. */
export function differenceInUnit(expr: Expr, unit: Unit): Expr | undefined {
  const plain = { ...unit, offset: 0 };
  const from = { ...expr.unit, offset: 0 };
  const change = conversion(from, plain);
  if (!change) return undefined;
  if (sameScale(from, plain)) return expr;
  return {
    kind: 'convert',
    type: expr.type,
    unit,
    span: expr.span,
    factor: change.factor,
    offset: 0,
    arg: expr,
  };
}

/** The bare number 0, which is nothing of anything and may be compared with any unit without a zero of its own. */
export function isBareZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0 && expr.unit === ONE;
}

function isBareNumber(expr: Expr): boolean {
  return expr.kind === 'number' && expr.type === 'number' && expr.unit === ONE;
}

/**
 * A bare number beside a percentage or an angle in degrees: `level > 50` would be 5,000 %, `angle > 30` 30 radians, and
 * the person meant neither.
 */
export function isScaledBare(expr: Expr, unit: Unit): boolean {
  return isBareNumber(expr) && isPlain(unit) && !sameScale(unit, ONE);
}

export function zeroIn(unit: Unit, span: Span): Expr {
  return { kind: 'number', type: 'number', unit, span, value: 0 };
}

/** Says why two values do not meet, and what to write. `a` and `b` are as written. */
export function mismatch(a: Expr, b: Expr, text: string): { message: string; suggestion?: string } {
  const written = (e: Expr) => `"${clip(text.slice(e.span.start, e.span.end))}"`;
  for (const [bare, other] of [
    [a, b],
    [b, a],
  ]) {
    if (isBareNumber(bare)) {
      const suggestion = `${text.slice(bare.span.start, bare.span.end)} ${other.unit.code}`;
      return {
        message: `${written(other)} is in ${other.unit.code} but ${written(bare)} has no unit`,
        suggestion,
      };
    }
  }
  if (mixesTurnsAndCounts(a.unit, b.unit)) {
    return {
      message:
        `${written(a)} is in ${a.unit.code} and ${written(b)} in ${b.unit.code}: an angle per time and a count per time. ` +
        'Multiply a count of turns by "1 circ", a count of radians by "1 rad"; declare a speed of rotation in circ/min',
    };
  }
  return {
    message: `${written(a)} is in ${a.unit.code} and ${written(b)} in ${b.unit.code}: these do not go together`,
  };
}

export function clip(text: string): string {
  return text.length > 50 ? `${text.slice(0, 47)}...` : text;
}
