/**
 * Floods, chattering and stale alarms: what makes a list of alarms useless to the person who has to act on it.
 *
 * Definitions of ISA-18.2 / IEC 62682 and EEMUA 191: a flood begins when more than 10 alarms came within 10 minutes at one
 * position, and ends when fewer than 5 did; an alarm chatters that is raised 3 times within a minute; one that stands for
 * more than a day is stale.
 */
import type { Position } from '@millwright/model';
import { isWithin } from '../subjects.ts';
import { type AlarmsState, currentOf, type Occurrence } from './state.ts';

const MINUTE = 60_000;
export const WINDOW = 10 * MINUTE;
const FLOOD_ABOVE = 10;
const FLOOD_BELOW = 5;
const CHATTER_RAISES = 3;
const CHATTER_WITHIN = MINUTE;
export const STALE_AFTER = 24 * 60 * MINUTE;

export interface Flood {
  /** Time of the first alarm of the window in which it began. */
  from: number;
  /** Absent while it goes on. */
  to?: number;
  /** Ids in the order in which they were raised. */
  occurrences: string[];
  /** The occurrence whose condition began first: where to look for the cause. */
  firstOut: string;
  /** Alarms by the machine they are of, the most first: a machine is the second level of the twin's path. */
  groups: { place: string; count: number; firstOut: string }[];
}

/** Whether somebody at a position was told. */
export function concerns(position: Position, one: Occurrence): boolean {
  if (one.annunciatedAt === undefined) return false;
  return position.places.length === 0 || position.places.some((place) => isWithin(one.twin, place));
}

/** Floods among occurrences that all concern one position. `now` ends what is over. Cost: linear, after sorting. */
export function floodsOf(occurrences: readonly Occurrence[], now: number): Flood[] {
  const sorted = occurrences.toSorted((a, b) => a.raisedAt - b.raisedAt || a.seq - b.seq);
  const floods: Flood[] = [];
  let oldest = 0;
  let begin = -1;
  const close = (last: number, to: number | undefined): void => {
    floods.push(describe(sorted.slice(begin, last + 1), to));
    begin = -1;
  };
  /** The instant at which fewer than the limit are left in the window, if nothing more comes after `last`. */
  const dry = (last: number): number => sorted[last - FLOOD_BELOW + 1].raisedAt + WINDOW;
  for (let i = 0; i < sorted.length; i++) {
    const { raisedAt } = sorted[i];
    if (begin >= 0 && raisedAt >= dry(i - 1)) close(i - 1, dry(i - 1));
    while (sorted[oldest].raisedAt <= raisedAt - WINDOW) oldest++;
    if (begin < 0 && i - oldest + 1 > FLOOD_ABOVE) begin = oldest;
  }
  if (begin >= 0) {
    const end = dry(sorted.length - 1);
    close(sorted.length - 1, end <= now ? end : undefined);
  }
  return floods;
}

function describe(members: readonly Occurrence[], to: number | undefined): Flood {
  const byPlace = Map.groupBy(members, ({ twin }) => machineOf(twin));
  const groups = Array.from(byPlace, ([place, of]) => ({ place, count: of.length, firstOut: firstOut(of) }));
  groups.sort((a, b) => b.count - a.count || (a.place < b.place ? -1 : 1));
  const flood: Flood = {
    from: members[0].raisedAt,
    occurrences: members.map(({ id }) => id),
    firstOut: firstOut(members),
    groups,
  };
  if (to !== undefined) flood.to = to;
  return flood;
}

function firstOut(members: readonly Occurrence[]): string {
  return members.reduce((first, one) => (one.since < first.since ? one : first)).id;
}

/** `mill/stand3` of `mill/stand3/bearingTop`. */
function machineOf(twin: string): string {
  return twin.split('/', 2).join('/');
}

/** Keys of alarms that were raised often within a minute, with the most raises in any minute, the worst first. */
export function chatteringOf(occurrences: readonly Occurrence[]): { key: string; raises: number }[] {
  const found: { key: string; raises: number }[] = [];
  for (const [key, of] of Map.groupBy(occurrences, (one) => one.key)) {
    const times = of.map(({ raisedAt }) => raisedAt).sort((a, b) => a - b);
    let raises = 0;
    for (let last = 0, first = 0; last < times.length; last++) {
      while (times[last] - times[first] > CHATTER_WITHIN) first++;
      raises = Math.max(raises, last - first + 1);
    }
    if (raises >= CHATTER_RAISES) found.push({ key, raises });
  }
  return found.sort((a, b) => b.raises - a.raises || (a.key < b.key ? -1 : 1));
}

/** Occurrences whose condition has held for longer than a day. */
export function staleOf(state: AlarmsState, now: number): Occurrence[] {
  return [...state.points.values()].flatMap((at) => {
    const one = currentOf(state, at);
    return one && one.clearedAt === undefined && now - one.raisedAt > STALE_AFTER ? [one] : [];
  });
}
