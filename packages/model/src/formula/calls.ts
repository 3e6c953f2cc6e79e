/** Calls of functions: which one is meant, how many arguments, which units. */
import { nearest } from '../nearest.ts';
import {
  differenceUnit,
  divideUnits,
  isPlain,
  isTime,
  multiplyUnits,
  ONE,
  powerUnit,
  type Unit,
  unitOf,
} from '../units.ts';
import { power } from './arithmetic.ts';
import type { FormulaChecker } from './check.ts';
import type { Aggregate, Expr, ScalarFunction, TimeFunction } from './expr.ts';
import { AGGREGATE_NAMES, ALIASES, FUNCTION_NAMES, SCALARS, type ScalarRule, TIMES } from './functions.ts';
import type { CallSyntax, QuantitySyntax, Syntax } from './syntax.ts';
import { inUnit, isBareZero } from './units-of.ts';

export function callOf(checker: FormulaChecker, call: CallSyntax): Expr | undefined {
  const { name, args } = call;
  const first = args[0];
  if (name === 'min' || name === 'max') return extreme(checker, call, name);
  if (AGGREGATE_NAMES.some((a) => a === name)) return aggregate(checker, call, name as Aggregate);
  if (Object.hasOwn(TIMES, name)) {
    const { fn, window } = TIMES[name];
    if (name === 'mean' && args.length === 1 && first.kind === 'reference') {
      return checker.fail(
        call.span,
        'mean takes a window, as in "mean(x, 10 min)"; the mean over parts is avg(...)',
      );
    }
    const wanted = window ? 2 : 1;
    if (args.length !== wanted) {
      const form = window ? `${name}(x, 10 min)` : `${name}(x)`;
      return checker.fail(
        call.span,
        `${name} takes ${wanted === 1 ? 'one value' : 'a value and a length of time'}, as in "${form}"`,
      );
    }
    if (!window) return overTime(checker, call, fn, first, 0);
    const length = windowOf(checker, args[1], name);
    return length === undefined ? undefined : overTime(checker, call, fn, first, length);
  }
  if (name === 'pow') {
    if (args.length !== 2) return checker.fail(call.span, 'pow takes two values, as in "pow(x, 2)"');
    const [base, exponent] = args.map((a) => checker.check(a));
    if (!base || !exponent) return undefined;
    const result = power(checker, base, exponent, call.span);
    return (
      result && {
        kind: 'call',
        type: 'number',
        unit: result.unit,
        span: call.span,
        fn: 'pow',
        args: [result.left, result.right],
      }
    );
  }
  if (Object.hasOwn(SCALARS, name)) {
    const fn = name as keyof typeof SCALARS;
    const { args: count, rule } = SCALARS[fn];
    if (args.length !== count) {
      return checker.fail(
        call.span,
        `${name} takes ${count === 1 ? 'one value' : `${count} values`}, not ${args.length}`,
      );
    }
    return scalar(checker, call, fn, rule);
  }
  if (name === 'if') return checker.fail(call.span, 'if takes three values, as in "if(test, a, b)"');
  if (name === 'log')
    return checker.fail(
      call.nameSpan,
      '"log" is read differently by different people: write "ln" or "log10"',
    );
  const alias = Object.hasOwn(ALIASES, name.toLowerCase()) ? ALIASES[name.toLowerCase()] : undefined;
  return checker.fail(call.nameSpan, `unknown function "${name}"`, alias ?? nearest(name, FUNCTION_NAMES));
}

/** `min` and `max`: over a window, over the parts of a many-part, or the smallest of several values. */
function extreme(checker: FormulaChecker, call: CallSyntax, name: 'min' | 'max'): Expr | undefined {
  const { args } = call;
  if (args.length === 1) return aggregate(checker, call, name);
  if (args.length === 2 && isDuration(args[1]) && !isDuration(args[0])) {
    const length = windowOf(checker, args[1], name);
    const arg = checker.check(args[0]);
    if (!arg || length === undefined) return undefined;
    const fn = name === 'min' ? 'minimum' : 'maximum';
    if (isTime(arg.unit)) {
      return checker.fail(
        call.span,
        `${name} of a time and a length of time could mean two things: write "${fn}(x, 10 min)" for the past 10 min, ` +
          `"${name}(10 min, x)" for the ${name === 'min' ? 'smaller' : 'larger'} of the two`,
      );
    }
    return overTime(checker, call, fn, args[0], length, arg);
  }
  if (args.length < 2)
    return checker.fail(call.span, `${name} takes two or more values, or a value and a length of time`);
  return scalar(checker, call, name, 'same');
}

function isDuration(node: Syntax): node is QuantitySyntax {
  return node.kind === 'quantity' && node.unknown === undefined && isTime(node.unit);
}

function windowOf(checker: FormulaChecker, node: Syntax, name: string): number | undefined {
  if (node.kind === 'quantity' && node.unknown !== undefined) return void checker.check(node);
  if (!isDuration(node)) {
    return checker.fail(
      node.span,
      `${name} takes a length of time written as a number with a unit, such as "10 min"`,
    );
  }
  const milliseconds = Number((node.value * node.unit.factor * 1_000).toPrecision(15));
  if (milliseconds > 0 && Number.isFinite(milliseconds)) return milliseconds;
  return checker.fail(node.span, 'a length of time must be larger than 0');
}

function aggregate(checker: FormulaChecker, call: CallSyntax, fn: Aggregate): Expr | undefined {
  const node = call.args[0];
  if (call.args.length !== 1 || node.kind !== 'reference') {
    return checker.fail(
      call.span,
      `${fn} takes one signal of a many-part, as in "${fn}(bearings.temperature)"`,
    );
  }
  const found = checker.resolve(node);
  if (!found) return undefined;
  if (!found.many || !found.signal) {
    const name = node.names.join('.');
    const past = fn === 'avg' ? 'mean' : fn;
    const remedy =
      fn === 'sum' || fn === 'count'
        ? 'name a signal of a many-part'
        : `write "${past}(${name}, 10 min)" for the ${past} over time`;
    return checker.fail(node.span, `"${name}" is one value and nothing to take the ${fn} of: ${remedy}`);
  }
  const { hops, signal } = found;
  if (fn === 'sum' && signal.unit.offset !== 0) {
    return checker.fail(
      node.span,
      `"${node.names.join('.')}" is in ${signal.unit.code}, which has its own zero: its sum means nothing, take avg`,
    );
  }
  const unit = fn === 'count' ? ONE : signal.unit;
  return { kind: 'aggregate', type: 'number', unit, span: call.span, fn, hops, signal: signal.name };
}

function overTime(
  checker: FormulaChecker,
  call: CallSyntax,
  fn: TimeFunction,
  node: Syntax,
  window: number,
  known?: Expr,
): Expr | undefined {
  const arg = known ?? (fn === 'onDelay' ? checker.boolean(node) : checker.check(node));
  if (!arg) return undefined;
  let { type } = arg;
  let unit: Unit = arg.unit;
  switch (fn) {
    case 'delta':
    case 'deviation':
      [type, unit] = ['number', differenceUnit(arg.unit)];
      break;
    case 'rate':
      [type, unit] = ['number', divideUnits(differenceUnit(arg.unit), unitOf('s'))];
      break;
    case 'integral':
      if (!checker.hasTrueZero(arg, 'an integral')) return undefined;
      [type, unit] = ['number', multiplyUnits(arg.unit, unitOf('s'))];
      break;
    case 'changes':
      [type, unit] = ['number', ONE];
      break;
    case 'mean':
    case 'minimum':
    case 'maximum':
    case 'ema':
      type = 'number';
      break;
    default:
  }
  const result: Expr = { kind: 'time', type, unit, span: call.span, fn, arg, window };
  if (fn === 'delta' || fn === 'deviation' || checker.isDifference(arg)) checker.markDifference(result);
  return result;
}

const RADIAN = () => unitOf('rad');

function scalar(
  checker: FormulaChecker,
  call: CallSyntax,
  fn: ScalarFunction,
  rule: ScalarRule,
): Expr | undefined {
  const checked = call.args.map((arg) => checker.check(arg));
  const args = checked.filter((arg) => arg !== undefined);
  if (args.length < checked.length) return undefined;
  const [first] = args;
  const result = (unit: Unit, list: readonly Expr[]): Expr => ({
    kind: 'call',
    type: 'number',
    unit,
    span: call.span,
    fn,
    args: list,
  });
  switch (rule) {
    case 'keep': {
      if (fn === 'abs' && !checker.hasTrueZero(first, 'its size')) return undefined;
      const kept = result(first.unit, args);
      if (checker.isDifference(first)) checker.markDifference(kept);
      return kept;
    }
    case 'sign':
      return checker.hasTrueZero(first, 'its sign') ? result(ONE, args) : undefined;
    case 'root':
      return checker.hasTrueZero(first, 'a root') ? result(powerUnit(first.unit, 0.5), args) : undefined;
    case 'plain':
    case 'toAngle': {
      const plain = isPlain(first.unit) ? inUnit(first, ONE) : undefined;
      if (!plain) {
        return checker.fail(
          first.span,
          `${fn} takes a number without unit, ${checker.written(first)} is in ${first.unit.code}: divide it by a reference value`,
        );
      }
      return result(rule === 'plain' ? ONE : RADIAN(), [plain]);
    }
    case 'angle': {
      const angle = isPlain(first.unit) ? inUnit(first, RADIAN()) : undefined;
      if (!angle)
        return checker.fail(
          first.span,
          `${fn} takes an angle, ${checker.written(first)} is in ${first.unit.code}`,
        );
      return result(ONE, [angle]);
    }
    case 'same':
    case 'sameToAngle': {
      // All in the unit of the first that is more than a bare 0.
      let lead = first;
      for (const arg of args) {
        if (!checker.unified(lead, arg)) return undefined;
        if (isBareZero(lead)) lead = arg;
      }
      const same = args
        .map((arg) => checker.converted(arg, lead.unit, lead))
        .filter((arg) => arg !== undefined);
      if (same.length < args.length) return undefined;
      if (rule === 'sameToAngle')
        return checker.hasTrueZero(lead, 'an angle') ? result(RADIAN(), same) : undefined;
      return result(lead.unit, same);
    }
  }
}
