/**
 * Units of measure in UCUM (ucum.org), case-sensitive codes such as `mm/s`, `Cel`, `kN`, `1`.
 *
 * Codes, dimensions and magnitudes come from @lhncbc/ucum-lhc, the library of the US National Library of Medicine. Two
 * rules are ours:
 *
 * - Units with their own zero are `Cel`, `[degF]` and `[degRe]`. The other special units of UCUM (logarithms such as
 *   `dB` and `[pH]`, slopes) are refused, because no factor and offset can convert them.
 * - A plane angle counts as a plain number (1 rad = 1), so that `omega * radius` is a speed, with one exception: an
 *   angle per time (`rad/s`, `circ/min`) and a count per time (`/min`, `Hz`) do not convert into each other, because
 *   the reader of `/min` as "revolutions" and UCUM's own reading differ by 2 pi. Rotation is written `circ/min`.
 */
import { UcumLhcUtils } from '@lhncbc/ucum-lhc';

/**
 * A unit as formulas and conversions see it. value in base units = value * factor + offset, where the base units are
 * those of UCUM (m, s, g, rad, K, C, cd).
 */
export interface Unit {
  /** The UCUM code, `1` for none. */
  code: string;
  /** Exponents of the base units length, time, mass, angle, temperature, charge, luminous intensity. */
  dimension: readonly number[];
  factor: number;
  /** Not zero only for units with their own zero, such as `Cel`. */
  offset: number;
}

/** value in the new unit = value * factor + offset. */
export interface Conversion {
  factor: number;
  offset: number;
}

/** Why a unit code was refused, and the nearest right one where there is one. */
export interface UnitFault {
  message: string;
  suggestion?: string;
}

/** Longest unit code accepted, in characters. */
const MAX_UNIT_LENGTH = 100;

const CACHE_LIMIT = 20_000;
const TIME = 1;
const ANGLE = 3;
const NONE: readonly number[] = [0, 0, 0, 0, 0, 0, 0];

/** Offset in kelvin of the units with their own zero, by UCUM's name of their conversion function. */
const ZERO_POINTS: Readonly<Record<string, number>> = {
  Cel: 273.15,
  degF: (459.67 * 5) / 9,
  degRe: 273.15,
};

/** No unit: a plain number. */
export const ONE: Unit = { code: '1', dimension: NONE, factor: 1, offset: 0 };

type Parsed = { unit: Unit } | { fault: string };
const cache = new Map<string, Parsed>([['1', { unit: ONE }]]);

/** The unit of a UCUM code, or undefined; `explainUnit` then says why. Cached: the second time costs a map look-up. */
export function parseUnit(code: string): Unit | undefined {
  const parsed = parseCached(code);
  return 'unit' in parsed ? parsed.unit : undefined;
}

/** The unit of a code known to be right. Throws RangeError, with the reason, when it is not. */
export function unitOf(code: string): Unit {
  const parsed = parseCached(code);
  if ('unit' in parsed) return parsed.unit;
  throw new RangeError(parsed.fault);
}

/** Why `parseUnit` refuses a code, without the nearest spelling; undefined when it does not. */
export function unitRefusal(code: string): string | undefined {
  const parsed = parseCached(code);
  return 'fault' in parsed ? parsed.fault : undefined;
}

function parseCached(code: string): Parsed {
  const known = cache.get(code);
  if (known) return known;
  const parsed = parseNew(code);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(code, parsed);
  return parsed;
}

function parseNew(code: string): Parsed {
  if (code === '') return { fault: 'a unit is missing: write "1" for a plain number' };
  if (code.length > MAX_UNIT_LENGTH)
    return { fault: `a unit code has at most ${MAX_UNIT_LENGTH} characters` };
  const unknown = { fault: `unknown unit "${code}"` };
  // UCUM codes are printable ASCII without blanks; the library trims and guesses, which would hide mistakes. `^` is no
  // operator of UCUM, and a code of digits alone is a number that lost its place.
  if (!isWellFormed(code) || /^[\d.]+$/.test(code)) return unknown;
  const found = lookUp(code);
  if (!found?.dim_?.dimVec_)
    return /\bCel\b|\[deg[FR]/.test(code) ? { fault: temperatureRefusal(code) } : unknown;
  let offset = 0;
  if (found.cnv_ !== null) {
    const zero = ZERO_POINTS[found.cnv_];
    if (zero === undefined) {
      return {
        fault: `unit "${code}" is not a plain factor (logarithmic or similar) and cannot be calculated with`,
      };
    }
    offset = zero;
  }
  const factor = found.magnitude_ * (found.cnv_ === null ? 1 : found.cnvPfx_);
  if (!(factor > 0 && Number.isFinite(factor))) return unknown;
  return { unit: { code, dimension: [...found.dim_.dimVec_], factor, offset } };
}

const SYMBOL = '(?:[A-Za-z%\'"*\\d]|\\[[^[\\](){}\\s]+\\])+(?:[+-]\\d+)?(?:\\{\\})?|\\{\\}';
const TERM = new RegExp(`^/?(?:${SYMBOL})(?:[./](?:${SYMBOL}))*$`);
const GROUP = /\(([^()]*)\)/;

/** Whether the code has the form of UCUM's grammar. The library prints on the console when given anything else. */
function isWellFormed(code: string): boolean {
  if (!/^[!-~]+$/.test(code)) return false;
  let rest = code.replace(/\{[^{}]*\}/g, '{}');
  for (let group = GROUP.exec(rest); group; group = GROUP.exec(rest)) {
    if (!TERM.test(group[1])) return false;
    rest = `${rest.slice(0, group.index)}m${rest.slice(group.index + group[0].length)}`;
  }
  return TERM.test(rest);
}

function temperatureRefusal(code: string): string {
  return `unit "${code}" puts a temperature with its own zero into a product: write K (a difference of 1 Cel is 1 K)`;
}

function lookUp(code: string) {
  try {
    const { unit, origString, retMsg } = UcumLhcUtils.getInstance().getSpecifiedUnit(code, 'validate', false);
    // The library replaces names such as `psi` by a code and says so in a message; a document holds the code itself.
    return retMsg.length === 0 && origString === code ? unit : null;
  } catch {
    // Some malformed codes make the library throw instead of answering.
    return null;
  }
}

/** Whether values in the one unit can be converted to the other. */
export function sameDimension(a: Unit, b: Unit): boolean {
  const x = a.dimension;
  const y = b.dimension;
  let onlyTime = true;
  for (let i = 0; i < 7; i++) {
    if (i === ANGLE) continue;
    if (x[i] !== y[i]) return false;
    if (x[i] !== 0 && i !== TIME) onlyTime = false;
  }
  return x[ANGLE] === y[ANGLE] || !(onlyTime && x[TIME] !== 0);
}

/** Whether one unit is an angle per time and the other a count per time, which differ by what a turn counts as. */
export function mixesTurnsAndCounts(a: Unit, b: Unit): boolean {
  if (a.dimension[ANGLE] === b.dimension[ANGLE]) return false;
  return a.dimension.every((n, i) => i === ANGLE || n === b.dimension[i]) && !sameDimension(a, b);
}

/** How to turn a value in `from` into a value in `to`; undefined where the dimensions differ. */
export function conversion(from: Unit, to: Unit): Conversion | undefined {
  if (!sameDimension(from, to)) return undefined;
  if (sameScale(from, to)) return { factor: 1, offset: 0 };
  return { factor: tidy(from.factor / to.factor), offset: tidy((from.offset - to.offset) / to.factor) };
}

/** The value in another unit; NaN where the dimensions differ. */
export function convert(value: number, from: Unit, to: Unit): number {
  const change = conversion(from, to);
  return change ? value * change.factor + change.offset : Number.NaN;
}

/** Whether two units of one dimension have the same size and zero, but for rounding. */
export function sameScale(a: Unit, b: Unit): boolean {
  return a.offset === b.offset && Math.abs(a.factor / b.factor - 1) < 1e-13;
}

/**
 * The decimal number of 15 digits nearest to a computed factor: magnitudes come as products of float64 numbers, and
 * 1000.0000000000001 for kilo would put noise into every converted value. The relative change is below 5e-15.
 */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

/** Whether a value in this unit is a plain number, an angle included. */
export function isPlain(unit: Unit): boolean {
  return unit.dimension.every((n, i) => n === 0 || i === ANGLE);
}

/** Whether this is a length of time, such as `10 min`. */
export function isTime(unit: Unit): boolean {
  return unit.dimension.every((n, i) => n === (i === TIME ? 1 : 0));
}

/** The product of two units without a zero of their own. */
export function multiplyUnits(a: Unit, b: Unit): Unit {
  if (b === ONE) return a;
  if (a === ONE) return b;
  return composed(
    a.dimension.map((n, i) => n + b.dimension[i]),
    a.factor * b.factor,
    () => `${a.code}.${bracketed(b.code)}`,
  );
}

/** The quotient of two units without a zero of their own. */
export function divideUnits(a: Unit, b: Unit): Unit {
  if (b === ONE) return a;
  return composed(
    a.dimension.map((n, i) => n - b.dimension[i]),
    a.factor / b.factor,
    () => `${a === ONE ? '' : a.code}/${bracketed(b.code)}`,
  );
}

/** A unit without a zero of its own to a power, which need not be whole: sqrt(x) * sqrt(y) may be whole again. */
export function powerUnit(unit: Unit, exponent: number): Unit {
  if (exponent === 0) return ONE;
  if (exponent === 1 || unit === ONE) return unit;
  return composed(
    unit.dimension.map((n) => (n === 0 ? 0 : n * exponent)),
    unit.factor ** exponent,
    () => (Number.isInteger(exponent) ? `(${unit.code})${exponent}` : `(${unit.code})^${exponent}`),
  );
}

/** The unit of differences of values in `unit`: K for Cel, [degR] for [degF]. */
export function differenceUnit(unit: Unit): Unit {
  if (unit.offset === 0) return unit;
  if (unit.factor === 1) return unitOf('K');
  return composed([...unit.dimension], unit.factor, () => `${unit.factor}.K`);
}

function bracketed(code: string): string {
  return /[./]/.test(code) ? `(${code})` : code;
}

/** Codes people know, tried before a computed unit is named after its parts. */
const COMMON = [
  '1',
  '%',
  'm',
  'mm',
  's',
  'min',
  'h',
  'kg',
  't',
  'K',
  '[degR]',
  'm2',
  'mm2',
  'm3',
  'm/s',
  'mm/s',
  'm/s2',
  'rad',
  'rad/s',
  'circ/min',
  '/s',
  '/min',
  '/h',
  'N',
  'kN',
  'MN',
  'N.m',
  'kN.m',
  'Pa',
  'kPa',
  'MPa',
  'bar',
  'J',
  'kJ',
  'MJ',
  'W',
  'kW',
  'MW',
  'kW.h',
  'A',
  'V',
  'Ohm',
  'C',
  'K/s',
  'K/min',
  'm3/s',
  'm3/h',
  'kg/s',
  'kg/h',
  't/h',
  'kg/m3',
  'W/K',
  'J/K',
  'J/(kg.K)',
  'N/m',
  'kN/m',
  'N/mm',
] as const;
let common: Map<string, Unit[]> | undefined;

function composed(dimension: number[], factor: number, code: () => string): Unit {
  // An angle that meets another quantity (N.m x rad/s) is a plain number from there on.
  if (dimension.some((n, i) => n !== 0 && i !== ANGLE && i !== TIME)) dimension[ANGLE] = 0;
  if (!common) {
    common = new Map();
    for (const name of COMMON) {
      const unit = unitOf(name);
      const key = unit.dimension.join();
      common.set(key, [...(common.get(key) ?? []), unit]);
    }
  }
  const known = common
    .get(dimension.map((n) => n + 0).join())
    ?.find((u) => Math.abs(u.factor / factor - 1) < 1e-13);
  if (known) return known;
  return { code: code(), dimension, factor, offset: 0 };
}
