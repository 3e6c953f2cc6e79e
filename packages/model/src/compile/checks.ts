/** Checks of stops and steps: what is recorded, and where a reading goes. */
import type { CheckInput } from '../documents/check.ts';
import { localText, readableName, type TextInput } from '../documents/common.ts';
import type { FaultList, Position } from '../faults.ts';
import { resolveReference, type TypeScope } from '../formula/references.ts';
import type { LocalText, TwinType } from '../plant.ts';
import { conversion, ONE, unitOf } from '../units.ts';
import type { Check, CheckOption } from '../work.ts';

/** `at`: place of a key within the check. `type`: of the twin that is looked at, where it is known. */
export function buildCheck(
  name: string,
  label: LocalText,
  input: CheckInput,
  type: TwinType | undefined,
  scope: TypeScope,
  at: (...keys: PropertyKey[]) => Position,
  faults: FaultList,
): Check {
  const { kind } = input;
  const check: Check = { name, label, kind, optional: input.optional ?? false };
  for (const key of ['unit', 'limits', 'signal'] as const) {
    if (input[key] !== undefined && kind !== 'value')
      faults.error(at(key), `"${key}" belongs to a value, this is a ${kind}`);
  }
  if (kind === 'choice' && !input.options) faults.error(at('kind'), 'a choice needs its "options"');
  if (kind !== 'choice' && input.options)
    faults.error(at('options'), `"options" belong to a choice, this is a ${kind}`);
  if (kind === 'value') check.unit = input.unit === undefined ? ONE : unitOf(String(input.unit));
  if (input.limits) check.limits = input.limits;
  if (input.options)
    check.options = Object.entries(input.options).map(([key, option]) => optionOf(key, option));
  if (input.signal !== undefined && check.unit) {
    const found = type && resolveReference(type, input.signal.split('.'), scope);
    if (!found) faults.error(at('signal'), 'there is no type to take the reading here');
    else if ('message' in found) faults.error(at('signal'), found.message, found.suggestion);
    else if (!found.signal || found.many) faults.error(at('signal'), `"${input.signal}" is not one signal`);
    else if (!found.signal.manual) {
      faults.error(
        at('signal'),
        `"${input.signal}" is not read off by people: give the signal "manual: true"`,
      );
    } else if (!conversion(check.unit, found.signal.unit)) {
      const message = `the reading is in ${check.unit.code}, "${input.signal}" in ${found.signal.unit.code}: these do not convert`;
      faults.error(at(input.unit === undefined ? 'signal' : 'unit'), message);
    } else check.signal = { hops: found.hops, name: found.signal.name };
  }
  return check;
}

function optionOf(name: string, option: TextInput | { text: TextInput; fault?: boolean }): CheckOption {
  const text = typeof option === 'object' && 'text' in option ? option : { text: option, fault: false };
  return { name, label: localText(text.text, readableName(name)), fault: text.fault ?? false };
}
