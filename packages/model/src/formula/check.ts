/**
 * From the syntax of a formula to the `Expr` that `live` compiles: names resolved, functions chosen, units checked and
 * converted. Collects every fault it can find in one go and throws nothing.
 */
import { nearest } from '../nearest.ts';
import type { TwinType } from '../plant.ts';
import { nearestUnit } from '../unit-names.ts';
import { divideUnits, multiplyUnits, ONE, type Unit } from '../units.ts';
import { difference, power, sum } from './arithmetic.ts';
import { callOf } from './calls.ts';
import type { Expr, Span } from './expr.ts';
import { type ResolvedReference, resolveReference, type TypeScope } from './references.ts';
import type { BinarySyntax, FormulaFault, IfSyntax, ReferenceSyntax, Syntax, UnarySyntax } from './syntax.ts';
import { clip, inUnit, isBareZero, isScaledBare, mismatch, zeroIn } from './units-of.ts';

/** A reference of a checked formula, for what depends on what. */
export interface UsedSignal extends ResolvedReference {
  name: string;
}

export class FormulaChecker {
  readonly faults: FormulaFault[] = [];
  readonly used: UsedSignal[] = [];
  readonly text: string;
  readonly #type: TwinType;
  readonly #scope: TypeScope;
  /** Differences of temperatures: in K, but not to be read as a temperature. */
  readonly #differences = new WeakSet<Expr>();

  constructor(text: string, type: TwinType, scope: TypeScope) {
    this.text = text;
    this.#type = type;
    this.#scope = scope;
  }

  /** The expression of a piece of syntax, or undefined when a fault was found in it. */
  check(node: Syntax): Expr | undefined {
    switch (node.kind) {
      case 'quantity':
        if (node.unknown !== undefined) {
          this.unknownUnit({ start: node.span.end - node.unknown.length, end: node.span.end }, node.unknown);
          return undefined;
        }
        if (!Number.isFinite(node.value)) return this.fail(node.span, 'the number is too large');
        return { kind: 'number', type: 'number', unit: node.unit, span: node.span, value: node.value };
      case 'boolean':
        return { kind: 'number', type: 'boolean', unit: ONE, span: node.span, value: node.value ? 1 : 0 };
      case 'text':
        return this.fail(node.span, 'a text stands only beside a state, as in "mode == \'running\'"');
      case 'reference':
        return this.#reference(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'if':
        return this.#if(node);
      case 'call':
        return callOf(this, node);
    }
  }

  /** The signal or parameter a reference means, or undefined when a fault was found. */
  resolve(node: ReferenceSyntax): ResolvedReference | undefined {
    const found = resolveReference(this.#type, node.names, this.#scope);
    if ('message' in found) {
      this.fail(node.spans[found.index], found.message, found.suggestion);
      return undefined;
    }
    if (found.signal) this.used.push({ ...found, name: node.names.join('.') });
    return found;
  }

  fail(span: Span, message: string, suggestion?: string): undefined {
    this.faults.push({ ...span, message, ...(suggestion === undefined ? {} : { suggestion }) });
    return undefined;
  }

  unknownUnit(span: Span, code: string): void {
    this.fail(span, `unknown unit "${code}"`, nearestUnit(code));
  }

  written(expr: Expr): string {
    return `"${clip(this.text.slice(expr.span.start, expr.span.end))}"`;
  }

  /** A difference (K) must not be read as a temperature with its own zero. */
  markDifference(expr: Expr): void {
    this.#differences.add(expr);
  }

  isDifference(expr: Expr): boolean {
    return this.#differences.has(expr) || (expr.kind === 'convert' && this.isDifference(expr.arg));
  }

  /** The expression in `unit`, or a fault. */
  converted(expr: Expr, unit: Unit, other: Expr): Expr | undefined {
    if (isBareZero(expr) && unit.offset === 0) return zeroIn(unit, expr.span);
    const result = isScaledBare(expr, unit) ? undefined : inUnit(expr, unit);
    if (!result) {
      const { message, suggestion } = mismatch(expr, other, this.text);
      return this.fail(expr.span, message, suggestion);
    }
    if (unit.offset !== 0 && expr.unit.offset === 0 && this.isDifference(expr)) {
      return this.fail(
        expr.span,
        `${this.written(expr)} is a difference of temperatures, in K, and no temperature in ${unit.code}`,
      );
    }
    return result;
  }

  /** Both in one unit, that of the first which is more than a bare 0. */
  unified(a: Expr, b: Expr): [Expr, Expr] | undefined {
    if (isBareZero(a) && !isBareZero(b)) {
      const left = this.converted(a, b.unit, b);
      return left && [left, b];
    }
    const right = this.converted(b, a.unit, a);
    return right && [a, right];
  }

  /** A value that can be multiplied: no temperature with a zero of its own. */
  hasTrueZero(expr: Expr, what: string): boolean {
    if (expr.unit.offset === 0) return true;
    const code = expr.unit.code;
    this.fail(
      expr.span,
      `${this.written(expr)} is in ${code}, which has its own zero, so that ${what} means nothing: ` +
        `take a difference first, as in "(x - 0 ${code})", which is in K`,
    );
    return false;
  }

  boolean(node: Syntax): Expr | undefined {
    const expr = this.check(node);
    if (!expr || expr.type === 'boolean') return expr;
    return this.fail(
      expr.span,
      `${this.written(expr)} is a number where true or false is needed: compare it with something`,
    );
  }

  #reference(node: ReferenceSyntax): Expr | undefined {
    if (node.names.length === 1 && node.names[0] === 'pi' && !this.#knows('pi')) {
      return { kind: 'number', type: 'number', unit: ONE, span: node.span, value: Math.PI };
    }
    const found = this.resolve(node);
    if (!found) return undefined;
    const { hops, span } = { hops: found.hops, span: node.span };
    if (found.many) {
      const name = node.names.join('.');
      return this.fail(span, `"${name}" means several twins: write avg(${name}), sum, min, max or count`);
    }
    if (found.parameter) {
      const { unit, name } = found.parameter;
      return { kind: 'parameter', type: 'number', unit, span, hops, parameter: name };
    }
    if (!found.signal) return undefined;
    const { unit, name } = found.signal;
    return {
      kind: 'signal',
      type: isTwoState(found.signal.states) ? 'boolean' : 'number',
      unit,
      span,
      hops,
      signal: name,
    };
  }

  /** Whether the type itself has a signal or parameter of this name. */
  #knows(name: string): boolean {
    return this.#type.signal(name) !== undefined || this.#type.parameters.some((p) => p.name === name);
  }

  #unary(node: UnarySyntax): Expr | undefined {
    if (node.op === 'not') {
      const arg = this.boolean(node.arg);
      return arg && { kind: 'unary', type: 'boolean', unit: ONE, span: node.span, op: 'not', arg };
    }
    const arg = this.check(node.arg);
    if (!arg || !this.hasTrueZero(arg, 'its negative')) return undefined;
    return { kind: 'unary', type: 'number', unit: arg.unit, span: node.span, op: '-', arg };
  }

  #if(node: IfSyntax): Expr | undefined {
    const test = this.boolean(node.test);
    const then = this.check(node.then);
    const otherwise = this.check(node.else);
    const both = then && otherwise && this.unified(then, otherwise);
    if (!test || !both) return undefined;
    const type = both[0].type === 'boolean' && both[1].type === 'boolean' ? 'boolean' : 'number';
    // biome-ignore lint/suspicious/noThenProperty: a branch of the tree, never a function, so nothing can await it
    return { kind: 'if', type, unit: both[0].unit, span: node.span, test, then: both[0], else: both[1] };
  }

  #binary(node: BinarySyntax): Expr | undefined {
    const { op, span } = node;
    if (op === 'and' || op === 'or') {
      const left = this.boolean(node.left);
      const right = this.boolean(node.right);
      return left && right && { kind: 'binary', type: 'boolean', unit: ONE, span, op, left, right };
    }
    if (op === '==' || op === '!=') {
      const named = this.#stateName(node);
      if (named !== 'no') return named;
    }
    if (op === '/' && this.#misspeltUnit(node)) return undefined;
    if (
      op === '^' &&
      node.left.kind === 'quantity' &&
      node.left.unit !== ONE &&
      node.left.span.end === node.at.start
    ) {
      return this.fail(
        node.span,
        'a power of a unit is written without "^", as in m2: put the number in brackets to square it all',
      );
    }
    const left = this.check(node.left);
    const right = this.check(node.right);
    if (!left || !right) return undefined;
    switch (op) {
      case '*':
      case '/': {
        if (!this.hasTrueZero(left, 'a product') || !this.hasTrueZero(right, 'a product')) return undefined;
        const unit = op === '*' ? multiplyUnits(left.unit, right.unit) : divideUnits(left.unit, right.unit);
        return { kind: 'binary', type: 'number', unit, span, op, left, right };
      }
      case '^':
        return power(this, left, right, span);
      case '+':
        return sum(this, left, right, span);
      case '-':
        return difference(this, left, right, span);
      default: {
        const both = this.unified(left, right);
        return (
          both && { kind: 'binary', type: 'boolean', unit: ONE, span, op, left: both[0], right: both[1] }
        );
      }
    }
  }

  /** `mode == 'running'`: the state's number by its name. 'no' where neither side is a text. */
  #stateName(node: BinarySyntax): Expr | undefined | 'no' {
    const [name, other] = node.left.kind === 'text' ? [node.left, node.right] : [node.right, node.left];
    if (name.kind !== 'text') return 'no';
    if (other.kind !== 'reference')
      return this.fail(name.span, 'a text stands only beside a state, as in "mode == \'running\'"');
    const found = this.resolve(other);
    if (!found) return undefined;
    const states = found.signal?.states;
    if (!states || !found.signal)
      return this.fail(other.span, `"${other.names.join('.')}" has no states that a text could name`);
    if (found.many) return this.check(other);
    const wanted = name.text.toLowerCase();
    for (const [value, label] of states) {
      if (label.en.toLowerCase() !== wanted && label.zh !== name.text) continue;
      const { unit } = found.signal;
      const left: Expr = {
        kind: 'signal',
        type: 'number',
        unit,
        span: other.span,
        hops: found.hops,
        signal: found.signal.name,
      };
      const right: Expr = { kind: 'number', type: 'number', unit, span: name.span, value };
      return { kind: 'binary', type: 'boolean', unit: ONE, span: node.span, op: node.op, left, right };
    }
    const known = [...states.values()].map((label) => label.en);
    return this.fail(
      name.span,
      `"${name.text}" is no state of "${other.names.join('.')}": ${known.join(', ')}`,
      nearest(name.text, known),
    );
  }

  /** `5 mm/sec` reads as 5 mm through `sec`; where there is no signal `sec`, a unit was meant. */
  #misspeltUnit({ left, right, at }: BinarySyntax): boolean {
    if (
      left.kind !== 'quantity' ||
      left.run === undefined ||
      left.span.end !== at.start ||
      right.kind !== 'reference'
    )
      return false;
    if (!('message' in resolveReference(this.#type, right.names, this.#scope))) return false;
    const start = left.span.end - left.unit.code.length;
    this.unknownUnit({ start, end: start + left.run.length }, left.run);
    return true;
  }
}

/** Whether the states are exactly 0 and 1: such a signal may stand where true or false is needed. */
function isTwoState(states: ReadonlyMap<number, unknown> | undefined): boolean {
  return states !== undefined && states.size === 2 && states.has(0) && states.has(1);
}
