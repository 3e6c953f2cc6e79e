/** A checked formula as one line, for tests: `(* speed[circ/min] 0.001 * radius[mm])` and the like. */
import type { Expr } from '../formula/expr.ts';
import { checkFormula } from '../load.ts';
import type { Plant } from '../plant.ts';
import { type Unit, unitOf } from '../units.ts';

/** Operators in brackets, conversions as `x*factor+offset`, units in square brackets where there is one. */
export function print(expr: Expr): string {
  const unit = expr.unit.code === '1' ? '' : `[${expr.unit.code}]`;
  const dotted = (name: string) => ('hops' in expr ? [...expr.hops, name].join('.') : name);
  switch (expr.kind) {
    case 'number':
      return `${expr.type === 'boolean' ? expr.value === 1 : expr.value}${unit}`;
    case 'signal':
      return dotted(expr.signal) + unit;
    case 'parameter':
      return dotted(expr.parameter) + unit;
    case 'convert':
      return `{${print(expr.arg)} *${expr.factor}${expr.offset === 0 ? '' : ` +${expr.offset}`}}${unit}`;
    case 'unary':
      return `(${expr.op} ${print(expr.arg)})${unit}`;
    case 'binary':
      return `(${print(expr.left)} ${expr.op} ${print(expr.right)})${unit}`;
    case 'if':
      return `(if ${print(expr.test)} ${print(expr.then)} ${print(expr.else)})${unit}`;
    case 'call':
      return `${expr.fn}(${expr.args.map(print).join(', ')})${unit}`;
    case 'time':
      return `${expr.fn}(${print(expr.arg)}${expr.window > 0 ? `, ${expr.window} ms` : ''})${unit}`;
    case 'aggregate':
      return `${expr.fn}(${dotted(expr.signal)})${unit}`;
  }
}

/** The checked formula printed, or its faults as `start-end message (suggestion)`. */
export function read(
  plant: Plant,
  typeName: string,
  text: string,
  unit?: string,
  expected?: 'number' | 'boolean',
): string | string[] {
  const type = plant.type(typeName);
  if (!type) throw new Error(`no type ${typeName}`);
  const wanted: Unit | undefined = unit === undefined ? undefined : unitOf(unit);
  const { expr, faults } = checkFormula(text, type, plant, wanted, expected);
  if (expr) return print(expr);
  return faults.map(
    (f) => `${f.start}-${f.end} ${f.message}${f.suggestion === undefined ? '' : ` (${f.suggestion})`}`,
  );
}
