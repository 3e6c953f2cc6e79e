/** Commands of rounds. What a person without connection did comes later, with the time at which it was done. */
import { type EventDraft, Refusal } from '@millwright/journal';
import { z } from 'zod';
import { answerData, isFinding, readingOf } from '../answers.ts';
import { attachment, text } from '../attachments.ts';
import type { OperateCommand, Surroundings } from '../commands.ts';
import { isWithin, reasonOf, twinOf, wrongState } from '../subjects.ts';
import * as events from './events.ts';
import { reviewOf, roundOn } from './review.ts';
import { missingOf, type Round, type RoundsState } from './state.ts';

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;
const metres = z.tuple([z.number(), z.number(), z.number()]);

export function roundCommands(around: Surroundings) {
  const callData = z.strictObject({
    route: z.string().max(100),
    walker: z
      .string()
      .regex(/^employee\/[a-z][a-z0-9-]*$/, 'an employee, such as "employee/ana"')
      .optional(),
  });
  const call: OperateCommand<z.infer<typeof callData>> = {
    type: 'call-round',
    permission: 'acknowledge',
    late: true,
    data: callData,
    decide({ rounds }, { subject, data }, { plant, doneAt }) {
      const place = twinOf(plant, subject)?.path ?? '';
      const route = plant.work.routes.find(({ name }) => name === data.route);
      if (!route?.stops.every(({ twin }) => isWithin(twin.path, place))) {
        const known = plant.work.routes.map(({ name }) => name).join(', ');
        throw new Refusal(
          'not-found',
          `There is no route "${data.route}" within ${subject}.`,
          `Routes: ${known}.`,
        );
      }
      const { walker } = data;
      if (walker !== undefined && !around.may(walker, 'acknowledge', place)) {
        throw new Refusal(
          'forbidden',
          `${walker} may not walk there.`,
          'Choose somebody with a role that may.',
        );
      }
      return [roundOn(route, 'person', rounds, plant, doneAt, {}, walker === undefined ? {} : { walker })];
    },
  };
  return [call, start, reportPlace, recordCheck, markFault, complete, abandon] as const;
}

const start: OperateCommand<Nothing> = {
  type: 'start-round',
  permission: 'acknowledge',
  late: true,
  data: nothing,
  decide({ rounds }, command) {
    const one = roundOf(rounds, command.subject);
    if (one.state === 'completed' || one.state === 'abandoned') {
      wrongState(`${one.id} is ${one.state}.`, 'Call for a new round.');
    }
    if (one.state === 'walking' && one.walker === command.actor) return [];
    // Who takes a round over from somebody else says why.
    const isTaken = one.walker !== undefined && one.walker !== command.actor;
    return [events.started.draft(one.id, {}, isTaken ? { reason: reasonOf(command) } : {})];
  },
};

const placeData = z
  .strictObject({ twin: z.string().max(1_000).optional(), metres: metres.optional() })
  .refine(({ twin, metres: at }) => twin !== undefined || at !== undefined, 'a twin or a place in metres');
const reportPlace: OperateCommand<z.infer<typeof placeData>> = {
  type: 'report-place',
  permission: 'acknowledge',
  late: true,
  data: placeData,
  decide({ rounds }, { subject, data, actor }, { plant }) {
    const one = walkedBy(rounds, subject, actor);
    if (data.twin !== undefined) twinOf(plant, `twin/${data.twin}`);
    return [events.placeReported.draft(one.id, data)];
  },
};

const recordData = z.strictObject({
  stop: z.int().nonnegative(),
  check: z.string().max(200),
  answer: answerData,
});
const recordCheck: OperateCommand<z.infer<typeof recordData>> = {
  type: 'record-check',
  permission: 'acknowledge',
  late: true,
  data: recordData,
  decide({ rounds }, { subject, data, actor }, { plant, doneAt: takenAt }) {
    const one = walkedBy(rounds, subject, actor);
    const check = one.stops[data.stop]?.checks.find(({ name }) => name === data.check);
    if (!check) {
      throw new Refusal('not-found', `${one.id} has no check "${data.check}" at stop ${data.stop}.`);
    }
    const finding = isFinding(check, data.answer);
    const { answer } = data;
    if (takenAt < one.calledAt) {
      throw new Refusal(
        'out-of-range',
        `It cannot have been taken at ${new Date(takenAt).toISOString()}: the round was called at ${new Date(one.calledAt).toISOString()}.`,
        'Set the clock of the device right.',
      );
    }
    const reading = answer.value === undefined ? undefined : readingOf(plant, check, answer.value);
    return [
      events.checkRecorded.draft(one.id, {
        stop: data.stop,
        check: data.check,
        answer,
        finding,
        takenAt,
        ...(reading ? { reading } : {}),
      }),
    ];
  },
};

const faultData = z.strictObject({
  twin: z.string().max(1_000),
  metres: metres.optional(),
  text,
  photo: attachment.strict().optional(),
  severity: z.enum(['stop', 'soon', 'watch']).default('soon'),
});
const markFault: OperateCommand<z.infer<typeof faultData>> = {
  type: 'mark-fault',
  permission: 'acknowledge',
  late: true,
  data: faultData,
  decide({ rounds }, { subject, data, actor }, { plant }) {
    const one = walkedBy(rounds, subject, actor);
    twinOf(plant, `twin/${data.twin}`);
    return [events.faultMarked.draft(one.id, { id: `${one.id}#${one.points.length + 1}`, ...data })];
  },
};

const complete: OperateCommand<Nothing> = {
  type: 'complete-round',
  permission: 'acknowledge',
  late: true,
  data: nothing,
  decide({ rounds }, { subject, actor }, { now }): EventDraft[] {
    const one = walkedBy(rounds, subject, actor);
    const missing = missingOf(one);
    if (missing.length > 0) {
      wrongState(
        `${missing.length} checks are not answered: ${missing.slice(0, 5).join('; ')}.`,
        'Answer them first.',
      );
    }
    const review = reviewOf(one, rounds, now);
    return [events.completed.draft(one.id, {}), ...(review ? [review] : [])];
  },
};

const abandon: OperateCommand<Nothing> = {
  type: 'abandon-round',
  permission: 'acknowledge',
  late: true,
  data: nothing,
  decide({ rounds }, command, { now }): EventDraft[] {
    const one = roundOf(rounds, command.subject);
    if (one.state === 'completed' || one.state === 'abandoned') wrongState(`${one.id} is ${one.state}.`);
    const review = one.points.length > 0 ? reviewOf(one, rounds, now) : undefined;
    return [events.abandoned.draft(one.id, {}, { reason: reasonOf(command) }), ...(review ? [review] : [])];
  },
};

function roundOf({ rounds }: RoundsState, subject: string): Round {
  const one = rounds.get(subject);
  if (one) return one;
  throw new Refusal('not-found', `There is no round "${subject}".`, 'Take it from the list of rounds.');
}

/** A round that the actor is walking. */
function walkedBy(state: RoundsState, subject: string, actor: string): Round {
  const one = roundOf(state, subject);
  if (one.state === 'called') wrongState(`${one.id} has not been started.`, 'Start it first.');
  if (one.state !== 'walking') wrongState(`${one.id} is ${one.state}.`, 'Call for a new round.');
  if (one.walker !== actor)
    wrongState(`${one.walker} is walking ${one.id}.`, 'Take it over by starting it, with a reason.');
  return one;
}
