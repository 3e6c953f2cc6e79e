/** Properties of data items (OPC 10000-8): EngineeringUnits, EURange, and the names of states. */

import { parseUnit } from '@millwright/model';
import { DataType, type DataValue } from 'node-opcua-client';
import { ucumOfUnece, uneceOfUnitId } from '../discovery/unece.ts';

/** States beyond this are no dictionary a person would want. */
const MAX_STATES = 256;

/** UCUM code of an EUInformation: by its UNECE code, else by its display name where that is a UCUM code itself. */
export function unitOf(property: DataValue | undefined): string | undefined {
  const value: unknown = property?.value.value;
  const unitId = fieldOf(value, 'unitId');
  const code = typeof unitId === 'number' ? uneceOfUnitId(unitId) : undefined;
  const ucum = code === undefined ? undefined : ucumOfUnece(code);
  if (ucum !== undefined && parseUnit(ucum) !== undefined) return ucum;
  const name = fieldOf(fieldOf(value, 'displayName'), 'text');
  return typeof name === 'string' && name !== '' && parseUnit(name) !== undefined ? name : undefined;
}

/** Low and high of a Range; undefined where they are none. */
export function rangeOf(property: DataValue | undefined): readonly [number, number] | undefined {
  const value: unknown = property?.value.value;
  const low = fieldOf(value, 'low');
  const high = fieldOf(value, 'high');
  if (typeof low !== 'number' || typeof high !== 'number') return undefined;
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : undefined;
}

/** The dictionary of a discrete item: EnumStrings or EnumValues; TrueState and FalseState, or On and Off, of a boolean. */
export function statesOf(
  dataType: DataType,
  property: (name: string) => DataValue | undefined,
): ReadonlyMap<number, string> | undefined {
  if (dataType === DataType.Boolean) {
    const off = textOf(property('FalseState')?.value.value) ?? 'Off';
    const on = textOf(property('TrueState')?.value.value) ?? 'On';
    return new Map([
      [0, off],
      [1, on],
    ]);
  }
  const states = new Map<number, string>();
  const strings: unknown = property('EnumStrings')?.value.value;
  if (Array.isArray(strings)) {
    strings.slice(0, MAX_STATES).forEach((text: unknown, i) => {
      states.set(i, textOf(text) ?? String(i));
    });
  }
  const values: unknown = property('EnumValues')?.value.value;
  if (Array.isArray(values)) {
    for (const one of values.slice(0, MAX_STATES)) {
      const number: unknown = fieldOf(one, 'value');
      // EnumValueType.value is an Int64, which the library gives as [high, low].
      const low: unknown = Array.isArray(number) ? number[1] : number;
      if (typeof low === 'number') states.set(low | 0, textOf(fieldOf(one, 'displayName')) ?? String(low));
    }
  }
  return states.size > 0 ? states : undefined;
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value : fieldOf(value, 'text');
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
