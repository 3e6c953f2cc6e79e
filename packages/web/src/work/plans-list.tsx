/** Maintenance plans: for which twins, when each falls due, what it has led to, and whether it is in force. */
import type { PlanMark, PlanSuspension, SavedPlans, WorkAnswer } from '@millwright/server/client';
import { useState } from 'react';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { Act, Refused, useActorName } from '../decisions/parts.tsx';
import { useDecisionState, useHindrance, useSending } from '../decisions/use-office.ts';
import { openPlanForm } from '../engineering/build-place.ts';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { OrderLink } from './order-link.tsx';
import { StateMark, TwinName } from './parts.tsx';
import { OutlookText, PlanDueText } from './plan-outlook.tsx';
import { useDocuments, useWhen } from './use-work.ts';

type Plan = WorkAnswer['plans'][number];
/** Twins of a plan that are listed at first. */
const SHOWN = 8;

export function PlansList() {
  const t = useText();
  const found = useDocuments();
  const { data: plans } = useDecisionState('plans');
  const hindrance = useHindrance();
  return (
    <>
      <div className="work-bar">
        <Act hindrance={hindrance('engineer', '')} onAct={() => openPlanForm()}>
          {t('plan.new')}
        </Act>
      </div>
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.plans.length === 0 && <Empty>{t('plan.empty')}</Empty>}
      {found.data?.plans.map((plan) => (
        <PlanCard key={plan.name} plan={plan} plans={plans} />
      ))}
    </>
  );
}

function PlanCard({ plan, plans }: { plan: Plan; plans: SavedPlans | undefined }) {
  const t = useText();
  const language = useLanguage();
  const when = useWhen();
  const hindrance = useHindrance();
  const [all, setAll] = useState(false);
  const twins = all ? plan.twins : plan.twins.slice(0, SHOWN);
  const suspended = plans?.suspended.find((one) => one.plan === plan.name);
  const [first, ...then] = plan.due.kind === 'calendar' ? plan.due.next : [];
  return (
    <section className="work-item" aria-label={localText(plan.label, language)}>
      <header>
        <PriorityMark priority={plan.priority} />
        <h3>{localText(plan.label, language)}</h3>
        {suspended && <StateMark state="held">{t('plan.suspendedMark')}</StateMark>}
        <span className="page-note">
          {t(`order.kind.${plan.kind}`)} · <PlanDueText due={plan.due} /> ·{' '}
          {t('plan.allow', { duration: formatDuration(plan.allow, language) })}
        </span>
      </header>
      <p className="work-text">{localText(plan.description, language)}</p>
      {first !== undefined && (
        <p>
          {t('plan.next')}: <strong>{when(first)}</strong>{' '}
          <small className="page-note">{t('plan.then', { times: then.map(when).join(', ') })}</small>
        </p>
      )}
      <table className="table table-plans">
        <thead>
          <tr>
            <th scope="col">{t('order.twin')}</th>
            <th scope="col">{t('plan.next')}</th>
            <th scope="col">{t('plan.last')}</th>
          </tr>
        </thead>
        <tbody>
          {twins.map((twin, i) => (
            <PlanRow
              key={twin}
              plan={plan}
              twin={twin}
              outlook={plan.outlook[i]}
              mark={plans?.marks.find((one) => one.plan === plan.name && one.twin === twin)}
            />
          ))}
        </tbody>
      </table>
      {plan.twins.length > twins.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {t('plan.moreTwins', { count: plan.twins.length - twins.length })}
        </button>
      )}
      <Produced plan={plan} />
      <Suspend name={plan.name} suspended={suspended} />
      <div className="handle-line">
        <Act hindrance={hindrance('engineer', '')} onAct={() => openPlanForm(plan.name)}>
          {t('plan.edit')}
        </Act>
      </div>
    </section>
  );
}

interface RowProps {
  plan: Plan;
  twin: string;
  outlook: Plan['outlook'][number] | undefined;
  mark: PlanMark | undefined;
}

function PlanRow({ plan, twin, outlook, mark }: RowProps) {
  const t = useText();
  const when = useWhen();
  const openWork = useUi((ui) => ui.openWork);
  const work = mark?.work;
  return (
    <tr>
      <td>
        <TwinName path={twin} />
      </td>
      <td>
        {plan.due.kind === 'calendar' ? (
          when(plan.due.next[0])
        ) : (
          <OutlookText due={plan.due} outlook={outlook} />
        )}
      </td>
      <td>
        {work === undefined ? (
          mark?.due === undefined && t('plan.never')
        ) : (
          <button type="button" className="link" onClick={() => openWork(work)}>
            {work}
          </button>
        )}
        {mark?.due !== undefined && <small className="below">{when(mark.due)}</small>}
      </td>
    </tr>
  );
}

/** Orders and rounds that the plan has asked for, the newest first. */
function Produced({ plan }: { plan: Plan }) {
  const t = useText();
  const language = useLanguage();
  const when = useWhen();
  const openWork = useUi((ui) => ui.openWork);
  const orders = useDecisionState('orders').data?.filter((one) => one.plan === plan.name) ?? [];
  const rounds =
    useDecisionState('rounds').data?.filter((one) => one.why === 'plan' && one.route === plan.route) ?? [];
  const count = orders.length + rounds.length;
  if (count === 0) return <p className="page-note">{t('plan.producedNone')}</p>;
  return (
    <details className="work-more">
      <summary>{t('plan.produced', { count })}</summary>
      <ul className="remarks">
        {orders
          .toReversed()
          .slice(0, 20)
          .map((one) => (
            <li key={one.id}>
              <OrderLink one={one} /> <small>{when(one.created.at)}</small>
            </li>
          ))}
        {rounds
          .toReversed()
          .slice(0, 20)
          .map((one) => (
            <li key={one.id}>
              <button type="button" className="link" onClick={() => openWork(one.id)}>
                {localText(one.label, language)}
              </button>{' '}
              <StateMark state={one.state}>{t(`round.state.${one.state}`)}</StateMark>{' '}
              <small>{when(one.calledAt)}</small>
            </li>
          ))}
      </ul>
    </details>
  );
}

/** A plan is out of force for a time, with a reason, and in force again. */
function Suspend({ name, suspended }: { name: string; suspended: PlanSuspension | undefined }) {
  const t = useText();
  const when = useWhen();
  const actorName = useActorName();
  const closed = useHindrance()('maintain', '');
  const sending = useSending();
  const [reason, setReason] = useState('');
  const subject = `plan/${name}`;
  return (
    <>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {suspended ? (
        <p className="page-remark handle-line">
          {t('plan.suspended', {
            name: actorName(suspended.by),
            time: when(suspended.at),
            reason: suspended.reason,
          })}{' '}
          <Act
            strong
            hindrance={closed}
            pending={sending.pending}
            onAct={() => void sending.send({ type: 'resume-plan', subject })}
          >
            {t('plan.resume')}
          </Act>
        </p>
      ) : (
        <details className="work-more">
          <summary>{t('plan.suspend')}</summary>
          <div className="handle-line">
            <input
              aria-label={t('decide.reason')}
              placeholder={t('decide.reason')}
              value={reason}
              maxLength={4000}
              onChange={(event) => setReason(event.target.value)}
            />
            <Act
              hindrance={closed ?? (reason.trim() === '' ? t('decide.reasonMissing') : undefined)}
              pending={sending.pending}
              onAct={async () => {
                if (await sending.send({ type: 'suspend-plan', subject, reason: reason.trim() }))
                  setReason('');
              }}
            >
              {t('plan.suspend')}
            </Act>
          </div>
        </details>
      )}
    </>
  );
}
