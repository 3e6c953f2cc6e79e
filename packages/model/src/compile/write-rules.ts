/** Under which conditions a set point may be written, from the `write` of a signal. */
import type { SignalInput, WriteInput } from '../documents/type-document.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList } from '../faults.ts';
import { resolveReference, type TypeScope } from '../formula/references.ts';
import type { SignalType } from '../plant.ts';
import { explainUnit } from '../unit-names.ts';
import { conversion, differenceUnit, parseUnit, type Unit } from '../units.ts';
import type { WriteRules } from '../work.ts';
import { instantCondition } from './conditions.ts';
import type { Merged } from './inherit.ts';
import type { TypeTable } from './types.ts';

/** Milliseconds in which a machine should show that it obeyed. */
const WITHIN = 10_000;
const FORM = /^\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S*)\s*$/;

export function buildWriteRules(
  type: TypeTable,
  signal: SignalType,
  merged: Merged<SignalInput>,
  input: WriteInput,
  scope: TypeScope,
  faults: FaultList,
): void {
  if (signal.kind !== 'setpoint') {
    faults.error(merged.at('write'), `only set points are written, "${signal.name}" is ${signal.kind}`);
    return;
  }
  const size = (text: string | number, ...keys: PropertyKey[]) => {
    const result = readSize(String(text), signal.unit);
    if (typeof result === 'number') return result;
    faults.error(merged.at('write', ...keys), result.message, result.suggestion);
    return 0;
  };
  const rules: WriteRules = {
    readBack: {
      ...readBackOf(type, signal, merged, input, scope, faults),
      tolerance: input.tolerance === undefined ? 0 : size(input.tolerance, 'tolerance'),
      within: input.within === undefined ? WITHIN : parseDuration(input.within),
    },
  };
  if (input.change) {
    rules.change = { most: size(input.change.most, 'change', 'most'), per: parseDuration(input.change.per) };
  }
  if (input.interlock !== undefined) {
    const within = (start: number, end: number) => merged.withinAt(['write', 'interlock'], start, end);
    rules.interlock = instantCondition(input.interlock, within, type, scope, faults);
  }
  signal.write = rules;
}

function readBackOf(
  type: TypeTable,
  signal: SignalType,
  merged: Merged<SignalInput>,
  input: WriteInput,
  scope: TypeScope,
  faults: FaultList,
): { hops: readonly string[]; signal: string } {
  const itself = { hops: [], signal: signal.name };
  if (input.readBack === undefined) return itself;
  const found = resolveReference(type, input.readBack.split('.'), scope);
  const at = merged.at('write', 'readBack');
  if ('message' in found) faults.error(at, found.message, found.suggestion);
  else if (!found.signal || found.many) faults.error(at, `"${input.readBack}" is not one signal`);
  else if (found.signal.unit.code !== signal.unit.code) {
    faults.error(
      at,
      `"${input.readBack}" is in ${found.signal.unit.code}, the set point in ${signal.unit.code}: they must be the same`,
    );
  } else return { hops: found.hops, signal: found.signal.name };
  return itself;
}

/** A number with a unit, as a difference in `unit`; without a unit it is in that one. */
export function readSize(text: string, unit: Unit): number | { message: string; suggestion?: string } {
  const match = FORM.exec(text);
  const wanted = differenceUnit(unit);
  if (!match)
    return { message: `"${text}" is no size: write a number and a unit, such as "5 ${wanted.code}"` };
  const [, number, code] = match;
  if (code === '') return Number(number);
  const own = parseUnit(code);
  if (!own) return explainUnit(code) ?? { message: `unknown unit "${code}"` };
  const change = conversion(differenceUnit(own), wanted);
  if (!change)
    return { message: `"${text}" is in ${own.code}, the signal in ${unit.code}: these do not convert` };
  return Number((Number(number) * change.factor).toPrecision(15));
}
