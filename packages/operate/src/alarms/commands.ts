/** Commands on alarms. Acknowledging is for one occurrence, hiding for an alarm of a twin; there is none for all at once. */
import { Refusal } from '@millwright/journal';
import type { Plant } from '@millwright/model';
import { z } from 'zod';
import type { OperateCommand } from '../commands.ts';
import { idOf, reasonOf, wrongState } from '../subjects.ts';
import * as events from './events.ts';
import {
  type AlarmPoint,
  type AlarmsState,
  conditionOf,
  currentOf,
  type Hiding,
  hidingsOf,
  keyOf,
  type Occurrence,
  partsOf,
} from './state.ts';
import { alarmAt } from './transitions.ts';

const MINUTE = 60_000;
/** Nothing is shelved for longer: who needs more takes the alarm out of service. */
export const LONGEST_SHELF_MINUTES = 24 * 60;

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;

const acknowledge: OperateCommand<Nothing> = {
  type: 'acknowledge-alarm',
  permission: 'acknowledge',
  late: true,
  data: nothing,
  decide({ alarms }, { subject }) {
    const one = occurrenceOf(alarms, subject);
    const condition = conditionOf(one);
    if (condition === 'acknowledged' || condition === 'latched-acknowledged') {
      wrongState(
        `${one.acknowledged?.by} acknowledged this occurrence at ${isoTime(one.acknowledged?.at)}.`,
        'Nothing is left to do; add a comment if you have something to say.',
      );
    }
    refuseHidden(alarms.points.get(one.key));
    return [events.acknowledged.draft(subject, {}, { cause: one.seq })];
  },
};

const resetLatched: OperateCommand<Nothing> = {
  type: 'reset-alarm',
  permission: 'acknowledge',
  data: nothing,
  decide({ alarms }, { subject }) {
    const one = occurrenceOf(alarms, subject);
    switch (conditionOf(one)) {
      case 'latched-acknowledged':
        return [events.reset.draft(subject, {}, { cause: one.seq })];
      case 'latched-unacknowledged':
        return wrongState('The alarm has not been acknowledged.', 'Acknowledge it first, then reset it.');
      case 'returned':
        return wrongState('The alarm does not latch.', 'Acknowledge it; it then goes by itself.');
      default:
        return wrongState('The condition of the alarm still holds.', 'Reset it when the condition is gone.');
    }
  },
};

const commentData = z.strictObject({ text: z.string().trim().min(1).max(4_000) });
const comment: OperateCommand<z.infer<typeof commentData>> = {
  type: 'comment-alarm',
  permission: 'acknowledge',
  late: true,
  data: commentData,
  decide({ alarms }, { subject, data }) {
    const one = alarms.occurrences.get(idOf(subject, 'alarm'));
    if (!one) throw unknown(subject);
    return [events.commented.draft(subject, data, { cause: one.seq })];
  },
};

const shelveData = z.strictObject({
  minutes: z.int().min(1).max(LONGEST_SHELF_MINUTES),
  oneShot: z.boolean().default(false),
});
const shelve: OperateCommand<z.infer<typeof shelveData>> = {
  type: 'shelve-alarm',
  permission: 'operate',
  data: shelveData,
  decide({ alarms }, command, { now, plant }) {
    const { key, at } = alarmOf(alarms, command.subject, plant);
    const reason = reasonOf(command);
    if (at?.shelf) {
      wrongState(
        `${at.shelf.by} shelved the alarm until ${isoTime(at.shelf.until)}: ${at.shelf.reason}`,
        'Take it off the shelf first to shelve it for longer.',
      );
    }
    const { minutes, oneShot } = command.data;
    if (oneShot && conditionOf(currentOf(alarms, at)) === 'normal') {
      wrongState(
        'The alarm is normal, so there is no occurrence to shelve.',
        'Shelve it for a length of time.',
      );
    }
    return [events.shelved.draft(`alarm/${key}`, { until: now + minutes * MINUTE, oneShot }, { reason })];
  },
};

const unshelve: OperateCommand<Nothing> = {
  type: 'unshelve-alarm',
  permission: 'operate',
  data: nothing,
  decide({ alarms }, { subject }, { plant }) {
    const { key, at } = alarmOf(alarms, subject, plant);
    if (!at?.shelf) return wrongState('The alarm is not on the shelf.', 'It may have come off by itself.');
    return [events.unshelved.draft(`alarm/${key}`, { why: 'person' })];
  },
};

const takeOut: OperateCommand<Nothing> = {
  type: 'take-alarm-out-of-service',
  permission: 'maintain',
  data: nothing,
  decide({ alarms }, command, { plant }) {
    const { key, at } = alarmOf(alarms, command.subject, plant);
    const reason = reasonOf(command);
    if (at?.outOfService) {
      const { by, at: since, reason: why } = at.outOfService;
      wrongState(
        `${by} took the alarm out of service at ${isoTime(since)}: ${why}`,
        'Return it to service first.',
      );
    }
    return [events.takenOut.draft(`alarm/${key}`, {}, { reason })];
  },
};

const returnToService: OperateCommand<Nothing> = {
  type: 'return-alarm-to-service',
  permission: 'maintain',
  data: nothing,
  decide({ alarms }, { subject }, { plant }) {
    const { key, at } = alarmOf(alarms, subject, plant);
    if (!at?.outOfService) return wrongState('The alarm is in service.');
    return [events.returnedToService.draft(`alarm/${key}`, {})];
  },
};

export const alarmCommands = [
  acknowledge,
  resetLatched,
  comment,
  shelve,
  unshelve,
  takeOut,
  returnToService,
] as const;

/** The occurrence of a subject, which must not be over. Throws Refusal with what to do instead. */
function occurrenceOf(alarms: AlarmsState, subject: string): Occurrence {
  const id = idOf(subject, 'alarm');
  const one = alarms.occurrences.get(id);
  const current = currentOf(alarms, alarms.points.get(keyOf(id)));
  if (!one) {
    if (current && id === keyOf(id)) {
      throw new Refusal(
        'malformed',
        `"${id}" is an alarm, not an occurrence of it.`,
        `The occurrence is "${current.id}".`,
      );
    }
    throw unknown(subject);
  }
  if (!one.ended) return one;
  if (current && current.id !== id) {
    throw new Refusal(
      'stale',
      `The alarm was raised again at ${isoTime(current.raisedAt)}; the occurrence you mean is over.`,
      `Look at the new occurrence, "${current.id}".`,
    );
  }
  return wrongState(
    `The occurrence is over since ${isoTime(one.ended.at)} (${one.ended.how}).`,
    'Nothing is left to do.',
  );
}

/** An alarm of the plant, with its state where there was ever something. Throws Refusal. */
function alarmOf(
  alarms: AlarmsState,
  subject: string,
  plant: Plant,
): { key: string; at: AlarmPoint | undefined } {
  const key = keyOf(idOf(subject, 'alarm'));
  const parts = partsOf(key);
  const at = alarms.points.get(key);
  if (parts && (at?.shelf || at?.outOfService || alarmAt(plant, parts))) return { key, at };
  throw unknown(subject);
}

/** What a person does not see they cannot acknowledge. */
const WHY_HIDDEN: Readonly<Record<Hiding, readonly [string, string]>> = {
  'out-of-service': ['The alarm is out of service.', 'Return it to service first.'],
  suppressed: [
    'The alarm is suppressed by the state of the plant.',
    'It is shown again when that state ends.',
  ],
  shelved: ['The alarm is on the shelf.', 'Take it off the shelf first.'],
};

function refuseHidden(at: AlarmPoint | undefined): void {
  const [hiding] = hidingsOf(at);
  if (hiding !== undefined) wrongState(...WHY_HIDDEN[hiding]);
}

function unknown(subject: string): Refusal {
  return new Refusal(
    'not-found',
    `There is no ${subject.replace('/', ' "')}".`,
    'Take it from the list of alarms.',
  );
}

function isoTime(time: number | undefined): string {
  return time === undefined ? 'an unknown time' : new Date(time).toISOString();
}
