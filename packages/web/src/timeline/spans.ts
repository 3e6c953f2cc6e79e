/**
 * Where alarm occurrences stand on the timeline: as spans stacked in lanes while there is room for each, else grouped, a
 * lane for each priority.
 */
import type { AlarmOccurrence } from '@millwright/server/client';
import { PRIORITIES, PRIORITY_ORDER, type Priority } from '../alarms/priorities.ts';

/** Narrower than its mark a span would not be seen. */
const LEAST_PX = 9;
/** Spans of a group this near to one another become one. */
const NEAR_PX = 3;

export interface Span {
  /** 0 is the uppermost. */
  lane: number;
  /** Pixels; may lie outside of the picture. */
  x0: number;
  x1: number;
  priority: Priority;
  /** Whether one of its alarms has not been cleared at the server's now. */
  standing: boolean;
  /** In the order they were raised; more than one in a group. */
  alarms: AlarmOccurrence[];
}

export const LANES = PRIORITIES.length;

interface SpanView {
  from: number;
  to: number;
  /** The server's now: where a standing alarm ends so far. */
  now: number;
  width: number;
}

/** The spans of what stood at some time in [from, to]. `alarms` in any order. Cost: n log n. */
export function spansOf(alarms: readonly AlarmOccurrence[], view: SpanView): Span[] {
  const { from, to, now, width } = view;
  const x = (time: number) => ((time - from) / (to - from)) * width;
  const seen = alarms
    .filter((item) => item.raisedAt <= to && (item.clearedAt ?? now) >= from)
    .sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1))
    .map(
      (item): Span => ({
        lane: 0,
        x0: x(item.raisedAt),
        x1: Math.max(x(item.raisedAt) + LEAST_PX, x(item.clearedAt ?? now)),
        priority: item.priority,
        standing: item.clearedAt === null,
        alarms: [item],
      }),
    );
  return stacked(seen) ?? grouped(seen);
}

/** Each in the first free lane, the worst first; undefined where the lanes do not suffice. */
function stacked(spans: readonly Span[]): Span[] | undefined {
  const lanes: Span[][] = Array.from({ length: LANES }, () => []);
  const order = [...spans].sort(
    (a, b) => PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] || a.x0 - b.x0,
  );
  // Looking for room costs the square of the number; so many could not be told apart anyway.
  if (order.length > 200) return undefined;
  for (const span of order) {
    const lane = lanes.findIndex((taken) =>
      taken.every((other) => other.x1 + 1 < span.x0 || other.x0 > span.x1 + 1),
    );
    if (lane < 0) return undefined;
    span.lane = lane;
    lanes[lane].push(span);
  }
  return lanes.flat();
}

/** A lane for each priority; what overlaps or almost touches is one. */
function grouped(spans: readonly Span[]): Span[] {
  const groups: Span[] = [];
  const open = new Map<Priority, Span>();
  for (const span of spans) {
    const group = open.get(span.priority);
    if (group && span.x0 <= group.x1 + NEAR_PX) {
      group.x1 = Math.max(group.x1, span.x1);
      group.standing ||= span.standing;
      group.alarms.push(...span.alarms);
      continue;
    }
    const begun = { ...span, alarms: [...span.alarms], lane: PRIORITY_ORDER[span.priority] };
    open.set(span.priority, begun);
    groups.push(begun);
  }
  return groups;
}
