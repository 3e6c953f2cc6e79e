/**
 * From what a peer sent to a number of a signal, and from its clock to a time that can be kept.
 *
 * A value that cannot be used is never dropped silently and never becomes zero: it is recorded as NaN with quality bad
 * and the reason, so that history shows that something came and what was wrong with it.
 */
import type { LocalText } from '@millwright/model';

/**
 * Source times before this are a clock that was never set (devices restart at 1970, 1980 or 1990 when their battery is
 * empty): 2000-01-01T00:00Z.
 */
export const EARLIEST_TIME_MS = Date.UTC(2000, 0, 1);

/** Source times further ahead of our clock than this are wrong: one day, so that a wrong time zone still passes. */
export const MAX_AHEAD_MS = 86_400_000;

/** A number as text is short; longer texts are no numbers. */
const MAX_NUMBER_TEXT = 64;

const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The dictionary of a state or boolean signal: number to name. */
export type States = ReadonlyMap<number, LocalText>;

/**
 * The number a raw value means, or undefined where it has none (an object, an array, a text that is no number, null).
 *
 * Numbers pass as they are, NaN and infinities too: the caller decides their quality. Booleans are 1 and 0. Texts are
 * the name of a state (any language, case ignored), `true` / `false` / `on` / `off`, or a decimal number. 64-bit
 * integers beyond 2^53 lose digits, as every value is a float64.
 */
export function toNumber(raw: unknown, states?: States): number | undefined {
  switch (typeof raw) {
    case 'number':
      return raw;
    case 'boolean':
      return raw ? 1 : 0;
    case 'bigint':
      return Number(raw);
    case 'string':
      return textToNumber(raw, states);
    default:
      return undefined;
  }
}

function textToNumber(raw: string, states: States | undefined): number | undefined {
  if (raw.length > MAX_NUMBER_TEXT) return undefined;
  const text = raw.trim();
  if (states !== undefined) {
    const wanted = text.toLowerCase();
    for (const [value, name] of states) {
      if (name.en.toLowerCase() === wanted || name.zh?.toLowerCase() === wanted) return value;
    }
  }
  if (NUMBER_TEXT.test(text)) return Number(text);
  switch (text.toLowerCase()) {
    case 'true':
    case 'on':
      return 1;
    case 'false':
    case 'off':
      return 0;
    case 'nan':
      return Number.NaN;
    default:
      return undefined;
  }
}

/** Whether a source time can be kept: a number, not before `EARLIEST_TIME_MS`, not more than `MAX_AHEAD_MS` after `now`. */
export function isUsableTime(time: number, now: number): boolean {
  return time >= EARLIEST_TIME_MS && time <= now + MAX_AHEAD_MS;
}

/** A few words for a raw value that could not be used, for error messages; never longer than 60 characters. */
export function describeRaw(raw: unknown): string {
  if (raw === null || raw === undefined) return 'no value';
  if (Array.isArray(raw) || ArrayBuffer.isView(raw)) return 'an array';
  if (typeof raw === 'string') return raw.length > 40 ? `text "${raw.slice(0, 40)}…"` : `text "${raw}"`;
  if (typeof raw === 'object') return 'an object';
  return `${typeof raw} ${String(raw).slice(0, 40)}`;
}
