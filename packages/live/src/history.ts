/** Reading the past for formulas: what has to be read, and how far back. */
import type { Expr, Plant, Series, Twin } from '@millwright/model';
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

/** What has to be known of one signal. */
export interface Need {
  id: number;
  /** Milliseconds before the instant from which samples are wanted. */
  back: number;
  /** Samples wanted before that: one for each `previous`, `delta` or `rate` around the signal. */
  before: number;
}

/** Everything an expression reads for a twin, the furthest look-back of each signal. */
export function needsOf(plant: Plant, expr: Expr, twin: Twin): Need[] {
  const needs = new Map<number, Need>();
  const visit = (node: Expr, back: number, before: number): void => {
    if (node.kind === 'signal' || node.kind === 'aggregate') {
      const ids = plant.resolve(twin, node.hops, node.signal);
      for (const id of node.kind === 'signal' ? ids.slice(0, 1) : ids) {
        const known = needs.get(id);
        needs.set(id, {
          id,
          back: Math.max(back, known?.back ?? 0),
          before: Math.max(before, known?.before ?? 0),
        });
      }
      return;
    }
    const isLag =
      node.kind === 'time' && (node.fn === 'previous' || node.fn === 'delta' || node.fn === 'rate');
    const more = node.kind === 'time' ? lookBack(node.fn, node.window) : 0;
    for (const part of partsOf(node)) visit(part, back + more, before + (isLag ? 1 : 0));
  };
  visit(expr, 0, 0);
  return [...needs.values()];
}

/** Milliseconds before an instant that decide the value of an expression then; inner windows add up. */
export function lookBackOf(expr: Expr): number {
  const own = expr.kind === 'time' ? lookBack(expr.fn, expr.window) : 0;
  return own + Math.max(0, ...partsOf(expr).map(lookBackOf));
}

/** Reads what is needed for the value of an expression at `at`. */
export async function readNeeds(
  needs: readonly Need[],
  at: number,
  history: HistoryReader,
): Promise<Map<number, Series>> {
  // An argument has a sample whenever one of its signals has: all signals are read back to the same instant.
  let from = at - Math.max(0, ...needs.map((need) => need.back));
  const before = Math.max(0, ...needs.map((need) => need.before));
  for (let i = 0; i < before; i++) {
    const newest = await Promise.all(needs.map(({ id }) => history.series(id, from, from)));
    const times = newest.flatMap(({ times }) => (times.length > 0 ? [times[times.length - 1]] : []));
    if (times.length === 0) break;
    from = Math.max(...times) - 1;
  }
  const found = await Promise.all(needs.map(({ id }) => history.series(id, from, at)));
  return new Map(needs.map(({ id }, i) => [id, found[i]]));
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

function lookBack(fn: string, window: number): number {
  if (fn === 'integral') return INTEGRAL_LOOK_BACK;
  return fn === 'ema' ? window * EMA_LOOK_BACK : window;
}
