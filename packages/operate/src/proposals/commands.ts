/** Commands of proposals. Nobody approves their own change; an approval is for the exact change, for minutes, and once. */
import { type DecisionContext, type EventDraft, Refusal } from '@millwright/journal';
import { z } from 'zod';
import { priority } from '../alarms/state.ts';
import { text } from '../attachments.ts';
import type { OperateCommand, OperateStates, Surroundings } from '../commands.ts';
import { signalOf } from '../present.ts';
import { numbered, PLANT, reasonOf, twinOf, wrongState } from '../subjects.ts';
import { checkedChanges, digestOf, type Judgement, misfit } from './checks.ts';
import * as events from './events.ts';
import { comparison, evidence, gradeItem, type Proposal, type ProposalsState, readItem } from './state.ts';

const MINUTE = 60_000;
export const LIFE_MINUTES = 10;
const LONGEST_LIFE_MINUTES = 60;
const MOST_CHANGES = 20;

const changeData = z.strictObject({
  changes: z
    .array(z.strictObject({ signal: z.string().max(1_100), value: z.number() }))
    .min(1)
    .max(MOST_CHANGES),
  promises: z
    .array(
      z.strictObject({
        signal: z.string().max(1_100),
        comparison,
        value: z.number(),
        within: z
          .int()
          .min(1_000)
          .max(7 * 86_400_000),
      }),
    )
    .max(MOST_CHANGES)
    .default([]),
  evidence: z
    .array(evidence.strict().extend({ ref: text }))
    .max(50)
    .default([]),
  priority: priority.default('medium'),
  minutes: z.int().min(1).max(LONGEST_LIFE_MINUTES).default(LIFE_MINUTES),
});
const digestData = z.strictObject({ digest: z.string().max(100) });
const nothing = z.strictObject({});
const finishData = z.strictObject({
  outcome: z.enum(['done', 'failed']),
  why: text.optional(),
  readBack: z.array(readItem).max(MOST_CHANGES),
});
const gradeData = z.strictObject({ items: z.array(gradeItem).max(MOST_CHANGES) });
const reviewData = z.strictObject({ verdict: z.enum(['right', 'wrong']), text });

type Context = DecisionContext;

export function proposalCommands(around: Surroundings) {
  /** Nothing of this is for a replay or a branch: there is no machine behind them. */
  const refuseUnreal = ({ branch }: Context): void => {
    if (branch === undefined && around.isLive()) return;
    throw new Refusal(
      'not-live',
      branch === undefined ? 'This is a replay of the past.' : `"${branch}" is a simulated branch.`,
      'Changes of machines are proposed and decided in the live plant.',
    );
  };
  const judgement = (
    states: OperateStates,
    place: string,
    context: Context,
    emergency: boolean,
  ): Judgement => ({
    plant: context.plant,
    present: around.present,
    now: context.now,
    place: placeOf(place),
    proposals: states.proposals,
    emergency,
  });

  const make = (emergency: boolean): OperateCommand<z.infer<typeof changeData>>['decide'] => {
    return (states, command, context) => {
      refuseUnreal(context);
      const { plant, now } = context;
      const { subject, data } = command;
      twinOf(plant, subject);
      const reason = reasonOf(command);
      const changes = checkedChanges(data.changes, judgement(states, subject, context, emergency));
      const promises = data.promises.map((promised) => {
        const unit = signalOf(plant, promised.signal).type.unit.code;
        return { ...promised, unit };
      });
      const whole = {
        changes,
        promises,
        evidence: data.evidence,
        reason,
        place: subject,
        expiresAt: now + data.minutes * MINUTE,
        emergency,
      };
      const { reason: _, ...rest } = whole;
      const digest = digestOf(whole, command.actor);
      const id = numbered('proposal', states.proposals.proposals.size);
      return [events.proposed.draft(id, { ...rest, priority: data.priority, digest }, { reason })];
    };
  };

  const propose: OperateCommand<z.infer<typeof changeData>> = {
    type: 'propose-change',
    permission: 'operate',
    data: changeData,
    decide: make(false),
  };
  const act: OperateCommand<z.infer<typeof changeData>> = {
    type: 'act-in-emergency',
    permission: 'operate',
    data: changeData,
    decide: make(true),
  };

  const approve: OperateCommand<z.infer<typeof digestData>> = {
    type: 'approve-proposal',
    permission: 'approve',
    data: digestData,
    decide(states, { subject, data, actor }, context) {
      refuseUnreal(context);
      const one = waiting(states.proposals, subject, context.now);
      refuseSelf(one, actor, 'approves');
      refuseOther(one, data.digest);
      const refusal = misfit(one, judgement(states, one.place, context, false));
      if (refusal) throw refusal;
      return [events.approved.draft(one.id, { digest: one.digest }, { cause: one.seq })];
    },
  };

  const reject: OperateCommand<z.infer<typeof digestData>> = {
    type: 'reject-proposal',
    permission: 'approve',
    data: digestData,
    decide({ proposals }, command, { now }) {
      const one = waiting(proposals, command.subject, now);
      refuseOther(one, command.data.digest);
      return [
        events.rejected.draft(one.id, { digest: one.digest }, { reason: reasonOf(command), cause: one.seq }),
      ];
    },
  };

  const withdraw: OperateCommand<z.infer<typeof nothing>> = {
    type: 'withdraw-proposal',
    permission: 'operate',
    data: nothing,
    decide({ proposals }, { subject, actor }, { now }) {
      const one = waiting(proposals, subject, now);
      if (around.person(actor) !== around.person(one.proposed.by)) {
        throw new Refusal('forbidden', `${one.id} is of ${one.proposed.by}.`, 'An approver can reject it.');
      }
      return [events.withdrawn.draft(one.id, {})];
    },
  };

  /** Single use: it starts once, or it is void. */
  const start: OperateCommand<z.infer<typeof digestData>> = {
    type: 'start-execution',
    permission: 'operate',
    data: digestData,
    decide(states, { subject, data, actor }, context): EventDraft[] {
      refuseUnreal(context);
      refuseOthersThanSystem(actor);
      const one = proposalOf(states.proposals, subject);
      if (one.state !== 'approved') wrongState(`${one.id} is ${one.state}.`, 'An approval is used once.');
      refuseExpired(one, context.now);
      refuseOther(one, data.digest);
      const refusal = misfit(one, judgement(states, one.place, context, one.emergency));
      if (refusal) return [events.voided.draft(one.id, { why: refusal.message }, { cause: one.seq })];
      return [events.executionStarted.draft(one.id, { digest: one.digest }, { cause: one.seq })];
    },
  };

  const finish: OperateCommand<z.infer<typeof finishData>> = {
    type: 'finish-execution',
    permission: 'operate',
    data: finishData,
    decide({ proposals }, { subject, data, actor }) {
      refuseOthersThanSystem(actor);
      const one = proposalOf(proposals, subject);
      if (one.state !== 'executing') wrongState(`${one.id} is ${one.state}.`);
      return [events.executionFinished.draft(one.id, data, { cause: one.seq })];
    },
  };

  const grade: OperateCommand<z.infer<typeof gradeData>> = {
    type: 'grade-outcome',
    permission: 'operate',
    data: gradeData,
    decide({ proposals }, { subject, data, actor }) {
      refuseOthersThanSystem(actor);
      const one = proposalOf(proposals, subject);
      if (one.state !== 'done' || one.grade) wrongState(`${one.id} is ${one.grade ? 'graded' : one.state}.`);
      return [events.graded.draft(one.id, data, { cause: one.seq })];
    },
  };

  const review: OperateCommand<z.infer<typeof reviewData>> = {
    type: 'review-emergency',
    permission: 'approve',
    data: reviewData,
    decide({ proposals }, { subject, data, actor }) {
      const one = proposalOf(proposals, subject);
      if (!one.emergency || one.startedAt === undefined) {
        wrongState(`${one.id} was no emergency, or never reached a machine.`, 'There is nothing to review.');
      }
      if (one.review) wrongState(`${one.review.by} has reviewed ${one.id}.`);
      refuseSelf(one, actor, 'reviews');
      return [events.reviewed.draft(one.id, data, { cause: one.seq })];
    },
  };

  /** A token is no second person: it stands for its owner. */
  const refuseSelf = (one: Proposal, actor: string, verb: string): void => {
    if (actor !== 'system' && around.person(actor) !== around.person(one.proposed.by)) return;
    throw new Refusal('forbidden', `Nobody ${verb} their own change.`, 'Ask another person who may approve.');
  };

  return [propose, act, approve, reject, withdraw, start, finish, grade, review] as const;
}

/** Proposals whose time is over, said to readers; decisions look at the clock themselves. */
export function expiryDrafts({ proposals }: ProposalsState, now: number): EventDraft[] {
  return [...proposals.values()]
    .filter(({ state, expiresAt }) => (state === 'proposed' || state === 'approved') && expiresAt <= now)
    .map(({ id, seq }) => events.expired.draft(id, {}, { cause: seq }));
}

/** The path of a subject `twin/<path>` or `plant`. */
function placeOf(subject: string): string {
  return subject === PLANT ? '' : subject.slice('twin/'.length);
}

function proposalOf({ proposals }: ProposalsState, subject: string): Proposal {
  const one = proposals.get(subject);
  if (one) return one;
  throw new Refusal('not-found', `There is no proposal "${subject}".`, 'Take it from the list of proposals.');
}

function waiting(state: ProposalsState, subject: string, now: number): Proposal {
  const one = proposalOf(state, subject);
  if (one.state !== 'proposed') {
    const by = one.approved ? ` by ${one.approved.by}` : '';
    wrongState(`${one.id} is ${one.state}${by}.`, 'Nothing is left to decide.');
  }
  refuseExpired(one, now);
  return one;
}

function refuseExpired(one: Proposal, now: number): void {
  if (now < one.expiresAt) return;
  throw new Refusal(
    'expired',
    `${one.id} expired at ${new Date(one.expiresAt).toISOString()}.`,
    'Propose it again.',
  );
}

function refuseOther(one: Proposal, digest: string): void {
  if (digest === one.digest) return;
  throw new Refusal('changed', `What you saw is not what ${one.id} is.`, 'Look at it again.');
}

function refuseOthersThanSystem(actor: string): void {
  if (actor === 'system') return;
  throw new Refusal('forbidden', 'The server itself does this, after an approval.', 'Propose the change.');
}
