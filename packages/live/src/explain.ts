/** Why a signal has the value it has: the tree of its formula with the value of every part at an instant. */
import {
  type CheckedFormula,
  type Expr,
  isUsable,
  type Plant,
  quality,
  STALE,
  type Twin,
} from '@millwright/model';
import { STALE_INITIAL } from './arena.ts';
import { type HistoryReader, readInputs, rootIntegral, withoutConversions } from './history.ts';
import { Interpreter, type KnownIntegral } from './interpret.ts';
import { judgeByte, judgeDerived } from './judge.ts';
import { partsOf } from './walk.ts';

/** One part of a formula, or one signal, with what it was at the instant. */
export interface ExplainNode {
  /** Part of the formula, as written, or the path of a signal. */
  text: string;
  /** In `unit`; null where there is no value. */
  value: number | null;
  unit: string;
  /** Quality byte. */
  quality: number;
  /** Source time of the newest sample it depends on; null where there is none. */
  time: number | null;
  /** Path of the signal where the node is one; it can be explained in turn. */
  signal?: string;
  /** Formula of that signal where it is derived. */
  formula?: string;
  children: ExplainNode[];
}

/**
 * Explains a signal at the instant `at` from recorded samples. A measured signal is its newest sample; a derived one is
 * computed afresh from the recorded samples of its inputs, so that inputs and result belong together.
 *
 * Windows are read back as far as they reach, lags of first order 20 time constants. An integral that is the whole formula
 * goes on from its value recorded an hour before; any other begins one day before (`INTEGRAL_LOOK_BACK`).
 */
export async function explain(
  plant: Plant,
  signalId: number,
  at: number,
  history: HistoryReader,
): Promise<ExplainNode> {
  const { path, twin, type } = plant.signalAt(signalId);
  const unit = type.unit.code;
  const { formula } = type;
  if (formula === undefined) {
    const { times, values, quality: bytes } = await history.series(signalId, at, at);
    const i = times.findLastIndex((time) => time <= at);
    const byte = i < 0 ? STALE_INITIAL : judgeByte(values[i], bytes[i], type.range);
    const isOld = i >= 0 && at - times[i] > type.staleAfter;
    return {
      text: path,
      value: i < 0 ? null : orNull(values[i]),
      unit,
      quality: isOld ? quality(STALE, 'no-data') : byte,
      time: i < 0 ? null : times[i],
      signal: path,
      children: [],
    };
  }
  const known = await knownIntegral(formula.expr, signalId, at, history);
  const series = await readInputs(plant, formula.expr, twin, at, history);
  const interpreter = new Interpreter(plant, (id) => series.get(id), known);
  const explainer = new Explainer(interpreter, formula, twin);
  const root = explainer.explain(formula.expr, at);
  const { value, level } = interpreter.evaluate(formula.expr, twin, at);
  const judged = judgeDerived(value, level, interpreter.isMissing(formula.expr, twin), type);
  return {
    text: path,
    value: orNull(judged.value),
    unit,
    quality: root.time === null ? STALE_INITIAL : judged.quality,
    time: root.time,
    signal: path,
    formula: formula.text,
    children: [root],
  };
}

class Explainer {
  readonly #interpreter: Interpreter;
  readonly #formula: CheckedFormula;
  readonly #twin: Twin;

  constructor(interpreter: Interpreter, formula: CheckedFormula, twin: Twin) {
    this.#interpreter = interpreter;
    this.#formula = formula;
    this.#twin = twin;
  }

  explain(expr: Expr, at: number): ExplainNode {
    // A conversion between units is nothing a person wrote: its argument stands for it, in its own unit.
    if (expr.kind === 'convert') return this.explain(expr.arg, at);
    const { value, level } = this.#interpreter.evaluate(expr, this.#twin, at);
    const times = this.#interpreter.sampleTimes(expr, this.#twin, at);
    const node: ExplainNode = {
      text: this.#formula.text.slice(expr.span.start, expr.span.end),
      value: isUsable(level) ? orNull(value) : null,
      unit: expr.unit.code,
      quality: isUsable(level) && !Number.isFinite(value) ? quality(2, 'not-a-number') : qualityOf(level),
      time: times.at(-1) ?? null,
      children: [],
    };
    if (expr.kind === 'signal')
      return { ...node, ...this.#named(this.#interpreter.inputs(expr, this.#twin)[0]) };
    if (expr.kind === 'aggregate') {
      node.children = this.#interpreter.inputs(expr, this.#twin).map((id) => this.#member(id, at));
      return node;
    }
    // The argument of a time function is shown at its own newest sample: that is what the function took last.
    const then = expr.kind === 'time' ? (times.at(-1) ?? at) : at;
    node.children = partsOf(expr)
      .filter((part) => part.kind !== 'number')
      .map((part) => this.explain(part, then));
    return node;
  }

  #member(id: number, at: number): ExplainNode {
    const { path, type, twin } = this.#interpreter.plant.signalAt(id);
    const { value, level, time } = this.#interpreter.held(id, at);
    return {
      text: twin.name,
      value: isUsable(level) ? orNull(value) : null,
      unit: type.unit.code,
      quality: qualityOf(level),
      time,
      signal: path,
      formula: type.formula?.text,
      children: [],
    };
  }

  #named(id: number | undefined): Partial<ExplainNode> {
    if (id === undefined) return { quality: quality(2, 'configuration') };
    const { path, type } = this.#interpreter.plant.signalAt(id);
    return type.formula === undefined ? { signal: path } : { signal: path, formula: type.formula.text };
  }
}

async function knownIntegral(
  expr: Expr,
  id: number,
  at: number,
  history: HistoryReader,
): Promise<KnownIntegral | undefined> {
  const integral = rootIntegral(expr);
  if (integral === undefined) return undefined;
  const { times, values, quality: bytes } = await history.series(id, at - 3_600_000, at - 3_600_000);
  const i = times.length - 1;
  if (i < 0 || !isUsable(bytes[i]) || times[i] > at) return undefined;
  return { expr: integral, time: times[i], value: withoutConversions(expr, values[i]) };
}

function qualityOf(level: number): number {
  return level === 0 ? 0 : quality(level === 1 ? 1 : level === 2 ? 2 : 3, level === 3 ? 'no-data' : 'input');
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
