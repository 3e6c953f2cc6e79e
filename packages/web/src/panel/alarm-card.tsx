/**
 * The alarms of a twin and its parts, as cards on top of the panel: what, since when, why, what to do. One button goes
 * to the moment it was raised.
 */
import type { AlarmOccurrence } from '@millwright/server/client';
import { standsAt } from '../alarms/alarm-book.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { CardState } from '../decisions/card-state.tsx';
import { openHandled } from '../decisions/handled.ts';
import { useDecisionState } from '../decisions/use-office.ts';
import { decimalsOf, formatDuration, formatNumber, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { showMoment } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useAlarmsVersion, useInstant, useStandingAlarms } from '../values/hooks.ts';
import { FormulaText } from './formula-text.tsx';
import { ValueText } from './value-text.tsx';

/** Cards at most; the alarm list has the rest. */
const MOST = 3;

export function AlarmCards({ twin }: { twin: TwinNode }) {
  const t = useText();
  const { alarms } = useSession();
  useAlarmsVersion();
  const standing = useStandingAlarms();
  const followed = alarms.get(useUi((ui) => ui.alarm));
  const own = standing.filter((item) => item.twin === twin.info.path);
  const below = standing.filter((item) => item.twin.startsWith(`${twin.info.path}/`));
  const items = [...own, ...below];
  if (followed && followed.twin === twin.info.path && !items.some((item) => item.id === followed.id)) {
    items.unshift(followed);
  }
  if (items.length === 0) return null;
  return (
    <div className="alarm-cards">
      {items.slice(0, MOST).map((item, i) =>
        // One is told in full: the one that was followed here, or the worst.
        item === (followed ?? items[0]) || (!items.includes(followed ?? item) && i === 0) ? (
          <AlarmCard key={item.id} item={item} twin={twin} />
        ) : (
          <ShortCard key={item.id} item={item} twin={twin} />
        ),
      )}
      {items.length > MOST && (
        <button type="button" className="link more" onClick={() => useUi.getState().setView('alarms')}>
          {t('alarms.more', { count: items.length - MOST })}
        </button>
      )}
    </div>
  );
}

/** A further alarm in one line; choosing it tells it in full. */
function ShortCard({ item, twin }: { item: AlarmOccurrence; twin: TwinNode }) {
  const language = useLanguage();
  const { plant } = useSession();
  const { selectTwin } = useUi.getState();
  const elsewhere = plant.twin(item.twin);
  return (
    <button
      type="button"
      className={`alarm-card alarm-card-short card-${item.priority}`}
      onClick={() => selectTwin(item.twin, { alarm: item.id, focus: elsewhere !== twin })}
    >
      <PriorityMark priority={item.priority} />
      <span>
        <strong>{localText(item.label, language)}</strong>
        {elsewhere && elsewhere !== twin && <small>{localText(elsewhere.info.label, language)}</small>}
      </span>
    </button>
  );
}

function AlarmCard({ item, twin }: { item: AlarmOccurrence; twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant, clock } = session;
  const instant = useInstant(1000);
  const { timezone } = plant.info;
  const { selectTwin, selectSignal, explainAlarm } = useUi.getState();
  const type = plant.types.get(item.type)?.alarms.find((alarm) => alarm.name === item.alarm);
  const here = standsAt(item, instant);
  const atMoment = !clock.live && Math.abs(instant - item.raisedAt) < 1500;
  const since = formatTime(item.since, 'time', language, timezone);
  const elsewhere = plant.twin(item.twin);
  const { data: known } = useDecisionState('alarms');
  const isOver = !here && known?.occurrences.find(({ id }) => id === item.id)?.ended !== undefined;
  return (
    <article className={`alarm-card card-${item.priority}${here ? '' : ' alarm-card-past'}`}>
      <h3>
        <PriorityMark priority={item.priority} size={14} />
        {localText(item.label, language)}
      </h3>
      {elsewhere && elsewhere !== twin && (
        <button
          type="button"
          className="link"
          onClick={() => selectTwin(item.twin, { focus: true, alarm: item.id })}
        >
          {localText(elsewhere.info.label, language)}
        </button>
      )}
      <p className="alarm-since">
        {here
          ? t('alarms.sinceAgo', { time: since, duration: formatDuration(instant - item.since, language) })
          : item.clearedAt !== null && item.clearedAt <= instant
            ? t('alarms.wasStanding', {
                from: since,
                to: formatTime(item.clearedAt, 'time', language, timezone),
              })
            : t('alarms.notHere')}
      </p>
      <CardState item={item} />
      <table className="alarm-inputs">
        <caption>
          {t('alarms.raisedBy')}
          {type && (
            <span className="alarm-when">
              <FormulaText text={type.when} twin={elsewhere ?? twin} />
            </span>
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{t('signals.path')}</span>
            </th>
            <th scope="col">
              {t('alarms.then')} {formatTime(item.raisedAt, 'time', language, timezone)}
            </th>
            <th scope="col">{t('alarms.here')}</th>
          </tr>
        </thead>
        <tbody>
          {item.inputs.map((input) => {
            const signal = plant.signal(input.path);
            return (
              <tr key={input.path}>
                <th scope="row">
                  <button
                    type="button"
                    className="link"
                    onClick={() =>
                      selectSignal(input.path, signal?.type.kind === 'derived' ? 'explain' : 'trend')
                    }
                  >
                    {signal ? localText(signal.type.label, language) : input.path}
                  </button>
                </th>
                <td className="number">
                  {formatNumber(
                    input.value ?? Number.NaN,
                    signal ? decimalsOf(signal.type, input.value ?? 0) : 2,
                    language,
                  )}{' '}
                  <span className="unit">{unitText(input.unit)}</span>
                </td>
                <td className="number">{signal && <ValueText signal={signal} age={false} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {item.respond && (
        <p className="alarm-respond">
          <strong>{t('alarms.whatToDo')}</strong> {localText(item.respond, language)}
        </p>
      )}
      {item.note && <p className="alarm-note">{localText(item.note, language)}</p>}
      <div className="alarm-actions">
        {atMoment ? (
          <button type="button" className="button" onClick={() => clock.goLive()}>
            {t('clock.backToLive')}
          </button>
        ) : (
          <button type="button" className="button" onClick={() => showMoment(session, item)}>
            {t('alarms.goThere')}
          </button>
        )}
        {type && elsewhere === twin && (
          <button type="button" className="button" onClick={() => explainAlarm(item.alarm)}>
            {t('alarms.why')}
          </button>
        )}
        <button
          type="button"
          className="button"
          title={t('handle.moreHint')}
          onClick={() => openHandled(session, item, isOver)}
        >
          {t('handle.more')}
        </button>
      </div>
    </article>
  );
}
