/** The quality the store gives to a sample from outside, and to a derived one. */
import { BAD, type SignalType, STALE, UNCERTAIN } from '@millwright/model';
import {
  BAD_CONFIGURATION,
  BAD_INPUT,
  BAD_NOT_A_NUMBER,
  STALE_INPUT,
  UNCERTAIN_INPUT,
  UNCERTAIN_RANGE,
} from './arena.ts';
import { roundTo } from './compile.ts';

/** Quality byte of a measured sample after checking: NaN and infinities are bad, values out of range uncertain. */
export function judgeByte(value: number, byte: number, range: readonly [number, number] | undefined): number {
  if (!Number.isFinite(value)) return (byte & 3) < BAD ? BAD_NOT_A_NUMBER : byte;
  if (byte === 0 && range !== undefined && (value < range[0] || value > range[1])) return UNCERTAIN_RANGE;
  return byte;
}

/** Value and quality byte of a derived sample from a result and its level. */
export function judgeDerived(
  value: number,
  level: number,
  isMissing: boolean,
  signal: SignalType,
): { value: number; quality: number } {
  if (level >= BAD) {
    const byte = isMissing ? BAD_CONFIGURATION : level === STALE ? STALE_INPUT : BAD_INPUT;
    return { value: Number.NaN, quality: byte };
  }
  if (!Number.isFinite(value)) return { value: Number.NaN, quality: BAD_NOT_A_NUMBER };
  const rounded = roundTo(value, signal.resolution);
  if (level === UNCERTAIN) return { value: rounded, quality: UNCERTAIN_INPUT };
  return { value: rounded, quality: judgeByte(rounded, 0, signal.range) };
}
