/** The bar on top: plant, selection, search, the truth about time, alarms, language and theme. */
import type { PlantSummary } from '@millwright/server/client';
import { Fragment, useRef } from 'react';
import { PRIORITIES, type Priority } from '../alarms/priorities.ts';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { useOffice } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { setLanguage } from '../i18n/index.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi } from '../state/ui-store.ts';
import { useThemeName } from '../state/use-theme.ts';
import { useStandingAlarms, useStandingKnown } from '../values/hooks.ts';
import { ClockChip } from './clock-chip.tsx';
import { Icon } from './icons.tsx';

export function TopBar({
  plants,
  onPlant,
}: {
  plants: readonly PlantSummary[];
  onPlant: (id: string) => void;
}) {
  const t = useText();
  const language = useLanguage();
  const theme = useThemeName();
  const { plant } = useSession();
  const setTheme = useUi((ui) => ui.setTheme);
  const setSearching = useUi((ui) => ui.setSearching);
  return (
    <header className="top-bar">
      {plants.length > 1 ? (
        <select
          className="plant-choice"
          aria-label={t('plant.choose')}
          value={plant.info.id}
          onChange={(event) => onPlant(event.target.value)}
        >
          {plants.map((each) => (
            <option key={each.id} value={each.id}>
              {localText(each.label, language)}
            </option>
          ))}
        </select>
      ) : (
        <h1 className="plant-name">{localText(plant.info.label, language)}</h1>
      )}
      <Breadcrumb />
      <button type="button" className="search-button" onClick={() => setSearching(true)}>
        <Icon name="search" size={16} />
        <span>{t('search.open')}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <ClockChip />
      <AlarmCounts />
      <button
        type="button"
        className="icon-button"
        title={t('settings.language')}
        aria-label={t('settings.language')}
        onClick={() => void setLanguage(language === 'en' ? 'zh' : 'en')}
      >
        <Icon name="language" />
      </button>
      <button
        type="button"
        className="icon-button"
        title={t('settings.theme')}
        aria-label={t('settings.theme')}
        onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}
      >
        <Icon name={theme === 'light' ? 'moon' : 'sun'} />
      </button>
      <Person />
    </header>
  );
}

/** Who acts here: on a screen that several people share, whoever is about to decide has to see it. */
function Person() {
  const t = useText();
  const { who } = useOffice();
  const openSettings = useUi((ui) => ui.openSettings);
  if (!who) return null;
  return (
    <button
      type="button"
      className="icon-button person-button"
      title={t('account.open', { name: who.name, actor: who.actor })}
      aria-label={t('account.open', { name: who.name, actor: who.actor })}
      onClick={() => openSettings('account')}
    >
      <Icon name="person" />
      <span>{who.name}</span>
    </button>
  );
}

function Breadcrumb() {
  const { plant } = useSession();
  const language = useLanguage();
  const selected = useUi((ui) => ui.twin);
  const selectTwin = useUi((ui) => ui.selectTwin);
  const twin = plant.twin(selected);
  return (
    <ol className="breadcrumb">
      {twin &&
        plant.lineage(twin).map((each, i, all) => (
          <Fragment key={each.info.path}>
            <li aria-current={i === all.length - 1 ? 'location' : undefined}>
              <button type="button" onClick={() => selectTwin(each.info.path, { focus: true })}>
                {localText(each.info.label, language)}
              </button>
            </li>
          </Fragment>
        ))}
    </ol>
  );
}

function AlarmCounts() {
  const t = useText();
  const standing = useStandingAlarms();
  const next = useRef(new Map<Priority, number>());
  const known = useStandingKnown();
  if (standing.length === 0) {
    const text: TextKey =
      known === 'known' ? 'alarms.noneStanding' : known === 'asking' ? 'state.loading' : 'alarms.unknown';
    return (
      <span className={`alarm-counts alarm-none${known === 'failed' ? ' alarm-unknown' : ''}`}>
        {t(text)}
      </span>
    );
  }
  return (
    <fieldset className="alarm-counts" aria-label={t('nav.alarms')}>
      {PRIORITIES.map((priority) => {
        const items = standing.filter((item) => item.priority === priority);
        if (items.length === 0) return null;
        return (
          <button
            key={priority}
            type="button"
            className={`alarm-count count-${priority}`}
            title={t('alarms.standingCount', { count: items.length, priority: t(`priority.${priority}`) })}
            onClick={() => {
              // Each further click goes to the next one of the priority.
              const at = next.current.get(priority) ?? 0;
              next.current.set(priority, at + 1);
              followAlarm(items[at % items.length]);
            }}
          >
            <PriorityMark priority={priority} />
            <span>{items.length}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
