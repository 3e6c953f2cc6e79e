/** Everything the documents say about work, with every name in it resolved. */
import { localText, readableName } from '../documents/common.ts';
import type { RouteInput } from '../documents/work-documents.ts';
import { parseDuration } from '../duration.ts';
import type { FaultList, Position } from '../faults.ts';
import type { TypeScope } from '../formula/references.ts';
import { nearest } from '../nearest.ts';
import type { Plant } from '../plant.ts';
import { type InspectionRoute, NO_WORK, type PlantWork, type Position as Post, type Shift } from '../work.ts';
import { buildCheck } from './checks.ts';
import type { Parsed, ParsedDocuments } from './parsed.ts';
import { buildPlans, minutesOf } from './plans.ts';
import { buildProcedures } from './procedures.ts';
import { TypeTable } from './types.ts';

const ALLOW = 8 * 3_600_000;

export function buildWork(
  parsed: ParsedDocuments,
  plant: Plant,
  tables: readonly TypeTable[],
  scope: TypeScope,
  faults: FaultList,
): PlantWork {
  const procedures = buildProcedures(parsed.procedures, scope, faults);
  const routes = parsed.routes.flatMap((document) => buildRoutes(document, plant, scope, faults));
  const plans = buildPlans(parsed.plans, plant, tables, scope, faults);
  const names = { procedure: procedures.map((p) => p.name), route: routes.map((r) => r.name) };
  const checkName = (what: 'procedure' | 'route', name: string | undefined, at: () => Position) => {
    if (name === undefined || names[what].includes(name)) return;
    if (faults.claim(at(), what)) faults.error(at(), `unknown ${what} "${name}"`, nearest(name, names[what]));
  };
  for (const { document, input } of parsed.plans) {
    for (const [name, plan] of Object.entries(input.plans)) {
      checkName('procedure', plan.procedure, () => document.at(['plans', name, 'procedure']));
      checkName('route', plan.route, () => document.at(['plans', name, 'route']));
    }
  }
  for (const table of tables) {
    for (const alarm of TypeTable.sourceOf(table).alarms.values()) {
      checkName('procedure', alarm.input.procedure, () => alarm.at('procedure'));
    }
  }
  return {
    plans,
    routes,
    procedures,
    shifts: shiftsOf(parsed, faults),
    positions: positionsOf(parsed, plant, faults),
  };
}

function buildRoutes(
  { document, input }: Parsed<{ routes: Record<string, RouteInput> }>,
  plant: Plant,
  scope: TypeScope,
  faults: FaultList,
): InspectionRoute[] {
  return Object.entries(input.routes).map(([name, route]) => {
    const place = (...keys: PropertyKey[]): Position => document.at(['routes', name, ...keys]);
    const stops = route.stops.flatMap(({ twin: path, checks }, i) => {
      const twin = plant.twin(path);
      if (!twin) {
        const known = plant.twins.slice(0, 5_000).map((t) => t.path);
        faults.error(place('stops', i, 'twin'), `unknown twin "${path}"`, nearest(path, known));
        return [];
      }
      return [
        {
          twin,
          checks: checks.map(({ check, text, ...rest }, k) => {
            const at = (...keys: PropertyKey[]) => place('stops', i, 'checks', k, ...keys);
            if (checks.findIndex((other) => other.check === check) < k) {
              faults.error(at('check'), `check "${check}" is there twice at this stop`);
            }
            return buildCheck(check, localText(text, check), rest, twin.type, scope, at, faults);
          }),
        },
      ];
    });
    route.calledBy?.forEach((alarm, i) => {
      const [typeName, alarmName] = alarm.split('.');
      if (plant.type(typeName)?.alarms.some((a) => a.name === alarmName)) return;
      const known = plant.types.flatMap((t) => t.alarms.map((a) => `${t.name}.${a.name}`));
      faults.error(place('calledBy', i), `unknown alarm "${alarm}"`, nearest(alarm, known));
    });
    return {
      name,
      label: localText(route.name, readableName(name)),
      stops,
      calledBy: route.calledBy ?? [],
      allow: route.allow === undefined ? ALLOW : parseDuration(route.allow),
    };
  });
}

function shiftsOf({ plant: { document, input } }: ParsedDocuments, faults: FaultList): Shift[] {
  const shifts = Object.entries(input.shifts ?? {}).map(([name, shift]) => ({
    name,
    label: localText(shift.name, readableName(name)),
    start: minutesOf(shift.start),
  }));
  shifts.forEach(({ name, start }, i) => {
    const other = shifts.findIndex((shift) => shift.start === start);
    if (other < i) {
      faults.error(
        document.at(['shifts', name, 'start']),
        `shift "${shifts[other].name}" begins at the same time`,
      );
    }
  });
  return shifts.sort((a, b) => a.start - b.start);
}

function positionsOf(
  { plant: { document, input } }: ParsedDocuments,
  plant: Plant,
  faults: FaultList,
): readonly Post[] {
  if (!input.positions) return NO_WORK.positions;
  return Object.entries(input.positions).map(([name, position]) => {
    position.places.forEach((path, i) => {
      if (plant.twin(path)) return;
      const known = plant.twins.slice(0, 5_000).map((t) => t.path);
      faults.error(
        document.at(['positions', name, 'places', i]),
        `unknown twin "${path}"`,
        nearest(path, known),
      );
    });
    return { name, label: localText(position.name, readableName(name)), places: position.places };
  });
}
