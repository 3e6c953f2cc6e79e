/** The worst standing alarm of each twin and of all levels above it. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { PRIORITY_ORDER } from '../alarms/priorities.ts';
import { parentPath } from '../plant/plant-model.ts';

/** From the path of a twin to the worst alarm standing on it or below. Costs the alarms times the depth of the plant. */
export function worstAlarms(standing: readonly AlarmOccurrence[]): ReadonlyMap<string, AlarmOccurrence> {
  const worst = new Map<string, AlarmOccurrence>();
  for (const item of standing) {
    for (let path: string | undefined = item.twin; path !== undefined; path = parentPath(path)) {
      const known = worst.get(path);
      if (!known || PRIORITY_ORDER[item.priority] < PRIORITY_ORDER[known.priority]) worst.set(path, item);
    }
  }
  return worst;
}
