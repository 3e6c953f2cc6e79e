/** Commands of procedures: begin one, do its steps in their order, give it up. */
import { type EventDraft, Refusal } from '@millwright/journal';
import type { ProcedureStep } from '@millwright/model';
import { z } from 'zod';
import { answerData, asked, isFinding } from '../answers.ts';
import type { OperateCommand, Surroundings } from '../commands.ts';
import { isWithin, numbered, reasonOf, twinOf, wrongState } from '../subjects.ts';
import {
  abandoned,
  finished,
  type ProcedureRun,
  type RunStep,
  type RunsState,
  started,
  stepDone,
} from './state.ts';

/** Steps of one run; only a procedure that goes round in circles has more. */
const MOST_STEPS = 2_000;

export function procedureCommands(around: Surroundings) {
  const stepData = z.strictObject({ step: z.string().max(100), answer: answerData.default({}) });
  const completeStep: OperateCommand<z.infer<typeof stepData>> = {
    type: 'complete-step',
    permission: 'view',
    late: true,
    data: stepData,
    decide({ procedures }, { subject, data, actor }): EventDraft[] {
      const one = runningOf(procedures, subject);
      if (one.step !== data.step) {
        const before = one.done.findLast(({ step }) => step === data.step);
        throw new Refusal(
          'stale',
          before
            ? `${before.by} has already done "${data.step}".`
            : `"${data.step}" is not the step to be done.`,
          `The step to be done is "${one.step}".`,
        );
      }
      const step = one.steps.find(({ name }) => name === data.step);
      if (!step || one.done.length >= MOST_STEPS) return wrongState(`${one.id} cannot go on.`, 'Abandon it.');
      const permission = step.permission ?? 'acknowledge';
      if (!around.may(actor, permission, one.twin ?? '')) {
        throw new Refusal(
          'forbidden',
          `"${step.name}" is for somebody who may ${permission}.`,
          'Ask a colleague to do it.',
        );
      }
      const finding = check(step, data.answer);
      const next = followerOf(step, data.answer, finding);
      const done = stepDone.draft(one.id, { ...data, finding, ...(next === undefined ? {} : { next }) });
      return next === undefined ? [done, finished.draft(one.id, {}, { follows: 0 })] : [done];
    },
  };
  return [start, completeStep, abandon] as const;
}

const startData = z.strictObject({
  procedure: z.string().max(100),
  order: z.string().max(100).optional(),
  alarm: z.string().max(1_200).optional(),
});
const start: OperateCommand<z.infer<typeof startData>> = {
  type: 'start-procedure',
  permission: 'acknowledge',
  data: startData,
  decide({ procedures, orders, alarms }, { subject, data }, { plant }) {
    const twin = twinOf(plant, subject);
    const place = twin?.path ?? '';
    const procedure = plant.work.procedures.find(({ name }) => name === data.procedure);
    if (!procedure) {
      const known = plant.work.procedures.map(({ name }) => name).join(', ');
      throw new Refusal(
        'not-found',
        `The plant has no procedure "${data.procedure}".`,
        `Procedures: ${known}.`,
      );
    }
    const order = data.order === undefined ? undefined : orders.orders.get(data.order);
    if (data.order !== undefined && !(order && isWithin(place, order.twin ?? ''))) {
      throw new Refusal('not-found', `There is no order "${data.order}" here.`);
    }
    const alarm = data.alarm === undefined ? undefined : alarms.occurrences.get(data.alarm);
    if (data.alarm !== undefined && !(alarm && isWithin(alarm.twin, place))) {
      throw new Refusal('not-found', `There is no alarm "${data.alarm}" here.`);
    }
    const cause = order?.seq ?? alarm?.seq;
    const label = { ...procedure.label };
    const steps = procedure.steps.map((step) => copyOf(step, twin ? { twin, plant } : { plant }));
    return [
      started.draft(
        numbered('run', procedures.runs.size),
        { ...data, label, steps, ...(twin ? { twin: twin.path } : {}) },
        cause === undefined ? {} : { cause },
      ),
    ];
  },
};

const abandonData = z.strictObject({});
const abandon: OperateCommand<z.infer<typeof abandonData>> = {
  type: 'abandon-procedure',
  permission: 'acknowledge',
  late: true,
  data: abandonData,
  decide: ({ procedures }, command) => [
    abandoned.draft(runningOf(procedures, command.subject).id, {}, { reason: reasonOf(command) }),
  ],
};

function copyOf(
  step: ProcedureStep,
  where: { twin?: Parameters<typeof asked>[1]; plant: Parameters<typeof asked>[2] },
): RunStep {
  const branches: Record<string, string | null> = {};
  for (const [name, target] of Object.entries(step.branches)) branches[name] = target ?? null;
  const copy: RunStep = { name: step.name, label: { ...step.label }, branches };
  if (step.picture !== undefined) copy.picture = step.picture;
  if (step.permission !== undefined) copy.permission = step.permission;
  if (step.check) copy.check = asked(step.check, where.twin, where.plant);
  if (step.next !== undefined) copy.next = step.next;
  return copy;
}

/** Whether the answer to a step is a finding; a step without a check takes a note at most. */
function check(step: RunStep, answer: z.infer<typeof answerData>): boolean {
  const { note: _, ...rest } = answer;
  const isEmpty = Object.values(rest).every((value) => value === undefined);
  if (step.check) {
    if (step.check.optional && isEmpty && answer.note === undefined) return false;
    return isFinding(step.check, answer);
  }
  if (isEmpty) return false;
  throw new Refusal('malformed', `"${step.name}" asks for nothing but to be done.`, 'A note may go with it.');
}

function followerOf(step: RunStep, answer: z.infer<typeof answerData>, finding: boolean): string | undefined {
  const branch = answer.choice ?? (finding ? 'outside' : undefined);
  const target = branch === undefined ? undefined : step.branches[branch];
  return target === null ? undefined : (target ?? step.next);
}

function runningOf({ runs }: RunsState, subject: string): ProcedureRun {
  const one = runs.get(subject);
  if (!one) throw new Refusal('not-found', `There is no run "${subject}" of a procedure.`);
  if (one.state !== 'running') wrongState(`${one.id} is ${one.state}.`, 'Start the procedure again.');
  return one;
}
