/** Commands of maintenance plans. What a plan says is in the documents; whether it is in force is decided here. */
import { Refusal } from '@millwright/journal';
import type { Plant } from '@millwright/model';
import { z } from 'zod';
import type { OperateCommand } from '../commands.ts';
import { idOf, reasonOf, wrongState } from '../subjects.ts';
import * as events from './state.ts';

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;

const suspend: OperateCommand<Nothing> = {
  type: 'suspend-plan',
  permission: 'maintain',
  data: nothing,
  decide({ plans }, command, { plant }) {
    const name = planOf(plant, command.subject);
    const already = plans.suspended.get(name);
    if (already) {
      wrongState(`${already.by} has suspended "${name}" already: ${already.reason}`, 'Resume it first.');
    }
    return [events.suspended.draft(command.subject, {}, { reason: reasonOf(command) })];
  },
};

const resume: OperateCommand<Nothing> = {
  type: 'resume-plan',
  permission: 'maintain',
  data: nothing,
  decide({ plans }, { subject }) {
    // Also one that the plant no longer has: it may come back, and is in force then.
    const name = idOf(subject, 'plan');
    if (!plans.suspended.has(name)) wrongState(`"${name}" is not suspended.`);
    return [events.resumed.draft(subject, {})];
  },
};

export const planCommands = [suspend, resume] as const;

function planOf(plant: Plant, subject: string): string {
  const name = idOf(subject, 'plan');
  if (plant.work.plans.some((plan) => plan.name === name)) return name;
  throw new Refusal(
    'not-found',
    `The plant has no maintenance plan "${name}".`,
    `Plans: ${plant.work.plans.map((plan) => plan.name).join(', ')}.`,
  );
}
