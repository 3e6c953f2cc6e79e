/** The tree of a formula as written, before names and units are looked at. */
import type { Unit } from '../units.ts';
import type { BinaryOperator, Span } from './expr.ts';

/** A fault in the text of a formula: half-open range of characters, what is wrong, and the nearest right spelling. */
export interface FormulaFault extends Span {
  message: string;
  suggestion?: string;
}

/** Limits of one formula. Depth counts brackets, calls, signs and conditions within each other. */
export const FORMULA_LIMITS = { characters: 10_000, depth: 64, nodes: 2_000 } as const;

interface Node {
  span: Span;
}

export interface QuantitySyntax extends Node {
  kind: 'quantity';
  value: number;
  unit: Unit;
  unknown?: string;
  run?: string;
}

interface BooleanSyntax extends Node {
  kind: 'boolean';
  value: boolean;
}

/** A name of a state, in quotes. */
interface TextSyntax extends Node {
  kind: 'text';
  text: string;
}

/** A signal or parameter: `speed`, `motor.current`, `parent.motor.speed`. */
export interface ReferenceSyntax extends Node {
  kind: 'reference';
  names: readonly string[];
  spans: readonly Span[];
}

export interface UnarySyntax extends Node {
  kind: 'unary';
  op: '-' | 'not';
  arg: Syntax;
}

export interface BinarySyntax extends Node {
  kind: 'binary';
  op: BinaryOperator;
  /** Where the operator stands. */
  at: Span;
  left: Syntax;
  right: Syntax;
}

export interface IfSyntax extends Node {
  kind: 'if';
  test: Syntax;
  then: Syntax;
  else: Syntax;
}

export interface CallSyntax extends Node {
  kind: 'call';
  name: string;
  nameSpan: Span;
  args: readonly Syntax[];
}

export type Syntax =
  | QuantitySyntax
  | BooleanSyntax
  | TextSyntax
  | ReferenceSyntax
  | UnarySyntax
  | BinarySyntax
  | IfSyntax
  | CallSyntax;
