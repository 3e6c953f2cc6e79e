/** How near a value is to the edges of its normal band and to its alarm limits: to find what is worst without a drawing. */
import type { SignalTypeInfo } from '@millwright/server/client';
import type { AlarmLimit } from '../alarms/limits.ts';

/**
 * 0 in the middle of the normal band, 1 at its edge, above 1 outside; a limit without a band counts as the edge, with the
 * range or zero on the other side. NaN where neither band nor limit says what is normal.
 */
export function strain(
  type: Pick<SignalTypeInfo, 'normal' | 'range' | 'unit'>,
  limits: readonly AlarmLimit[],
  value: number,
): number {
  if (!Number.isFinite(value)) return Number.NaN;
  const { normal, range, unit } = type;
  let worst = Number.NaN;
  if (normal) worst = bandStrain(normal, range ?? naturalRange(unit, normal), value);
  for (const limit of limits) {
    const start =
      limit.side === 'above' ? Math.min(range?.[0] ?? 0, limit.value) : (range?.[1] ?? limit.value * 2);
    const span = Math.abs(limit.value - start);
    if (span === 0) continue;
    const share = limit.side === 'above' ? (value - start) / span : (start - value) / span;
    worst = Number.isNaN(worst) ? share : Math.max(worst, share);
  }
  return worst;
}

/** A band that begins or ends where the range does has one edge only: 0 mm/s of vibration is not strained. */
function bandStrain(
  normal: readonly [number, number],
  range: SignalTypeInfo['range'],
  value: number,
): number {
  const [low, high] = normal;
  const span = high - low;
  if (range && range[0] >= low) return (value - low) / span;
  if (range && range[1] <= high) return (high - value) / span;
  return Math.abs(value - (low + high) / 2) / (span / 2);
}

/** Shares lie between 0 and 100 %; what is normal from 0 on has no lower edge. */
function naturalRange(unit: string, normal: SignalTypeInfo['normal']): [number, number] | undefined {
  if (!normal) return undefined;
  if (unit === '%' && normal[1] === 100) return [Math.min(0, normal[0] - 1), 100];
  if (unit === '1' && normal[1] === 1) return [Math.min(0, normal[0] - 1), 1];
  return normal[0] === 0 ? [0, Number.POSITIVE_INFINITY] : undefined;
}
