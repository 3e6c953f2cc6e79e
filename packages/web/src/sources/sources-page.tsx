/** Sources: each connection with its state, rate, last error and age; in REPLAY its state at the instant. */
import type { SourceInfo } from '@millwright/server/client';
import { useSyncExternalStore } from 'react';
import { formatDuration, formatNumber, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Loading } from '../shell/message.tsx';
import { useClockState, useInstant } from '../values/hooks.ts';
import { useSources } from './use-sources.ts';

export function SourcesPage() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const sources = useSources();
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const { mode } = useClockState();
  const now = useInstant(1000);
  return (
    <section className="page" aria-label={t('nav.sources')}>
      <div className="page-bar">
        <h2>{t('nav.sources')}</h2>
        {mode === 'replay' && <p className="page-note">{t('sources.recorded')}</p>}
      </div>
      {!sources && <Loading lines={4} />}
      {sources?.length === 0 && <Empty>{t('sources.empty')}</Empty>}
      {sources && sources.length > 0 && (
        <div
          className={`table-scroll${connection === 'open' ? '' : ' greyed'}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it takes the focus, and it scrolls.
          tabIndex={0}
        >
          <table className="table table-sources as-cards">
            <thead>
              <tr>
                <th scope="col">{t('sources.name')}</th>
                <th scope="col">{t('sources.state')}</th>
                <th scope="col" className="number">
                  {t('sources.rate')}
                </th>
                <th scope="col" className="number">
                  {t('sources.signals')}
                </th>
                <th scope="col" className="number">
                  {t('sources.total')}
                </th>
                <th scope="col" className="number">
                  {t('sources.rejected')}
                </th>
                <th scope="col">{t('sources.last')}</th>
                <th scope="col">{t('sources.error')}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <tr key={source.name}>
                  <td className="column-main">
                    <strong>{localText(source.label, language)}</strong>
                    <small className="below">
                      {source.kind} · <span title={t('sources.endpoint')}>{source.endpoint}</span>
                    </small>
                  </td>
                  <td className="nowrap">
                    <span className={`source-state state-${source.state}`}>
                      {t(`sourceState.${source.state}`)}
                    </span>
                    <small className="below">
                      {source.since !== undefined &&
                        t('sources.since', { duration: formatDuration(now - source.since, language) })}
                    </small>
                  </td>
                  <Figures now={source.now} at={now} message={source.message} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Rates, counts and the last error; of the past only why it was lost is known. */
function Figures({
  now,
  at,
  message,
}: {
  now: SourceInfo | undefined;
  at: number;
  message: string | undefined;
}) {
  const t = useText();
  const language = useLanguage();
  const { timezone } = useSession().plant.info;
  if (!now) {
    return (
      <>
        {['rate', 'signals', 'total', 'rejected'].map((each) => (
          <td key={each} className="number">
            –
          </td>
        ))}
        <td>–</td>
        <td data-label={t('sources.error')}>{message ?? '–'}</td>
      </>
    );
  }
  return (
    <>
      <td className="number">
        {formatNumber(now.samplesPerSecond, now.samplesPerSecond < 10 ? 1 : 0, language)}
      </td>
      <td className="number">{formatNumber(now.signals, 0, language)}</td>
      <td className="number">{formatNumber(now.samplesTotal, 0, language)}</td>
      <td className="number">{formatNumber(now.rejectedTotal, 0, language)}</td>
      <td className="nowrap" data-label={t('sources.last')}>
        {now.lastSampleAt === null
          ? '–'
          : t('sources.ago', { duration: formatDuration(at - now.lastSampleAt, language) })}
      </td>
      <td data-label={t('sources.error')}>
        {now.lastError ? (
          <>
            {now.lastError.message}
            <small className="below">{formatTime(now.lastError.at, 'dateTime', language, timezone)}</small>
          </>
        ) : (
          t('sources.noError')
        )}
      </td>
    </>
  );
}
