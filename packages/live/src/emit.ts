/**
 * Writes the body of a loop over rows for one or two checked expressions.
 *
 * Safety: the text is made only of the words in this file, variable names that are counted here, numbers printed from
 * float64 and functions looked up in `CALLS`. Names, texts and units of the user never get into it.
 *
 * Shape of the body, for one row r:
 *   slots of the inputs; skip the row unless one of them got a sample in this wave; their times, levels and values;
 *   T, the newest time; the time functions, inner ones first, each with its argument at the argument's own newest time;
 *   the value and `q`, the worst level of what was used.
 */
import {
  type BinaryOperator,
  type Expr,
  type ScalarFunction,
  TIME_FUNCTIONS,
  type TimeExpr,
  type TimeFunction,
} from '@millwright/model';
import type { AggregateReader } from './aggregate.ts';
import type { PerRow, References } from './layout.ts';
import { type InputExpr, inputKey, inputsOf } from './walk.ts';

/** What a time function needs when its state is made. */
export interface TimeSpec {
  fn: TimeFunction;
  window: number;
  hold: number;
}

/** Everything the text refers to by number. */
export interface Resources {
  /** First slots of own columns: `b0`, `b1` … */
  bases: number[];
  /** One entry per row: slots of relatives, parameters, stale times: `R0`, `R1` … */
  tables: (Uint32Array | Float64Array)[];
  /** `X0`, `X1` … */
  aggregates: AggregateReader[];
  /** `N0`, `N1` … */
  times: TimeSpec[];
}

/** The result of one expression: code of its value and of its level. */
export interface Result {
  value: string;
  level: string;
}

/** A value's code, and whether it can be NaN although all inputs are usable numbers. */
interface Value {
  code: string;
  nan: boolean;
}

interface Input {
  slot: string;
  time: string;
  level: string;
  staleAfter: string | undefined;
  /** Number in `X…` where the input is an aggregate. */
  aggregate: number;
}

/** Where code is being written: a list of lines, and the level it takes part in. */
interface Place {
  lines: string[];
  scope: Scope;
  /** Variable that levels are counted into line by line; undefined: they count for the scope always. */
  level: string | undefined;
}

/** One expression evaluated at one instant: a root, or the argument of a time function. */
interface Scope {
  time: string;
  /** Number of inputs: with one, the instant is its time, and it cannot be stale. */
  inputs: number;
  q: string;
  levels: Set<string>;
  /** Level variables of inputs at this scope's instant. */
  inputLevels: Map<string, string>;
  /** Lines that come before everything else of the scope. */
  head: string[];
  times: Map<TimeExpr, Result>;
}

const CALLS: Readonly<Record<Exclude<ScalarFunction, 'clamp'>, string>> = {
  abs: 'Math.abs',
  sqrt: 'Math.sqrt',
  exp: 'Math.exp',
  ln: 'Math.log',
  log10: 'Math.log10',
  pow: 'Math.pow',
  min: 'Math.min',
  max: 'Math.max',
  sin: 'Math.sin',
  cos: 'Math.cos',
  tan: 'Math.tan',
  asin: 'Math.asin',
  acos: 'Math.acos',
  atan: 'Math.atan',
  atan2: 'Math.atan2',
  floor: 'Math.floor',
  ceil: 'Math.ceil',
  round: 'Math.round',
  sign: 'Math.sign',
};

/** Comparison and its opposite among numbers: neither holds where an operand is NaN. */
const COMPARISONS: Partial<Record<BinaryOperator, readonly [string, string]>> = {
  '<': ['<', '>='],
  '<=': ['<=', '>'],
  '>': ['>', '<='],
  '>=': ['>=', '<'],
  '==': ['===', '!=='],
  '!=': ['!==', '==='],
};

export class Emitter {
  readonly resources: Resources = { bases: [], tables: [], aggregates: [], times: [] };
  readonly lines: string[] = [];
  /** Code of the earliest instant at which an input used by a root stops to hold; `Infinity` where none does. */
  until = 'Infinity';
  /** Slots that may be the missing one. */
  readonly relatives: string[] = [];
  readonly #references: References;
  readonly #inputs = new Map<string, Input>();
  readonly #times = new Map<string, string>();
  #counter = 0;

  constructor(references: References) {
    this.#references = references;
  }

  /** Writes the head of the loop body for all roots, then each root; the instant is `T`. */
  emit(roots: readonly Expr[]): Result[] {
    const inputs = inputsOf(...roots);
    this.#load(inputs);
    return roots.map((root) => this.#scope(root, this.lines, 'T', inputs.length));
  }

  #load(inputs: readonly InputExpr[]): void {
    const { lines } = this;
    const hits: string[] = [];
    const singles: Input[] = [];
    for (const input of inputs) {
      const n = this.#inputs.size;
      const made: Input = {
        slot: `i${n}`,
        time: `t${n}`,
        level: `l${n}`,
        staleAfter: undefined,
        aggregate: -1,
      };
      this.#inputs.set(inputKey(input), made);
      if (input.kind === 'aggregate') {
        made.aggregate =
          this.resources.aggregates.push(this.#references.aggregate(input.hops, input.signal)) - 1;
        lines.push(`const t${n} = X${made.aggregate}.scan(A, r), h${n} = X${made.aggregate}.hit;`);
        hits.push(`!h${n}`);
        continue;
      }
      singles.push(made);
      hits.push(`P[i${n}] !== wave`);
      if (input.hops.length === 0) {
        const { type, layout } = this.#references;
        const base = this.resources.bases.push(layout.column(type, input.signal)) - 1;
        lines.push(`const i${n} = (b${base} + r) | 0;`);
        made.staleAfter = this.#perRow(type.signal(input.signal)?.staleAfter ?? Number.POSITIVE_INFINITY);
      } else {
        const { slots, staleAfter } = this.#references.relative(input.hops, input.signal);
        lines.push(`const i${n} = R${this.#table(slots)}[r] | 0;`);
        made.staleAfter = this.#perRow(staleAfter);
        this.relatives.push(made.slot);
      }
      if (made.staleAfter === 'Infinity') made.staleAfter = undefined;
    }
    if (hits.length > 0) lines.push(`if (!force && ${hits.join(' && ')}) continue;`);
    for (const { slot, time, level } of singles) {
      lines.push(`let ${time} = S[${slot}], ${level} = Q[${slot}]; const v${slot.slice(1)} = V[${slot}];`);
    }
    // Mostly all inputs are good and of one time; everything else is the slow way.
    const fixes = singles.map(
      ({ slot, time, level }) => `${level} &= 3; if (${level} === 3) ${time} = gapTime(${time}, G[${slot}]);`,
    );
    const all = [...this.#inputs.values()];
    const newest = all.map(({ time }) => `if (${time} > T) T = ${time};`);
    const slow = [...fixes, 'T = -Infinity;', ...newest, 'if (T === -Infinity) continue;'].join(' ');
    const differences = all.slice(1).map(({ time }, i) => `${time} !== ${all[i].time}`);
    if (all.length === 0) lines.push('const T = A.now;');
    else if (singles.length === 0) lines.push(`let T; ${slow}`);
    else {
      const levels = `(${singles.map(({ level }) => level).join(' | ')}) !== 0`;
      lines.push(`let T = ${all[0].time}; if (${[levels, ...differences].join(' || ')}) { ${slow} }`);
    }
    this.#times.set([...this.#inputs.keys()].sort().join(), 'T');
    const limits = singles
      .filter((s) => s.staleAfter !== undefined)
      .map((s) => `${s.time} + ${s.staleAfter}`);
    if (limits.length > 0) this.until = `Math.min(${limits.join(', ')})`;
  }

  #scope(expr: Expr, lines: string[], time: string, inputs: number): Result {
    const scope: Scope = {
      time,
      inputs,
      q: `q${this.#counter++}`,
      levels: new Set(),
      inputLevels: new Map(),
      head: [],
      times: new Map(),
    };
    const body: string[] = [];
    this.#hoist(expr, scope);
    const value = this.#expr(expr, { lines: body, scope, level: undefined });
    const name = `y${this.#counter++}`;
    const [first = '0', ...others] = scope.levels;
    lines.push(...scope.head, `let ${scope.q} = ${first};`);
    for (const level of others) lines.push(`if (${level} > ${scope.q}) ${scope.q} = ${level};`);
    lines.push(...body, `const ${name} = ${value.code};`);
    return { value: name, level: scope.q };
  }

  /** Time functions take every sample of their argument, whichever branch is taken: they come first. */
  #hoist(expr: Expr, scope: Scope): void {
    if (expr.kind !== 'time') {
      for (const part of childrenOf(expr)) this.#hoist(part, scope);
      return;
    }
    const inputs = inputsOf(expr.arg);
    const arg = this.#scope(expr.arg, scope.head, this.#newest(inputs, scope.head), inputs.length);
    const hold = Math.min(Number.POSITIVE_INFINITY, ...inputs.map((input) => this.#hold(input)));
    const n = this.resources.times.push({ fn: expr.fn, window: expr.window, hold }) - 1;
    const time = inputs.length === 0 ? '-Infinity' : this.#newest(inputs, scope.head);
    scope.head.push(
      `const n${n} = ${nodeName(expr.fn, n)}.step(r, ${time}, ${arg.value}, ${arg.level}, ${scope.time}), nl${n} = ${nodeName(expr.fn, n)}.level;`,
    );
    scope.times.set(expr, { value: `n${n}`, level: `nl${n}` });
  }

  /** Variable with the newest time of some inputs. */
  #newest(inputs: readonly InputExpr[], lines: string[]): string {
    const found = inputs.map((input) => this.#input(input).time);
    if (found.length === 1) return found[0];
    const key = inputs.map(inputKey).sort().join();
    let name = this.#times.get(key);
    if (name === undefined) {
      name = `T${this.#counter++}`;
      this.#times.set(key, name);
      lines.push(`let ${name} = -Infinity;`);
      for (const time of found) lines.push(`if (${time} > ${name}) ${name} = ${time};`);
    }
    return name;
  }

  #hold(input: InputExpr): number {
    if (input.kind === 'aggregate') return Number.POSITIVE_INFINITY;
    if (input.hops.length === 0) {
      return this.#references.type.signal(input.signal)?.staleAfter ?? Number.POSITIVE_INFINITY;
    }
    const { staleAfter } = this.#references.relative(input.hops, input.signal);
    return typeof staleAfter === 'number' ? staleAfter : staleAfter.reduce((a, b) => Math.min(a, b));
  }

  #expr(expr: Expr, place: Place): Value {
    switch (expr.kind) {
      case 'number':
        return { code: literal(expr.value), nan: !Number.isFinite(expr.value) };
      case 'parameter':
        return { code: this.#perRow(this.#references.parameter(expr.hops, expr.parameter)), nan: true };
      case 'signal':
        this.#use(this.#inputLevel(expr, place.scope), place);
        return { code: `v${this.#input(expr).slot.slice(1)}`, nan: false };
      case 'aggregate': {
        const n = this.#input(expr).aggregate;
        const name = `g${this.#counter++}`;
        place.scope.head.push(
          `const ${name} = X${n}.read(A, r, ${place.scope.time}, ${JSON.stringify(expr.fn)}), ${name}l = X${n}.level;`,
        );
        this.#use(`${name}l`, place);
        return { code: name, nan: false };
      }
      case 'time': {
        const result = place.scope.times.get(expr);
        if (result === undefined) throw new Error('a time function was not hoisted');
        this.#use(result.level, place);
        return { code: result.value, nan: false };
      }
      case 'convert': {
        const arg = this.#expr(expr.arg, place);
        return { code: `(${arg.code} * ${literal(expr.factor)} + ${literal(expr.offset)})`, nan: true };
      }
      case 'unary': {
        const arg = this.#expr(expr.arg, place);
        if (expr.op === '-') return { code: `(-${arg.code})`, nan: arg.nan };
        if (!arg.nan) return { code: `(${arg.code} === 0 ? 1 : 0)`, nan: false };
        const x = this.#keep(arg, place);
        return { code: `(${x} === 0 ? 1 : ${x} === ${x} ? 0 : NaN)`, nan: true };
      }
      case 'binary':
        return this.#binary(expr.op, this.#expr(expr.left, place), this.#expr(expr.right, place), place);
      case 'if':
        return this.#if(expr.test, expr.then, expr.else, place);
      case 'call': {
        const args = expr.args.map((arg) => this.#expr(arg, place).code);
        if (expr.fn !== 'clamp' && !Object.hasOwn(CALLS, expr.fn))
          throw new Error('a function is not on the list');
        if (expr.fn === 'clamp')
          return { code: `Math.min(Math.max(${args[0]}, ${args[1]}), ${args[2]})`, nan: true };
        return { code: `${CALLS[expr.fn]}(${args.join(', ')})`, nan: true };
      }
    }
  }

  #binary(op: BinaryOperator, left: Value, right: Value, place: Place): Value {
    const nan = left.nan || right.nan;
    switch (op) {
      case '+':
      case '-':
      case '*':
        return { code: `(${left.code} ${op} ${right.code})`, nan: true };
      case '/': {
        const divisor = this.#keep(right, place);
        return { code: `(${divisor} === 0 ? NaN : ${left.code} / ${divisor})`, nan: true };
      }
      case '^':
        return { code: `Math.pow(${left.code}, ${right.code})`, nan: true };
      case 'and':
      case 'or': {
        const [a, b] = [this.#keep(left, place), this.#keep(right, place)];
        const code = `(${a} !== 0 ${op === 'and' ? '&&' : '||'} ${b} !== 0 ? 1 : 0)`;
        return { code: nan ? `(${a} + ${b} !== ${a} + ${b} ? NaN : ${code})` : code, nan };
      }
      default: {
        const comparison = COMPARISONS[op];
        if (comparison === undefined) throw new Error('an operator is not on the list');
        if (!nan) return { code: `(${left.code} ${comparison[0]} ${right.code} ? 1 : 0)`, nan };
        const [a, b] = [this.#keep(left, place), this.#keep(right, place)];
        const isEquality = op === '==' || op === '!=';
        const otherwise = isEquality ? `${a} === ${a} && ${b} === ${b}` : `${a} ${comparison[1]} ${b}`;
        if (op === '!=') return { code: `(${a} === ${b} ? 0 : ${otherwise} ? 1 : NaN)`, nan };
        return { code: `(${a} ${comparison[0]} ${b} ? 1 : ${otherwise} ? 0 : NaN)`, nan };
      }
    }
  }

  #if(test: Expr, yes: Expr, no: Expr, place: Place): Value {
    const level = place.level ?? place.scope.q;
    const known = `q${this.#counter++}`;
    place.lines.push(`let ${known} = 0;`);
    const testPlace: Place = { ...place, level: known };
    const condition = this.#keep(this.#expr(test, testPlace), testPlace);
    const name = `x${this.#counter++}`;
    const branch = (expr: Expr): string => {
      const inner: Place = { lines: [], scope: place.scope, level };
      const value = this.#expr(expr, inner);
      return `{ ${[...inner.lines, `${name} = ${value.code};`].join(' ')} }`;
    };
    place.lines.push(
      `if (${known} > ${level}) ${level} = ${known};`,
      `let ${name} = NaN; if (${known} < 2 && ${condition} === ${condition}) { if (${condition} !== 0) ${branch(yes)} else ${branch(no)} }`,
    );
    return { code: name, nan: true };
  }

  /** A variable for a value that is written twice. */
  #keep(value: Value, place: Place): string {
    if (/^\w+$/.test(value.code)) return value.code;
    const name = `x${this.#counter++}`;
    place.lines.push(`const ${name} = ${value.code};`);
    return name;
  }

  /** Counts a level towards the quality of the result. */
  #use(name: string, { lines, scope, level }: Place): void {
    if (level === undefined) scope.levels.add(name);
    else lines.push(`if (${name} > ${level}) ${level} = ${name};`);
  }

  /** Level of an input at the scope's instant: stale when its sample no longer holds then. */
  #inputLevel(expr: InputExpr, scope: Scope): string {
    const { level, time, staleAfter } = this.#input(expr);
    if (staleAfter === undefined || scope.inputs === 1) return level;
    let name = scope.inputLevels.get(level);
    if (name === undefined) {
      name = `${level}_${this.#counter++}`;
      scope.inputLevels.set(level, name);
      scope.head.push(`const ${name} = ${scope.time} - ${time} > ${staleAfter} ? 3 : ${level};`);
    }
    return name;
  }

  #input(expr: InputExpr): Input {
    const input = this.#inputs.get(inputKey(expr));
    if (input === undefined) throw new Error('an input was not loaded');
    return input;
  }

  #perRow(value: PerRow): string {
    return typeof value === 'number' ? literal(value) : `R${this.#table(value)}[r]`;
  }

  #table(table: Uint32Array | Float64Array): number {
    const known = this.resources.tables.indexOf(table);
    return known >= 0 ? known : this.resources.tables.push(table) - 1;
  }
}

/** Name of a time function's state: the kind is part of it, so that equal text means equal classes. */
export function nodeName(fn: TimeFunction, n: number): string {
  if (!TIME_FUNCTIONS.includes(fn)) throw new Error('a time function is not on the list');
  return `N${n}_${fn}`;
}

function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'convert':
    case 'unary':
      return [expr.arg];
    case 'binary':
      return [expr.left, expr.right];
    case 'if':
      return [expr.test, expr.then, expr.else];
    case 'call':
      return expr.args;
    default:
      return [];
  }
}

/** A float64 as text that reads back as the same number. */
export function literal(value: number): string {
  if (typeof value !== 'number') throw new TypeError('a literal is not a number');
  if (Number.isNaN(value)) return 'NaN';
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : `${value}`;
}
