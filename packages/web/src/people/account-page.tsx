/** Oneself: the password, the browsers one is signed in with, and the way out. */
import { useState } from 'react';
import { Act, Refused } from '../decisions/parts.tsx';
import { useHindrance, useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { TOKEN_KEY } from '../shell/token-key.ts';
import { Field } from '../work/parts.tsx';
import { useOutbox, useWhen } from '../work/use-work.ts';
import { browserName } from './browser-name.ts';
import { useAttempt } from './use-attempt.ts';

export function AccountPage() {
  const t = useText();
  const { api } = useSession();
  const office = useOffice();
  const outbox = useOutbox();
  const attempt = useAttempt();
  const { who } = office;
  if (!who && office.failure !== undefined) {
    return <Failed error={office.failure} onRetry={() => void office.open()} />;
  }
  if (!who) return <Loading lines={4} />;
  const leave = async () => {
    // A token has no session to end; then it is enough that this browser forgets it.
    if (who.sessions.some(({ current }) => current)) {
      const ended = await attempt.run(async () => {
        await api.signOut();
        return true;
      });
      if (!ended) return;
    }
    sessionStorage.removeItem(TOKEN_KEY);
    location.assign('/');
  };
  return (
    <div className="people">
      <section className="work-item">
        <header>
          <h3>{who.name}</h3> <code>{who.actor}</code>
        </header>
        {outbox.parcels.length > 0 && <p>{t('account.waiting', { count: outbox.parcels.length })}</p>}
        <Refused refusal={attempt.refusal} onForget={attempt.forget} />
        <div className="handle-line">
          <Act pending={attempt.pending} onAct={leave}>
            {t('account.signOut')}
          </Act>
        </div>
      </section>
      <Password />
      <Sessions />
    </div>
  );
}

function Password() {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const attempt = useAttempt();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [done, setDone] = useState(false);
  const { who } = office;
  if (!who) return null;
  const isToken = who.actor.startsWith('token/');
  const closed =
    hindrance('view', '') ??
    (isToken ? t('account.byToken') : undefined) ??
    (next === '' ? t('account.passwordMissing') : undefined) ??
    (next === again ? undefined : t('account.different'));
  return (
    <form
      className="work-form"
      aria-label={t('account.password')}
      onSubmit={(event) => event.preventDefault()}
    >
      <h3>{t('account.password')}</h3>
      <p className="page-note wide">{t('account.passwordNote', { id: who.employee })}</p>
      <input type="text" autoComplete="username" readOnly hidden value={who.employee} />
      {who.hasPassword && (
        <Field label={t('account.current')}>
          <input
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </Field>
      )}
      <Field label={t('account.new')}>
        <input
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
      </Field>
      <Field label={t('account.again')}>
        <input
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
      </Field>
      <Act
        strong
        hindrance={closed}
        pending={attempt.pending}
        onAct={async () => {
          setDone(false);
          const set = await attempt.run(async () => {
            await office.client.setPassword(who.employee, next, who.hasPassword ? current : undefined);
            return true;
          });
          if (!set) return;
          setDone(true);
          setCurrent('');
          setNext('');
          setAgain('');
          await office.open();
        }}
      >
        {t('account.setPassword')}
      </Act>
      <div className="wide">
        {done && <p role="status">{t('account.passwordSet')}</p>}
        <Refused refusal={attempt.refusal} onForget={attempt.forget} />
      </div>
    </form>
  );
}

function Sessions() {
  const t = useText();
  const { api } = useSession();
  const office = useOffice();
  const when = useWhen();
  const attempt = useAttempt();
  const sessions = office.who?.sessions ?? [];
  return (
    <section className="work-item">
      <h3>{t('account.sessions')}</h3>
      <Refused refusal={attempt.refusal} onForget={attempt.forget} />
      {sessions.length === 0 && <p className="page-note">{t('account.noSessions')}</p>}
      <ul className="work-cards">
        {sessions.map(({ id, begunAt, usedAt, browser, current }) => (
          <li key={id} className="work-card">
            <strong title={browser}>
              {browser === '' ? t('account.someBrowser') : browserName(browser)}
            </strong>
            {current && <span className="work-state">{t('account.this')}</span>}
            <p className="page-note">
              {t('account.begun', { time: when(begunAt) })} · {t('account.used', { time: when(usedAt) })}
            </p>
            {!current && (
              <Act
                pending={attempt.pending}
                onAct={() =>
                  void attempt.run(async () => {
                    await api.signOut(id);
                    await office.open();
                  })
                }
              >
                {t('account.end')}
              </Act>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
