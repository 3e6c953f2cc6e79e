/** Maintenance plans: for which twins, and when each falls due. */
import type { PlanMark, WorkAnswer } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { useDecisionState } from '../decisions/use-office.ts';
import { formatDuration, formatNumber, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { TwinName } from './parts.tsx';
import { useDocuments, useWhen } from './use-work.ts';

type Plan = WorkAnswer['plans'][number];

export function PlansList() {
  const t = useText();
  const language = useLanguage();
  const found = useDocuments();
  const marks = useDecisionState('plans');
  return (
    <>
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.plans.length === 0 && <Empty>{t('plan.empty')}</Empty>}
      {found.data?.plans.map((plan) => (
        <section key={plan.name} className="work-item">
          <header>
            <PriorityMark priority={plan.priority} />
            <h3>{localText(plan.label, language)}</h3>
            <span className="page-note">
              {t(`order.kind.${plan.kind}`)} · {t(`plan.due.${plan.due}`)} ·{' '}
              {t('plan.allow', { duration: formatDuration(plan.allow, language) })}
            </span>
          </header>
          <p className="work-text">{localText(plan.description, language)}</p>
          <table className="table table-plans">
            <thead>
              <tr>
                <th scope="col">{t('order.twin')}</th>
                <th scope="col">{t('plan.next')}</th>
                <th scope="col">{t('plan.last')}</th>
              </tr>
            </thead>
            <tbody>
              {plan.twins.map((twin, i) => (
                <PlanRow
                  key={twin}
                  plan={plan}
                  twin={twin}
                  used={plan.used?.[i] ?? undefined}
                  mark={marks.data?.find((one) => one.plan === plan.name && one.twin === twin)}
                />
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </>
  );
}

interface RowProps {
  plan: Plan;
  twin: string;
  /** Share of the interval of a counter that is used up. */
  used: number | undefined;
  mark: PlanMark | undefined;
}

function PlanRow({ plan, twin, used, mark }: RowProps) {
  const t = useText();
  const language = useLanguage();
  const when = useWhen();
  const openWork = useUi((ui) => ui.openWork);
  const work = mark?.work;
  const waits = plan.due === 'condition' ? t('plan.whenTrue') : t('plan.notCounted');
  return (
    <tr>
      <td>
        <TwinName path={twin} />
      </td>
      <td>
        {plan.next !== undefined && when(plan.next)}
        {used !== undefined && (
          <span className="plan-used">
            <meter min={0} max={1} value={used} aria-label={t('plan.used')} />{' '}
            {t('plan.percent', { percent: formatNumber(used * 100, 0, language) })}
          </span>
        )}
        {plan.next === undefined && used === undefined && waits}
      </td>
      <td>
        {work === undefined ? (
          t('plan.never')
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
