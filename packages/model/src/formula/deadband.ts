/**
 * The condition under which a standing alarm goes on standing: its comparison with the limit moved by the deadband
 * away from the alarm, so that `vibration > 7.1 mm/s` with 0.5 mm/s clears only at or below 6.6 mm/s.
 */
import type { CheckedFormula } from '../plant.ts';
import { explainUnit } from '../unit-names.ts';
import { conversion, differenceUnit, parseUnit, type Unit } from '../units.ts';
import type { BinaryExpr, Expr } from './expr.ts';

export interface DeadbandFault {
  message: string;
  suggestion?: string;
}

const FORM = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/;

/** `holds` for a checked `when`; or why there is none. */
export function withDeadband(
  when: CheckedFormula,
  deadband: string | number,
): CheckedFormula | DeadbandFault {
  const { expr, text } = when;
  if (expr.kind !== 'binary' || !['<', '<=', '>', '>='].includes(expr.op)) {
    return { message: 'a deadband needs a condition that is one comparison with <, <=, > or >=' };
  }
  const unit = expr.left.unit;
  const size = readSize(String(deadband), unit);
  if (typeof size !== 'number') return size;
  const shift = expr.op === '>' || expr.op === '>=' ? -size : size;
  return { text: shiftedText(expr, shift, text), expr: shifted(expr, shift) };
}

/** The deadband in differences of `unit`. */
function readSize(text: string, unit: Unit): number | DeadbandFault {
  const match = FORM.exec(text);
  if (!match)
    return { message: `"${text}" is no deadband: write a number and a unit, such as "0.5 ${unit.code}"` };
  const [, number, code] = match;
  const own = parseUnit(code === '' ? '1' : code);
  if (!own) return explainUnit(code) ?? { message: `unknown unit "${code}"` };
  const change = conversion(differenceUnit(own), differenceUnit(unit));
  if (!change) {
    const message = `the deadband is in ${own.code}, the comparison in ${unit.code}`;
    return code === '' ? { message, suggestion: `${number} ${differenceUnit(unit).code}` } : { message };
  }
  const size = Number(number) * change.factor;
  return size > 0 ? size : { message: 'a deadband must be larger than 0' };
}

/** `a > b` becomes `a > b - d`, or `a + d > b` where the number stands on the left. */
function shifted(expr: BinaryExpr, shift: number): BinaryExpr {
  const right = literalIn(expr.right);
  if (right !== undefined) return { ...expr, right: number(expr.right, right + shift) };
  const left = literalIn(expr.left);
  if (left !== undefined) return { ...expr, left: number(expr.left, left - shift) };
  const { unit, span } = expr.right;
  const amount: Expr = {
    kind: 'number',
    type: 'number',
    unit: differenceUnit(unit),
    span,
    value: Math.abs(shift),
  };
  const op = shift < 0 ? '-' : '+';
  return {
    ...expr,
    right: { kind: 'binary', type: 'number', unit, span, op, left: expr.right, right: amount },
  };
}

function number(like: Expr, value: number): Expr {
  return {
    kind: 'number',
    type: 'number',
    unit: like.unit,
    span: like.span,
    value: Number(value.toPrecision(15)),
  };
}

/** The value of a number written in the formula, in the unit of the comparison. */
function literalIn(expr: Expr): number | undefined {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'convert' && expr.arg.kind === 'number')
    return expr.arg.value * expr.factor + expr.offset;
  return undefined;
}

function shiftedText(expr: BinaryExpr, shift: number, text: string): string {
  const written = (e: Expr) => text.slice(e.span.start, e.span.end);
  const { left, right, op } = expr;
  const amount = (value: number, unit: Unit) =>
    `${Number(value.toPrecision(12))}${unit.code === '1' ? '' : ` ${unit.code}`}`;
  const limit = literalIn(right);
  if (limit !== undefined) return `${written(left)} ${op} ${amount(limit + shift, right.unit)}`;
  const first = literalIn(left);
  if (first !== undefined) return `${amount(first - shift, left.unit)} ${op} ${written(right)}`;
  return `${written(left)} ${op} ${written(right)} ${shift < 0 ? '-' : '+'} ${amount(Math.abs(shift), differenceUnit(right.unit))}`;
}
