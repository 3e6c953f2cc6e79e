/**
 * Formulas and alarm conditions compiled to loops over the rows of their type.
 *
 * A compiled loop holds no names and no texts of the user.
 */
import type { AlarmType, Expr, SignalType } from '@millwright/model';
import {
  type Arena,
  BAD_CONFIGURATION,
  BAD_INPUT,
  BAD_NOT_A_NUMBER,
  gapMark,
  gapTime,
  STALE_INPUT,
  UNCERTAIN_INPUT,
  UNCERTAIN_RANGE,
} from './arena.ts';
import { Emitter, literal, nodeName, type Resources, type Result } from './emit.ts';
import type { References } from './layout.ts';
import { makeTimeNode, windowLimit } from './time/make.ts';
import type { TimeNode } from './time/node.ts';

/**
 * Evaluates a formula for the first `count` entries of `rows`, where an input has a sample in the current wave, or for all
 * of them (`force`). Writes results into the arena; returns the number of evaluations.
 */
export type FormulaLoop = (rows: Uint32Array, count: number, force: boolean) => number;

/**
 * Evaluates an alarm's conditions. For entry k of `rows`: codes[k] = when + 4 * holds (0 false, 1 true, 2 unknown) or 255 when
 * no input has a sample; times[k] = the instant; until[k] = when an input stops to hold.
 */
export type ConditionLoop = (
  rows: Uint32Array,
  count: number,
  codes: Uint8Array,
  times: Float64Array,
  until: Float64Array,
) => number;

/** No input of this row has a sample. */
export const UNTOUCHED = 255;

/** Generated text with everything it refers to; not yet a function, without state. */
export interface Generated {
  source: string;
  resources: Resources;
}

/** A loop and the state of its time functions, inner ones before the ones around them. */
export interface Compiled<Loop> {
  loop: Loop;
  nodes: readonly TimeNode[];
}

/** Writes the loop of a derived signal. `stored`: whether its samples go to the arena's output. */
export function generateFormula(references: References, signal: SignalType, expr: Expr): Generated {
  const emitter = new Emitter(references);
  const target = emitter.resources.bases.push(references.layout.column(references.type, signal.name)) - 1;
  const [result] = emitter.emit([expr]);
  const lines = [...emitter.lines, ...verdict(emitter, result, signal), ...store(target, signal.stored)];
  return { source: wrap(formulaHead(signal.stored), lines, FORMULA_TAIL), resources: emitter.resources };
}

/** Writes the loop of an alarm's two conditions. */
export function generateCondition(references: References, alarm: AlarmType): Generated {
  const emitter = new Emitter(references);
  const same = alarm.holds === alarm.when;
  const results = emitter.emit(same ? [alarm.when.expr] : [alarm.when.expr, alarm.holds.expr]);
  const codes = results.map(
    ({ value, level }) => `(${level} >= 2 || ${value} !== ${value} ? 2 : ${value} !== 0 ? 1 : 0)`,
  );
  const lines = [
    ...emitter.lines,
    `const c = ${codes[0]};`,
    `codes[k] = c | ${codes[1] ?? 'c'} << 2;`,
    'times[k] = T;',
    `until[k] = ${emitter.until};`,
    'done++;',
  ];
  const head = [
    'return function (rows, n, codes, times, until) {',
    'const wave = A.wave, force = false; let done = 0;',
    'for (let k = 0; k < n; k++) { const r = rows[k] | 0; codes[k] = 255;',
  ];
  return { source: wrap(head, lines, ['}', 'return done;', '}']), resources: emitter.resources };
}

function formulaHead(stored: boolean): string[] {
  return [
    'return function (rows, n, force) {',
    'const wave = A.wave, first = A.first; let cc = A.changedCount, done = 0;',
    stored
      ? 'const O = A.output.reserve(n), OS = O.signals, OT = O.times, OV = O.values, OQ = O.quality; let ol = O.length;'
      : '',
    'for (let k = 0; k < n; k++) { const r = rows[k] | 0;',
  ];
}

const FORMULA_TAIL = ['}', 'A.changedCount = cc;', 'return done;', '}'];

/** Value and quality byte of a derived sample: `v`, `b`. */
function verdict(emitter: Emitter, result: Result, signal: SignalType): string[] {
  const missing = emitter.relatives.map((slot) => `${slot} === A.size`).join(' || ');
  const why = (otherwise: string): string =>
    missing === '' ? otherwise : `(${missing}) ? ${BAD_CONFIGURATION} : ${otherwise}`;
  const lines = [
    `let v = ${result.value}, b = 0;`,
    `if (${result.level} >= 2) { v = NaN; b = ${why(`${result.level} === 2 ? ${BAD_INPUT} : ${STALE_INPUT}`)}; }`,
    `else if (v - v !== 0) { v = NaN; b = ${BAD_NOT_A_NUMBER}; }`,
    'else {',
    `b = ${result.level} === 0 ? 0 : ${UNCERTAIN_INPUT};`,
  ];
  if (signal.resolution !== undefined) lines.push(`v = ${rounding('v', signal.resolution)};`);
  if (signal.range !== undefined) {
    const [low, high] = signal.range;
    lines.push(`if (b === 0 && (v < ${literal(low)} || v > ${literal(high)})) b = ${UNCERTAIN_RANGE};`);
  }
  return [...lines, '}'];
}

/** Writes a sample into the arena, and to the output unless it is a gap that goes on. */
function store(target: number, stored: boolean): string[] {
  const emit = 'OS[ol] = o; OT[ol] = T; OV[ol] = v; OQ[ol] = b; ol++;';
  return [
    `const o = (b${target} + r) | 0;`,
    'done++;',
    'if (P[o] < first) C[cc++] = o;',
    'P[o] = wave;',
    'if ((b & 3) === 3) {',
    stored ? `if ((Q[o] & 3) !== 3) { ${emit} }` : '',
    'G[o] = gapMark(T);',
    '} else { V[o] = v; S[o] = T;',
    stored ? emit : '',
    '}',
    'Q[o] = b; W[o] = b;',
    stored ? 'O.length = ol;' : '',
  ];
}

/** Code that rounds to a multiple of `step`. Where 1 / step is a whole number the result has the fewest digits. */
function rounding(value: string, step: number): string {
  const inverse = Math.round(1 / step);
  return inverse >= 1 && Math.abs(inverse * step - 1) < 1e-9
    ? `Math.round(${value} * ${literal(inverse)}) / ${literal(inverse)} + 0`
    : `Math.round(${value} / ${literal(step)}) * ${literal(step)} + 0`;
}

/** The same rounding for one number. */
export function roundTo(value: number, step: number | undefined): number {
  if (step === undefined) return value;
  const inverse = Math.round(1 / step);
  return inverse >= 1 && Math.abs(inverse * step - 1) < 1e-9
    ? Math.round(value * inverse) / inverse + 0
    : Math.round(value / step) * step + 0;
}

function wrap(head: string[], lines: string[], tail: string[]): string {
  return [...head, ...lines, ...tail].filter((line) => line !== '').join('\n');
}

/**
 * Makes functions from generated texts, for one arena.
 *
 * Every loop is made by a call of `new Function` of its own: the engine then takes the columns and first slots it closes
 * over for constants, which is worth a third of the time of a simple formula.
 */
export class Factories {
  readonly #arena: Arena;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** `windows`: how many window functions the type has, which share the memory for windows. */
  formula(generated: Generated, rows: number, windows: number): Compiled<FormulaLoop> {
    const { loop, nodes } = this.#make(generated, rows, windows);
    return { loop: loop as FormulaLoop, nodes };
  }

  condition(generated: Generated, rows: number, windows: number): ConditionLoop {
    return this.#make(generated, rows, windows).loop as ConditionLoop;
  }

  #make({ source, resources }: Generated, rows: number, windows: number): Compiled<unknown> {
    const { bases, tables, aggregates, times } = resources;
    const text = [
      '"use strict";',
      'const V = A.values, S = A.times, Q = A.own, G = A.gaps, P = A.stamps, W = A.quality, C = A.changed;',
      declare('b', 'bases', bases.length),
      declare('R', 'tables', tables.length),
      declare('X', 'aggregates', aggregates.length),
      ...times.map(({ fn }, n) => `const ${nodeName(fn, n)} = nodes[${n}];`),
      source,
    ].join('\n');
    const limit = windowLimit(rows, windows);
    const nodes = times.map(({ fn, window, hold }) => makeTimeNode(fn, rows, window, hold, limit));
    const factory = new Function('A', 'bases', 'tables', 'aggregates', 'nodes', 'gapTime', 'gapMark', text);
    const loop: unknown = factory(this.#arena, bases, tables, aggregates, nodes, gapTime, gapMark);
    return { loop, nodes };
  }
}

function declare(letter: string, list: string, count: number): string {
  return Array.from({ length: count }, (_, n) => `const ${letter}${n} = ${list}[${n}];`).join(' ');
}

/** Whether two generated loops would compute the same, so that the state of one can serve the other. */
export function isSame(a: Generated, b: Generated): boolean {
  const [x, y] = [a.resources, b.resources];
  return (
    a.source === b.source &&
    equal(x.bases, y.bases) &&
    x.tables.length === y.tables.length &&
    x.tables.every((table, i) => equal(table, y.tables[i])) &&
    x.aggregates.length === y.aggregates.length &&
    x.aggregates.every(
      (aggregate, i) =>
        equal(aggregate.starts, y.aggregates[i].starts) &&
        equal(aggregate.slots, y.aggregates[i].slots) &&
        equal(aggregate.staleAfter, y.aggregates[i].staleAfter),
    ) &&
    x.times.every(({ window, hold }, i) => window === y.times[i].window && hold === y.times[i].hold)
  );
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
