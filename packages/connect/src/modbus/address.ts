/**
 * Addresses of Modbus values: `table:offset[:type[:order]]`.
 *
 *     table   holding | input (registers of 16 bits), coil | discrete (bits)
 *     offset  0 to 65535, counted from 0; the "40001" of a manual is holding:0, "30011" is input:10
 *     type    bool (coil and discrete); for registers uint16 (default), int16, uint32, int32, float32, float64,
 *             uint64, int64, or bit0 to bit15 (one bit of a register, bit0 the least significant)
 *     order   of a value in several registers, as the bytes A (most significant) to D lie in the answer:
 *             big          A B  C D   (default; most significant register first)
 *             little-word  C D  A B   (least significant register first, bytes in order: very common)
 *             little-byte  B A  D C
 *             little       D C  B A
 */

export type ModbusTable = 'holding' | 'input' | 'coil' | 'discrete';
export type ByteOrder = 'big' | 'little-word' | 'little-byte' | 'little';

const TABLES: readonly ModbusTable[] = ['holding', 'input', 'coil', 'discrete'];
const ORDERS: readonly ByteOrder[] = ['big', 'little-word', 'little-byte', 'little'];
/** Registers per type. */
const SIZES = {
  uint16: 1,
  int16: 1,
  uint32: 2,
  int32: 2,
  float32: 2,
  uint64: 4,
  int64: 4,
  float64: 4,
} as const;
export type RegisterType = keyof typeof SIZES;
const MAX_OFFSET = 65_535;
const MAX_ADDRESS_LENGTH = 64;

export interface ModbusAddress {
  table: ModbusTable;
  offset: number;
  /** Registers, or 1 bit. */
  size: number;
  type: RegisterType | 'bool' | 'bit';
  /** For `bit`. */
  bit: number;
  order: ByteOrder;
}

/** Parses an address, or says what is wrong with it. */
export function parseModbusAddress(text: string): ModbusAddress | { fault: string } {
  if (text.length > MAX_ADDRESS_LENGTH) return { fault: `longer than ${MAX_ADDRESS_LENGTH} characters` };
  const parts = text.trim().split(':');
  if (parts.length < 2 || parts.length > 4) return { fault: 'not of the form holding:100:float32:big' };
  const [tableText, offsetText, typeText, orderText] = parts;
  const table = TABLES.find((one) => one === tableText);
  if (table === undefined)
    return { fault: `of an unknown table "${tableText}"; known are ${TABLES.join(', ')}` };
  const offset = Number(offsetText);
  if (!/^\d{1,5}$/.test(offsetText) || offset > MAX_OFFSET) {
    return { fault: `not at an offset from 0 to ${MAX_OFFSET}: "${offsetText}"` };
  }
  const order = orderText === undefined ? 'big' : ORDERS.find((one) => one === orderText);
  if (order === undefined)
    return { fault: `in an unknown order "${orderText}"; known are ${ORDERS.join(', ')}` };
  if (table === 'coil' || table === 'discrete') {
    if (typeText !== undefined && typeText !== 'bool') {
      return {
        fault: `of type ${typeText}, but ${table} holds bits: write ${table}:${offset} or ${table}:${offset}:bool`,
      };
    }
    return { table, offset, size: 1, type: 'bool', bit: 0, order };
  }
  const bit = /^bit(\d{1,2})$/.exec(typeText ?? '');
  if (bit !== null) {
    if (Number(bit[1]) > 15) return { fault: 'a bit beyond bit15: a register has 16' };
    return { table, offset, size: 1, type: 'bit', bit: Number(bit[1]), order };
  }
  const type = typeText === undefined ? 'uint16' : registerType(typeText);
  if (type === undefined) {
    return {
      fault: `of an unknown type "${typeText}"; known are ${Object.keys(SIZES).join(', ')}, bit0 to bit15`,
    };
  }
  const size = SIZES[type];
  if (offset + size - 1 > MAX_OFFSET) return { fault: `beyond the last register, ${MAX_OFFSET}` };
  return { table, offset, size, type, bit: 0, order };
}

function registerType(text: string): RegisterType | undefined {
  return (Object.keys(SIZES) as RegisterType[]).find((one) => one === text);
}

/** Place of byte i of a value, in order of significance, among the bytes as they go over the wire. */
function placeOf({ order, size }: ModbusAddress, i: number): number {
  const word = i >> 1;
  const byte = i & 1;
  const onWord = order === 'big' || order === 'little-byte' ? word : size - 1 - word;
  const onByte = order === 'big' || order === 'little-word' ? byte : 1 - byte;
  return onWord * 2 + onByte;
}

/** The registers of a number, in the order they are written; `value` fits the type. */
export function encodeRegisters(address: ModbusAddress, value: number): number[] {
  switch (address.type) {
    case 'int16':
      SCRATCH.setInt16(0, value);
      break;
    case 'uint32':
      SCRATCH.setUint32(0, value);
      break;
    case 'int32':
      SCRATCH.setInt32(0, value);
      break;
    case 'float32':
      SCRATCH.setFloat32(0, value);
      break;
    case 'float64':
      SCRATCH.setFloat64(0, value);
      break;
    case 'uint64':
      SCRATCH.setBigUint64(0, BigInt(value));
      break;
    case 'int64':
      SCRATCH.setBigInt64(0, BigInt(value));
      break;
    default:
      SCRATCH.setUint16(0, value);
  }
  const bytes = new Uint8Array(address.size * 2);
  for (let i = 0; i < bytes.length; i++) bytes[placeOf(address, i)] = SCRATCH.getUint8(i);
  return Array.from({ length: address.size }, (_, word) => bytes[word * 2] * 256 + bytes[word * 2 + 1]);
}

/**
 * The number at `address` in the answer of a read of registers that began at register `start`; `bytes` as they came,
 * two per register.
 */
export function decodeRegisters(address: ModbusAddress, bytes: Uint8Array, start: number): number {
  const at = (address.offset - start) * 2;
  const length = address.size * 2;
  for (let i = 0; i < length; i++) SCRATCH.setUint8(i, bytes[at + placeOf(address, i)]);
  switch (address.type) {
    case 'int16':
      return SCRATCH.getInt16(0);
    case 'uint32':
      return SCRATCH.getUint32(0);
    case 'int32':
      return SCRATCH.getInt32(0);
    case 'float32':
      return SCRATCH.getFloat32(0);
    case 'float64':
      return SCRATCH.getFloat64(0);
    case 'uint64':
      return Number(SCRATCH.getBigUint64(0));
    case 'int64':
      return Number(SCRATCH.getBigInt64(0));
    case 'bit':
      return (SCRATCH.getUint16(0) >> address.bit) & 1;
    default:
      return SCRATCH.getUint16(0);
  }
}

const SCRATCH = new DataView(new ArrayBuffer(8));
