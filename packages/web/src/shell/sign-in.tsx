/** Shown when the server does not know this browser. */
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';

export function SignIn({ refused, onToken }: { refused: boolean; onToken: (token: string) => void }) {
  const t = useText();
  const [token, setToken] = useState('');
  return (
    <main className="start">
      <h1>{t('signIn.title')}</h1>
      <p>{t('signIn.text')}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== '') onToken(token.trim());
        }}
      >
        <label>
          {t('signIn.token')}
          <input
            type="password"
            autoComplete="off"
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </label>
        <button type="submit" className="button">
          {t('signIn.go')}
        </button>
      </form>
      {refused && (
        <p className="message-error" role="alert">
          {t('signIn.refused')}
        </p>
      )}
    </main>
  );
}
