/** Which maintenance has fallen due: from plans, marks and the present to drafts of events. Pure; the server calls it. */
import type { EventDraft } from '@millwright/journal';
import type { MaintenancePlan, Plant, Twin } from '@millwright/model';
import type { OperateStates } from '../commands.ts';
import * as orderEvents from '../orders/events.ts';
import { isTrue, type Present, valueNow } from '../present.ts';
import { roundOn } from '../rounds/review.ts';
import { numbered } from '../subjects.ts';
import { lastDue } from './calendar.ts';
import { begun, fellDue, type PlanMark } from './state.ts';

type States = Pick<OperateStates, 'plans' | 'orders' | 'rounds'>;

/** What a plan says about one twin now. */
type Verdict =
  | { kind: 'begin'; why: 'first' | 'done' | 'counter-fell' | 'condition-gone'; counter?: number }
  | { kind: 'due'; due: number; value?: number }
  | undefined;

/** Cost: one look-up or evaluation per plan and twin. Call it once a minute; each fact is drafted once. */
export function planDrafts(states: States, plant: Plant, present: Present, now: number): EventDraft[] {
  const drafts: EventDraft[] = [];
  let orders = 0;
  let rounds = 0;
  for (const plan of plant.work.plans) {
    if (states.plans.suspended.has(plan.name)) continue;
    for (const twin of plan.twins) {
      const subject = `plan/${plan.name}@${twin.path}`;
      const where = { plan: plan.name, twin: twin.path };
      const mark = states.plans.marks.get(`${plan.name}@${twin.path}`);
      const verdict = judge(plan, twin, mark, states, plant, present, now);
      if (!verdict) continue;
      if (verdict.kind === 'begin') {
        const { why, counter } = verdict;
        drafts.push(begun.draft(subject, { ...where, why, ...(counter === undefined ? {} : { counter }) }));
        continue;
      }
      const { due, value } = verdict;
      const cause = causeOf(mark, states);
      const follows = drafts.length;
      const route = plant.work.routes.find(({ name }) => name === plan.route);
      const work = route
        ? numbered('round', states.rounds.rounds.size + rounds)
        : numbered('order', states.orders.orders.size + orders);
      drafts.push(
        fellDue.draft(subject, { ...where, due, work, ...(value === undefined ? {} : { value }) }, cause),
      );
      if (route) {
        const more = { due: due + plan.allow, already: rounds++ };
        drafts.push(roundOn(route, 'plan', states.rounds, plant, now, { follows }, more));
      } else {
        orders++;
        drafts.push(orderEvents.created.draft(work, orderOf(plan, twin, due), { follows }));
      }
    }
  }
  return drafts;
}

function judge(
  plan: MaintenancePlan,
  twin: Twin,
  mark: PlanMark | undefined,
  states: States,
  plant: Plant,
  present: Present,
  now: number,
): Verdict {
  const { due } = plan;
  const work = mark?.work === undefined ? 'none' : stateOf(mark.work, states);
  if (work === 'open') return undefined;
  switch (due.kind) {
    case 'calendar': {
      if (!mark) return { kind: 'begin', why: 'first' };
      const instant = lastDue(due.calendar, plant.timezone, now + due.lead);
      // Instants that passed while nobody looked count once; those before the plan existed do not count.
      const counted = Math.max(mark.due ?? mark.since, mark.passed ?? 0);
      if (instant === undefined || instant <= counted) return undefined;
      return { kind: 'due', due: instant };
    }
    case 'counter': {
      const [id] = plant.resolve(twin, due.hops, due.signal);
      const value = id === undefined ? undefined : valueNow(plant.signalAt(id), present, now);
      if (typeof value !== 'number') return undefined;
      if (mark?.counter === undefined) return { kind: 'begin', why: 'first', counter: value };
      if (work !== 'none') return { kind: 'begin', why: 'done', counter: value };
      if (value < mark.counter) return { kind: 'begin', why: 'counter-fell', counter: 0 };
      return value - mark.counter >= due.every ? { kind: 'due', due: now, value } : undefined;
    }
    case 'condition': {
      const truth = isTrue(plant, due.when.expr, twin, present, now);
      // After a cancelled order the condition must go before it counts again; after work that was done it counts at once.
      if (work === 'cancelled') return truth === false ? { kind: 'begin', why: 'condition-gone' } : undefined;
      if (work === 'done') return { kind: 'begin', why: 'done' };
      return truth ? { kind: 'due', due: now } : undefined;
    }
  }
}

function stateOf(work: string, { orders, rounds }: States): 'none' | 'open' | 'done' | 'cancelled' {
  const state = orders.orders.get(work)?.state ?? rounds.rounds.get(work)?.state;
  switch (state) {
    case 'completed':
    case 'closed':
      return 'done';
    case 'cancelled':
    case 'abandoned':
      return 'cancelled';
    case undefined:
      return 'none';
    default:
      return 'open';
  }
}

/** The newest event of the work before: it is from there that was counted. */
function causeOf(mark: PlanMark | undefined, { orders, rounds }: States): { cause?: number } {
  const work = mark?.work;
  const cause = work === undefined ? undefined : (orders.orders.get(work) ?? rounds.rounds.get(work))?.seq;
  return cause === undefined ? {} : { cause };
}

function orderOf(plan: MaintenancePlan, twin: Twin, due: number) {
  const { name, label, description, kind, priority, allow, procedure } = plan;
  return {
    kind,
    title: `${label.en}: ${twin.label.en}`,
    ...(description.en === '' ? {} : { description: description.en }),
    twin: twin.path,
    priority,
    due: due + allow,
    plan: name,
    ...(procedure === undefined ? {} : { procedure }),
  };
}
