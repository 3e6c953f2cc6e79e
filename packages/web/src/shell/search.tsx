/** Ctrl K: finds twins, signals, alarms and views by name. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { useEffect, useMemo, useRef, useState } from 'react';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { localText } from '../i18n/format.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { type Candidate, lookUp } from '../plant/look-up.ts';
import { useSession } from '../session.ts';
import { followAlarm } from '../state/follow-alarm.ts';
import { useUi, VIEWS } from '../state/ui-store.ts';
import { useStandingAlarms } from '../values/hooks.ts';

const SHOWN = 14;

interface Found {
  key: string;
  kind: TextKey;
  title: string;
  detail: string;
  alarm?: AlarmOccurrence;
  run: () => void;
}

export function Search() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const standing = useStandingAlarms();
  const { setSearching, selectTwin, selectSignal, setView } = useUi.getState();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  const candidates = useMemo(() => {
    const list: Candidate<Found>[] = [];
    const add = (item: Found, text: string, weight: number) =>
      list.push({ item, text: text.toLowerCase(), weight });
    for (const twin of session.plant.twins) {
      const { path, label } = twin.info;
      const title = localText(label, language);
      add(
        { key: path, kind: 'search.twin', title, detail: path, run: () => selectTwin(path, { focus: true }) },
        `${title} ${label.en} ${path}`,
        twin.depth * 2,
      );
    }
    for (const signal of session.plant.signals) {
      const title = `${localText(signal.type.label, language)} — ${localText(signal.twin.info.label, language)}`;
      const tab = signal.type.kind === 'derived' ? 'explain' : 'trend';
      add(
        {
          key: signal.path,
          kind: 'search.signal',
          title,
          detail: signal.path,
          run: () => selectSignal(signal.path, tab),
        },
        `${title} ${signal.type.label.en} ${signal.path}`,
        20,
      );
    }
    for (const view of VIEWS) {
      const title = t(`nav.${view}`);
      add(
        { key: view, kind: 'search.view', title, detail: '', run: () => setView(view) },
        `${title} ${view}`,
        0,
      );
    }
    const live = t('clock.backToLive');
    add(
      { key: 'live', kind: 'search.command', title: live, detail: 'L', run: () => session.clock.goLive() },
      `${live} live`,
      0,
    );
    return list;
  }, [session, language, t, selectTwin, selectSignal, setView]);

  const alarms = standing.map(
    (item): Found => ({
      key: item.id,
      kind: 'search.alarm',
      title: localText(item.label, language),
      detail: item.twin,
      alarm: item,
      run: () => followAlarm(item),
    }),
  );
  const words = query.trim().toLowerCase();
  const found =
    words === ''
      ? alarms.slice(0, SHOWN)
      : [
          ...alarms.filter((each) => `${each.title} ${each.detail}`.toLowerCase().includes(words)),
          ...lookUp(candidates, query, SHOWN),
        ].slice(0, SHOWN);
  const index = Math.min(active, found.length - 1);
  const close = () => setSearching(false);
  const choose = (item: Found | undefined) => {
    if (!item) return;
    close();
    item.run();
  };

  return (
    <dialog ref={dialog} className="search" aria-label={t('search.open')} onClose={close}>
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls="search-list"
        aria-activedescendant={index >= 0 ? `search-${index}` : undefined}
        placeholder={t('search.hint')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, index + 1));
          else if (event.key === 'ArrowUp') setActive(Math.max(0, index - 1));
          else if (event.key === 'Enter') choose(found[index]);
          else return;
          event.preventDefault();
        }}
      />
      <div id="search-list" role="listbox" aria-label={t('search.open')}>
        {found.map((item, i) => (
          <div
            key={`${item.kind} ${item.key}`}
            id={`search-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === index}
            ref={(element) => {
              if (i === index) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerMove={() => setActive(i)}
            onClick={() => choose(item)}
            onKeyDown={() => {}}
          >
            {item.alarm ? <PriorityMark priority={item.alarm.priority} /> : null}
            <span className="search-title">{item.title}</span>
            <span className="search-detail">{item.detail}</span>
            <span className="search-kind">{t(item.kind)}</span>
          </div>
        ))}
      </div>
      {words !== '' && found.length === 0 && <p className="search-none">{t('search.none', { query })}</p>}
    </dialog>
  );
}
