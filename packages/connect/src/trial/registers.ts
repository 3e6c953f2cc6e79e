/** Reading some registers or bits of a Modbus device once, for a person who looks for the right ones. */
import type { SourceDefinition } from '@millwright/model';
import { decodeRegisters, parseModbusAddress } from '../modbus/address.ts';
import { ModbusConnection, ModbusException } from '../modbus/connection.ts';
import { durationSetting, numberSetting, textSetting } from '../settings.ts';

export interface RegisterQuery {
  table: 'holding' | 'input' | 'coil' | 'discrete';
  /** From 0. */
  offset: number;
  /** At most 60. */
  count: number;
  signal?: AbortSignal;
}

/** One register or bit, read in the ways that make sense from there on. */
export interface RegisterReading {
  offset: number;
  /** Address to value. */
  readings: { address: string; value: number }[];
}

/** A few more registers are read so that the last ones too can be looked at as long numbers. */
const AHEAD = 3;
const LAST = 65_535;

/** Rejects with the reason in words. */
export async function readRegisters(
  definition: SourceDefinition,
  query: RegisterQuery,
): Promise<RegisterReading[]> {
  const where = {
    host: textSetting(definition, 'host') ?? '',
    port: numberSetting(definition, 'port', 502, 1, 65_535),
    unit: numberSetting(definition, 'unit', 1, 0, 255),
    timeout: durationSetting(definition, 'timeout', 2_000, 10, 60_000),
  };
  const { table, offset, signal = new AbortController().signal } = query;
  const count = Math.min(query.count, LAST + 1 - offset);
  const bits = table === 'coil' || table === 'discrete';
  const connection = await ModbusConnection.open(where, signal);
  const read = async (length: number) => connection.read({ table, start: offset, length, items: [] });
  try {
    let length = bits ? count : Math.min(count + AHEAD, LAST + 1 - offset);
    let answer: Uint8Array | boolean[];
    try {
      answer = await read(length);
    } catch (error) {
      if (!(error instanceof ModbusException) || length === count) throw error;
      // The device ends where was asked for.
      length = count;
      answer = await read(length);
    }
    return Array.from({ length: count }, (_, i) => {
      const at = offset + i;
      if (Array.isArray(answer))
        return { offset: at, readings: [{ address: `${table}:${at}:bool`, value: Number(answer[i]) }] };
      return { offset: at, readings: readingsAt(table, at, answer, offset, length - i) };
    });
  } catch (error) {
    if (!(error instanceof ModbusException)) throw error;
    throw new Error(
      `the device refuses ${table}:${offset} to ${offset + count - 1} with exception ${error.code}` +
        (error.code === 2 ? ': it has no such registers; try another table, offset or fewer' : ''),
    );
  } finally {
    connection.close();
  }
}

function readingsAt(
  table: string,
  at: number,
  bytes: Uint8Array,
  start: number,
  left: number,
): RegisterReading['readings'] {
  const forms = ['uint16', 'int16'];
  if (left >= 2) forms.push('float32:big', 'float32:little-word', 'int32:big', 'int32:little-word');
  if (left >= 4) forms.push('float64:big');
  return forms.flatMap((form) => {
    const address = `${table}:${at}:${form}`;
    const parsed = parseModbusAddress(address);
    return 'fault' in parsed ? [] : [{ address, value: decodeRegisters(parsed, bytes, start) }];
  });
}
