/**
 * Alarms as people handle them (ISA-18.2, IEC 62682): occurrences, and for every alarm of every twin whether it is hidden.
 *
 * The state machine concerns the newest occurrence of an alarm; one that was raised again before anybody acknowledged it
 * is over, and a late acknowledgement of it does not touch the new one. Evaluation goes on while an alarm is hidden.
 */
import { z } from 'zod';

/** Most occurrences that are remembered; the oldest that are over are dropped first. The journal keeps all. */
export const OCCURRENCES_KEPT = 20_000;

export const inputs = z.array(z.object({ path: z.string(), value: z.number().nullable(), unit: z.string() }));
export const priority = z.enum(['critical', 'high', 'medium', 'low']);

/** How an occurrence came to its end. */
const ending = z.enum(['acknowledged', 'cleared', 'reset', 'realarmed', 'hidden']);
const byAt = { by: z.string(), /** Milliseconds since 1970. */ at: z.number() };

export const occurrence = z.object({
  /** `type.alarm@twin#since`. */
  id: z.string(),
  /** `type.alarm@twin`. */
  key: z.string(),
  twin: z.string(),
  type: z.string(),
  alarm: z.string(),
  priority,
  latch: z.boolean(),
  /** Source time at which the condition began to hold. */
  since: z.number(),
  /** Source time of the raise: `since` and the on-delay. */
  raisedAt: z.number(),
  /** Source time. */
  clearedAt: z.number().optional(),
  /** `seq` of its first event. */
  seq: z.number(),
  /** When it was recorded, or shown again after it had been hidden; absent: nobody was told. */
  annunciatedAt: z.number().optional(),
  acknowledged: z.object(byAt).optional(),
  /** Milliseconds from the first annunciation to the first acknowledgement. */
  timeToAcknowledge: z.number().optional(),
  ended: z.object({ at: z.number(), how: ending }).optional(),
  inputs,
  comments: z.array(z.object({ ...byAt, text: z.string() })),
});
export type Occurrence = z.infer<typeof occurrence>;

export const point = z.object({
  key: z.string(),
  twin: z.string(),
  type: z.string(),
  alarm: z.string(),
  /** Id of the occurrence that is not over. */
  current: z.string().optional(),
  shelf: z
    .object({
      ...byAt,
      until: z.number(),
      /** Ends when the alarm clears. */ oneShot: z.boolean(),
      reason: z.string(),
    })
    .optional(),
  suppressedSince: z.number().optional(),
  outOfService: z.object({ ...byAt, reason: z.string() }).optional(),
});
/** One alarm of one twin. */
export type AlarmPoint = z.infer<typeof point>;

export interface AlarmsState {
  /** In the order in which they were raised. */
  occurrences: Map<string, Occurrence>;
  /** Alarms that were ever raised or hidden. */
  points: Map<string, AlarmPoint>;
}

/** Where an occurrence stands in the state machine of ISA-18.2. */
export type Condition =
  | 'normal'
  | 'unacknowledged'
  | 'acknowledged'
  | 'returned'
  | 'latched-unacknowledged'
  | 'latched-acknowledged';

export type Hiding = 'out-of-service' | 'suppressed' | 'shelved';

/** The state of an occurrence; none is normal. */
export function conditionOf(one: Occurrence | undefined): Condition {
  if (one === undefined || one.ended !== undefined) return 'normal';
  const isAcknowledged = one.acknowledged !== undefined;
  if (one.clearedAt === undefined) return isAcknowledged ? 'acknowledged' : 'unacknowledged';
  if (one.latch) return isAcknowledged ? 'latched-acknowledged' : 'latched-unacknowledged';
  return 'returned';
}

/** By what an alarm is hidden from the operator, the strongest first. */
export function hidingsOf(at: AlarmPoint | undefined): Hiding[] {
  const hidings: Hiding[] = [];
  if (at?.outOfService !== undefined) hidings.push('out-of-service');
  if (at?.suppressedSince !== undefined) hidings.push('suppressed');
  if (at?.shelf !== undefined) hidings.push('shelved');
  return hidings;
}

/** What the operator is shown: the strongest hiding, or the state. */
export function shownState(state: AlarmsState, key: string): Condition | Hiding {
  const at = state.points.get(key);
  return hidingsOf(at)[0] ?? conditionOf(currentOf(state, at));
}

/** The occurrence of an alarm that is not over. */
export function currentOf(state: AlarmsState, at: AlarmPoint | undefined): Occurrence | undefined {
  return at?.current === undefined ? undefined : state.occurrences.get(at.current);
}

/** The alarm an occurrence is of. */
export function keyOf(id: string): string {
  const cut = id.lastIndexOf('#');
  return cut < 0 ? id : id.slice(0, cut);
}

/** Type, alarm and twin of a key; undefined where it is none. */
export function partsOf(key: string): { type: string; alarm: string; twin: string } | undefined {
  const match = /^([^.@]+)\.([^.@]+)@([^#]+)$/.exec(key);
  return match ? { type: match[1], alarm: match[2], twin: match[3] } : undefined;
}
