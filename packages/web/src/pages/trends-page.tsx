/** Trends: chosen signals, large. */
import { useState } from 'react';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { lookUp } from '../plant/look-up.ts';
import { useSession } from '../session.ts';
import { Empty } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { TrendChart } from '../trends/trend-chart.tsx';

const RANGES_MINUTES = [1, 5, 15, 60, 480, 1440] as const;
const FOUND = 12;

export function TrendsPage() {
  const t = useText();
  const language = useLanguage();
  const { plant, window: span, clock } = useSession();
  const trends = useUi((ui) => ui.trends);
  const { toggleTrend } = useUi.getState();
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
              onClick={() => span.zoom((minutes * 60_000) / span.span, clock.now())}
            >
              {formatDuration(minutes * 60_000, language)}
            </button>
          ))}
        </fieldset>
      </div>
      {trends.length === 0 ? (
        <Empty>{t('trends.empty')}</Empty>
      ) : (
        <TrendChart paths={trends} onRemove={toggleTrend} />
      )}
    </section>
  );
}
