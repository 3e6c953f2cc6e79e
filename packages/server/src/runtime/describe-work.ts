/** The documents of work as the API tells them: what is planned, walked, done step by step, and who watches what. */
import type { Check, MaintenancePlan, Plant } from '@millwright/model';
import { nextDue, type PlansState, type Present, progressOf } from '@millwright/operate';
import type { WorkAnswer } from '../api/work-schemas.ts';

/** `marks` and `present` say how far plans have come at `now`, ms since 1970. Cost: a look-up per plan and twin. */
export function describeWork(plant: Plant, { marks }: PlansState, present: Present, now: number): WorkAnswer {
  const { plans, routes, procedures, shifts, positions } = plant.work;
  const usedOf = (plan: MaintenancePlan) =>
    plan.twins.map(
      (twin) => progressOf(plan, twin, marks.get(`${plan.name}@${twin.path}`), plant, present, now) ?? null,
    );
  return {
    plans: plans.map((plan) => ({
      name: plan.name,
      label: plan.label,
      description: plan.description,
      kind: plan.kind,
      twins: plan.twins.map(({ path }) => path),
      due: plan.due.kind,
      next: plan.due.kind === 'calendar' ? nextDue(plan.due.calendar, plant.timezone, now) : undefined,
      used: plan.due.kind === 'counter' ? usedOf(plan) : undefined,
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
      })),
    })),
    shifts: shifts.map(({ name, label, start }) => ({ name, label, start })),
    positions: positions.map(({ name, label, places }) => ({ name, label, places: [...places] })),
  };
}

function describeCheck({
  name,
  label,
  kind,
  optional,
  unit,
  limits,
  options,
}: Check): WorkAnswer['routes'][0]['stops'][0]['checks'][0] {
  return {
    name,
    label,
    kind,
    optional,
    unit: unit?.code,
    limits: limits === undefined ? undefined : [limits[0], limits[1]],
    options: options?.map((option) => ({ ...option })),
  };
}
