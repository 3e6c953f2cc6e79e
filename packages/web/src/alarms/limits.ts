/** The limit an alarm compares a signal with, where its condition is a plain comparison: for drawing. */
import type { AlarmTypeInfo, SignalTypeInfo, TwinTypeInfo } from '@millwright/server/client';

export interface AlarmLimit {
  value: number;
  /** The alarm stands above or below the value. */
  side: 'above' | 'below';
  alarm: AlarmTypeInfo;
}

const COMPARISON = /^\s*([A-Za-z][\w.]*)\s*(>=|>|<=|<)\s*(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*([^\s()]*)\s*$/;

/** Limits on one signal of a type. Conditions that are more than a comparison, or in another unit, give none. */
export function limitsOf(type: TwinTypeInfo, signal: SignalTypeInfo): AlarmLimit[] {
  const limits: AlarmLimit[] = [];
  for (const alarm of type.alarms) {
    for (const part of alarm.when.split(/\s(?:and|or|&&|\|\|)\s/)) {
      const match = COMPARISON.exec(part);
      if (!match || match[1] !== signal.name) continue;
      if (match[4] !== '' && match[4] !== signal.unit) continue;
      limits.push({ value: Number(match[3]), side: match[2].startsWith('>') ? 'above' : 'below', alarm });
    }
  }
  return limits;
}
