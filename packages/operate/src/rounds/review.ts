/** Rounds that follow from something: a route that an alarm or a plan calls for, a review of the faults a round has marked. */
import type { EventDraft } from '@millwright/journal';
import type { InspectionRoute, Plant } from '@millwright/model';
import { type AskedCheck, asked } from '../answers.ts';
import type { DraftExtras } from '../events.ts';
import { numbered } from '../subjects.ts';
import * as events from './events.ts';
import type { FaultPoint, Round, RoundsState } from './state.ts';

/** How long a review may take, ms. */
const REVIEW_WITHIN = 3 * 86_400_000;
export const MENDED = 'mended';

/** A round along a route. `already`: rounds that were drafted in the same decision. */
export function roundOn(
  route: InspectionRoute,
  why: 'plan' | 'alarm' | 'person',
  { rounds }: RoundsState,
  plant: Plant,
  now: number,
  extras: DraftExtras = {},
  more: { walker?: string; due?: number; already?: number } = {},
): EventDraft {
  const data = {
    route: route.name,
    label: { ...route.label },
    why,
    due: more.due ?? now + route.allow,
    stops: route.stops.map(({ twin, checks }) => ({
      twin: twin.path,
      checks: checks.map((check) => asked(check, twin, plant)),
    })),
    ...(more.walker === undefined ? {} : { walker: more.walker }),
  };
  return events.called.draft(numbered('round', rounds.size + (more.already ?? 0)), data, extras);
}

/** Routes that an alarm calls for, unless a round on them is still to be walked. */
export function roundsCalledBy(
  alarm: { type: string; alarm: string },
  state: RoundsState,
  plant: Plant,
  now: number,
  cause: number,
): EventDraft[] {
  const waiting = new Set<string | undefined>();
  for (const { route, state: at } of state.rounds.values())
    if (at === 'called' || at === 'walking') waiting.add(route);
  return plant.work.routes
    .filter((route) => route.calledBy.includes(`${alarm.type}.${alarm.alarm}`) && !waiting.has(route.name))
    .map((route, already) => roundOn(route, 'alarm', state, plant, now, { cause }, { already }));
}

/**
 * The round in which somebody looks whether the faults of another were mended; undefined where there is nothing to look at.
 * It follows the first draft of the list it is put into.
 */
export function reviewOf(one: Round, { rounds }: RoundsState, now: number): EventDraft | undefined {
  const points = [...openPoints(one, rounds), ...one.points];
  if (points.length === 0) return undefined;
  const byTwin = Map.groupBy(points, ({ twin }) => twin ?? one.stops[0].twin);
  const stops = Array.from(byTwin, ([twin, of]) => ({ twin, checks: of.map(checkOf) }));
  const label = { en: `Review: ${one.label.en}`, zh: `复查：${one.label.zh ?? one.label.en}` };
  const data = { label, why: 'review' as const, reviewOf: one.id, due: now + REVIEW_WITHIN, stops };
  return events.called.draft(numbered('round', rounds.size), data, { follows: 0 });
}

/** Faults that this review found not to be mended. */
function openPoints(one: Round, rounds: ReadonlyMap<string, Round>): FaultPoint[] {
  const known = [...rounds.values()].flatMap(({ points }) => points);
  return one.records
    .filter(({ answer }) => one.why === 'review' && answer.choice !== MENDED)
    .flatMap(({ check }) => known.find(({ id }) => id === check) ?? []);
}

function checkOf({ id, text }: FaultPoint): AskedCheck {
  return {
    name: id,
    label: { en: text },
    kind: 'choice',
    optional: false,
    options: [
      { name: MENDED, label: { en: 'Mended', zh: '已消除' }, fault: false },
      { name: 'still-there', label: { en: 'Still there', zh: '仍存在' }, fault: true },
    ],
  };
}
