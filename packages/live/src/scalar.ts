/** Operators and scalar functions by definition. NaN stands for "no result" and goes through everything. */
import type { BinaryOperator, ScalarFunction } from '@millwright/model';

/** Division by zero has no result; a comparison with NaN has none either. Booleans are 0 and 1. */
export function compare(op: BinaryOperator, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? Number.NaN : a / b;
    case '^':
      return a ** b;
    default:
      return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(holds(op, a, b));
  }
}

function holds(op: BinaryOperator, a: number, b: number): boolean {
  switch (op) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case 'and':
      return a !== 0 && b !== 0;
    default:
      return a !== 0 || b !== 0;
  }
}

/** Angles are in radians; `round` rounds halves up; `clamp(x, low, high)`. */
export function applyScalar(fn: ScalarFunction, args: readonly number[]): number {
  const [a, b, c] = args;
  switch (fn) {
    case 'pow':
      return a ** b;
    case 'min':
      return Math.min(...args);
    case 'max':
      return Math.max(...args);
    case 'clamp':
      return Math.min(Math.max(a, b), c);
    case 'atan2':
      return Math.atan2(a, b);
    case 'ln':
      return Math.log(a);
    default:
      return Math[fn](a);
  }
}
