/** Lengths of time as people write them: `5 s`, `10 min`, `30 d`, `5 a`. */
import { explainUnit } from './unit-names.ts';
import { isTime, parseUnit, type UnitFault, unitOf } from './units.ts';

const FORM = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*([^\s\d.]\S*)\s*$/;

/** Milliseconds of a length of time, a number and a UCUM unit of time. Throws RangeError with the reason. */
export function parseDuration(text: string): number {
  const result = readDuration(text);
  if (typeof result === 'number') return result;
  throw new RangeError(result.message);
}

/** Milliseconds, or why the text is no length of time. */
export function readDuration(text: string): number | UnitFault {
  const match = FORM.exec(text);
  if (!match)
    return { message: `"${text}" is no length of time: write a number and a unit, such as "10 min"` };
  const [, number, code] = match;
  const unit = parseUnit(code);
  if (!unit) {
    const fault = explainUnit(code);
    const suggestion = fault?.suggestion === undefined ? undefined : `${number} ${fault.suggestion}`;
    return { message: fault?.message ?? `unknown unit "${code}"`, suggestion };
  }
  if (!isTime(unit)) return { message: `"${code}" is no unit of time: write s, min, h, d or a` };
  return Number(((Number(number) * unit.factor) / unitOf('ms').factor).toPrecision(15));
}
