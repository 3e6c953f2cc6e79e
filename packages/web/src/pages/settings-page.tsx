/** Settings: language, theme, keys and facts about the plant; one's account, people, tokens. */
import { formatTime, localText } from '../i18n/format.ts';
import { setLanguage } from '../i18n/index.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { AccountPage } from '../people/account-page.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { TokensPage } from '../people/tokens-page.tsx';
import { useSession } from '../session.ts';
import { QualityChoice } from '../space/quality-choice.tsx';
import { type SettingsPart, type Theme, useUi, VIEWS } from '../state/ui-store.ts';

const THEMES: readonly { value: Theme; text: TextKey }[] = [
  { value: 'system', text: 'settings.theme.system' },
  { value: 'light', text: 'settings.theme.light' },
  { value: 'dark', text: 'settings.theme.dark' },
];

const KEYS: readonly { keys: string; text: TextKey }[] = [
  { keys: 'Ctrl K', text: 'keys.search' },
  { keys: `1 – ${Math.min(9, VIEWS.length)}`, text: 'keys.views' },
  { keys: 'A', text: 'keys.alarm' },
  { keys: 'F', text: 'keys.zoom' },
  { keys: 'H', text: 'keys.home' },
  { keys: '← ↑ → ↓, Shift, + −', text: 'keys.orbit' },
  { keys: '␣', text: 'keys.play' },
  { keys: '← →', text: 'keys.step' },
  { keys: 'L', text: 'keys.live' },
  { keys: 'I, E, X, M, W, N', text: 'keys.tools' },
  { keys: '↵, ⌫', text: 'keys.levels' },
  { keys: 'Esc', text: 'keys.deselect' },
];

const PAGES: readonly { page: SettingsPart; text: TextKey }[] = [
  { page: 'general', text: 'settings.general' },
  { page: 'account', text: 'account.title' },
  { page: 'people', text: 'people.title' },
  { page: 'tokens', text: 'token.title' },
];

export function SettingsPage() {
  const t = useText();
  const page = useUi((ui) => ui.settings);
  const open = useUi((ui) => ui.openSettings);
  return (
    <section className="page page-settings" aria-label={t('nav.settings')}>
      <div className="page-bar">
        <h2>{t('nav.settings')}</h2>
        <fieldset className="ranges" aria-label={t('settings.pages')}>
          {PAGES.map((each) => (
            <button
              key={each.page}
              type="button"
              aria-pressed={page === each.page}
              onClick={() => open(each.page)}
            >
              {t(each.text)}
            </button>
          ))}
        </fieldset>
      </div>
      {page === 'general' && <General />}
      {page === 'account' && <AccountPage />}
      {page === 'people' && <PeoplePage />}
      {page === 'tokens' && <TokensPage />}
    </section>
  );
}

function General() {
  const t = useText();
  const language = useLanguage();
  const theme = useUi((ui) => ui.theme);
  const setTheme = useUi((ui) => ui.setTheme);
  const setView = useUi((ui) => ui.setView);
  const { info } = useSession().plant;
  return (
    <div className="settings">
      <fieldset>
        <legend>{t('settings.language')}</legend>
        {(['en', 'zh'] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="language"
              checked={language === each}
              onChange={() => void setLanguage(each)}
            />
            <span lang={each}>
              {new Intl.DisplayNames([each], { type: 'language' }).of(each === 'zh' ? 'zh-Hans' : 'en')}
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('settings.theme')}</legend>
        {THEMES.map(({ value, text }) => (
          <label key={value}>
            <input type="radio" name="theme" checked={theme === value} onChange={() => setTheme(value)} />
            {t(text)}
          </label>
        ))}
      </fieldset>
      <QualityChoice />
      <section>
        <h3>{t('gallery.title')}</h3>
        <p>{t('gallery.about')}</p>
        <button type="button" className="button" onClick={() => setView('gallery')}>
          {t('gallery.open')}
        </button>
      </section>
      <section>
        <h3>{t('settings.about')}</h3>
        <dl className="facts">
          <div>
            <dt>{t('settings.plant')}</dt>
            <dd>{localText(info.label, language)}</dd>
          </div>
          <div>
            <dt>{t('settings.timezone')}</dt>
            <dd>{info.timezone}</dd>
          </div>
          <div>
            <dt>{t('settings.oldest')}</dt>
            <dd>
              {info.firstTime === null
                ? '–'
                : formatTime(info.firstTime, 'dateTime', language, info.timezone)}
            </dd>
          </div>
          <div>
            <dt>{t('settings.revision')}</dt>
            <dd>
              <code>{info.revision.slice(0, 12)}</code>
            </dd>
          </div>
        </dl>
      </section>
      <section>
        <h3>{t('settings.keys')}</h3>
        <dl className="facts keys">
          {KEYS.map(({ keys, text }) => (
            <div key={text}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{t(text)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
