/** What a plan waits for, for people: when it falls due next, how far its counter is, whether its condition holds. */
import type { MaintenancePlan, Plant, Twin } from '@millwright/model';
import { isTrue, type Present, valueNow } from '../present.ts';
import { nextDue } from './calendar.ts';
import type { PlanMark } from './state.ts';

export type Outlook =
  | {
      kind: 'counter';
      /** Of the counter now, in its unit; absent where nobody can say. */
      value?: number;
      /** Share of the interval that is used up; absent while nothing is counted. */
      used?: number;
    }
  | {
      kind: 'condition';
      /** Absent where nobody can say, because an input is not usable. */
      holds?: boolean;
    };

/** The next due instants of a plan by the calendar, ms since 1970; of other plans none are known ahead. */
export function nextDues({ due }: MaintenancePlan, zone: string, now: number, count: number): number[] {
  if (due.kind !== 'calendar') return [];
  const instants: number[] = [];
  for (let after = now; instants.length < count; ) {
    after = nextDue(due.calendar, zone, after);
    instants.push(after);
  }
  return instants;
}

/** How a plan stands for one twin; undefined for one by the calendar, which is the same for all of them. */
export function outlookOf(
  { due }: MaintenancePlan,
  twin: Twin,
  mark: PlanMark | undefined,
  plant: Plant,
  present: Present,
  now: number,
): Outlook | undefined {
  if (due.kind === 'calendar') return undefined;
  if (due.kind === 'condition') {
    const holds = isTrue(plant, due.when.expr, twin, present, now);
    return holds === undefined ? { kind: 'condition' } : { kind: 'condition', holds };
  }
  const [id] = plant.resolve(twin, due.hops, due.signal);
  const value = id === undefined ? undefined : valueNow(plant.signalAt(id), present, now);
  if (typeof value !== 'number') return { kind: 'counter' };
  if (mark?.counter === undefined) return { kind: 'counter', value };
  return { kind: 'counter', value, used: (value - mark.counter) / due.every };
}
