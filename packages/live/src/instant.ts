/** The value of an expression at an instant, from the newest samples alone. */
import type { Expr, Plant, Sample, Twin } from '@millwright/model';
import { Interpreter, type Verdict } from './interpret.ts';

/** The newest sample of a signal; undefined where there is none. */
export type Newest = (signal: number) => Sample | undefined;

/**
 * Evaluates an expression without functions over time for one twin. `level` 2 and 3 say that an input is not usable, and
 * the value does not count then. Cost: one look-up per signal it reads; for single decisions, not for hot paths.
 */
export function evaluateNow(plant: Plant, expr: Expr, twin: Twin, newest: Newest, now: number): Verdict {
  const histories = (id: number) => {
    const sample = newest(id);
    if (sample === undefined || !Number.isFinite(sample.time)) return undefined;
    return {
      times: Float64Array.of(Math.min(sample.time, now)),
      values: Float64Array.of(sample.value),
      quality: Uint8Array.of(sample.quality),
    };
  };
  const { value, level } = new Interpreter(plant, histories).evaluate(expr, twin, now);
  return { value, level: level < 2 && !Number.isFinite(value) ? 2 : level };
}
