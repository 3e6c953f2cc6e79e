/** Facts about alarms that nobody commands: raised, cleared, suppressed by the plant's state, back from a shelf. */
import type { EventDraft } from '@millwright/journal';
import type { AlarmTransition } from '@millwright/live';
import type { AlarmType, Plant, Twin } from '@millwright/model';
import { isTrue, type Present } from '../present.ts';
import * as events from './events.ts';
import { type AlarmPoint, type AlarmsState, currentOf, type Occurrence } from './state.ts';

/**
 * Drafts for what the live store found. What the state knows already gives none, so the same transitions may be handed in
 * again after a restart.
 */
export function transitionDrafts(state: AlarmsState, transitions: readonly AlarmTransition[]): EventDraft[] {
  const drafts: EventDraft[] = [];
  /** Raised in this very list. */
  const fresh = new Map<string, AlarmTransition>();
  for (const one of transitions) {
    const subject = `alarm/${one.id}`;
    const known = state.occurrences.get(one.id);
    if (one.change === 'raised') {
      if (known || fresh.has(one.id)) continue;
      fresh.set(one.id, one);
      const { twin, alarm, since, raisedAt } = one;
      drafts.push(
        events.raised.draft(subject, {
          twin: twin.path,
          type: one.id.slice(0, one.id.indexOf('.')),
          alarm: alarm.name,
          priority: alarm.priority,
          latch: alarm.latch ?? false,
          since,
          raisedAt,
          inputs: one.inputs.map(({ path, value, unit }) => ({
            path,
            value: Number.isFinite(value) ? value : null,
            unit,
          })),
        }),
      );
    } else if ((known && !known.ended && known.clearedAt === undefined) || fresh.delete(one.id)) {
      const clearedAt = one.clearedAt ?? one.raisedAt;
      drafts.push(events.cleared.draft(subject, { clearedAt, why: 'returned' }, causeOf(known)));
      const shelf = state.points.get(subject.slice('alarm/'.length, subject.lastIndexOf('#')))?.shelf;
      if (shelf?.oneShot) {
        const follows = drafts.length - 1;
        drafts.push(
          events.unshelved.draft(subject.slice(0, subject.lastIndexOf('#')), { why: 'cleared' }, { follows }),
        );
      }
    }
  }
  return drafts;
}

function causeOf(known: Occurrence | undefined): { cause?: number } {
  return known ? { cause: known.seq } : {};
}

/** Shelves whose time is over. */
export function shelfDrafts({ points }: AlarmsState, now: number): EventDraft[] {
  return [...points.values()]
    .filter(({ shelf }) => shelf !== undefined && shelf.until <= now)
    .map(({ key }) => events.unshelved.draft(`alarm/${key}`, { why: 'expired' }));
}

/**
 * Alarms whose `suppressedWhen` has become true or false. Where it is unknown nothing changes: a lost connection must not
 * bring back what was suppressed, nor hide what was not. Cost: one evaluation per twin and alarm that has the condition.
 */
export function suppressionDrafts(
  state: AlarmsState,
  plant: Plant,
  present: Present,
  now: number,
): EventDraft[] {
  const drafts: EventDraft[] = [];
  const wanted = new Set<string>();
  for (const type of plant.types) {
    for (const alarm of type.alarms) {
      if (!alarm.suppressedWhen) continue;
      for (const twin of type.twins) {
        const key = `${type.name}.${alarm.name}@${twin.path}`;
        wanted.add(key);
        const truth = isTrue(plant, alarm.suppressedWhen.expr, twin, present, now);
        const isSuppressed = state.points.get(key)?.suppressedSince !== undefined;
        if (truth === undefined || truth === isSuppressed) continue;
        drafts.push((truth ? events.suppressed : events.unsuppressed).draft(`alarm/${key}`, {}));
      }
    }
  }
  // The document may have lost the condition.
  for (const { key, suppressedSince } of state.points.values()) {
    if (suppressedSince !== undefined && !wanted.has(key))
      drafts.push(events.unsuppressed.draft(`alarm/${key}`, {}));
  }
  return drafts;
}

/** Occurrences that still stand although the plant no longer has their twin or alarm. */
export function removalDrafts(state: AlarmsState, plant: Plant, now: number): EventDraft[] {
  return [...state.points.values()].flatMap((at) => {
    const one = currentOf(state, at);
    if (!one || one.clearedAt !== undefined || alarmAt(plant, at)) return [];
    return [events.cleared.draft(`alarm/${one.id}`, { clearedAt: now, why: 'removed' }, { cause: one.seq })];
  });
}

/** The alarm of the plant that a key means. */
export function alarmAt(
  plant: Plant,
  { type, alarm, twin: path }: Pick<AlarmPoint, 'type' | 'alarm' | 'twin'>,
): { twin: Twin; alarm: AlarmType } | undefined {
  const twin = plant.twin(path);
  const found = twin?.type?.name === type ? twin.type.alarms.find(({ name }) => name === alarm) : undefined;
  return twin && found ? { twin, alarm: found } : undefined;
}

/** What stood when the plant was left, for `LiveStore.restore`. */
export function standing(state: AlarmsState, plant: Plant): AlarmTransition[] {
  return [...state.points.values()].flatMap((at): AlarmTransition[] => {
    const one = currentOf(state, at);
    const found = alarmAt(plant, at);
    if (!one || one.clearedAt !== undefined || !found) return [];
    const { id, since, raisedAt } = one;
    const inputs = one.inputs.map((input) => ({ ...input, value: input.value ?? Number.NaN }));
    return [{ change: 'raised', id, ...found, since, raisedAt, inputs }];
  });
}
