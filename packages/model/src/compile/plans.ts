/** Maintenance plans: for which twins, and when they fall due. */
import { localText, readableName } from '../documents/common.ts';
import { type CalendarInput, type PlanInput, WEEKDAYS } from '../documents/work-documents.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList, Position } from '../faults.ts';
import { resolveReference, type TypeScope } from '../formula/references.ts';
import { nearest } from '../nearest.ts';
import type { Plant, Twin } from '../plant.ts';
import { type Calendar, isOfType, type MaintenancePlan } from '../work.ts';
import { instantCondition } from './conditions.ts';
import type { Parsed } from './parsed.ts';
import type { TypeTable } from './types.ts';
import { readSize } from './write-rules.ts';

const ALLOW = 7 * 86_400_000;
const WAYS = ['calendar', 'counter', 'when'] as const;

export function buildPlans(
  documents: readonly Parsed<{ plans: Record<string, PlanInput> }>[],
  plant: Plant,
  tables: readonly TypeTable[],
  scope: TypeScope,
  faults: FaultList,
): MaintenancePlan[] {
  return documents.flatMap(({ document, input }) =>
    Object.entries(input.plans).flatMap(([name, plan]): MaintenancePlan[] => {
      const at = (...keys: PropertyKey[]): Position =>
        keys.length === 0 ? document.at(['plans', name], 'key') : document.at(['plans', name, ...keys]);
      const twins = twinsOf(plan, plant, at, faults);
      const within = (start: number, end: number) => document.within(['plans', name, 'when'], start, end);
      const due = dueOf(plan, typesOf(plan, twins, tables), scope, at, within, faults);
      if (!due) return [];
      return [
        {
          name,
          label: localText(plan.name, readableName(name)),
          description: localText(plan.description, ''),
          kind: plan.kind ?? (plan.route === undefined ? 'preventive' : 'inspection'),
          twins,
          due,
          priority: plan.priority ?? 'medium',
          allow: plan.allow === undefined ? ALLOW : parseDuration(plan.allow),
          ...(plan.procedure === undefined ? {} : { procedure: plan.procedure }),
          ...(plan.route === undefined ? {} : { route: plan.route }),
        },
      ];
    }),
  );
}

function twinsOf(
  plan: PlanInput,
  plant: Plant,
  at: (...keys: PropertyKey[]) => Position,
  faults: FaultList,
): Twin[] {
  if ((plan.type === undefined) === (plan.twins === undefined)) {
    faults.error(
      at(),
      'a plan is for all twins of a "type" or for the "twins" it lists: write one of the two',
    );
    return [];
  }
  if (plan.type !== undefined) {
    const { type } = plan;
    if (plant.type(type)) return plant.twins.filter((twin) => isOfType(twin.type, type));
    faults.error(
      at('type'),
      `unknown type "${type}"`,
      nearest(
        type,
        plant.types.map((t) => t.name),
      ),
    );
  }
  return (plan.twins ?? []).flatMap((path, i) => {
    const twin = plant.twin(path);
    if (twin) return [twin];
    const known = plant.twins.slice(0, 5_000).map((t) => t.path);
    faults.error(at('twins', i), `unknown twin "${path}"`, nearest(path, known));
    return [];
  });
}

/** The types on which a counter or a condition is judged. */
function typesOf(plan: PlanInput, twins: readonly Twin[], tables: readonly TypeTable[]): TypeTable[] {
  const names = new Set(twins.flatMap((twin) => twin.type?.name ?? []));
  if (plan.type !== undefined) names.add(plan.type);
  return tables.filter((table) => names.has(table.name));
}

function dueOf(
  plan: PlanInput,
  types: readonly TypeTable[],
  scope: TypeScope,
  at: (...keys: PropertyKey[]) => Position,
  within: (start: number, end: number) => Position,
  faults: FaultList,
): MaintenancePlan['due'] | undefined {
  if (WAYS.filter((way) => plan[way] !== undefined).length !== 1) {
    faults.error(at(), 'a plan falls due by "calendar", by "counter" or by "when": write one of the three');
    return undefined;
  }
  if (plan.calendar) {
    const lead = plan.calendar.lead === undefined ? 0 : parseDuration(plan.calendar.lead);
    return { kind: 'calendar', calendar: calendarOf(plan.calendar), lead };
  }
  const { counter, when } = plan;
  if (types.length === 0) {
    // An unknown type or twin has been told already; a level without a type has no signals.
    if (plan.twins)
      faults.error(at('twins'), 'these twins have no type, so there is nothing to count or judge');
    return undefined;
  }
  if (counter) {
    let due: MaintenancePlan['due'] | undefined;
    for (const type of types) {
      const found = resolveReference(type, counter.signal.split('.'), scope);
      if ('message' in found) faults.error(at('counter', 'signal'), found.message, found.suggestion);
      else if (!found.signal || found.many)
        faults.error(at('counter', 'signal'), `"${counter.signal}" is not one signal`);
      else {
        const every = readSize(counter.every, found.signal.unit);
        if (typeof every !== 'number') faults.error(at('counter', 'every'), every.message, every.suggestion);
        else if (!(every > 0)) faults.error(at('counter', 'every'), '"every" must be larger than 0');
        else due = { kind: 'counter', hops: found.hops, signal: found.signal.name, every };
      }
    }
    return due;
  }
  const conditions = types.map((type) => instantCondition(when ?? '', within, type, scope, faults));
  // References are by name, so the condition checked on one type is that of every other.
  return conditions[0] && { kind: 'condition', when: conditions[0] };
}

function calendarOf({ every, at, from }: CalendarInput): Calendar {
  const minutes = at === undefined ? 0 : minutesOf(at);
  if (!('weeks' in every)) return { every, at: minutes, from };
  const on = [...new Set(every.on.map((day) => WEEKDAYS.indexOf(day) + 1))].sort((a, b) => a - b);
  return { every: { weeks: every.weeks, on }, at: minutes, from };
}

/** Minutes after midnight. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
