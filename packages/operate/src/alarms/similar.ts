/** What happened and what was done when the same alarm came before. */
import type { Order, OrdersState } from '../orders/state.ts';
import type { AlarmsState, Occurrence } from './state.ts';

export interface Similar {
  occurrence: Occurrence;
  /** The same alarm on the same twin; otherwise on another twin of the type. */
  isSameTwin: boolean;
  /** Orders that were made about it. */
  orders: Order[];
}

/**
 * Past occurrences like one, the most alike and newest first: those of the same twin, then of the same type. Cost: linear in
 * the occurrences that are remembered.
 */
export function similarOccurrences(
  alarms: AlarmsState,
  { orders }: OrdersState,
  id: string,
  limit = 20,
): Similar[] {
  const one = alarms.occurrences.get(id);
  if (!one) return [];
  const same: Occurrence[] = [];
  const others: Occurrence[] = [];
  for (const other of alarms.occurrences.values()) {
    if (other.id === id || other.type !== one.type || other.alarm !== one.alarm || other.seq > one.seq)
      continue;
    (other.key === one.key ? same : others).push(other);
  }
  const found = [...same.reverse(), ...others.reverse()].slice(0, limit);
  const about = Map.groupBy(orders.values(), (order) => order.alarm ?? '');
  return found.map((occurrence) => ({
    occurrence,
    isSameTwin: occurrence.key === one.key,
    orders: about.get(occurrence.id) ?? [],
  }));
}
