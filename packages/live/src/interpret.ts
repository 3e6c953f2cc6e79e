/**
 * Formulas as pure functions of histories: the value of an expression for one twin at one instant, computed from the
 * definitions alone, without state and without regard to speed. It explains derived values, and the tests hold the
 * compiled loops against it.
 */
import {
  type AggregateExpr,
  type Expr,
  isUsable,
  type Plant,
  type Series,
  type SignalExpr,
  STALE,
  type Twin,
} from '@millwright/model';
import { judgeByte } from './judge.ts';
import { parameterOf, relativeOf } from './layout.ts';
import { applyScalar, compare } from './scalar.ts';
import { applyTime, type Step } from './time/define.ts';
import { inputsOf } from './walk.ts';

/** A value at an instant. `value` counts only where `level` is 0 (good) or 1 (uncertain). */
export interface Verdict {
  value: number;
  /** 0 good, 1 uncertain, 2 bad, 3 stale. */
  level: number;
}

/** The whole known history of a signal, in order of time, each time once; undefined where nothing is known. */
export type Histories = (id: number) => Series | undefined;

const UNKNOWN: Verdict = { value: Number.NaN, level: STALE };

/** An integral that begins with a known value instead of 0 at the first sample. */
export interface KnownIntegral {
  expr: Expr;
  time: number;
  value: number;
}

export class Interpreter {
  readonly plant: Plant;
  readonly #histories: Histories;
  readonly #known: KnownIntegral | undefined;

  constructor(plant: Plant, histories: Histories, known?: KnownIntegral) {
    this.plant = plant;
    this.#histories = histories;
    this.#known = known;
  }

  /** Value of an expression for a twin at `at`. */
  evaluate(expr: Expr, twin: Twin, at: number): Verdict {
    switch (expr.kind) {
      case 'number':
        return { value: expr.value, level: 0 };
      case 'parameter':
        return { value: parameterOf(relativeOf(this.plant, twin, expr.hops), expr.parameter), level: 0 };
      case 'signal':
        return this.#signal(expr, twin, at);
      case 'aggregate':
        return this.#aggregate(expr, twin, at);
      case 'convert': {
        const arg = this.evaluate(expr.arg, twin, at);
        return { value: arg.value * expr.factor + expr.offset, level: arg.level };
      }
      case 'unary': {
        const { value, level } = this.evaluate(expr.arg, twin, at);
        if (expr.op === '-') return { value: -value, level };
        return { value: Number.isNaN(value) ? value : value === 0 ? 1 : 0, level };
      }
      case 'binary': {
        const left = this.evaluate(expr.left, twin, at);
        const right = this.evaluate(expr.right, twin, at);
        return { value: compare(expr.op, left.value, right.value), level: Math.max(left.level, right.level) };
      }
      case 'if': {
        const test = this.evaluate(expr.test, twin, at);
        if (!isUsable(test.level) || Number.isNaN(test.value))
          return { value: Number.NaN, level: test.level };
        const branch = this.evaluate(test.value !== 0 ? expr.then : expr.else, twin, at);
        return { value: branch.value, level: Math.max(test.level, branch.level) };
      }
      case 'call': {
        const args = expr.args.map((arg) => this.evaluate(arg, twin, at));
        const level = args.reduce((worst, arg) => Math.max(worst, arg.level), 0);
        return {
          value: applyScalar(
            expr.fn,
            args.map((arg) => arg.value),
          ),
          level,
        };
      }
      case 'time': {
        const known = this.#known?.expr === expr ? this.#known : undefined;
        const steps = this.steps(expr.arg, twin, at, known?.time);
        return applyTime(expr.fn, steps, expr.window, this.#hold(expr.arg, twin), at, known);
      }
    }
  }

  /** The samples of an expression up to and with `at`: its value at every time at which something it reads has a sample. */
  steps(expr: Expr, twin: Twin, at: number, from = Number.NEGATIVE_INFINITY): Step[] {
    const times = this.sampleTimes(expr, twin, at);
    const first = times.findLastIndex((time) => time <= from);
    return times.slice(Math.max(0, first)).map((time) => {
      const { value, level } = this.evaluate(expr, twin, time);
      return { time, value, level: isUsable(level) && !Number.isFinite(value) ? 2 : level };
    });
  }

  /** The distinct times up to and with `at` at which something an expression reads has a sample, ascending. */
  sampleTimes(expr: Expr, twin: Twin, at: number): number[] {
    const times = new Set<number>();
    for (const id of this.inputs(expr, twin)) {
      for (const time of this.#histories(id)?.times ?? []) if (time <= at) times.add(time);
    }
    return [...times].sort((a, b) => a - b);
  }

  /** Ids of the signals an expression reads for a twin. */
  inputs(expr: Expr, twin: Twin): number[] {
    return inputsOf(expr).flatMap((input) => {
      const ids = this.plant.resolve(twin, input.hops, input.signal);
      return input.kind === 'aggregate' ? ids : ids.slice(0, 1);
    });
  }

  /** Whether a single reference of the expression has no twin to read from. */
  isMissing(expr: Expr, twin: Twin): boolean {
    return inputsOf(expr).some(
      ({ kind, hops, signal }) => kind === 'signal' && this.plant.resolve(twin, hops, signal).length === 0,
    );
  }

  #signal(expr: SignalExpr, twin: Twin, at: number): Verdict {
    const [id] = this.plant.resolve(twin, expr.hops, expr.signal);
    return id === undefined ? { value: Number.NaN, level: 2 } : this.held(id, at);
  }

  /** What a signal holds at an instant: its newest sample, stale when that is too old. */
  held(id: number, at: number): Verdict & { time: number | null } {
    const series = this.#histories(id);
    const i = series === undefined ? -1 : series.times.findLastIndex((time) => time <= at);
    if (series === undefined || i < 0) return { ...UNKNOWN, time: null };
    const { range, staleAfter, formula } = this.plant.signalAt(id).type;
    const byte = formula ? series.quality[i] : judgeByte(series.values[i], series.quality[i], range);
    const level = at - series.times[i] > staleAfter ? STALE : byte & 3;
    return { value: isUsable(level) ? series.values[i] : Number.NaN, level, time: series.times[i] };
  }

  #aggregate(expr: AggregateExpr, twin: Twin, at: number): Verdict {
    const all = this.plant.resolve(twin, expr.hops, expr.signal).map((id) => this.held(id, at));
    const used = all.filter(({ level }) => isUsable(level));
    const values = used.map(({ value }) => value);
    if (expr.fn === 'count') return { value: used.length, level: 0 };
    if (used.length === 0) return { value: Number.NaN, level: 2 };
    const sum = values.reduce((a, b) => a + b, 0);
    const level = used.length < all.length ? 1 : Math.max(...used.map((u) => u.level));
    const results = { sum, avg: sum / values.length, min: Math.min(...values), max: Math.max(...values) };
    return { value: results[expr.fn], level };
  }

  #hold(expr: Expr, twin: Twin): number {
    const holds = inputsOf(expr).flatMap((input) => {
      if (input.kind === 'aggregate') return [];
      const [id] = this.plant.resolve(twin, input.hops, input.signal);
      return id === undefined ? [] : [this.plant.signalAt(id).type.staleAfter];
    });
    return Math.min(Number.POSITIVE_INFINITY, ...holds);
  }
}
