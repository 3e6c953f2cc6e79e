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
});
export type PlanMark = z.infer<typeof mark>;

export interface PlansState {
  /** By `plan@twin`. */
  marks: Map<string, PlanMark>;
}

export const plansProjection = projectionOf<PlansState, PlanMark[]>({
  name: 'plans',
  version: 1,
  initial: () => ({ marks: new Map() }),
  handlers: [
    on(begun, ({ marks }, { plan, twin, counter }, event) => {
      const { due } = marks.get(keyIn(event)) ?? {};
      marks.set(keyIn(event), {
        plan,
        twin,
        since: event.time,
        ...(counter === undefined ? {} : { counter }),
        ...(due === undefined ? {} : { due }),
      });
    }),
    on(fellDue, ({ marks }, { plan, twin, due, work }, event) => {
      const known = marks.get(keyIn(event)) ?? { plan, twin, since: event.time };
      marks.set(keyIn(event), { ...known, due, work });
    }),
  ],
  saved: z.array(mark),
  save: ({ marks }) => [...marks.values()],
  load: (saved) => ({ marks: new Map(saved.map((one) => [`${one.plan}@${one.twin}`, one])) }),
});

function keyIn({ subject }: JournalEvent): string {
  return subject.slice('plan/'.length);
}
