/**
 * Quality of a sample, one byte: the lower two bits are the level, the upper six the reason.
 *
 * The level is the top two bits of an OPC UA StatusCode (OPC 10000-4, 7.39) with `stale` in the place of the
 * reserved pattern, so that a larger level is a worse quality and the worst of several inputs is their maximum level.
 * The reason says in our words what the source's own code said; every source maps into this one list.
 */

export const GOOD = 0;
export const UNCERTAIN = 1;
export const BAD = 2;
export const STALE = 3;

/** 0 good, 1 uncertain, 2 bad, 3 stale. */
export type QualityLevel = 0 | 1 | 2 | 3;

export const LEVEL_NAMES = ['good', 'uncertain', 'bad', 'stale'] as const;

/** Why a sample is not good. The number is stored with every sample: append only, never renumber. */
export const REASONS = [
  'none', // 0: nothing more is known
  'source', // 1: the source said so, without a reason we know
  'not-connected', // 2: the connection to the source is lost
  'device-failure', // 3: the device or its sensor has failed
  'not-a-number', // 4: the value was NaN or infinite, or a formula has no result
  'wrong-type', // 5: the value could not be read as a number of this signal
  'out-of-range', // 6: outside the signal's declared range
  'overflow', // 7: the source lost samples before this one
  'clock', // 8: the source's time was unusable, arrival time was used
  'limit-low', // 9: held at the low limit
  'limit-high', // 10: held at the high limit
  'constant', // 11: cannot move
  'substituted', // 12: entered by hand or replaced by the source
  'initial', // 13: the source has no value yet
  'no-data', // 14: nothing came for longer than the signal's stale time
  'out-of-service', // 15: the source is deliberately out of service
  'configuration', // 16: address or type mismatch between plant and source
  'input', // 17: an input of the formula is not good
] as const;

export type Reason = (typeof REASONS)[number];

/** The byte for a level and a reason. */
export function quality(level: QualityLevel, reason: Reason = 'none'): number {
  return level | (REASONS.indexOf(reason) << 2);
}

const LEVELS: readonly QualityLevel[] = [GOOD, UNCERTAIN, BAD, STALE];

/** The level of a quality byte. */
export function levelOf(byte: number): QualityLevel {
  return LEVELS[byte & 3];
}

/** The reason of a quality byte; `source` for a number this version does not know. */
export function reasonOf(byte: number): Reason {
  return REASONS[byte >> 2] ?? 'source';
}

/** Good and uncertain values may be used in calculations and alarms; bad and stale ones may not. */
export function isUsable(byte: number): boolean {
  return (byte & 3) < BAD;
}
