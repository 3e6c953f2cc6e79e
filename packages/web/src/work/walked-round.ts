/** A round as its walker sees it: as the server has it, and over it what they have answered since. */
import type { Round, WorkAnswer } from '@millwright/server/client';
import type { Parcel } from './shelf.ts';
import { type Made, madeHere, type OutboxContent, unseenOf } from './waiting.ts';
import { SEVERITIES } from './words.ts';

type Record = Round['records'][number];
type Point = Round['points'][number];
export type Check = Round['stops'][number]['checks'][number];
export type Answer = Record['answer'];

export interface WalkedRound extends Round {
  /** `stop/check` of answers that wait in this browser. */
  waiting: ReadonlySet<string>;
}

/** Pure: neither is changed. Refused parcels are left out: they did not happen. */
export function walkedRound(one: Round, content: OutboxContent, me: string): WalkedRound {
  const waiting = new Set<string>();
  let walked: Round = one;
  for (const parcel of unseenOf(one.id, one.seq, content)) {
    walked = after(walked, parcel, me);
    const { stop, check } = parcel.command.data ?? {};
    const isSent = !content.parcels.includes(parcel);
    if (parcel.command.type === 'record-check' && !isSent) waiting.add(`${stop}/${check}`);
  }
  return { ...walked, waiting };
}

/** Pure: all rounds as their walker sees them, with those that were called here and that the server does not tell yet. */
export function walkedRounds(
  rounds: readonly Round[],
  routes: WorkAnswer['routes'],
  content: OutboxContent,
  me: string,
): WalkedRound[] {
  const made = madeHere('call-round', rounds, content).flatMap((one) => newRound(one, routes) ?? []);
  return [...rounds, ...made].map((one) => walkedRound(one, content, me));
}

function newRound(
  { parcel: { command, putAt }, id, seq }: Made,
  routes: WorkAnswer['routes'],
): Round | undefined {
  const route = routes.find(({ name }) => name === command.data?.route);
  if (!route) return undefined;
  const { name, label, stops, allow } = route;
  const none = { records: [], points: [] };
  const called = { why: 'person' as const, state: 'called' as const, calledAt: putAt, due: putAt + allow };
  return { id, route: name, label, stops, ...called, ...none, seq };
}

function after(one: Round, { command, putAt, photo }: Parcel, by: string): Round {
  const data = command.data ?? {};
  switch (command.type) {
    case 'start-round':
      return { ...one, state: 'walking', walker: by, startedAt: putAt };
    case 'record-check': {
      const answer = { ...(data.answer as Answer), ...(photo ? { photo: unsent(photo) } : {}) }; // we made it
      const [stop, check] = [Number(data.stop), String(data.check)];
      const asked = one.stops[stop]?.checks.find(({ name }) => name === check);
      const finding = asked !== undefined && isFinding(asked, answer);
      const record: Record = { by, at: putAt, takenAt: putAt, stop, check, answer, finding };
      const others = one.records.filter((each) => each.stop !== stop || each.check !== check);
      return { ...one, records: [...others, record] };
    }
    case 'mark-fault': {
      const severity = SEVERITIES.find((each) => each === data.severity) ?? 'soon';
      const id = `${one.id}#${one.points.length + 1}`;
      const point: Point = { id, by, at: putAt, twin: String(data.twin), text: String(data.text), severity };
      const [x, y, z] = Array.isArray(data.metres) ? data.metres.map(Number) : [];
      if (z !== undefined) point.metres = [x, y, z];
      return { ...one, points: [...one.points, photo ? { ...point, photo: unsent(photo) } : point] };
    }
    case 'report-place':
      return { ...one, place: { twin: String(data.twin), since: putAt } };
    case 'complete-round':
      return { ...one, state: 'completed', endedAt: putAt };
    case 'abandon-round':
      return { ...one, state: 'abandoned', endedAt: putAt };
    default:
      return one;
  }
}

/** A photo that has no hash yet. */
function unsent({ name, content }: { name: string; content: Blob }) {
  return { hash: '', name, type: 'image/jpeg' as const, size: content.size };
}

/** Whether an answer will count as a finding, as the server will say. */
export function isFinding(check: Check, answer: Answer): boolean {
  const { value, choice } = answer;
  if (value !== undefined && check.limits) return value < check.limits[0] || value > check.limits[1];
  return check.options?.find(({ name }) => name === choice)?.fault === true;
}

/** How many checks of a stop must be answered and are not. */
export function missingAt(one: Round, stop: number): number {
  const checks = one.stops[stop]?.checks ?? [];
  return checks.filter(
    ({ name, optional }) => !optional && !one.records.some((r) => r.stop === stop && r.check === name),
  ).length;
}
