/**
 * Sparkplug data types (Eclipse Sparkplug 3.0.0, 6.4.16) that need to be told apart, and the numbers they mean. Others:
 * 13 date and time.
 */

export const INT8 = 1;
export const INT16 = 2;
export const INT32 = 3;
export const INT64 = 4;
export const UINT8 = 5;
export const UINT16 = 6;
export const UINT32 = 7;
export const UINT64 = 8;
export const FLOAT = 9;
export const DOUBLE = 10;
export const BOOLEAN = 11;
export const STRING = 12;
export const TEXT = 14;
export const UUID = 15;

const TWO_32 = 4_294_967_296;

/**
 * The number an integer field means. Signed types travel as two's complement in an unsigned field of 32 or 64 bits, and
 * some publishers sign-extend to 64 where 32 would do: only the bits of the type count. Without a type (0) the bits are
 * read as unsigned. 64-bit values beyond 2^53 lose digits, as every value is a float64.
 *
 * @param low lower 32 bits, signed or unsigned
 * @param high upper 32 bits, signed or unsigned
 */
export function integerValue(type: number, low: number, high: number): number {
  switch (type) {
    case INT8:
      return (low << 24) >> 24;
    case INT16:
      return (low << 16) >> 16;
    case INT32:
      return low | 0;
    case INT64:
      return (high | 0) * TWO_32 + (low >>> 0);
    default:
      return (high >>> 0) * TWO_32 + (low >>> 0);
  }
}

/** Whether values of the type can become numbers: numbers, booleans, times, and texts as names of states. */
export function isScalar(type: number): boolean {
  return type >= INT8 && type <= UUID;
}
