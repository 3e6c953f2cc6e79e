/** Work orders: open ones first, worst and soonest first; a form for a new one. */
import type { Order } from '@millwright/server/client';
import { useState } from 'react';
import { PRIORITY_ORDER } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { useActorName } from '../decisions/parts.tsx';
import { useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant } from '../values/hooks.ts';
import { useOrderDraft } from './order-draft.ts';
import { OrderForm } from './order-form.tsx';
import { useOrderTexts } from './order-title.ts';
import { ItemId, StateMark } from './parts.tsx';
import { useOrders, useTwinName, useWhen } from './use-work.ts';
import { isOpen, isOverdue } from './words.ts';

const SHOWN = 100;
const FILTERS = ['open', 'mine', 'all'] as const;

export function OrdersList() {
  const t = useText();
  const office = useOffice();
  const found = useOrders();
  const now = useInstant(1000);
  const draft = useOrderDraft((state) => state.draft);
  const begin = useOrderDraft((state) => state.begin);
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('open');
  const [shown, setShown] = useState(SHOWN);
  const [query, setQuery] = useState('');
  const all = found.data ?? [];
  const lists = {
    open: all.filter(isOpen),
    mine: all.filter((one) => isOpen(one) && one.assignee !== undefined && office.isMe(one.assignee)),
    all,
  };
  const twinName = useTwinName();
  const texts = useOrderTexts();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: Order) => {
    const { id, twin = '' } = one;
    const { title, description = '' } = texts(one);
    const text = `${id} ${title} ${twin} ${twinName(twin || undefined)} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const rows = lists[filter].filter((one) => words.length === 0 || fits(one)).sort(byUrgency);
  return (
    <>
      <div className="work-bar">
        <fieldset className="ranges" aria-label={t('work.page.orders')}>
          {FILTERS.map((each) => (
            <button key={each} type="button" aria-pressed={filter === each} onClick={() => setFilter(each)}>
              {t(`order.filter.${each}`)} ({lists[each].length})
            </button>
          ))}
        </fieldset>
        <input
          type="search"
          aria-label={t('order.find')}
          placeholder={t('order.find')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {!draft && (
          <button type="button" className="button" onClick={() => begin({ twin: '', title: '' })}>
            {t('order.new')}
          </button>
        )}
      </div>
      {draft && <OrderForm draft={draft} />}
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && (
        <Empty>{words.length > 0 ? t('order.noneFound') : t(`order.empty.${filter}`)}</Empty>
      )}
      {rows.length > 0 && (
        <div className="table-scroll work-table">
          <table className="table table-orders as-cards">
            <thead>
              <tr>
                <th scope="col">{t('order.priority')}</th>
                <th scope="col">{t('order.title')}</th>
                <th scope="col">{t('order.state')}</th>
                <th scope="col">{t('order.twin')}</th>
                <th scope="col">{t('order.assignee')}</th>
                <th scope="col" className="number">
                  {t('order.due')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shown).map((one) => (
                <Row key={one.id} one={one} now={now} />
              ))}
            </tbody>
          </table>
          {rows.length > shown && (
            <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
              {t('journal.older')}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Row({ one, now }: { one: Order; now: number }) {
  const t = useText();
  const texts = useOrderTexts();
  const name = useActorName();
  const when = useWhen();
  const twinName = useTwinName();
  const openWork = useUi((ui) => ui.openWork);
  return (
    <tr className="row" onClick={() => openWork(one.id)}>
      <td className="column-first">
        <PriorityMark priority={one.priority} />
      </td>
      <td className="column-main">
        <button type="button" className="link" onClick={() => openWork(one.id)}>
          {texts(one).title}
        </button>
        <small className="below">
          <ItemId id={one.id} /> · {t(`order.kind.${one.kind}`)}
        </small>
      </td>
      <td>
        <StateMark state={one.state}>{t(`order.state.${one.state}`)}</StateMark>
      </td>
      <td className="column-twin" title={one.twin}>
        {twinName(one.twin)}
      </td>
      <td data-label={t('order.assignee')}>{one.assignee === undefined ? '–' : name(one.assignee)}</td>
      <td className={`number${isOverdue(one, now) ? ' overdue' : ''}`} data-label={t('order.due')}>
        {one.due === undefined ? '–' : when(one.due)}
        {isOverdue(one, now) && <small className="below">{t('order.overdue')}</small>}
      </td>
    </tr>
  );
}

/** Open before done; among the open the worst first, then what is due first; among the done the newest first. */
function byUrgency(a: Order, b: Order): number {
  if (isOpen(a) !== isOpen(b)) return isOpen(a) ? -1 : 1;
  if (!isOpen(a)) return b.seq - a.seq;
  const worse = PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority];
  if (worse !== 0) return worse;
  return (a.due ?? Number.POSITIVE_INFINITY) - (b.due ?? Number.POSITIVE_INFINITY) || b.seq - a.seq;
}
