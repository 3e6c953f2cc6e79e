/** The page of an area or a unit: its alarms, its own signals, and its parts compared with each other. */
import { NoAlarms } from '../alarms/no-alarms.tsx';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { AlarmList } from '../panel/alarm-list.tsx';
import { SignalRow } from '../panel/signal-row.tsx';
import type { TwinNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { tellingSignals } from './figures.ts';
import { LevelParts } from './level-parts.tsx';

/** Alarms listed; the Alarms view has all. */
const ALARMS_MOST = 6;

export function LevelPage({ twin }: { twin: TwinNode }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { openArea, selectTwin, setView, focus } = useUi.getState();
  const { path } = twin.info;
  const standing = useStandingAlarms().filter(
    (item) => item.twin === path || item.twin.startsWith(`${path}/`),
  );
  const peers = (twin.parent?.children ?? []).filter((each) => each.info.type === twin.info.type);
  const place = peers.indexOf(twin);
  const name = localText(twin.info.label, language);
  const typeName = twin.type && localText(twin.type.label, language);
  const signals = twin.type
    ? tellingSignals(twin.type).flatMap((type) => plant.signal(`${path}.${type.name}`) ?? [])
    : [];
  const step = (by: number, icon: 'back' | 'forward', label: string) => {
    const to = peers[(place + by + peers.length) % peers.length];
    return (
      <button
        type="button"
        className="icon-button"
        title={`${label}: ${localText(to.info.label, language)}`}
        aria-label={`${label}: ${localText(to.info.label, language)}`}
        onClick={() => {
          openArea(to.info.path);
          selectTwin(to.info.path, { focus: true });
        }}
      >
        <Icon name={icon} />
      </button>
    );
  };
  return (
    <div className="level">
      <header className="level-head">
        <h2>{name}</h2>
        {typeName && typeName !== name && <p className="hint">{typeName}</p>}
        <span className="level-steps">
          {twin.type && peers.length > 1 && (
            <>
              {step(-1, 'back', t('levels.previous'))}
              {step(1, 'forward', t('levels.next'))}
            </>
          )}
          <button
            type="button"
            className="button"
            onClick={() => {
              selectTwin(path);
              setView('space');
              focus();
            }}
          >
            {t('levels.inSpace')}
          </button>
        </span>
      </header>
      <section aria-label={t('panel.standing')}>
        <h3 className="level-title">{t('panel.standing')}</h3>
        {standing.length === 0 ? (
          <NoAlarms />
        ) : (
          <AlarmList
            items={standing.slice(0, ALARMS_MOST)}
            onChoose={(item) => selectTwin(item.twin, { focus: true, tab: 'now', alarm: item.id })}
          />
        )}
      </section>
      {signals.length > 0 && (
        <section aria-label={t('levels.signals')}>
          <h3 className="level-title">{t('levels.signals')}</h3>
          <ul className="indicators indicators-wide">
            {signals.map((signal) => (
              <SignalRow key={signal.path} signal={signal} />
            ))}
          </ul>
        </section>
      )}
      <LevelParts root={twin} />
    </div>
  );
}
