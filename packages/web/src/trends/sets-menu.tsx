/** Saved sets of signals: choose, save under a name, delete. */
import { type FormEvent, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { deleteSet, savedSets, saveSet } from './saved-sets.ts';

export function SetsMenu() {
  const t = useText();
  const { plant } = useSession();
  const { id } = plant.info;
  const trends = useUi((ui) => ui.trends);
  const [sets, setSets] = useState(() => savedSets(id));
  const [name, setName] = useState('');
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || trends.length === 0) return;
    saveSet(id, { name: name.trim(), paths: trends });
    setSets(savedSets(id));
    setName('');
  };
  return (
    <details className="menu">
      <summary className="button button-small">{t('trends.sets')}</summary>
      <div className="menu-box">
        {sets.length === 0 && <p className="hint">{t('trends.noSets')}</p>}
        <ul>
          {sets.map((set) => (
            <li key={set.name}>
              <button
                type="button"
                onClick={() => useUi.getState().setTrends(set.paths.filter((path) => plant.signal(path)))}
              >
                {set.name} <small>{set.paths.length}</small>
              </button>
              <button
                type="button"
                className="icon-button"
                title={t('trends.deleteSet', { name: set.name })}
                aria-label={t('trends.deleteSet', { name: set.name })}
                onClick={() => {
                  deleteSet(id, set.name);
                  setSets(savedSets(id));
                }}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
        <form onSubmit={save}>
          <input
            value={name}
            maxLength={60}
            aria-label={t('trends.setName')}
            placeholder={t('trends.setName')}
            onChange={(event) => setName(event.target.value)}
          />
          <button type="submit" className="button button-small" disabled={trends.length === 0}>
            {t('trends.saveSet')}
          </button>
        </form>
      </div>
    </details>
  );
}
