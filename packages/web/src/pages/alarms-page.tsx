/** Alarms by ISA-18.2: what is open at the clock's instant, what is hidden, those of the timeline's time, and how well they serve. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { Fragment, useState, useSyncExternalStore } from 'react';
import { useNoAlarms } from '../alarms/no-alarms.tsx';
import { PRIORITIES, PRIORITY_ORDER } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { type AlarmRow, openRows, pastRows } from '../decisions/alarm-rows.ts';
import { chatteringAt, floodAt, isStale } from '../decisions/condition.ts';
import { FloodNote } from '../decisions/flood-note.tsx';
import { ConditionMark, HandleAlarm, NextStep } from '../decisions/handle-alarm.tsx';
import { ALARM_PAGES, useHandled } from '../decisions/handled.ts';
import { HiddenAlarms, hiddenLines } from '../decisions/hidden-alarms.tsx';
import { Refused } from '../decisions/parts.tsx';
import { Performance } from '../decisions/performance.tsx';
import { type Sending, useDecisionState, useSending } from '../decisions/use-office.ts';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { Empty } from '../shell/message.tsx';
import { followAlarm, showMoment } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useAlarmsVersion, useInstant, useStandingAlarms } from '../values/hooks.ts';

const PAGE_TEXTS = {
  standing: 'alarms.standing',
  hidden: 'handle.hidden',
  history: 'alarms.history',
  performance: 'handle.performance',
} as const;

type Column = 'state' | 'priority' | 'alarm' | 'twin' | 'since' | 'cleared' | 'duration';
const COLUMNS: readonly { name: Column; text: TextKey }[] = [
  { name: 'priority', text: 'alarms.priority' },
  { name: 'state', text: 'handle.state' },
  { name: 'alarm', text: 'alarms.alarm' },
  { name: 'twin', text: 'alarms.twin' },
  { name: 'since', text: 'alarms.raised' },
  { name: 'cleared', text: 'alarms.cleared' },
  { name: 'duration', text: 'alarms.duration' },
];
/** Rows at most; zooming the timeline narrows the rest. */
const MOST = 500;

export function AlarmsPage() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, alarms, window: span } = session;
  const { page, setPage, handled, handle } = useHandled();
  const history = page === 'history';
  const states = useDecisionState('alarms');
  const sending = useSending();
  const [sort, setSort] = useState<{ column: Column; down: boolean }>({ column: 'priority', down: false });
  const standing = useStandingAlarms();
  const none = useNoAlarms(t(history ? 'alarms.emptyHistory' : 'alarms.emptyStanding'));
  useAlarmsVersion();
  useSyncExternalStore(span.subscribe, () => span.version);
  const instant = useInstant(1000);
  const selected = useUi((ui) => ui.alarm);
  const past = history
    ? alarms
        .all()
        .filter(
          (item) => item.raisedAt <= Math.min(instant, span.to) && (item.clearedAt ?? instant) >= span.from,
        )
    : [];
  const open = openRows(standing, states.data, plant, instant).filter((row) => row.hiding === undefined);
  const all = history ? pastRows(past, states.data, instant) : open;
  const hidden = hiddenLines(states.data);
  const flood = floodAt(states.data?.occurrences ?? [], instant);
  const chattering = chatteringAt(states.data?.occurrences ?? [], instant);
  const counts = { standing: open.length, hidden: hidden.length, history: undefined, performance: undefined };
  const twinName = (item: AlarmOccurrence) => {
    const twin = plant.twin(item.twin);
    return twin ? localText(twin.info.label, language) : item.twin;
  };
  const end = (item: AlarmOccurrence) =>
    item.clearedAt !== null && item.clearedAt <= instant ? item.clearedAt : undefined;
  const byItem: Record<Exclude<Column, 'state'>, (a: AlarmOccurrence, b: AlarmOccurrence) => number> = {
    priority: (a, b) => PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] || b.raisedAt - a.raisedAt,
    alarm: (a, b) => localText(a.label, language).localeCompare(localText(b.label, language)),
    twin: (a, b) => a.twin.localeCompare(b.twin, undefined, { numeric: true }),
    since: (a, b) => b.raisedAt - a.raisedAt,
    cleared: (a, b) => (end(b) ?? Number.MAX_VALUE) - (end(a) ?? Number.MAX_VALUE),
    duration: (a, b) => (end(b) ?? instant) - b.since - ((end(a) ?? instant) - a.since),
  };
  const compare = (a: AlarmRow, b: AlarmRow) =>
    sort.column === 'state'
      ? (a.condition ?? '').localeCompare(b.condition ?? '')
      : byItem[sort.column](a.item, b.item);
  // What stands has not cleared: the column would say the same in every row.
  const columns = history ? COLUMNS : COLUMNS.filter(({ name }) => name !== 'cleared');
  const rows = [...all].sort((a, b) => (sort.down ? -1 : 1) * compare(a, b)).slice(0, MOST);
  return (
    <section className="page" aria-label={t('nav.alarms')}>
      <div className="page-bar">
        <h2>{t('nav.alarms')}</h2>
        <fieldset className="ranges">
          {ALARM_PAGES.map((each) => (
            <button key={each} type="button" aria-pressed={page === each} onClick={() => setPage(each)}>
              {t(PAGE_TEXTS[each])}
              {counts[each] !== undefined && ` (${counts[each]})`}
            </button>
          ))}
        </fieldset>
        <ul className="priority-key">
          {PRIORITIES.map((priority) => (
            <li key={priority}>
              <PriorityMark priority={priority} /> {t(`priority.${priority}`)}
            </li>
          ))}
        </ul>
      </div>
      {states.error !== null && page !== 'performance' && (
        <p className="page-remark" role="status">
          {t('handle.statesFailed')}
        </p>
      )}
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {page === 'standing' && <FloodNote members={flood} />}
      {page === 'hidden' && <HiddenAlarms lines={hidden} />}
      {page === 'performance' && <Performance />}
      {page === 'hidden' || page === 'performance' ? null : rows.length === 0 ? (
        <Empty>{none}</Empty>
      ) : (
        <div className="table-scroll">
          <table className="table table-alarms as-cards">
            <thead>
              <tr>
                {columns.map(({ name, text }) => (
                  <th
                    key={name}
                    scope="col"
                    className={`column-${name}`}
                    aria-sort={sort.column === name ? (sort.down ? 'descending' : 'ascending') : 'none'}
                  >
                    <button
                      type="button"
                      onClick={() => setSort({ column: name, down: sort.column === name && !sort.down })}
                    >
                      {t(text)}
                    </button>
                  </th>
                ))}
                <th>
                  <span className="visually-hidden">{t('alarms.goThere')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Fragment key={row.item.id}>
                  <Row
                    row={row}
                    end={end(row.item)}
                    showCleared={history}
                    instant={instant}
                    twinName={twinName(row.item)}
                    selected={row.item.id === selected}
                    handled={row.item.id === handled}
                    chatters={row.occurrence && chattering.get(row.occurrence.key)}
                    sending={sending}
                    onHandle={() => handle(row.item.id === handled ? undefined : row.item.id)}
                  />
                  {row.item.id === handled && (
                    <tr>
                      <td colSpan={columns.length + 1}>
                        <HandleAlarm row={row} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  row: AlarmRow;
  /** When it cleared, if it had at the instant. */
  end: number | undefined;
  showCleared: boolean;
  instant: number;
  twinName: string;
  selected: boolean;
  handled: boolean;
  /** How often it was raised within a minute, if that is too often. */
  chatters: number | undefined;
  sending: Sending;
  onHandle: () => void;
}

function Row(props: RowProps) {
  const { row, end, showCleared, instant, twinName, selected, handled, chatters, sending, onHandle } = props;
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { timezone } = session.plant.info;
  const { item } = row;
  const alarm = localText(item.label, language);
  return (
    <tr className={selected ? 'selected' : ''} data-alarm={item.id} onClick={() => followAlarm(item)}>
      <td className="column-first nowrap">
        <PriorityMark priority={item.priority} />{' '}
        <span className="priority-name" aria-hidden="true">
          {t(`priority.${item.priority}`)}
        </span>
      </td>
      <td>
        <ConditionMark row={row} />
      </td>
      <td className="column-alarm column-main">
        <button type="button" className="link" onClick={() => followAlarm(item)}>
          {alarm}
        </button>
        {item.note && <small className="below">{localText(item.note, language)}</small>}
        {chatters !== undefined && (
          <small className="below">{t('handle.chatters', { count: chatters })}</small>
        )}
        {isStale(item.raisedAt, end, instant) && <small className="below">{t('handle.stale')}</small>}
      </td>
      <td className="column-twin column-more" title={item.twin}>
        {twinName}
      </td>
      <td className="column-raised number nowrap">
        {formatTime(item.raisedAt, 'dateTime', language, timezone)}
      </td>
      {showCleared && (
        <td className="column-cleared number nowrap">
          {end === undefined ? t('alarms.stillStanding') : formatTime(end, 'time', language, timezone)}
        </td>
      )}
      <td className="number nowrap">{formatDuration((end ?? instant) - item.since, language)}</td>
      <td className="nowrap row-acts">
        <NextStep row={row} sending={sending} label={t('handle.acknowledgeOne', { alarm, twin: twinName })} />
        <button
          type="button"
          className="button"
          aria-expanded={handled}
          aria-label={t('handle.moreOf', { alarm, twin: twinName })}
          onClick={(event) => {
            event.stopPropagation();
            onHandle();
          }}
        >
          {t(handled ? 'handle.less' : 'handle.more')}
        </button>
        <button
          type="button"
          className="icon-button"
          title={t('alarms.goThere')}
          aria-label={t('alarms.goThere')}
          onClick={(event) => {
            event.stopPropagation();
            followAlarm(item);
            showMoment(session, item);
          }}
        >
          <Icon name="clock" size={16} />
        </button>
      </td>
    </tr>
  );
}
