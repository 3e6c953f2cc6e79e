/** The documents of work as the API tells them: what is planned, walked, done step by step, and who watches what. */
import type { Check, PlantWork } from '@millwright/model';
import type { WorkAnswer } from '../api/work-schemas.ts';

export function describeWork({ plans, routes, procedures, shifts, positions }: PlantWork): WorkAnswer {
  return {
    plans: plans.map(({ name, label, description, kind, twins, due, priority, allow, procedure, route }) => ({
      name,
      label,
      description,
      kind,
      twins: twins.map(({ path }) => path),
      due: due.kind,
      priority,
      allow,
      procedure,
      route,
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
