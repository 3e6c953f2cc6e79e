/** One line over the content when what is shown cannot be trusted: connection lost, a moment that could not be loaded. */
import { useSyncExternalStore } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useClockState } from '../values/hooks.ts';

export function Banner() {
  const t = useText();
  const session = useSession();
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const pastError = useSyncExternalStore(session.past.subscribe, () => session.past.error);
  const { mode } = useClockState();
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
  return null;
}
