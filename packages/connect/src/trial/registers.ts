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
/** Modbus application protocol 1.1b3, 7: the device has no such address. */
const ILLEGAL_ADDRESS = 2;

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
    let answer: Uint8Array | boolean[] | undefined;
    while (answer === undefined) {
      try {
        answer = await read(length);
      } catch (error) {
        // A device that ends before that is read as far as it goes.
        if (!(error instanceof ModbusException) || error.code !== ILLEGAL_ADDRESS || length === 1)
          throw error;
        length = length > count ? count : Math.ceil(length / 2);
      }
    }
    const found = answer;
    return Array.from({ length: Math.min(count, length) }, (_, i) => {
      const at = offset + i;
      if (Array.isArray(found))
        return { offset: at, readings: [{ address: `${table}:${at}:bool`, value: Number(found[i]) }] };
      return { offset: at, readings: readingsAt(table, at, found, offset, length - i) };
    });
  } catch (error) {
    if (!(error instanceof ModbusException)) throw error;
    throw new Error(
      `the device refuses ${table}:${offset} to ${offset + count - 1} with exception ${error.code}` +
        (error.code === ILLEGAL_ADDRESS
          ? ': it has no such registers; try another table, offset or fewer'
          : ''),
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
