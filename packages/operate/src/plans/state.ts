/** How far maintenance plans have come: for each plan and twin, from where is counted and what was asked for last. */
import type { JournalEvent } from '@millwright/journal';
import { z } from 'zod';
import { eventKind, on, projectionOf } from '../events.ts';

const where = { plan: z.string(), twin: z.string() };

/** Counting begins anew: the plan was seen first, its work was done, its counter fell, or its condition is gone. */
export const begun = eventKind(
  'plan-begun',
  z.object({
    ...where,
    why: z.enum(['first', 'done', 'counter-fell', 'condition-gone']),
    counter: z.number().optional(),
  }),
);
/** `value`: of the counter. `work`: the order or round it leads to. */
export const fellDue = eventKind(
  'plan-fell-due',
  z.object({ ...where, due: z.number(), value: z.number().optional(), work: z.string() }),
);

/** Nothing falls due until it is resumed; what would have fallen due meanwhile is let go. */
export const suspended = eventKind('plan-suspended', z.object({}));
export const resumed = eventKind('plan-resumed', z.object({}));

const mark = z.object({
  ...where,
  /** When counting began. */
  since: z.number(),
  /** The counter then. */
  counter: z.number().optional(),
  /** The last due instant that led to work. */
  due: z.number().optional(),
  /** The work it led to, until counting begins anew. */
  work: z.string().optional(),
  /** Due instants of a calendar up to this one are let go: the plan was suspended. */
  passed: z.number().optional(),
});
export type PlanMark = z.infer<typeof mark>;

const suspension = z.object({
  /** Name of the plan. */
  plan: z.string(),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
});
export type PlanSuspension = z.infer<typeof suspension>;

const saved = z.object({ marks: z.array(mark), suspended: z.array(suspension) });
export type SavedPlans = z.infer<typeof saved>;

export interface PlansState {
  /** By `plan@twin`. */
  marks: Map<string, PlanMark>;
  /** By name of the plan. */
  suspended: Map<string, PlanSuspension>;
}

export const plansProjection = projectionOf<PlansState, SavedPlans>({
  name: 'plans',
  version: 2,
  initial: () => ({ marks: new Map(), suspended: new Map() }),
  handlers: [
    on(begun, ({ marks }, { plan, twin, counter }, event) => {
      const { due, passed } = marks.get(keyIn(event)) ?? {};
      marks.set(keyIn(event), {
        plan,
        twin,
        since: event.time,
        ...(counter === undefined ? {} : { counter }),
        ...(due === undefined ? {} : { due }),
        ...(passed === undefined ? {} : { passed }),
      });
    }),
    on(fellDue, ({ marks }, { plan, twin, due, work }, event) => {
      const known = marks.get(keyIn(event)) ?? { plan, twin, since: event.time };
      marks.set(keyIn(event), { ...known, due, work });
    }),
    on(suspended, (state, _, event) => {
      const { actor: by, time: at, reason = '' } = event;
      state.suspended.set(keyIn(event), { plan: keyIn(event), by, at, reason });
    }),
    on(resumed, (state, _, event) => {
      const plan = keyIn(event);
      state.suspended.delete(plan);
      for (const one of state.marks.values()) if (one.plan === plan) one.passed = event.time;
    }),
  ],
  saved,
  save: ({ marks, suspended: held }) => ({ marks: [...marks.values()], suspended: [...held.values()] }),
  load: ({ marks, suspended: held }) => ({
    marks: new Map(marks.map((one) => [`${one.plan}@${one.twin}`, one])),
    suspended: new Map(held.map((one) => [one.plan, one])),
  }),
});

function keyIn({ subject }: JournalEvent): string {
  return subject.slice('plan/'.length);
}
