/**
 * A checked formula: the tree that `live` compiles to column loops and interprets to explain a value.
 *
 * Every conversion between units is already in the tree as a `convert` node, every name is resolved, every function is
 * one of the lists below. Numbers are float64; booleans are 0 and 1.
 */
import type { Unit } from '../units.ts';

/** Half-open range of characters in the formula's text. */
export interface Span {
  start: number;
  end: number;
}

export type ValueType = 'number' | 'boolean';

interface Node {
  type: ValueType;
  unit: Unit;
  span: Span;
}

export const SCALAR_FUNCTIONS = [
  'abs',
  'sqrt',
  'exp',
  'ln',
  'log10',
  'pow',
  'min',
  'max',
  'clamp',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'floor',
  'ceil',
  'round',
  'sign',
] as const;
export type ScalarFunction = (typeof SCALAR_FUNCTIONS)[number];

/**
 * Functions of the course of their argument in time. The argument is a step function: each sample holds until the next.
 * An expression has a sample at every time at which one of the signals it reads has one.
 *
 * - `previous(x)` the sample before the newest; `delta(x)` newest minus previous; `rate(x)` delta per second, in unit/s
 * - `integral(x)` sum of value times holding time since the first sample, in unit.s
 * - `mean | minimum | maximum | deviation (x, window)` over (t - window, t], weighted by time held
 *   (written `mean`, `min`, `max`, `std` in a formula)
 * - `ema(x, tau)` first-order lag with time constant tau
 * - `delay(x, window)` the value held at t - window
 * - `onDelay(x, window)` true once x has been true without a break for the window
 * - `changes(x, window)` number of times the value changed within (t - window, t]
 */
export const TIME_FUNCTIONS = [
  'previous',
  'delta',
  'rate',
  'integral',
  'mean',
  'minimum',
  'maximum',
  'deviation',
  'ema',
  'delay',
  'onDelay',
  'changes',
] as const;
export type TimeFunction = (typeof TIME_FUNCTIONS)[number];

/** Functions over all signals of a many-part; members that are not usable are left out. */
export const AGGREGATES = ['avg', 'sum', 'min', 'max', 'count'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | 'and'
  | 'or';

/** A literal with its unit; booleans are 0 and 1. */
export interface NumberExpr extends Node {
  kind: 'number';
  value: number;
}

/** One signal: of the twin itself (`hops` empty) or of a relative (`['motor']`, `['parent']`, `['parent', 'motor']`). */
export interface SignalExpr extends Node {
  kind: 'signal';
  hops: readonly string[];
  signal: string;
}

/** A constant of the twin itself (`hops` empty) or of a relative. */
export interface ParameterExpr extends Node {
  kind: 'parameter';
  hops: readonly string[];
  parameter: string;
}

/** arg * factor + offset: a change of unit. */
export interface ConvertExpr extends Node {
  kind: 'convert';
  factor: number;
  offset: number;
  arg: Expr;
}

export interface UnaryExpr extends Node {
  kind: 'unary';
  op: '-' | 'not';
  arg: Expr;
}

export interface BinaryExpr extends Node {
  kind: 'binary';
  op: BinaryOperator;
  left: Expr;
  right: Expr;
}

/** Written `if(test, a, b)` or `test ? a : b`. Only the branch taken counts for the quality. */
export interface IfExpr extends Node {
  kind: 'if';
  test: Expr;
  then: Expr;
  else: Expr;
}

export interface CallExpr extends Node {
  kind: 'call';
  fn: ScalarFunction;
  args: readonly Expr[];
}

export interface TimeExpr extends Node {
  kind: 'time';
  fn: TimeFunction;
  arg: Expr;
  /** Milliseconds: the window, time constant or delay; 0 for functions without one. */
  window: number;
}

export interface AggregateExpr extends Node {
  kind: 'aggregate';
  fn: Aggregate;
  /** Reaches several signals. Their units are the same, or `factor`-converted by the model to `unit`. */
  hops: readonly string[];
  signal: string;
}

export type Expr =
  | NumberExpr
  | SignalExpr
  | ParameterExpr
  | ConvertExpr
  | UnaryExpr
  | BinaryExpr
  | IfExpr
  | CallExpr
  | TimeExpr
  | AggregateExpr;
