/** Sources: each connection with its state, rate, last error and age. */
import { useSyncExternalStore } from 'react';
import { formatDuration, formatNumber, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Loading } from '../shell/message.tsx';
import { useClockState, useInstant } from '../values/hooks.ts';

export function SourcesPage() {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { clock, plant } = session;
  const sources = useSyncExternalStore(session.subscribe, () => session.sources);
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const { mode } = useClockState();
  useInstant(1000);
  const now = clock.serverNow();
  return (
    <section className="page" aria-label={t('nav.sources')}>
      <div className="page-bar">
        <h2>{t('nav.sources')}</h2>
        {mode === 'replay' && <p className="page-note">{t('sources.liveOnly')}</p>}
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
                      {t('sources.since', { duration: formatDuration(now - source.since, language) })}
                    </small>
                  </td>
                  <td className="number">
                    {formatNumber(source.samplesPerSecond, source.samplesPerSecond < 10 ? 1 : 0, language)}
                  </td>
                  <td className="number">{formatNumber(source.signals, 0, language)}</td>
                  <td className="number">{formatNumber(source.samplesTotal, 0, language)}</td>
                  <td className="number">{formatNumber(source.rejectedTotal, 0, language)}</td>
                  <td className="nowrap" data-label={t('sources.last')}>
                    {source.lastSampleAt === null
                      ? '–'
                      : t('sources.ago', { duration: formatDuration(now - source.lastSampleAt, language) })}
                  </td>
                  <td data-label={t('sources.error')}>
                    {source.lastError ? (
                      <>
                        {source.lastError.message}
                        <small className="below">
                          {formatTime(source.lastError.at, 'dateTime', language, plant.info.timezone)}
                        </small>
                      </>
                    ) : (
                      t('sources.noError')
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
