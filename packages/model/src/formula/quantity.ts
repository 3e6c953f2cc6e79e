/**
 * Numbers with units in the text of a formula: a number, blanks or none, then the longest valid UCUM code that ends at
 * the end of a word. The code binds tighter than any operator, so `2.3 mm/s / 4.8 mm/s` is a ratio of two speeds, and
 * `3 m/speed` divides 3 m by a signal, because `m/speed` is no code.
 */
import { ONE, parseUnit, type Unit } from '../units.ts';

export interface Quantity {
  /** Offset behind the last character. */
  end: number;
  value: number;
  unit: Unit;
  /** What stands where a unit may stand and is none: the text up to the next blank or bracket. */
  unknown?: string;
  /** The text up to the next blank or bracket, where it is longer than the unit found: `mm/sec` for mm. */
  run?: string;
}

const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const KEYWORDS = /^(?:and|or|not|if|true|false)(?![A-Za-z0-9_])/;
/** A unit begins with a letter, a bracket or one of the signs people write; with `/` only after a blank. */
const UNIT_START = /[\p{L}[{%°℃℉µ]/u;
const WORD = /[\p{L}\p{N}_[{°'%]/u;
const MAX_RUN = 60;

/** The quantity that begins at `start`, or undefined where no number begins. */
export function readQuantity(text: string, start: number): Quantity | undefined {
  NUMBER.lastIndex = start;
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const value = Number(match[0]);
  const numberEnd = start + match[0].length;
  let at = numberEnd;
  while (text[at] === ' ' || text[at] === '\t') at++;
  const bare: Quantity = { end: numberEnd, value, unit: ONE };
  const first = text[at] ?? '';
  const slash = first === '/' && at > numberEnd && /[A-Za-z[]/.test(text[at + 1] ?? '');
  if (!(slash || UNIT_START.test(first)) || KEYWORDS.test(text.slice(at, at + 6))) return bare;
  const run = readRun(text, at);
  for (let length = run.length; length > 0; length--) {
    const next = text[at + length] ?? '';
    if (WORD.test(next) || (slash && next === '(')) continue;
    const unit = parseUnit(run.slice(0, length));
    if (!unit) continue;
    const quantity: Quantity = { end: at + length, value, unit };
    if (length < run.length) quantity.run = run;
    return quantity;
  }
  if (slash) return bare;
  return { end: at + run.length, value, unit: ONE, unknown: run };
}

/** The characters from `start` that can belong to one unit code. */
function readRun(text: string, start: number): string {
  let depth = 0;
  let at = start;
  const limit = Math.min(text.length, start + MAX_RUN);
  while (at < limit) {
    const c = text[at];
    const before = at > start ? text[at - 1] : '';
    if (c === '[' || c === '{') {
      const close = text.indexOf(c === '[' ? ']' : '}', at);
      if (close < 0 || close >= limit || /\s/.test(text.slice(at, close))) break;
      at = close + 1;
      continue;
    }
    if (c === '(') {
      if (before !== '.' && before !== '/') break;
      depth++;
    } else if (c === ')') {
      if (depth === 0) break;
      depth--;
    } else if (c === '-' || c === '+') {
      if (!/[\p{L}\]}]/u.test(before) || !/\d/.test(text[at + 1] ?? '')) break;
    } else if (!/[\p{L}\p{N}_%°℃℉µ'./·²³⁻¹]/u.test(c)) {
      break;
    }
    at++;
  }
  return text.slice(start, at);
}
