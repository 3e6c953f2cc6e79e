/** The documents of work as the API tells them: what is planned, walked, done step by step, and who watches what. */
import type { Check, MaintenancePlan, Plant } from '@millwright/model';
import { nextDues, type Outlook, outlookOf, type PlansState, type Present } from '@millwright/operate';
import type { PlanPreview, WorkAnswer } from '../api/work-schemas.ts';

/** Twins of a plan for which it is told how it stands. */
const MOST_TWINS = 500;
/** Due instants that are told ahead. */
const NEXT = 5;

/** `marks` and `present` say how far plans have come at `now`, ms since 1970. Cost: a look-up per plan and twin, at most 500. */
export function describeWork(plant: Plant, { marks }: PlansState, present: Present, now: number): WorkAnswer {
  const { plans, routes, procedures, shifts, positions } = plant.work;
  return {
    plans: plans.map((plan) => ({
      name: plan.name,
      label: plan.label,
      description: plan.description,
      kind: plan.kind,
      twins: plan.twins.map(({ path }) => path),
      due: dueOf(plan, plant, now),
      outlook: plan.twins.slice(0, MOST_TWINS).flatMap((twin): Outlook[] => {
        const mark = marks.get(`${plan.name}@${twin.path}`);
        const outlook = outlookOf(plan, twin, mark, plant, present, now);
        return outlook ? [outlook] : [];
      }),
      priority: plan.priority,
      allow: plan.allow,
      procedure: plan.procedure,
      route: plan.route,
    })),
    routes: routes.map(({ name, label, stops, calledBy, allow }) => ({
      name,
      label,
      stops: stops.map(({ twin, checks }) => ({ twin: twin.path, checks: checks.map(describeCheck) })),
      calledBy: [...calledBy],
      allow,
    })),
    procedures: procedures.map(({ name, label, description, steps }) => ({
      name,
      label,
      description,
      steps: steps.map((step) => ({
        name: step.name,
        label: step.label,
        picture: step.picture,
        permission: step.permission,
        check: step.check === undefined ? undefined : describeCheck(step.check),
        next: step.next,
        branches: Object.fromEntries(
          Object.entries(step.branches).map(([answer, next]) => [answer, next ?? null]),
        ),
      })),
    })),
    shifts: shifts.map(({ name, label, start }) => ({ name, label, start })),
    positions: positions.map(({ name, label, places }) => ({ name, label, places: [...places] })),
  };
}

/**
 * What a plan of a plant that does not run yet would say now. `present` by the ids of that plant; `marks` of the plan that
 * runs under the same name.
 */
export function previewPlan(
  plan: MaintenancePlan,
  plant: Plant,
  { marks }: PlansState,
  present: Present,
  now: number,
): PlanPreview {
  return {
    due: dueOf(plan, plant, now),
    count: plan.twins.length,
    twins: plan.twins.slice(0, MOST_TWINS).map((twin) => {
      const mark = marks.get(`${plan.name}@${twin.path}`);
      const outlook = outlookOf(plan, twin, mark, plant, present, now);
      return { path: twin.path, label: twin.label, outlook };
    }),
  };
}

function dueOf(plan: MaintenancePlan, plant: Plant, now: number): PlanPreview['due'] {
  const { due } = plan;
  switch (due.kind) {
    case 'calendar':
      return { kind: 'calendar', next: nextDues(plan, plant.timezone, now, NEXT), lead: due.lead };
    case 'condition':
      return { kind: 'condition', when: due.when.text };
    case 'counter': {
      const [first] = plan.twins;
      const [id] = first ? plant.resolve(first, due.hops, due.signal) : [];
      const signal = [...due.hops, due.signal].join('.');
      const type = id === undefined ? undefined : plant.signalAt(id).type;
      const { label, unit } = type ?? { label: { en: signal }, unit: { code: '1' } };
      return { kind: 'counter', signal, label, every: due.every, unit: unit.code };
    }
  }
}

function describeCheck({
  name,
  label,
  kind,
  optional,
  unit,
  limits,
  options,
  signal,
}: Check): WorkAnswer['routes'][0]['stops'][0]['checks'][0] {
  return {
    name,
    label,
    kind,
    optional,
    unit: unit?.code,
    limits: limits === undefined ? undefined : [limits[0], limits[1]],
    options: options?.map((option) => ({ ...option })),
    signal: signal === undefined ? undefined : [...signal.hops, signal.name].join('.'),
  };
}
