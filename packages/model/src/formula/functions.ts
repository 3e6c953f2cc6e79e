/** The functions of the formula language: how they are written, what they take, and what they are in `expr.ts`. */
import type { Aggregate, ScalarFunction, TimeFunction } from './expr.ts';

/** Scalar functions with a fixed number of arguments, and what the units must be. */
export const SCALARS: Readonly<
  Record<Exclude<ScalarFunction, 'min' | 'max' | 'pow'>, { args: number; rule: ScalarRule }>
> = {
  abs: { args: 1, rule: 'keep' },
  sign: { args: 1, rule: 'sign' },
  floor: { args: 1, rule: 'keep' },
  ceil: { args: 1, rule: 'keep' },
  round: { args: 1, rule: 'keep' },
  sqrt: { args: 1, rule: 'root' },
  exp: { args: 1, rule: 'plain' },
  ln: { args: 1, rule: 'plain' },
  log10: { args: 1, rule: 'plain' },
  sin: { args: 1, rule: 'angle' },
  cos: { args: 1, rule: 'angle' },
  tan: { args: 1, rule: 'angle' },
  asin: { args: 1, rule: 'toAngle' },
  acos: { args: 1, rule: 'toAngle' },
  atan: { args: 1, rule: 'toAngle' },
  atan2: { args: 2, rule: 'sameToAngle' },
  clamp: { args: 3, rule: 'same' },
};

/**
 * What a function does with units: `keep` the unit; `sign` gives a plain number; `root` halves the exponents; `plain`
 * takes and gives plain numbers; `angle` takes an angle or a plain number of radians; `toAngle` gives radians; `same`
 * takes values of one kind and gives that kind; `sameToAngle` takes two of one kind and gives radians.
 */
export type ScalarRule = 'keep' | 'sign' | 'root' | 'plain' | 'angle' | 'toAngle' | 'same' | 'sameToAngle';

/** Time functions by the names they are written with. `mean`, `min`, `max`, `std` are the everyday names. */
export const TIMES: Readonly<Record<string, { fn: TimeFunction; window: boolean }>> = {
  previous: { fn: 'previous', window: false },
  delta: { fn: 'delta', window: false },
  rate: { fn: 'rate', window: false },
  integral: { fn: 'integral', window: false },
  mean: { fn: 'mean', window: true },
  minimum: { fn: 'minimum', window: true },
  maximum: { fn: 'maximum', window: true },
  std: { fn: 'deviation', window: true },
  deviation: { fn: 'deviation', window: true },
  ema: { fn: 'ema', window: true },
  delay: { fn: 'delay', window: true },
  onDelay: { fn: 'onDelay', window: true },
  changes: { fn: 'changes', window: true },
};

export const AGGREGATE_NAMES: readonly Aggregate[] = ['avg', 'sum', 'min', 'max', 'count'];

/** Every name a person may call, for the nearest spelling. */
export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(SCALARS),
  'min',
  'max',
  'pow',
  ...Object.keys(TIMES),
  'avg',
  'sum',
  'count',
  'if',
];

/** Names from other languages and the name here. */
export const ALIASES: Readonly<Record<string, string>> = {
  average: 'avg',
  stddev: 'std',
  stdev: 'std',
  derivative: 'rate',
  diff: 'delta',
  prev: 'previous',
  lag: 'delay',
  last: 'previous',
  limit: 'clamp',
  power: 'pow',
  sgn: 'sign',
  ceiling: 'ceil',
  integrate: 'integral',
  ondelay: 'onDelay',
  iff: 'if',
};
