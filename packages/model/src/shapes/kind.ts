/**
 * How a kind of shape is declared: its parameters and what of it can be bound to signals. Data only, for the browser
 * too; the drawing is the screen's affair. The check of documents, the gallery, the reference page and the editor read
 * the same declaration.
 */

/** A text in both languages of the product. */
export interface BothTexts {
  en: string;
  zh: string;
}

/** A number that a shape is drawn from. Outside of its range it is drawn at the end of the range. */
export interface ShapeParameter {
  label: BothTexts;
  /** `m`, `deg`, or `1` for counts and shares. */
  unit: 'm' | 'deg' | '1';
  default: number;
  range: readonly [number, number];
  /** A count: only whole numbers have a meaning. */
  whole?: boolean;
}

/** Another unit a binding takes: value in the binding's unit = value in this unit * `scale` / parameter `over`. */
export interface AlsoUnit {
  unit: string;
  scale?: number;
  over?: string;
}

/** Something of a shape that follows a signal. */
export interface ShapeTarget {
  label: BothTexts;
  /** UCUM code in which the shape wants its values; signals are converted to it. */
  unit: string;
  also?: readonly AlsoUnit[];
  /** Values between which it makes sense: what the gallery plays through. A shape bears any value. */
  range: readonly [number, number];
}

export type ShapeFamily =
  | 'rolling'
  | 'drives'
  | 'fluids'
  | 'handling'
  | 'cranes'
  | 'power'
  | 'process'
  | 'site';

/** `P`: names of its parameters, `B`: names of what can be bound. */
export interface ShapeKind<P extends string = string, B extends string = string> {
  name: string;
  label: BothTexts;
  family: ShapeFamily;
  /** Where its origin lies, when that is not the floor under its middle. */
  origin?: BothTexts;
  params: Readonly<Record<P, ShapeParameter>>;
  bindings: Readonly<Record<B, ShapeTarget>>;
}

/** A length in metres. */
export const metre = (label: BothTexts, value: number, low: number, high: number): ShapeParameter => ({
  label,
  unit: 'm',
  default: value,
  range: [low, high],
});

/** A number of equal things. */
export const count = (label: BothTexts, value: number, low: number, high: number): ShapeParameter => ({
  label,
  unit: '1',
  default: value,
  range: [low, high],
  whole: true,
});

/** An angle. */
export const degrees = (label: BothTexts, value: number, low: number, high: number): ShapeParameter => ({
  label,
  unit: 'deg',
  default: value,
  range: [low, high],
});

/** Turning on and on; revolutions per minute. */
export const spins = (label: BothTexts, high: number): ShapeTarget => ({
  label,
  unit: '/min',
  also: [{ unit: 'circ/min' }],
  range: [0, high],
});

/** Turned by an angle. */
export const turns = (label: BothTexts, low: number, high: number): ShapeTarget => ({
  label,
  unit: 'deg',
  range: [low, high],
});

/** Moved by a distance. */
export const slides = (label: BothTexts, low: number, high: number): ShapeTarget => ({
  label,
  unit: 'm',
  range: [low, high],
});

/** A share from none to all; `over`: the parameter that is all of it, for signals in metres. */
export const share = (label: BothTexts, over?: string): ShapeTarget => ({
  label,
  unit: '1',
  ...(over === undefined ? {} : { also: [{ unit: 'm', over }] }),
  range: [0, 1],
});

/** Material that runs over it; metres per minute. */
export const runs = (label: BothTexts, high: number): ShapeTarget => ({
  label,
  unit: 'm/min',
  range: [0, high],
});
