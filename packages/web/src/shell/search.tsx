/** Ctrl K: finds twins, signals, alarms, views and commands by name in both languages or by path. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { SearchIndex } from '../plant/search-index.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';
import { type Found, findAll } from './search-found.ts';
import { recentChoices, rememberChoice } from './search-recent.ts';

/** Gap between a key and the search for it: a fast typist is not held up by results nobody reads. */
const SETTLE_MS = 30;

export function Search() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant } = session;
  const standing = useStandingAlarms();
  const { setSearching } = useUi.getState();
  const [query, setQuery] = useState('');
  const [result, setResult] = useState<{ query: string; found: Found[] }>({ query: '', found: [] });
  const [active, setActive] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  const recent = useMemo(() => recentChoices(plant.info.id), [plant]);
  const index = useMemo(() => indexOf(plant), [plant]);

  useEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  // After the render, so that the letter typed is on screen before anything is looked for.
  useEffect(() => {
    const search = () => {
      setResult({ query, found: findAll({ session, index, standing, recent, language, t }, query) });
    };
    const timer = setTimeout(search, query === '' ? 0 : SETTLE_MS);
    return () => clearTimeout(timer);
  }, [query, session, index, standing, recent, language, t]);

  const { found } = result;
  const chosen = Math.min(active, found.length - 1);
  const close = () => setSearching(false);
  const choose = (item: Found | undefined) => {
    if (!item) return;
    rememberChoice(plant.info.id, item.key);
    close();
    item.run();
  };
  const enter = () => {
    // Enter may come before the search for the last letter.
    const now =
      result.query === query ? found : findAll({ session, index, standing, recent, language, t }, query);
    choose(now[Math.min(active, now.length - 1)]);
  };

  return (
    <dialog
      ref={dialog}
      className="search"
      aria-label={t('search.open')}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
      onKeyDown={() => {}}
    >
      <input
        type="search"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="search-list"
        aria-autocomplete="list"
        aria-label={t('search.hint')}
        aria-activedescendant={chosen >= 0 ? `search-${chosen}` : undefined}
        placeholder={t('search.hint')}
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          const steps: Record<string, () => void> = {
            ArrowDown: () => setActive((chosen + 1) % Math.max(1, found.length)),
            ArrowUp: () => setActive((chosen - 1 + found.length) % Math.max(1, found.length)),
            PageDown: () => setActive(found.length - 1),
            PageUp: () => setActive(0),
            Enter: enter,
          };
          const step = steps[event.key];
          if (!step) return;
          event.preventDefault();
          step();
        }}
      />
      <div id="search-list" role="listbox" aria-label={t('search.open')}>
        {found.map((item, i) => (
          <div
            key={`${item.kind} ${item.key}`}
            id={`search-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            ref={(element) => {
              if (i === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setActive(i)}
            onClick={() => choose(item)}
            onKeyDown={() => {}}
          >
            {item.priority ? <PriorityMark priority={item.priority} /> : null}
            <span className="search-title">{item.title}</span>
            <span className="search-detail">{item.detail}</span>
            <span className="search-kind">{t(item.kind)}</span>
          </div>
        ))}
      </div>
      <p className="search-none" role="status">
        {result.query === query && query.trim() !== '' && found.length === 0
          ? t('search.none', { query })
          : ''}
      </p>
      <p className="search-keys" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> <kbd>↵</kbd> <kbd>Esc</kbd>
      </p>
    </dialog>
  );
}

/** One index a plant, made when the search is first opened. */
const indexes = new WeakMap<object, SearchIndex>();

function indexOf(plant: ConstructorParameters<typeof SearchIndex>[0]): SearchIndex {
  const known = indexes.get(plant);
  if (known) return known;
  const made = new SearchIndex(plant);
  indexes.set(plant, made);
  return made;
}
