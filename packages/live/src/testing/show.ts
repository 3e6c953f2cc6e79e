/** An expression as text, for messages of failing tests. */
import type { Expr } from '@millwright/model';

export function show(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return `${expr.value}`;
    case 'signal':
      return [...expr.hops, expr.signal].join('.');
    case 'parameter':
      return `$${[...expr.hops, expr.parameter].join('.')}`;
    case 'aggregate':
      return `${expr.fn}(${[...expr.hops, expr.signal].join('.')})`;
    case 'convert':
      return `convert(${show(expr.arg)}, ${expr.factor}, ${expr.offset})`;
    case 'unary':
      return `${expr.op}(${show(expr.arg)})`;
    case 'binary':
      return `(${show(expr.left)} ${expr.op} ${show(expr.right)})`;
    case 'if':
      return `if(${show(expr.test)}, ${show(expr.then)}, ${show(expr.else)})`;
    case 'call':
      return `${expr.fn}(${expr.args.map(show).join(', ')})`;
    case 'time':
      return `${expr.fn}(${show(expr.arg)}${expr.window > 0 ? `, ${expr.window}` : ''})`;
  }
}
