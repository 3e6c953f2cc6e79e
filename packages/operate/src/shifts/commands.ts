/** Commands of the shift log and of the hand-over. */
import { Refusal } from '@millwright/journal';
import { z } from 'zod';
import { currentOf, hidingsOf } from '../alarms/state.ts';
import { text } from '../attachments.ts';
import type { OperateCommand } from '../commands.ts';
import { isOpen } from '../orders/state.ts';
import { isPending } from '../proposals/state.ts';
import { numbered, PLANT, reasonOf, twinOf, wrongState } from '../subjects.ts';
import { shiftAt } from './calendar.ts';
import {
  accepted,
  type Handover,
  logged,
  offered,
  returned,
  type ShiftsState,
  waitingHandover,
} from './state.ts';

/** Ids listed of each kind. */
const MOST_LISTED = 500;

const entryData = z.strictObject({ text });
const addEntry: OperateCommand<z.infer<typeof entryData>> = {
  type: 'add-log-entry',
  permission: 'acknowledge',
  late: true,
  data: entryData,
  decide(_, { subject, data }, { plant, doneAt }) {
    const twin = twinOf(plant, subject)?.path;
    return [logged.draft(subject, { ...data, twin, shift: shiftAt(plant, doneAt)?.shift.name })];
  },
};

const offerData = z.strictObject({ summary: text });
const offer: OperateCommand<z.infer<typeof offerData>> = {
  type: 'offer-handover',
  permission: 'operate',
  data: offerData,
  decide({ shifts, alarms, orders, rounds, proposals }, { subject, data }, { plant, now }) {
    if (subject !== PLANT)
      throw new Refusal('malformed', 'A shift hands over the plant.', `The subject is "${PLANT}".`);
    const waiting = waitingHandover(shifts);
    if (waiting) {
      wrongState(
        `${waiting.id} of ${waiting.by} waits to be accepted.`,
        'The next shift accepts it, or returns it.',
      );
    }
    const standing = [...alarms.points.values()].flatMap((at) => {
      const one = currentOf(alarms, at);
      return one && hidingsOf(at).length === 0 ? [one.id] : [];
    });
    const isOn = ({ state }: { state: string }) => state === 'called' || state === 'walking';
    return [
      offered.draft(numbered('handover', shifts.handovers.size), {
        ...data,
        shift: shiftAt(plant, now)?.shift.name,
        alarms: standing.slice(0, MOST_LISTED),
        orders: idsOf([...orders.orders.values()].filter(isOpen)),
        rounds: idsOf([...rounds.rounds.values()].filter(isOn)),
        proposals: idsOf([...proposals.proposals.values()].filter((one) => isPending(one, now))),
      }),
    ];
  },
};

const acceptData = z.strictObject({ remarks: text.optional() });
const accept: OperateCommand<z.infer<typeof acceptData>> = {
  type: 'accept-handover',
  permission: 'operate',
  data: acceptData,
  decide: ({ shifts }, { subject, data, actor }) => [
    accepted.draft(offeredTo(shifts, subject, actor).id, data),
  ],
};

const returnData = z.strictObject({});
const giveBack: OperateCommand<z.infer<typeof returnData>> = {
  type: 'return-handover',
  permission: 'operate',
  data: returnData,
  decide: ({ shifts }, command) => [
    returned.draft(offeredTo(shifts, command.subject, command.actor).id, {}, { reason: reasonOf(command) }),
  ],
};

export const shiftCommands = [addEntry, offer, accept, giveBack] as const;

/** A hand-over that waits for somebody else than who offered it. */
function offeredTo({ handovers }: ShiftsState, subject: string, actor: string): Handover {
  const one = handovers.get(subject);
  if (!one) throw new Refusal('not-found', `There is no hand-over "${subject}".`);
  if (one.state !== 'offered') wrongState(`${one.answered?.by} has ${one.state} ${one.id}.`);
  if (one.by === actor) {
    throw new Refusal(
      'forbidden',
      'Who hands over cannot take over as well.',
      'Somebody of the next shift does it.',
    );
  }
  return one;
}

function idsOf(things: readonly { id: string }[]): string[] {
  return things.slice(0, MOST_LISTED).map(({ id }) => id);
}
