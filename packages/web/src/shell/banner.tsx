/** One line over the content when what is shown cannot be trusted: connection lost, a moment that could not be loaded, a page of an older version. */
import { useSyncExternalStore } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useClockState } from '../values/hooks.ts';
import { useNewerPage } from './use-newer-page.ts';

export function Banner() {
  const t = useText();
  const session = useSession();
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const pastError = useSyncExternalStore(session.past.subscribe, () => session.past.error);
  const newer = useNewerPage();
  const { mode } = useClockState();
  const language = useLanguage();
  const { knownAt, neverOpen, plant } = session;
  if (connection === 'lost' && neverOpen && knownAt !== undefined) {
    const time = formatTime(knownAt, 'dateTime', language, plant.info.timezone);
    return (
      <p className="banner banner-lost" role="status">
        {t('connection.offline', { time })}
      </p>
    );
  }
  if (connection === 'lost') {
    return (
      <p className="banner banner-lost" role="status">
        {t('connection.lost')}
      </p>
    );
  }
  if (connection === 'connecting') {
    return (
      <p className="banner" role="status">
        {t('connection.connecting')}
      </p>
    );
  }
  if (mode === 'replay' && pastError !== undefined) {
    return (
      <p className="banner banner-lost" role="status">
        {t('connection.pastFailed', { message: pastError })}
      </p>
    );
  }
  if (newer) {
    return (
      <p className="banner" role="status">
        {t('connection.newer')}{' '}
        <button type="button" className="link" onClick={() => location.reload()}>
          {t('connection.reload')}
        </button>
      </p>
    );
  }
  return null;
}
