/** The rail on the left: the views that exist. */
import { useEffect, useRef } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useUi, VIEWS } from '../state/ui-store.ts';
import { Icon } from './icons.tsx';

/** Views that a digit opens. */
const KEYED = 9;

export function Rail() {
  const t = useText();
  const view = useUi((ui) => ui.view);
  const setView = useUi((ui) => ui.setView);
  const rail = useRef<HTMLElement>(null);
  // On a phone the rail is longer than the screen is wide.
  useEffect(() => {
    const item = rail.current?.querySelector('[aria-current=page]');
    item?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [view]);
  return (
    <nav className="rail" ref={rail} aria-label={t('nav.label')}>
      {VIEWS.map((each, i) => (
        <button
          key={each}
          type="button"
          className={`rail-item${each === 'settings' ? ' rail-last' : ''}`}
          aria-current={view === each ? 'page' : undefined}
          title={i < KEYED ? `${t(`nav.${each}`)} (${i + 1})` : t(`nav.${each}`)}
          onClick={() => setView(each)}
        >
          <Icon name={each} size={20} />
          <span>{t(`nav.${each}`)}</span>
        </button>
      ))}
    </nav>
  );
}
