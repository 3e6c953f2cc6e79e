/** Commands on work orders. */
import { type EventDraft, Refusal } from '@millwright/journal';
import { z } from 'zod';
import { priority } from '../alarms/state.ts';
import { attachment, text, title } from '../attachments.ts';
import type { OperateCommand, Surroundings } from '../commands.ts';
import type { EventKind } from '../events.ts';
import { isWithin, numbered, reasonOf, twinOf, wrongState } from '../subjects.ts';
import * as events from './events.ts';
import { CAUSES, type Order, type OrderState, type OrdersState, orderKind, REMEDIES } from './state.ts';

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;
const actor = z.string().regex(/^employee\/[a-z][a-z0-9-]*$/, 'an employee, such as "employee/ana"');
const LONGEST_DAY = 24 * 60;

/** A command that moves an order from one of some states; `late`: done at the machine, perhaps without connection. */
function move(
  type: string,
  from: readonly OrderState[],
  kind: EventKind<Nothing>,
  { needsReason = false, late = false } = {},
): OperateCommand<Nothing> {
  return {
    type,
    permission: 'maintain',
    ...(late ? { late } : {}),
    data: nothing,
    decide({ orders }, command) {
      const one = orderOf(orders, command.subject);
      refuseUnless(one, from, type);
      return [kind.draft(one.id, {}, needsReason ? { reason: reasonOf(command) } : {})];
    },
  };
}

export function orderCommands(around: Surroundings) {
  const checkAssignee = (assignee: string | undefined, twin: string | undefined): void => {
    if (assignee === undefined || around.may(assignee, 'maintain', twin ?? '')) return;
    throw new Refusal(
      'forbidden',
      `${assignee} may not maintain ${twin ?? 'the whole plant'}.`,
      'Choose somebody with a role that may.',
    );
  };

  const createData = z.strictObject({
    kind: orderKind.default('corrective'),
    title,
    description: text.optional(),
    priority: priority.default('medium'),
    due: z.int().optional(),
    assignee: actor.optional(),
    alarm: z.string().max(1_200).optional(),
    procedure: z.string().max(100).optional(),
  });
  const create: OperateCommand<z.infer<typeof createData>> = {
    type: 'create-order',
    permission: 'acknowledge',
    late: true,
    data: createData,
    decide({ orders, alarms }, { subject, data }, { plant }) {
      const twin = twinOf(plant, subject)?.path;
      checkAssignee(data.assignee, twin);
      const occurrence = data.alarm === undefined ? undefined : alarms.occurrences.get(data.alarm);
      if (data.alarm !== undefined && !(occurrence && isWithin(occurrence.twin, twin ?? ''))) {
        throw new Refusal(
          'not-found',
          `There is no alarm "${data.alarm}" here.`,
          'Take it from the list of alarms.',
        );
      }
      if (
        data.procedure !== undefined &&
        !plant.work.procedures.some(({ name }) => name === data.procedure)
      ) {
        throw new Refusal('not-found', `The plant has no procedure "${data.procedure}".`);
      }
      const cause = occurrence ? { cause: occurrence.seq } : {};
      return [events.created.draft(numbered('order', orders.orders.size), { ...data, twin }, cause)];
    },
  };

  const changeData = z.strictObject({
    title: title.optional(),
    description: text.optional(),
    priority: priority.optional(),
    due: z.int().nullable().optional(),
  });
  const change: OperateCommand<z.infer<typeof changeData>> = {
    type: 'change-order',
    permission: 'maintain',
    data: changeData,
    decide({ orders }, { subject, data }) {
      const one = orderOf(orders, subject);
      refuseUnless(one, ['open', 'started', 'held'], 'change-order');
      const isNew = Object.entries(data).some(([name, value]) => (one[keyOf(name)] ?? null) !== value);
      return isNew ? [events.changed.draft(one.id, data)] : [];
    },
  };

  const assignData = z.strictObject({ assignee: actor });
  const assign: OperateCommand<z.infer<typeof assignData>> = {
    type: 'assign-order',
    permission: 'maintain',
    data: assignData,
    decide({ orders }, { subject, data }) {
      const one = orderOf(orders, subject);
      refuseUnless(one, ['open', 'started', 'held'], 'assign-order');
      checkAssignee(data.assignee, one.twin);
      return one.assignee === data.assignee ? [] : [events.assigned.draft(one.id, data)];
    },
  };

  return [
    create,
    change,
    assign,
    move('start-order', ['open', 'held'], events.started, { late: true }),
    move('hold-order', ['started'], events.held, { needsReason: true, late: true }),
    complete,
    move('close-order', ['completed'], events.closed),
    move('reopen-order', ['completed', 'closed'], events.reopened, { needsReason: true }),
    move('cancel-order', ['open', 'started', 'held'], events.cancelled, { needsReason: true }),
    logLabour,
    usePart,
    comment,
    attach,
  ] as const;
}

const completeData = z.strictObject({
  cause: z.enum(CAUSES).optional(),
  remedy: z.enum(REMEDIES).optional(),
  note: text.optional(),
});
const complete: OperateCommand<z.infer<typeof completeData>> = {
  type: 'complete-order',
  permission: 'maintain',
  late: true,
  data: completeData,
  decide({ orders }, { subject, data }) {
    const one = orderOf(orders, subject);
    refuseUnless(one, ['started'], 'complete-order');
    if (one.kind === 'corrective' && (data.cause === undefined || data.remedy === undefined)) {
      throw new Refusal(
        'malformed',
        'A corrective order is completed with its cause and its remedy.',
        `Causes: ${CAUSES.join(', ')}. Remedies: ${REMEDIES.join(', ')}.`,
      );
    }
    return [events.completed.draft(one.id, data)];
  },
};

const labourData = z.strictObject({
  who: actor.optional(),
  minutes: z.int().min(1).max(LONGEST_DAY),
  note: text.optional(),
});
const logLabour: OperateCommand<z.infer<typeof labourData>> = {
  type: 'log-labour',
  permission: 'maintain',
  late: true,
  data: labourData,
  decide({ orders }, { subject, data, actor: sender }) {
    const one = recorded(orders, subject, 'log-labour');
    return [events.labourLogged.draft(one.id, { ...data, who: data.who ?? sender })];
  },
};

const partData = z.strictObject({
  name: title,
  quantity: z.number().positive().max(1_000_000),
  unit: z.string().max(20).optional(),
});
const usePart: OperateCommand<z.infer<typeof partData>> = {
  type: 'use-part',
  permission: 'maintain',
  late: true,
  data: partData,
  decide({ orders }, { subject, data }) {
    return [events.partUsed.draft(recorded(orders, subject, 'use-part').id, data)];
  },
};

const commentData = z.strictObject({ text });
const comment: OperateCommand<z.infer<typeof commentData>> = {
  type: 'comment-order',
  permission: 'acknowledge',
  late: true,
  data: commentData,
  decide: ({ orders }, { subject, data }) => [events.commented.draft(orderOf(orders, subject).id, data)],
};

const attach: OperateCommand<z.infer<typeof attachment>> = {
  type: 'attach-to-order',
  permission: 'acknowledge',
  late: true,
  data: attachment.strict(),
  decide({ orders }, { subject, data }): EventDraft[] {
    const one = orderOf(orders, subject);
    return one.attachments.some(({ hash }) => hash === data.hash)
      ? []
      : [events.attached.draft(one.id, data)];
  },
};

/** An order on which work may still be recorded. */
function recorded(orders: OrdersState, subject: string, doing: string): Order {
  const one = orderOf(orders, subject);
  refuseUnless(one, ['open', 'started', 'held', 'completed'], doing);
  return one;
}

function orderOf({ orders }: OrdersState, subject: string): Order {
  const one = orders.get(subject);
  if (one) return one;
  throw new Refusal('not-found', `There is no order "${subject}".`, 'Take it from the list of orders.');
}

function refuseUnless(one: Order, states: readonly OrderState[], doing: string): void {
  if (states.includes(one.state)) return;
  wrongState(`${one.id} is ${one.state}; "${doing}" needs it ${states.join(' or ')}.`, REMEDY[one.state]);
}

const REMEDY: Readonly<Record<OrderState, string>> = {
  open: 'Start it first.',
  started: 'Complete it, or put it on hold.',
  held: 'Start it again first.',
  completed: 'Reopen it with a reason, or close it.',
  closed: 'Reopen it with a reason.',
  cancelled: 'Create a new order.',
};

function keyOf(name: string): 'title' | 'description' | 'priority' | 'due' {
  return name === 'title' || name === 'description' || name === 'priority' ? name : 'due';
}
