/** All of this package for a desk: projections, commands, and what the server has to call from time to time. */
import type { CommandDefinition, EventDraft, JournalEvent } from '@millwright/journal';
import type { Plant } from '@millwright/model';
import { alarmCommands } from './alarms/commands.ts';
import { raised } from './alarms/events.ts';
import { alarmsProjection } from './alarms/projection.ts';
import { removalDrafts, shelfDrafts, suppressionDrafts } from './alarms/transitions.ts';
import type { OperateStates, Surroundings } from './commands.ts';
import { connectionsProjection } from './connections/state.ts';
import { orderCommands } from './orders/commands.ts';
import { ordersProjection } from './orders/projection.ts';
import { planCommands } from './plans/commands.ts';
import { planDrafts } from './plans/due.ts';
import { plansProjection } from './plans/state.ts';
import type { Present } from './present.ts';
import { procedureCommands } from './procedures/commands.ts';
import { runsProjection } from './procedures/state.ts';
import { expiryDrafts, proposalCommands } from './proposals/commands.ts';
import { proposalsProjection } from './proposals/projection.ts';
import { roundCommands } from './rounds/commands.ts';
import { roundsProjection } from './rounds/projection.ts';
import { roundsCalledBy } from './rounds/review.ts';
import { shiftCommands } from './shifts/commands.ts';
import { shiftsProjection } from './shifts/state.ts';

/** For `Desk.open`, beside the projections of others. */
export const operateProjections = {
  alarms: alarmsProjection,
  orders: ordersProjection,
  plans: plansProjection,
  rounds: roundsProjection,
  procedures: runsProjection,
  shifts: shiftsProjection,
  proposals: proposalsProjection,
  connections: connectionsProjection,
};

/** For `Desk.open`. */
export function operateCommands(around: Surroundings): CommandDefinition<OperateStates, unknown>[] {
  return [
    ...alarmCommands,
    ...orderCommands(around),
    ...planCommands,
    ...roundCommands(around),
    ...procedureCommands(around),
    ...shiftCommands,
    ...proposalCommands(around),
  ];
}

/**
 * What time and the state of the plant bring about by themselves: alarms suppressed or back, shelves and proposals over,
 * maintenance due. Call it every few seconds with the state on disk, record the drafts, and wait until they are recorded
 * before the next call. Cost: one evaluation per conditioned alarm or plan and twin.
 */
export function dueDrafts(states: OperateStates, plant: Plant, present: Present, now: number): EventDraft[] {
  const groups = [
    removalDrafts(states.alarms, plant, now),
    suppressionDrafts(states.alarms, plant, present, now),
    shelfDrafts(states.alarms, now),
    expiryDrafts(states.proposals, now),
    planDrafts(states, plant, present, now),
  ];
  let before = 0;
  return groups.flatMap((drafts) => {
    const offset = before;
    before += drafts.length;
    // `follows` counts within the list that is recorded.
    return drafts.map((draft) =>
      draft.follows === undefined ? draft : { ...draft, follows: draft.follows + offset },
    );
  });
}

/** What events call for: routes that an alarm calls. Record the drafts after the events. */
export function reactions(
  states: OperateStates,
  plant: Plant,
  events: readonly JournalEvent[],
): EventDraft[] {
  const called = new Set<string>();
  return events.flatMap((event) => {
    if (event.type !== raised.type || event.branch !== undefined) return [];
    const data = raised.data.parse(event.data);
    const key = `${data.type}.${data.alarm}`;
    if (called.has(key) || isHidden(states, event)) return [];
    called.add(key);
    return roundsCalledBy(data, states.rounds, plant, event.time, event.seq);
  });
}

function isHidden({ alarms }: OperateStates, event: JournalEvent): boolean {
  return alarms.occurrences.get(event.subject.slice('alarm/'.length))?.annunciatedAt === undefined;
}

/** The path of the twin a subject lies at, for whoever decides what somebody may do there; empty: the whole plant. */
export function placeOfSubject(states: OperateStates, subject: string): string {
  const cut = subject.indexOf('/');
  const id = subject.slice(cut + 1);
  switch (cut < 0 ? subject : subject.slice(0, cut)) {
    case 'twin':
      return id;
    case 'alarm':
      return /@([^#]+)/.exec(id)?.[1] ?? '';
    case 'order':
      return states.orders.orders.get(subject)?.twin ?? '';
    case 'run':
      return states.procedures.runs.get(subject)?.twin ?? '';
    case 'proposal':
      return placeOfSubject(states, states.proposals.proposals.get(subject)?.place ?? '');
    case 'round':
      return commonPlace(states.rounds.rounds.get(subject)?.stops.map(({ twin }) => twin) ?? []);
    default:
      return '';
  }
}

/** The deepest twin that all paths lie at or below. */
function commonPlace(paths: readonly string[]): string {
  if (paths.length === 0) return '';
  const [first, ...others] = paths.map((path) => path.split('/'));
  let depth = first.length;
  for (const other of others) {
    let same = 0;
    while (same < depth && other[same] === first[same]) same++;
    depth = same;
  }
  return first.slice(0, depth).join('/');
}
