/** Shown when the server does not know this browser: by name and password, or by token. */
import { ApiClient, ApiError } from '@millwright/server/client';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/use-text.ts';

interface SignInProps {
  /** The token that was given before was not known. */
  refused: boolean;
  onToken: (token: string) => void;
  /** The browser has a session now. */
  onSignedIn: () => void;
}

export function SignIn({ refused, onToken, onSignedIn }: SignInProps) {
  const t = useText();
  const [token, setToken] = useState('');
  return (
    <main className="start">
      <h1>{t('signIn.title')}</h1>
      <ByPassword onSignedIn={onSignedIn} />
      <ByProvider />
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
          {t('signIn.byToken')}
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

/** The company's own accounts, where the server knows an identity provider. */
function ByProvider() {
  const [provider, setProvider] = useState<{ label: string; path: string } | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    new ApiClient().signInWays(gone.signal).then(
      (ways) => setProvider(ways.provider),
      // Without an answer the other ways stay.
      () => {},
    );
    return () => gone.abort();
  }, []);
  if (provider === null) return null;
  return (
    <p>
      <a className="button" href={provider.path}>
        {provider.label}
      </a>
    </p>
  );
}

function ByPassword({ onSignedIn }: { onSignedIn: () => void }) {
  const t = useText();
  const [employee, setEmployee] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string>();
  const enter = async () => {
    setPending(true);
    setFailure(undefined);
    try {
      await new ApiClient().signIn(employee.trim(), password);
      onSignedIn();
    } catch (error) {
      const problem = error instanceof ApiError ? error.problem : undefined;
      setFailure([problem?.detail ?? String(error), problem?.remedy].filter(Boolean).join(' '));
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <form
        className="sign-in"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending && employee.trim() !== '' && password !== '') void enter();
        }}
      >
        <label>
          {t('signIn.employee')}
          <input
            type="text"
            autoComplete="username"
            autoCapitalize="none"
            value={employee}
            onChange={(event) => setEmployee(event.target.value)}
          />
        </label>
        <label>
          {t('signIn.password')}
          <input
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </label>
        <button type="submit" className="button button-strong" aria-busy={pending}>
          {t('signIn.go')}
        </button>
      </form>
      {failure && (
        <p className="message-error" role="alert">
          {failure}
        </p>
      )}
    </>
  );
}
