/** Shapes of the documents of work in the HTTP API. See schemas.ts for the rules. */
import { z } from 'zod';
import { LocalText } from './schemas.ts';

export const CheckInfo = z.object({
  name: z.string(),
  label: LocalText,
  kind: z.enum(['value', 'choice', 'photo', 'note', 'confirm']),
  optional: z.boolean(),
  unit: z.string().optional(),
  limits: z.tuple([z.number(), z.number()]).optional(),
  options: z.array(z.object({ name: z.string(), label: LocalText, fault: z.boolean() })).optional(),
  /** Of a value: path of the signal that takes it, relative to the twin. */
  signal: z.string().optional(),
});

/** How a plan stands for one of its twins: of a counter or a condition. */
const PlanOutlook = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('counter'),
    /** In the unit of the plan; absent where nobody can say. */
    value: z.number().optional(),
    /** Share of the interval that is used up; absent while nothing is counted. */
    used: z.number().optional(),
  }),
  z.object({
    kind: z.literal('condition'),
    /** Absent where nobody can say. */
    holds: z.boolean().optional(),
  }),
]);

/** What a plan waits for. */
const PlanDue = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('calendar'),
    /** The next due instants, ms since 1970. */
    next: z.array(z.number()),
    /** Milliseconds before it falls due that the work appears. */
    lead: z.number(),
  }),
  z.object({
    kind: z.literal('counter'),
    /** Path of the signal, relative to the twin. */
    signal: z.string(),
    label: LocalText,
    every: z.number(),
    unit: z.string(),
  }),
  z.object({ kind: z.literal('condition'), when: z.string() }),
]);

/** GET …/draft/plans/{name}: what a plan of the draft would say now. */
export const PlanPreview = z.object({
  due: PlanDue,
  /** How many twins it holds for. */
  count: z.number(),
  /** The first of them. */
  twins: z.array(z.object({ path: z.string(), label: LocalText, outlook: PlanOutlook.optional() })),
});
export type PlanPreview = z.infer<typeof PlanPreview>;

/** GET …/work */
export const WorkAnswer = z.object({
  plans: z.array(
    z.object({
      name: z.string(),
      label: LocalText,
      description: LocalText,
      kind: z.enum(['preventive', 'inspection']),
      twins: z.array(z.string()),
      due: PlanDue,
      /** For each of the first 500 of `twins`; empty for a plan by the calendar, which is the same for all. */
      outlook: z.array(PlanOutlook),
      priority: z.enum(['critical', 'high', 'medium', 'low']),
      /** Milliseconds from when it falls due until it is overdue. */
      allow: z.number(),
      procedure: z.string().optional(),
      route: z.string().optional(),
    }),
  ),
  routes: z.array(
    z.object({
      name: z.string(),
      label: LocalText,
      stops: z.array(z.object({ twin: z.string(), checks: z.array(CheckInfo) })),
      calledBy: z.array(z.string()),
      allow: z.number(),
    }),
  ),
  procedures: z.array(
    z.object({
      name: z.string(),
      label: LocalText,
      description: LocalText,
      steps: z.array(
        z.object({
          name: z.string(),
          label: LocalText,
          picture: z.string().optional(),
          permission: z.string().optional(),
          check: CheckInfo.optional(),
          /** Name of the step that follows; absent: none does. */
          next: z.string().optional(),
          /** Instead of `next`: by option, or `outside` of the limits; null ends the procedure. */
          branches: z.record(z.string(), z.string().nullable()),
        }),
      ),
    }),
  ),
  /** `start`: minutes after midnight. */
  shifts: z.array(z.object({ name: z.string(), label: LocalText, start: z.number() })),
  positions: z.array(z.object({ name: z.string(), label: LocalText, places: z.array(z.string()) })),
});

export type WorkAnswer = z.infer<typeof WorkAnswer>;
