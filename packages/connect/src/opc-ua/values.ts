/** From an OPC UA DataValue to a sample: which variants are numbers, and which of the two times to keep. */
import { DataType, type DataValue, VariantArrayType } from 'node-opcua-client';
import { type States, toNumber } from '../conversion.ts';

/** The number a scalar variant holds; undefined for arrays, structures and everything else that is no number. */
export function numberOf(value: DataValue, states: States | undefined): number | undefined {
  const variant = value.value;
  if (variant === null || variant === undefined || variant.arrayType !== VariantArrayType.Scalar)
    return undefined;
  switch (variant.dataType) {
    case DataType.Double:
    case DataType.Float:
    case DataType.Int16:
    case DataType.UInt16:
    case DataType.Int32:
    case DataType.UInt32:
    case DataType.SByte:
    case DataType.Byte:
      return variant.value;
    case DataType.Boolean:
      return variant.value ? 1 : 0;
    case DataType.Int64:
    case DataType.UInt64:
      return wide(variant.value, variant.dataType === DataType.Int64);
    case DataType.String:
      return toNumber(variant.value, states);
    case DataType.LocalizedText:
      return toNumber(variant.value?.text, states);
    default:
      return undefined;
  }
}

/** Whether the server says that there is no value (yet). */
export function isEmpty(value: DataValue): boolean {
  return value.value === null || value.value === undefined || value.value.dataType === DataType.Null;
}

/** What a value is that is no number, for people. */
export function describeVariant(value: DataValue): string {
  const variant = value.value;
  const type = DataType[variant.dataType] ?? `data type ${variant.dataType}`;
  if (variant.arrayType === VariantArrayType.Matrix) return `a matrix of ${type}`;
  if (variant.arrayType === VariantArrayType.Array) return `an array of ${type}`;
  if (variant.dataType === DataType.ExtensionObject) return 'a structure';
  if (variant.dataType === DataType.String) return `the text "${String(variant.value).slice(0, 40)}"`;
  return `a ${type}`;
}

/**
 * The library gives 64-bit integers as [high, low] words. Beyond 2^53 digits are lost, as every value is a float64.
 */
function wide(words: unknown, signed: boolean): number | undefined {
  if (!Array.isArray(words) || words.length !== 2) return undefined;
  const [high, low] = words;
  if (typeof high !== 'number' || typeof low !== 'number') return undefined;
  return (signed ? high | 0 : high >>> 0) * 4_294_967_296 + (low >>> 0);
}

/**
 * Whole milliseconds; NaN where the server gave no time or the minimum, which means "unknown". Fractions of a millisecond
 * are dropped: no sampling interval is shorter, and whole numbers take a fraction of the space on disk.
 */
export function millisOf(time: Date | null | undefined): number {
  if (time === null || time === undefined) return Number.NaN;
  const ms = time.getTime();
  return ms > ZERO_OF_OPC_UA ? ms : Number.NaN;
}

/** 1601-01-01T00:00Z. */
const ZERO_OF_OPC_UA = -11_644_473_600_000;
