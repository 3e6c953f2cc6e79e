/** Walks over checked formulas: what they read, and which time functions they hold. */
import type { AggregateExpr, Expr, ParameterExpr, SignalExpr, TimeExpr } from '@millwright/model';

/** A leaf that reads samples. */
export type InputExpr = SignalExpr | AggregateExpr;

/** The direct parts of an expression. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'signal':
    case 'parameter':
    case 'aggregate':
      return [];
    case 'convert':
    case 'unary':
    case 'time':
      return [expr.arg];
    case 'binary':
      return [expr.left, expr.right];
    case 'if':
      return [expr.test, expr.then, expr.else];
    case 'call':
      return expr.args;
  }
}

/** Calls `visit` for every node, parts before the whole. */
export function walk(expr: Expr, visit: (node: Expr) => void): void {
  for (const part of partsOf(expr)) walk(part, visit);
  visit(expr);
}

/** The name of an input within its type: equal for equal references. */
export function inputKey(input: InputExpr | ParameterExpr): string {
  const name = input.kind === 'parameter' ? input.parameter : input.signal;
  const kind = input.kind === 'parameter' ? '$' : input.kind === 'aggregate' ? '*' : '';
  return `${kind}${[...input.hops, name].join('.')}`;
}

/** What an expression reads, each reference once, in order of appearance. */
export function inputsOf(...exprs: readonly Expr[]): InputExpr[] {
  const found = new Map<string, InputExpr>();
  for (const expr of exprs) {
    walk(expr, (node) => {
      if (node.kind === 'signal' || node.kind === 'aggregate') {
        const key = inputKey(node);
        if (!found.has(key)) found.set(key, node);
      }
    });
  }
  return [...found.values()];
}

/** The time functions of an expression, inner ones before the ones around them. */
export function timesOf(expr: Expr): TimeExpr[] {
  const found: TimeExpr[] = [];
  walk(expr, (node) => {
    if (node.kind === 'time') found.push(node);
  });
  return found;
}
