/** Reading the past for formulas: what has to be read, and how far back. */
import type { Expr, Plant, Series, TimeFunction, Twin } from '@millwright/model';
import { inputsOf, partsOf } from './walk.ts';

/** Where recorded samples come from; the historian is one. */
export interface HistoryReader {
  /** Samples of a signal in [from, to] in order of time, and the last one at or before `from` where there is one. */
  series(signal: number, from: number, to: number): Promise<Series>;
}

/** How far back an integral is computed where no recorded value says what it was: one day, ms. */
export const INTEGRAL_LOOK_BACK = 86_400_000;

/** After this many time constants a first-order lag has forgotten its beginning (e^-20 is 2e-9). */
const EMA_LOOK_BACK = 20;

/**
 * Milliseconds before an instant that decide the value of an expression then; inner windows add up. `integral`: how far one
 * is computed back.
 */
export function lookBackOf(expr: Expr, integral: number = INTEGRAL_LOOK_BACK): number {
  const own = expr.kind === 'time' ? lookBack(expr.fn, expr.window, integral) : 0;
  return own + Math.max(0, ...partsOf(expr).map((part) => lookBackOf(part, integral)));
}

/** Reads what decides the value of an expression for a twin at `at`: per signal id its samples up to then. */
export async function readInputs(
  plant: Plant,
  expr: Expr,
  twin: Twin,
  at: number,
  history: HistoryReader,
): Promise<Map<number, Series>> {
  const begins = new Map<number, number>();
  const idsOf = (node: Expr): number[] =>
    inputsOf(node).flatMap(({ kind, hops, signal }) => {
      const ids = plant.resolve(twin, hops, signal);
      return kind === 'signal' ? ids.slice(0, 1) : ids;
    });
  const visit = async (node: Expr, from: number): Promise<void> => {
    if (node.kind === 'signal' || node.kind === 'aggregate') {
      for (const id of idsOf(node)) begins.set(id, Math.min(from, begins.get(id) ?? from));
      return;
    }
    let earlier = from;
    if (node.kind === 'time') {
      earlier -= lookBack(node.fn, node.window);
      if (isLag(node.fn)) earlier = (await newestOf(idsOf(node.arg), earlier, history)) - 1;
    }
    for (const part of partsOf(node)) await visit(part, earlier);
  };
  await visit(expr, at);
  const ids = [...begins.keys()];
  const found = await Promise.all(ids.map((id) => history.series(id, begins.get(id) ?? at, at)));
  return new Map(ids.map((id, i) => [id, found[i]]));
}

/** Time of the newest sample of any of some signals at or before `at`; `at` where there is none. */
async function newestOf(ids: readonly number[], at: number, history: HistoryReader): Promise<number> {
  const found = await Promise.all(ids.map((id) => history.series(id, at, at)));
  const times = found.flatMap(({ times }) => (times.length > 0 ? [times[times.length - 1]] : []));
  return times.length === 0 ? at : Math.max(...times);
}

function isLag(fn: TimeFunction): boolean {
  return fn === 'previous' || fn === 'delta' || fn === 'rate';
}

/** Whether a formula is an integral in other units: its recorded value then says where to go on. */
export function rootIntegral(expr: Expr): Expr | undefined {
  if (expr.kind === 'convert') return rootIntegral(expr.arg);
  return expr.kind === 'time' && expr.fn === 'integral' && inputsOf(expr).length > 0 ? expr : undefined;
}

/** The value inside the unit conversions around an expression, from the value outside. */
export function withoutConversions(expr: Expr, value: number): number {
  return expr.kind === 'convert' ? withoutConversions(expr.arg, (value - expr.offset) / expr.factor) : value;
}

function lookBack(fn: TimeFunction, window: number, integral: number = INTEGRAL_LOOK_BACK): number {
  if (fn === 'integral') return integral;
  return fn === 'ema' ? window * EMA_LOOK_BACK : window;
}
