/** One work order: what is asked, how far it is, what was done, and what can be done next. */
import type { Order } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { Refused, useActorName } from '../decisions/parts.tsx';
import { useSending } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { AlarmLink } from './alarm-link.tsx';
import { OrderActs } from './order-acts.tsx';
import { OrderRecords } from './order-records.tsx';
import { useOrderTexts } from './order-title.ts';
import { BackTo, ItemId, StateMark, TwinName } from './parts.tsx';
import { useDocuments, useOrders, useServerName, useWhen } from './use-work.ts';
import { isOverdue } from './words.ts';

export function OrderPage({ id }: { id: string }) {
  const t = useText();
  const found = useOrders();
  const name = useServerName(id);
  const one = found.data?.find((each) => each.id === name);
  return (
    <>
      <BackTo page="orders" />
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !one && <Empty>{t('work.gone', { id })}</Empty>}
      {one && <Details one={one} />}
    </>
  );
}

function Details({ one }: { one: Order }) {
  const t = useText();
  const now = useInstant(1000);
  const { title, description } = useOrderTexts()(one);
  const name = useActorName();
  const when = useWhen();
  const sending = useSending();
  const facts: [string, React.ReactNode][] = [
    [t('order.twin'), <TwinName key="twin" path={one.twin} />],
    [t('order.kind'), t(`order.kind.${one.kind}`)],
    [t('order.assignee'), one.assignee === undefined ? t('order.nobody') : name(one.assignee)],
    [
      t('order.due'),
      one.due === undefined
        ? '–'
        : `${when(one.due)}${isOverdue(one, now) ? ` · ${t('order.overdue')}` : ''}`,
    ],
    [t('order.created'), t('handle.by', { name: name(one.created.by), time: when(one.created.at) })],
  ];
  if (one.started)
    facts.push([
      t('order.startedAt'),
      t('handle.by', { name: name(one.started.by), time: when(one.started.at) }),
    ]);
  if (one.completed)
    facts.push([
      t('order.completedAt'),
      t('handle.by', { name: name(one.completed.by), time: when(one.completed.at) }),
    ]);
  if (one.alarm) facts.push([t('order.alarm'), <AlarmLink key="alarm" id={one.alarm} />]);
  if (one.plan) facts.push([t('order.plan'), <PlanName key="plan" name={one.plan} />]);
  if (one.reason) facts.push([t('decide.reason'), one.reason]);
  const { findings } = one;
  if (findings?.cause) facts.push([t('order.cause'), t(`order.cause.${findings.cause}`)]);
  if (findings?.remedy) facts.push([t('order.remedy'), t(`order.remedy.${findings.remedy}`)]);
  if (findings?.note) facts.push([t('order.note'), findings.note]);
  return (
    <article className="work-item">
      <header>
        <PriorityMark priority={one.priority} size={16} />
        <h3>{title}</h3>
        <StateMark state={one.state}>{t(`order.state.${one.state}`)}</StateMark>
        <ItemId id={one.id} />
      </header>
      {description && <p className="work-text">{description}</p>}
      <dl className="facts">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <OrderActs one={one} sending={sending} />
      <OrderRecords one={one} sending={sending} />
    </article>
  );
}

function PlanName({ name }: { name: string }) {
  const language = useLanguage();
  const { data } = useDocuments();
  const openWork = useUi((ui) => ui.openWork);
  const plan = data?.plans.find((each) => each.name === name);
  return (
    <button type="button" className="link" onClick={() => openWork('plans')}>
      {plan ? localText(plan.label, language) : name}
    </button>
  );
}
