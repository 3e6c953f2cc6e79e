/** `work/plans.yaml` and `work/routes.yaml`: which maintenance falls due when, and where rounds lead. */
import { z } from 'zod';
import { CheckSchema, RelativeSignal } from './check.ts';
import { Duration, FormulaText, KebabName, Text, TwinPath } from './common.ts';

/** A time of day on the plant's clock. */
export const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "06:00", in quotes');

/** ISO 8601 week, Monday first. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

const period = z.int().min(1).max(1_000);

const CalendarSchema = z.strictObject({
  every: z.union([
    z.strictObject({ days: period }),
    z.strictObject({ weeks: period, on: z.array(z.enum(WEEKDAYS)).min(1).max(7) }),
    z.strictObject({
      months: period,
      day: z.int().min(1).max(31).describe('The last one where a month is shorter'),
    }),
  ]),
  at: TimeOfDay.optional(),
  from: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a day such as "2026-01-05", in quotes')
    .refine((day) => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day), 'no day of the calendar')
    .describe('The day from which periods are counted'),
  lead: Duration.optional().describe('How long before it falls due the order appears'),
});
export type CalendarInput = z.infer<typeof CalendarSchema>;

const PlanSchema = z.strictObject({
  name: Text.optional(),
  description: Text.optional(),
  type: KebabName.optional().describe('All twins of this type; or'),
  twins: z.array(TwinPath).min(1).max(100_000).optional().describe('these twins'),
  kind: z.enum(['preventive', 'inspection']).optional(),
  calendar: CalendarSchema.optional().describe('By the calendar; or'),
  counter: z
    .strictObject({
      signal: RelativeSignal,
      every: z.string().max(100).describe('A number with a unit, such as "500 h"'),
    })
    .optional()
    .describe('by running hours or counts: a signal that only grows; or'),
  when: FormulaText.optional().describe('by condition: a formula on the type, without functions over time'),
  priority: z.enum(['critical', 'high', 'medium', 'low']).optional(),
  allow: Duration.optional().describe(
    'From when it falls due until it is overdue; 7 d where nothing is said',
  ),
  procedure: KebabName.optional(),
  route: KebabName.optional(),
});
export type PlanInput = z.infer<typeof PlanSchema>;

export const PlansSchema = z.strictObject({ plans: z.record(KebabName, PlanSchema) });

const RouteSchema = z.strictObject({
  name: Text.optional(),
  stops: z
    .array(z.strictObject({ twin: TwinPath, checks: z.array(CheckSchema).min(1).max(200) }))
    .min(1)
    .max(1_000),
  calledBy: z
    .array(
      z.string().regex(/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/, 'an alarm of a type, "bearing.vibration-high"'),
    )
    .max(1_000)
    .optional()
    .describe('Alarms that call for the round'),
  allow: Duration.optional().describe('From the call until it is overdue; 8 h where nothing is said'),
});
export type RouteInput = z.infer<typeof RouteSchema>;

export const RoutesSchema = z.strictObject({ routes: z.record(KebabName, RouteSchema) });
