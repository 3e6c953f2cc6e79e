/** Rounds: walks along a route, called by a plan, by an alarm, by a person, or to review what an earlier one found. */
import { z } from 'zod';
import { answerData, askedCheck, localText } from '../answers.ts';
import { attachment } from '../attachments.ts';

const byAt = { by: z.string(), at: z.number() };

/** Where a person is or something was found: a twin, and metres in the frame of the scene where it is known. */
export const spot = z.object({
  twin: z.string().optional(),
  metres: z.tuple([z.number(), z.number(), z.number()]).optional(),
});

export const stop = z.object({ twin: z.string(), checks: z.array(askedCheck) });

export const faultPoint = z.object({
  /** Unique within the plant: `round/0003#2`. */
  id: z.string(),
  ...spot.shape,
  text: z.string(),
  photo: attachment.optional(),
  severity: z.enum(['stop', 'soon', 'watch']),
});
export type FaultPoint = z.infer<typeof faultPoint>;

export const record = z.object({
  ...byAt,
  stop: z.number(),
  check: z.string(),
  answer: answerData,
  finding: z.boolean(),
  /** When it was read off, which may be before it arrived here. */
  takenAt: z.number(),
});

export const round = z.object({
  /** `round/0003`. */
  id: z.string(),
  /** Name of the route; absent for a review. */
  route: z.string().optional(),
  label: localText,
  /** Why it was called. */
  why: z.enum(['plan', 'alarm', 'person', 'review']),
  /** The round whose fault points are reviewed. */
  reviewOf: z.string().optional(),
  calledAt: z.number(),
  due: z.number(),
  state: z.enum(['called', 'walking', 'completed', 'abandoned']),
  walker: z.string().optional(),
  startedAt: z.number().optional(),
  endedAt: z.number().optional(),
  reason: z.string().optional(),
  stops: z.array(stop),
  /** The newest answer to each check. */
  records: z.array(record),
  /** Marked during this round. */
  points: z.array(faultPoint.extend(byAt)),
  /** Where the walker is. */
  place: spot.extend({ since: z.number() }).optional(),
  seq: z.number(),
});
export type Round = z.infer<typeof round>;

export interface RoundsState {
  /** By id, in the order in which they were called. */
  rounds: Map<string, Round>;
}

/** Checks that must be answered and are not, as `stop/check`. */
export function missingOf(one: Round): string[] {
  return one.stops.flatMap(({ twin, checks }, i) =>
    checks
      .filter(({ name, optional }) => !optional && !one.records.some((r) => r.stop === i && r.check === name))
      .map(({ name }) => `${twin}: ${name}`),
  );
}
