/** The plant as a whole: what it is, how it does, what is wrong. Shown while nothing is selected. */
import { NoAlarms } from '../alarms/no-alarms.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { AlarmList } from './alarm-list.tsx';
import { SignalRow } from './signal-row.tsx';
import { TwinChips } from './twin-chips.tsx';

const ALARMS_MOST = 4;

export function Overview() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant } = session;
  const { info } = plant;
  const standing = useStandingAlarms();
  const kpi = plant.signal(info.kpi);
  const { setView } = useUi.getState();
  const roots = plant.twins.filter((twin) => !twin.parent);
  const units = roots.length === 1 && roots[0].children.length > 0 ? roots[0].children : roots;
  const rootSignals =
    roots.length === 1
      ? plant
          .signalsOf(roots[0])
          .filter((signal) => signal.type.kind !== 'setpoint')
          .slice(0, 6)
      : [];
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
      <div className="panel-scroll tab-panel">
        <p className="hint">{localText(info.description, language)}</p>
        <h3 className="panel-section">{t('panel.standing')}</h3>
        {standing.length === 0 && <NoAlarms />}
        <AlarmList items={standing.slice(0, ALARMS_MOST)} onChoose={followAlarm} />
        {standing.length > ALARMS_MOST && (
          <button type="button" className="link more" onClick={() => setView('alarms')}>
            {t('alarms.more', { count: standing.length - ALARMS_MOST })}
          </button>
        )}
        <ul className="indicators">
          {[...(kpi ? [kpi] : []), ...rootSignals.filter((signal) => signal !== kpi)].map((signal) => (
            <SignalRow key={signal.path} signal={signal} />
          ))}
        </ul>
        <TwinChips title={t('panel.parts')} twins={units} />
      </div>
    </>
  );
}
