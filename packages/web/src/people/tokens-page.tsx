/** Tokens for programs that act for somebody: created with a scope and an end, shown once, revoked. */
import type { StaffAnswer } from '@millwright/server/client';
import { useState } from 'react';
import { PERMISSIONS, type Permission } from '../decisions/office.ts';
import { Act, Refused } from '../decisions/parts.tsx';
import { type Sending, useHindrance, useOffice, useSending } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useInstant } from '../values/hooks.ts';
import { Field } from '../work/parts.tsx';
import { useTwinName, useWhen } from '../work/use-work.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { PlaceSelect } from './selects.tsx';
import { useAttempt } from './use-attempt.ts';
import { useStaff } from './use-staff.ts';

const DAYS = [1, 7, 30, 90, 366] as const;
/** The last instant a date can say: what ends later never ends. */
const LAST_DATE = 8.64e15;

export function TokensPage() {
  const t = useText();
  const found = useStaff();
  const sending = useSending();
  const tokens = found.data?.tokens.filter(({ revoked }) => !revoked) ?? [];
  return (
    <div className="people">
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {found.isPending && <Loading lines={3} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && tokens.length === 0 && <Empty>{t('token.empty')}</Empty>}
      <ul className="work-cards" aria-label={t('token.title')}>
        {tokens.map((one) => (
          <TokenCard key={one.id} one={one} sending={sending} />
        ))}
      </ul>
      <CreateToken />
    </div>
  );
}

function TokenCard({ one, sending }: { one: StaffAnswer['tokens'][number]; sending: Sending }) {
  const t = useText();
  const now = useInstant(1000);
  const when = useWhen();
  const twinName = useTwinName();
  const closed = useHindrance()('view', '');
  const never = one.expiresAt > LAST_DATE;
  const ending = t(one.expiresAt < now ? 'token.ended' : 'token.ends', {
    time: never ? '' : when(one.expiresAt),
  });
  return (
    <li className="work-card">
      <strong>{one.name}</strong> <code>{one.id}</code>
      <p className="page-note">
        {one.owner} · {one.permissions.map((each) => t(`permission.${each}`)).join(', ')} ·{' '}
        {one.place === '' ? t('decide.plant') : twinName(one.place)}
      </p>
      <p className="page-note">{never ? t('token.never') : ending}</p>
      <Act
        hindrance={closed}
        pending={sending.pending}
        label={t('token.revokeOne', { name: one.name })}
        onAct={() => void sending.send({ type: 'revoke-token', subject: `token/${one.id}` })}
      >
        {t('token.revoke')}
      </Act>
    </li>
  );
}

function CreateToken() {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const attempt = useAttempt();
  const [name, setName] = useState('');
  const [place, setPlace] = useState('');
  const [days, setDays] = useState<number>(30);
  const [chosen, setChosen] = useState<readonly Permission[]>(['view']);
  const [secret, setSecret] = useState<string>();
  const missing = name.trim() === '' || chosen.length === 0 ? t('token.missing') : undefined;
  return (
    <section className="work-form" aria-label={t('token.create')}>
      <h3>{t('token.create')}</h3>
      <Field label={t('people.name')}>
        <input value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('people.place')}>
        <PlaceSelect value={place} onChange={setPlace} />
      </Field>
      <Field label={t('token.life')}>
        <select value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {t('token.days', { count })}
            </option>
          ))}
        </select>
      </Field>
      <fieldset className="wide token-scope">
        <legend>{t('token.scope')}</legend>
        {PERMISSIONS.map((each) => {
          const closed = hindrance(each, place);
          return (
            <label key={each} title={closed}>
              <input
                type="checkbox"
                disabled={closed !== undefined}
                checked={closed === undefined && chosen.includes(each)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, each] : chosen.filter((other) => other !== each),
                  )
                }
              />{' '}
              {t(`permission.${each}`)}
            </label>
          );
        })}
      </fieldset>
      <Act
        strong
        hindrance={hindrance('view', place) ?? missing}
        pending={attempt.pending}
        onAct={async () => {
          const permissions = chosen.filter((each) => hindrance(each, place) === undefined);
          const request = { name: name.trim(), permissions, place, days };
          const made = await attempt.run(() => office.client.createToken(request));
          setSecret(made?.token);
          if (made) setName('');
        }}
      >
        {t('token.create')}
      </Act>
      <div className="wide">
        <Refused refusal={attempt.refusal} onForget={attempt.forget} />
        {secret && (
          <OneTimeSecret note={t('token.note')} secret={secret} onDone={() => setSecret(undefined)} />
        )}
      </div>
    </section>
  );
}
