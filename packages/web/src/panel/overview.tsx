/** The plant as a whole: what it is, how it does, what is wrong. Shown while nothing is selected. */
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useStandingAlarms } from '../values/hooks.ts';
import { Indicator } from './indicator.tsx';
import { ValueText } from './value-text.tsx';

export function Overview() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant } = session;
  const { info } = plant;
  const standing = useStandingAlarms();
  const instant = useInstant(1000);
  const kpi = plant.signal(info.kpi);
  const { selectTwin, selectSignal } = useUi.getState();
  const roots = plant.twins.filter((twin) => !twin.parent);
  const units = roots.length === 1 && roots[0].children.length > 0 ? roots[0].children : roots;
  const rootSignals = roots.length === 1 ? plant.signalsOf(roots[0]).slice(0, 6) : [];
  return (
    <>
      <header className="panel-head">
        <div>
          <h2>{t('panel.overview')}</h2>
          <p className="panel-path">
            {t('panel.twins', { twins: info.twinCount, signals: info.signalCount })}
          </p>
        </div>
      </header>
      <div className="tab-panel">
        <p className="hint">{localText(info.description, language)}</p>
        <h3 className="panel-section">{t('panel.standing')}</h3>
        {standing.length === 0 && <p className="hint">{t('alarms.noneStanding')}</p>}
        <ul className="overview-alarms">
          {standing.slice(0, 6).map((item) => {
            const twin = plant.twin(item.twin);
            return (
              <li key={item.id}>
                <button type="button" className={`card-${item.priority}`} onClick={() => followAlarm(item)}>
                  <PriorityMark priority={item.priority} />
                  <span>
                    <strong>{localText(item.label, language)}</strong>
                    <small>
                      {twin ? localText(twin.info.label, language) : item.twin} ·{' '}
                      {formatDuration(instant - item.since, language)}
                    </small>
                  </span>
                </button>
              </li>
            );
          })}
        </ul>
        <ul className="indicators">
          {[...(kpi ? [kpi] : []), ...rootSignals.filter((signal) => signal !== kpi)].map((signal) => (
            <li key={signal.path} className="indicator-row">
              <button
                type="button"
                className="indicator-main"
                onClick={() => selectSignal(signal.path, 'trend')}
              >
                <span className="indicator-name">{localText(signal.type.label, language)}</span>
                <ValueText signal={signal} />
                {!signal.type.states && <Indicator signal={signal} limits={[]} />}
              </button>
            </li>
          ))}
        </ul>
        <h3 className="panel-section">{t('panel.parts')}</h3>
        <ul className="parts">
          {units.slice(0, 200).map((twin) => {
            const { path } = twin.info;
            const worst = standing.find((item) => item.twin === path || item.twin.startsWith(`${path}/`));
            return (
              <li key={path}>
                <button type="button" onClick={() => selectTwin(path, { focus: true })}>
                  {worst && <PriorityMark priority={worst.priority} />}
                  {localText(twin.info.label, language)}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}
