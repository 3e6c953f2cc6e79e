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
});

/** GET …/work */
export const WorkAnswer = z.object({
  plans: z.array(
    z.object({
      name: z.string(),
      label: LocalText,
      description: LocalText,
      kind: z.enum(['preventive', 'inspection']),
      twins: z.array(z.string()),
      due: z.enum(['calendar', 'counter', 'condition']),
      /** By the calendar: when it falls due next. */
      next: z.number().optional(),
      /** By a counter: the share of the interval used up, for each of `twins`; null where nobody can say. */
      used: z.array(z.number().nullable()).optional(),
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
        }),
      ),
    }),
  ),
  /** `start`: minutes after midnight. */
  shifts: z.array(z.object({ name: z.string(), label: LocalText, start: z.number() })),
  positions: z.array(z.object({ name: z.string(), label: LocalText, places: z.array(z.string()) })),
});

export type WorkAnswer = z.infer<typeof WorkAnswer>;
