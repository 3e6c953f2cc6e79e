/** Trends: chosen signals, large, with cursors, statistics, export and saved sets. */
import { useState, useSyncExternalStore } from 'react';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { lookUp } from '../plant/look-up.ts';
import { useSession } from '../session.ts';
import { Empty } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { ExportMenu } from '../trends/export-menu.tsx';
import { SetsMenu } from '../trends/sets-menu.tsx';
import { TrendChart } from '../trends/trend-chart.tsx';
import { TrendTable } from '../trends/trend-table.tsx';

const RANGES_MINUTES = [1, 5, 15, 60, 480, 1440, 10_080] as const;
const FOUND = 12;

export function TrendsPage() {
  const t = useText();
  const language = useLanguage();
  const { plant, window: span, clock } = useSession();
  const trends = useUi((ui) => ui.trends);
  const cursors = useUi((ui) => ui.cursors);
  useSyncExternalStore(span.subscribe, () => span.version);
  const { toggleTrend, setCursors } = useUi.getState();
  const [query, setQuery] = useState('');
  const candidates = plant.signals.map((signal) => ({
    item: signal,
    text: `${signal.path} ${localText(signal.type.label, language)} ${localText(signal.twin.info.label, language)}`.toLowerCase(),
    weight: signal.twin.depth,
  }));
  const found = query.trim() === '' ? [] : lookUp(candidates, query, FOUND);
  return (
    <section className="page page-trends" aria-label={t('nav.trends')}>
      <div className="page-bar">
        <h2>{t('nav.trends')}</h2>
        <div className="trend-add">
          <input
            type="search"
            aria-label={t('trends.add')}
            placeholder={t('trends.add')}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          {found.length > 0 && (
            <ul>
              {found.map((signal) => (
                <li key={signal.path}>
                  <button
                    type="button"
                    onClick={() => {
                      toggleTrend(signal.path);
                      setQuery('');
                    }}
                  >
                    {localText(signal.type.label, language)} — {localText(signal.twin.info.label, language)}
                    <small>{signal.path}</small>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        <fieldset className="ranges" aria-label={t('trends.range')}>
          {RANGES_MINUTES.map((minutes) => (
            <button
              key={minutes}
              type="button"
              aria-pressed={Math.abs(span.span - minutes * 60_000) < 1000}
              onClick={() => span.setSpan(minutes * 60_000)}
            >
              {formatDuration(minutes * 60_000, language)}
            </button>
          ))}
        </fieldset>
        {clock.live && !span.following && (
          <button type="button" className="button button-small" onClick={() => span.follow()}>
            {t('trends.follow')}
          </button>
        )}
        {trends.length > 0 && (
          <button
            type="button"
            className="button button-small"
            aria-pressed={cursors.length === 2}
            onClick={() =>
              setCursors(
                cursors.length === 2
                  ? []
                  : [span.from + span.span / 3, span.from + (span.span * 2) / 3].map(Math.round),
              )
            }
          >
            {t('trends.cursors')}
          </button>
        )}
        <SetsMenu />
        {trends.length > 0 && <ExportMenu paths={trends} />}
      </div>
      {trends.length === 0 ? (
        <Empty>{t('trends.empty')}</Empty>
      ) : (
        <>
          <TrendChart paths={trends} bare cursors={cursors} onCursors={setCursors} />
          <TrendTable paths={trends} cursors={cursors} onRemove={toggleTrend} />
        </>
      )}
    </section>
  );
}
