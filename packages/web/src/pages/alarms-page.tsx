/** Alarms: standing at the clock's instant, and those of the time the timeline shows. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { useState, useSyncExternalStore } from 'react';
import { PRIORITIES, PRIORITY_ORDER } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { Empty } from '../shell/message.tsx';
import { followAlarm, showMoment } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useAlarmsVersion, useInstant, useStandingAlarms } from '../values/hooks.ts';

type Column = 'priority' | 'alarm' | 'twin' | 'since' | 'cleared' | 'duration';
const COLUMNS: readonly { name: Column; text: TextKey }[] = [
  { name: 'priority', text: 'alarms.priority' },
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
  const [history, setHistory] = useState(false);
  const [sort, setSort] = useState<{ column: Column; down: boolean }>({ column: 'priority', down: false });
  const standing = useStandingAlarms();
  useAlarmsVersion();
  useSyncExternalStore(span.subscribe, () => span.version);
  const instant = useInstant(1000);
  const selected = useUi((ui) => ui.alarm);
  const { timezone } = plant.info;
  const all = history
    ? alarms
        .all()
        .filter(
          (item) => item.raisedAt <= Math.min(instant, span.to) && (item.clearedAt ?? instant) >= span.from,
        )
    : standing;
  const twinName = (item: AlarmOccurrence) => {
    const twin = plant.twin(item.twin);
    return twin ? localText(twin.info.label, language) : item.twin;
  };
  const end = (item: AlarmOccurrence) =>
    item.clearedAt !== null && item.clearedAt <= instant ? item.clearedAt : undefined;
  const order: Record<Column, (a: AlarmOccurrence, b: AlarmOccurrence) => number> = {
    priority: (a, b) => PRIORITY_ORDER[a.priority] - PRIORITY_ORDER[b.priority] || b.raisedAt - a.raisedAt,
    alarm: (a, b) => localText(a.label, language).localeCompare(localText(b.label, language)),
    twin: (a, b) => a.twin.localeCompare(b.twin, undefined, { numeric: true }),
    since: (a, b) => b.raisedAt - a.raisedAt,
    cleared: (a, b) => (end(b) ?? Number.MAX_VALUE) - (end(a) ?? Number.MAX_VALUE),
    duration: (a, b) => (end(b) ?? instant) - b.since - ((end(a) ?? instant) - a.since),
  };
  const rows = [...all].sort((a, b) => (sort.down ? -1 : 1) * order[sort.column](a, b)).slice(0, MOST);
  return (
    <section className="page" aria-label={t('nav.alarms')}>
      <div className="page-bar">
        <h2>{t('nav.alarms')}</h2>
        <fieldset className="ranges">
          <button type="button" aria-pressed={!history} onClick={() => setHistory(false)}>
            {t('alarms.standing')} ({standing.length})
          </button>
          <button type="button" aria-pressed={history} onClick={() => setHistory(true)}>
            {t('alarms.history')}
          </button>
        </fieldset>
        <ul className="priority-key">
          {PRIORITIES.map((priority) => (
            <li key={priority}>
              <PriorityMark priority={priority} /> {t(`priority.${priority}`)}
            </li>
          ))}
        </ul>
      </div>
      {rows.length === 0 ? (
        <Empty>{t(history ? 'alarms.emptyHistory' : 'alarms.emptyStanding')}</Empty>
      ) : (
        <div className="table-scroll">
          <table className="table table-alarms">
            <thead>
              <tr>
                {COLUMNS.map(({ name, text }) => (
                  <th
                    key={name}
                    scope="col"
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
              {rows.map((item) => (
                <tr
                  key={item.id}
                  className={item.id === selected ? 'selected' : ''}
                  onClick={() => followAlarm(item)}
                >
                  <td className="nowrap">
                    <PriorityMark priority={item.priority} />{' '}
                    <span className="priority-name" aria-hidden="true">
                      {t(`priority.${item.priority}`)}
                    </span>
                  </td>
                  <td>
                    <button type="button" className="link" onClick={() => followAlarm(item)}>
                      {localText(item.label, language)}
                    </button>
                    {item.note && <small className="below">{localText(item.note, language)}</small>}
                  </td>
                  <td title={item.twin}>{twinName(item)}</td>
                  <td className="number nowrap">
                    {formatTime(item.raisedAt, 'dateTime', language, timezone)}
                  </td>
                  <td className="number nowrap">
                    {end(item) === undefined
                      ? t('alarms.stillStanding')
                      : formatTime(end(item) ?? 0, 'time', language, timezone)}
                  </td>
                  <td className="number nowrap">
                    {formatDuration((end(item) ?? instant) - item.since, language)}
                  </td>
                  <td>
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
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
