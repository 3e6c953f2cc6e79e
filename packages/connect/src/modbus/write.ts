/** Writes to a Modbus device: checks against the address (writable table, value within the type), and the registers. */
import type { SignalMapping, SourceDefinition } from '@millwright/model';
import type { WriteCheck } from '../source.ts';
import type { PlannedWrite } from '../write.ts';
import { encodeRegisters, type ModbusAddress, parseModbusAddress } from './address.ts';

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

/** A value as it goes out: one coil, or the registers of a number. */
export interface ModbusWrite {
  path: string;
  table: 'coil' | 'holding';
  offset: number;
  /** One number per register; for a coil 0 or 1. */
  words: number[];
}

/** Adds what the addresses say to the checks of planned writes; returns what would go out where nothing speaks against it. */
export function planModbusWrites(
  definition: SourceDefinition,
  planned: readonly PlannedWrite[],
): ModbusWrite[] {
  const open = new Map(planned.map((one) => [one.signal.id, one]));
  const writes: ModbusWrite[] = [];
  for (const mapping of definition.mappings) {
    const one = open.get(mapping.id);
    if (one === undefined) continue;
    open.delete(mapping.id);
    one.check.faults.push(...faultsOfWrite(mapping, one.value));
    const address = parseModbusAddress(mapping.address);
    if ('fault' in address || one.check.faults.length > 0) continue;
    writes.push(writeOf(one.check, address, (one.value - mapping.offset) / mapping.scale));
  }
  for (const one of open.values()) one.check.faults.push(`source ${definition.name} has no address for it`);
  return writes;
}

function writeOf({ path }: WriteCheck, address: ModbusAddress, raw: number): ModbusWrite {
  const { table, offset } = address;
  return table === 'coil'
    ? { path, table, offset, words: [raw] }
    : { path, table: 'holding', offset, words: encodeRegisters(address, raw) };
}

/** What speaks against writing `value` (in the signal's unit) to the address of a mapping. */
function faultsOfWrite(mapping: SignalMapping, value: number): string[] {
  const address = parseModbusAddress(mapping.address);
  if ('fault' in address) return [`address ${mapping.address} is ${address.fault}`];
  const faults: string[] = [];
  if (address.table === 'input' || address.table === 'discrete')
    faults.push(`${address.table} registers are read-only`);
  if (address.type === 'bit') {
    faults.push(
      'one bit of a register cannot be written without its neighbours; let the device offer a coil',
    );
  }
  const raw = (value - mapping.offset) / mapping.scale;
  const limits = LIMITS[address.type];
  if (limits !== undefined) {
    if (!Number.isInteger(raw)) faults.push(`${address.type} takes whole numbers, not ${raw}`);
    if (raw < limits[0] || raw > limits[1]) faults.push(`${raw} does not fit ${address.type}`);
  }
  return faults;
}
