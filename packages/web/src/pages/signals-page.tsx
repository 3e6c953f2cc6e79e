/** Signals: all of the plant in a list of which only the visible rows exist, filtered by path or name. */
import { LEVEL_NAMES, levelOf } from '@millwright/model/web';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { formatDuration, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { qualityText, valueText } from '../panel/value-text.tsx';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { Icon } from '../shell/icons.tsx';
import { Empty } from '../shell/message.tsx';
import { useVisibleRows } from '../shell/visible-rows.ts';
import { useUi } from '../state/ui-store.ts';
import { useTextScale } from '../styles/scale.ts';
import { useInstant, useReading } from '../values/hooks.ts';

/** Height of a row, rem. */
const ROW_REM = 2.125;

export function SignalsPage() {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const [query, setQuery] = useState('');
  const deferred = useDeferredValue(query);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const words = deferred.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return plant.signals;
    return plant.signals.filter((signal) => {
      const text =
        `${signal.path} ${localText(signal.type.label, language)} ${localText(signal.twin.info.label, language)}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [plant, deferred, language]);
  const rowHeight = ROW_REM * 16 * useTextScale();
  const { first, last } = useVisibleRows(scroller, rows.length, rowHeight);
  return (
    <section className="page" aria-label={t('nav.signals')}>
      <div className="page-bar">
        <h2>{t('nav.signals')}</h2>
        <input
          type="search"
          aria-label={t('signals.filter')}
          placeholder={t('signals.filter')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            scroller.current?.scrollTo({ top: 0 });
          }}
        />
        <span className="page-count">
          {t('signals.count', { shown: rows.length, all: plant.signals.length })}
        </span>
      </div>
      <div className="table-scroll" ref={scroller}>
        <table className="table table-signals" aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <th scope="col">{t('signals.path')}</th>
              <th scope="col" className="number">
                {t('signals.value')}
              </th>
              <th scope="col">{t('signals.unit')}</th>
              <th scope="col">{t('signals.quality')}</th>
              <th scope="col" className="number">
                {t('signals.age')}
              </th>
              <th>
                <span className="visually-hidden">{t('signals.draw')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr style={{ height: first * rowHeight }} />}
            {rows.slice(first, last).map((signal, i) => (
              <Row key={signal.path} signal={signal} position={first + i + 2} />
            ))}
            {last < rows.length && <tr style={{ height: (rows.length - last) * rowHeight }} />}
          </tbody>
        </table>
        {rows.length === 0 && (
          <Empty>
            {plant.signals.length === 0 ? t('signals.none') : t('signals.empty', { query: deferred })}
          </Empty>
        )}
      </div>
    </section>
  );
}

function Row({ signal, position }: { signal: SignalNode; position: number }) {
  const t = useText();
  const language = useLanguage();
  const { value, time, quality } = useReading(signal);
  const instant = useInstant(1000);
  const selected = useUi((ui) => ui.signal === signal.path);
  const drawn = useUi((ui) => ui.trends.includes(signal.path));
  const { selectSignal, toggleTrend } = useUi.getState();
  const level = levelOf(quality);
  const tab = signal.type.kind === 'derived' ? 'explain' : 'trend';
  const label = t(drawn ? 'signals.undraw' : 'signals.draw');
  return (
    <tr
      aria-rowindex={position}
      className={selected ? 'selected' : ''}
      onClick={() => selectSignal(signal.path, tab)}
    >
      <td>
        <button type="button" className="link signal-link" onClick={() => selectSignal(signal.path, tab)}>
          <span>{localText(signal.type.label, language)}</span>
          <small>{signal.path}</small>
        </button>
      </td>
      <td className="number">
        <span className={`value value-${LEVEL_NAMES[level]}`}>
          <span className="digits">{Number.isFinite(value) ? valueText(signal, value, language) : '–'}</span>
        </span>
      </td>
      <td className="unit">{unitText(signal.type.unit)}</td>
      <td className={`quality-${level} nowrap`}>{qualityText(quality, t)}</td>
      <td className="number nowrap">{formatDuration(instant - time, language)}</td>
      <td>
        <button
          type="button"
          className="icon-button"
          aria-pressed={drawn}
          title={label}
          aria-label={label}
          onClick={(event) => {
            event.stopPropagation();
            toggleTrend(signal.path);
          }}
        >
          <Icon name="chart" size={16} />
        </button>
      </td>
    </tr>
  );
}
