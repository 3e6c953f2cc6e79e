/** What stands where there is nothing to show: empty, loading, failed. */
import type { ReactNode } from 'react';
import { useText } from '../i18n/use-text.ts';

export function Empty({ children }: { children: ReactNode }) {
  return <div className="message">{children}</div>;
}

/** Loading shows its shape at once: grey lines where the content will be. */
export function Loading({ lines = 3 }: { lines?: number }) {
  const t = useText();
  return (
    <div className="loading" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} style={{ width: `${88 - ((i * 23) % 40)}%` }} />
      ))}
    </div>
  );
}

/** An error says what happened, what is still true, and what to do. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useText();
  return (
    <div className="message message-error" role="alert">
      <strong>{t('state.failed')}</strong>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>{t('state.stillTrue')}</p>
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {t('state.retry')}
        </button>
      )}
    </div>
  );
}
