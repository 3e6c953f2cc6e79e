/** Rows of the list of alarms: what stands by the book of the screen, with what people did about it. */
import type { AlarmOccurrence, AlarmPoint, Occurrence, SavedStates } from '@millwright/server/client';
import type { PlantModel } from '../plant/plant-model.ts';
import { type Condition, conditionOf, type Hiding, hidingOf } from './condition.ts';

export interface AlarmRow {
  item: AlarmOccurrence;
  /** Undefined: what people did is not known. */
  occurrence: Occurrence | undefined;
  point: AlarmPoint | undefined;
  condition: Condition | undefined;
  hiding: Hiding | undefined;
}

const JUST_RAISED_MS = 5000;

type AlarmStates = SavedStates['alarms'];

/** What is not over at the instant, hidden ones too: what stands, and what returned but still waits for somebody. */
export function openRows(
  standing: readonly AlarmOccurrence[],
  states: AlarmStates | undefined,
  plant: PlantModel,
  at: number,
): AlarmRow[] {
  const points = new Map(states?.points.map((point) => [point.key, point]));
  const rows = new Map<string, AlarmRow>();
  for (const item of standing) rows.set(item.id, bare(item, states, at));
  for (const occurrence of states?.occurrences ?? []) {
    const known = rows.get(occurrence.id);
    if (occurrence.ended !== undefined) {
      if (known) rows.set(occurrence.id, { ...known, occurrence, point: points.get(occurrence.key) });
      continue;
    }
    const point = points.get(occurrence.key);
    rows.set(occurrence.id, {
      item: known?.item ?? asItem(occurrence, plant),
      occurrence,
      point,
      condition: conditionOf(occurrence),
      hiding: hidingOf(point),
    });
  }
  return [...rows.values()];
}

/** Occurrences of the book with what is known of them at an instant. */
export function pastRows(
  items: readonly AlarmOccurrence[],
  states: AlarmStates | undefined,
  at: number,
): AlarmRow[] {
  const occurrences = new Map(states?.occurrences.map((one) => [one.id, one]));
  const points = new Map(states?.points.map((point) => [point.key, point]));
  return items.map((item) => {
    const occurrence = occurrences.get(item.id);
    if (!occurrence) return bare(item, states, at);
    const point = points.get(occurrence.key);
    return { item, occurrence, point, condition: conditionOf(occurrence), hiding: hidingOf(point) };
  });
}

/** The journal records an alarm a moment after the sample that raised it: until then nobody can have done anything. */
function bare(item: AlarmOccurrence, states: AlarmStates | undefined, at: number): AlarmRow {
  const isNew = states !== undefined && item.raisedAt <= at && at - item.raisedAt < JUST_RAISED_MS;
  const condition = isNew ? 'unacknowledged' : undefined;
  return { item, occurrence: undefined, point: undefined, condition, hiding: undefined };
}

/** An occurrence of the journal in the form of the list. */
export function asItem(one: Occurrence, plant: PlantModel): AlarmOccurrence {
  const type = plant.types.get(one.type)?.alarms.find(({ name }) => name === one.alarm);
  return {
    id: one.id,
    twin: one.twin,
    type: one.type,
    alarm: one.alarm,
    label: type?.label ?? { en: one.alarm },
    priority: one.priority,
    since: one.since,
    raisedAt: one.raisedAt,
    clearedAt: one.clearedAt ?? null,
    inputs: one.inputs,
    respond: type?.respond,
  };
}
