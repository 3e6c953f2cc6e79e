/**
 * Performance of the alarm system at one position over a period, beside the targets of ISA-18.2 (public summaries; it asks
 * for at least 30 days).
 */
import type { AlarmPriority, Position } from '@millwright/model';
import { chatteringOf, concerns, floodsOf, STALE_AFTER, WINDOW } from './rates.ts';
import type { Occurrence } from './state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const BUSY_WINDOW = 10;
const BUSY_HOUR = 30;
const TOP = 10;

/** A measured value beside what it should be. `met` is absent where the period says nothing. */
export interface Measure {
  value: number;
  /** Upper limits; the first is what is aimed at, the second what can be borne. */
  target: number;
  limit?: number;
  met: boolean;
}

export interface AlarmPerformance {
  position: string;
  from: number;
  to: number;
  /** Alarms somebody was told of. */
  count: number;
  /** Alarms per day. */
  perDay: Measure;
  /** Alarms per 10 minutes. */
  averageRate: Measure;
  /** Most alarms in a 10-minute period; the periods are counted from `from`. */
  peakRate: Measure;
  /** Shares from 0 to 1. */
  busyPeriods: Measure;
  busyHours: Measure;
  timeInFlood: Measure;
  floods: number;
  /** Share of each priority, from 0 to 1, beside 5 % high (critical and high together), 15 % medium, 80 % low. */
  priorities: { priority: AlarmPriority; count: number; share: number; target: number }[];
  /** The most frequent alarms, with their share of all. */
  topTen: { key: string; count: number; share: number }[];
  topTenShare: Measure;
  chattering: { key: string; raises: number }[];
  /** Keys of alarms that were active for more than a day at the end of the period or when they cleared within it. */
  stale: Measure & { keys: string[] };
  /** Active at the end of the period. */
  standing: number;
  /** Milliseconds from annunciation to acknowledgement; absent where nothing was acknowledged. */
  acknowledgement?: { mean: number; median: number; longest: number; count: number };
  /** Cleared without anybody having acknowledged them. */
  unanswered: number;
}

/** `occurrences`: at least those that were active in [from, to). Cost: linear, but for sorting. */
export function alarmPerformance(
  occurrences: Iterable<Occurrence>,
  position: Position,
  from: number,
  to: number,
): AlarmPerformance {
  const concerned = [...occurrences].filter((one) => concerns(position, one) && one.raisedAt < to);
  const raised = concerned.filter(({ raisedAt }) => raisedAt >= from);
  const periods = countsPer(raised, from, to, WINDOW);
  const hours = countsPer(raised, from, to, HOUR);
  const length = Math.max(1, to - from);
  const floods = floodsOf(raised, to);
  const inFlood = floods.reduce(
    (sum, flood) => sum + Math.min(flood.to ?? to, to) - Math.max(flood.from, from),
    0,
  );
  const top = topOf(raised);
  const standing = concerned.filter((one) => one.clearedAt === undefined || one.clearedAt >= to);
  const stale = concerned.filter((one) => {
    const end = Math.min(one.clearedAt ?? to, to);
    return end >= from && end - one.raisedAt > STALE_AFTER;
  });
  const performance: AlarmPerformance = {
    position: position.name,
    from,
    to,
    count: raised.length,
    perDay: measure((raised.length * DAY) / length, 150, 300),
    averageRate: measure((raised.length * WINDOW) / length, 1, 2),
    peakRate: measure(Math.max(0, ...periods), BUSY_WINDOW),
    busyPeriods: measure(shareAbove(periods, BUSY_WINDOW), 0.01),
    busyHours: measure(shareAbove(hours, BUSY_HOUR), 0.01),
    timeInFlood: measure(inFlood / length, 0.01),
    floods: floods.length,
    priorities: prioritiesOf(raised),
    topTen: top,
    topTenShare: measure(
      top.reduce((sum, { share }) => sum + share, 0),
      0.01,
      0.05,
    ),
    chattering: chatteringOf(raised),
    stale: { ...measure(stale.length, 4), keys: stale.map(({ key }) => key) },
    standing: standing.length,
    unanswered: raised.filter((one) => one.clearedAt !== undefined && one.timeToAcknowledge === undefined)
      .length,
  };
  const times = raised.flatMap(({ timeToAcknowledge }) => timeToAcknowledge ?? []).sort((a, b) => a - b);
  if (times.length > 0) {
    performance.acknowledgement = {
      mean: times.reduce((a, b) => a + b, 0) / times.length,
      median: times[times.length >> 1],
      longest: times[times.length - 1],
      count: times.length,
    };
  }
  return performance;
}

function measure(value: number, target: number, limit?: number): Measure {
  const met = value <= target;
  return limit === undefined ? { value, target, met } : { value, target, limit, met };
}

function countsPer(raised: readonly Occurrence[], from: number, to: number, width: number): number[] {
  const counts = new Array<number>(Math.max(1, Math.ceil((to - from) / width))).fill(0);
  for (const { raisedAt } of raised) counts[Math.floor((raisedAt - from) / width)]++;
  return counts;
}

function shareAbove(counts: readonly number[], limit: number): number {
  return counts.filter((count) => count > limit).length / counts.length;
}

function prioritiesOf(raised: readonly Occurrence[]): AlarmPerformance['priorities'] {
  const targets = { critical: 0.05, high: 0.05, medium: 0.15, low: 0.8 } as const;
  return (['critical', 'high', 'medium', 'low'] as const).map((priority) => {
    const count = raised.filter((one) => one.priority === priority).length;
    return {
      priority,
      count,
      share: raised.length === 0 ? 0 : count / raised.length,
      target: targets[priority],
    };
  });
}

function topOf(raised: readonly Occurrence[]): AlarmPerformance['topTen'] {
  return Array.from(
    Map.groupBy(raised, ({ key }) => key),
    ([key, of]) => ({
      key,
      count: of.length,
      share: of.length / raised.length,
    }),
  )
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .slice(0, TOP);
}
