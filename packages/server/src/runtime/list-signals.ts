/** Pages of signals, filtered. */
import type { Twin } from '@millwright/model';
import type { SignalInfo } from '../api/schemas.ts';
import { describeSignal } from './describe.ts';
import type { PlantRuntime } from './plant-runtime.ts';

export interface SignalQuery {
  twin?: string;
  type?: string;
  q?: string;
  limit: number;
  /** Position after the last item of the page before, counted over all signals in order of twins. */
  cursor?: number;
}

/** Cost: linear in the signals looked at until the page is full. */
export function listSignals(
  runtime: PlantRuntime,
  query: SignalQuery,
): { items: SignalInfo[]; next: string | null } {
  const { plant, columns, feeds } = runtime;
  if (query.twin !== undefined) runtime.twin(query.twin);
  if (query.type !== undefined) runtime.twinType(query.type);
  const start = query.cursor ?? 0;
  const wanted = query.q?.toLowerCase();
  const items: SignalInfo[] = [];
  let position = 0;
  for (const twin of plant.twins) {
    const { type } = twin;
    if (type === undefined) continue;
    if (!matchesTwin(twin, query)) {
      position += type.signals.length;
      continue;
    }
    for (const signal of type.signals) {
      const here = position++;
      if (here < start) continue;
      if (wanted !== undefined && !matchesText(twin, signal, wanted)) continue;
      if (items.length === query.limit) return { items, next: String(here) };
      const ref = plant.signalAt(type.base + signal.column * type.rows + twin.row);
      items.push(describeSignal(ref, columns, feeds.feedOf(ref.id)));
    }
  }
  return { items, next: null };
}

function matchesTwin(twin: Twin, query: SignalQuery): boolean {
  if (query.type !== undefined && twin.type?.name !== query.type) return false;
  return query.twin === undefined || twin.path === query.twin || twin.path.startsWith(`${query.twin}/`);
}

function matchesText(
  twin: Twin,
  signal: { name: string; label: { en: string; zh?: string } },
  wanted: string,
): boolean {
  return (
    `${twin.path}.${signal.name}`.toLowerCase().includes(wanted) ||
    signal.label.en.toLowerCase().includes(wanted) ||
    signal.label.zh?.includes(wanted) === true
  );
}
