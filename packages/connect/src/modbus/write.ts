/** Checks of writes against a Modbus address: writable table, value within the type. */
import type { SignalMapping } from '@millwright/model';
import { parseModbusAddress } from './address.ts';

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  bit: [0, 1],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 4_294_967_295],
  int32: [-2_147_483_648, 2_147_483_647],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** What speaks against writing `value` (in the signal's unit) to the address of a mapping. */
export function faultsOfWrite(mapping: SignalMapping, value: number): string[] {
  const address = parseModbusAddress(mapping.address);
  if ('fault' in address) return [`address ${mapping.address} is ${address.fault}`];
  const faults: string[] = [];
  if (address.table === 'input' || address.table === 'discrete')
    faults.push(`${address.table} registers are read-only`);
  const raw = (value - mapping.offset) / mapping.scale;
  const limits = LIMITS[address.type];
  if (limits !== undefined) {
    if (!Number.isInteger(raw)) faults.push(`${address.type} takes whole numbers, not ${raw}`);
    if (raw < limits[0] || raw > limits[1]) faults.push(`${raw} does not fit ${address.type}`);
  }
  return faults;
}
