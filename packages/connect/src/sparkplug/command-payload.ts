/** Payload of an NCMD or DCMD that sets metrics (Eclipse Sparkplug 3.0.0, 6.4.22), and what can be set. */
import {
  BOOLEAN,
  DOUBLE,
  FLOAT,
  INT8,
  INT16,
  INT32,
  INT64,
  UINT8,
  UINT16,
  UINT32,
  UINT64,
} from './datatypes.ts';

/** A metric that gets a value. */
export interface CommandMetric {
  name: string;
  /** -1: the birth gave none, so that the name says which it is. */
  alias: number;
  /** Data type of the birth. */
  type: number;
  /**
   * UInt32: the publisher uses the field for 64 bits. The standard says 32, the older and most used implementations 64
   * (eclipse-sparkplug/sparkplug issue 102), and a reader of the one finds nothing in the other.
   */
  isLong: boolean;
  value: number;
}

const INTEGERS: ReadonlyMap<number, readonly [name: string, low: number, high: number]> = new Map([
  [INT8, ['Int8', -128, 127]],
  [INT16, ['Int16', -32_768, 32_767]],
  [INT32, ['Int32', -2_147_483_648, 2_147_483_647]],
  [INT64, ['Int64', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  [UINT8, ['UInt8', 0, 255]],
  [UINT16, ['UInt16', 0, 65_535]],
  [UINT32, ['UInt32', 0, 4_294_967_295]],
  [UINT64, ['UInt64', 0, Number.MAX_SAFE_INTEGER]],
]);
const LARGEST_FLOAT = 3.402_823_466_385_288_6e38;
/** What dividing by a scale such as 0.1 may leave of a whole number. */
const ROUNDING = 1e-9;

/** The value as the data type has it, or why it cannot have it. */
export function asType(type: number, value: number): number | { fault: string } {
  const integer = INTEGERS.get(type);
  if (integer !== undefined) {
    const [name, low, high] = integer;
    const whole = Math.round(value);
    if (Math.abs(whole - value) > ROUNDING * Math.max(1, Math.abs(value)))
      return { fault: `${name} takes whole numbers, not ${value}` };
    return whole >= low && whole <= high ? whole : { fault: `${whole} does not fit ${name}` };
  }
  switch (type) {
    case FLOAT:
      return Math.abs(value) <= LARGEST_FLOAT ? value : { fault: `${value} does not fit Float` };
    case DOUBLE:
      return value;
    case BOOLEAN:
      return value === 0 || value === 1 ? value : { fault: `Boolean takes 0 and 1, not ${value}` };
    case 0:
      return { fault: 'the birth says no data type for it, so that nobody knows how to write it' };
    default:
      return { fault: `its data type (${type}) is no number and no Boolean; only those are written` };
  }
}

/** @param time ms since 1970. No sequence number: commands have none. */
export function commandPayload(metrics: readonly CommandMetric[], time: number): Buffer {
  const at = Buffer.from(varint(BigInt(Math.round(time))));
  const fields = metrics.map((metric) => {
    const body = metricBytes(metric, at);
    return Buffer.concat([Buffer.from([0x12, ...varint(BigInt(body.length))]), body]);
  });
  return Buffer.concat([Buffer.from([0x08]), at, ...fields]);
}

/** Fields 1 name or 2 alias, 3 timestamp, 4 datatype, and the value. */
function metricBytes({ name, alias, type, isLong, value }: CommandMetric, at: Buffer): Buffer {
  const text = Buffer.from(name);
  const which =
    alias >= 0
      ? Buffer.from([0x10, ...varint(BigInt(alias))])
      : Buffer.concat([Buffer.from([0x0a, ...varint(BigInt(text.length))]), text]);
  return Buffer.concat([
    which,
    Buffer.from([0x18]),
    at,
    Buffer.from([0x20, type]),
    valueBytes(isLong ? UINT64 : type, value),
  ]);
}

function valueBytes(type: number, value: number): Buffer {
  switch (type) {
    case FLOAT: {
      const bytes = Buffer.from([0x65, 0, 0, 0, 0]);
      bytes.writeFloatLE(value, 1);
      return bytes;
    }
    case DOUBLE: {
      const bytes = Buffer.alloc(9, 0x69);
      bytes.writeDoubleLE(value, 1);
      return bytes;
    }
    case BOOLEAN:
      return Buffer.from([0x70, value]);
    case INT64:
    case UINT64:
      return Buffer.from([0x58, ...varint(BigInt.asUintN(64, BigInt(value)))]);
    default:
      // Signed integers travel as two's complement of 32 bits.
      return Buffer.from([0x50, ...varint(BigInt.asUintN(32, BigInt(value)))]);
  }
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return bytes;
}
