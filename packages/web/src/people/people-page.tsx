/** People: who works here, in which role and where, and whether they may sign in. */
import { useState } from 'react';
import { Act, Refused } from '../decisions/parts.tsx';
import { type Sending, useHindrance, useOffice, useSending } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { useTwinName, useWhen } from '../work/use-work.ts';
import { AddEmployee } from './add-employee.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';
import type { Employee, Role } from './roles.ts';
import { PlaceSelect, RoleSelect } from './selects.tsx';
import { useAttempt } from './use-attempt.ts';
import { useStaff } from './use-staff.ts';

export function PeoplePage() {
  const t = useText();
  const found = useStaff();
  const sending = useSending();
  return (
    <div className="people">
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {found.isPending && <Loading lines={4} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      <ul className="work-cards" aria-label={t('people.title')}>
        {found.data?.employees.map((one) => (
          <EmployeeCard key={one.id} one={one} sending={sending} />
        ))}
      </ul>
      <AddEmployee sending={sending} />
    </div>
  );
}

function EmployeeCard({ one, sending }: { one: Employee; sending: Sending }) {
  const t = useText();
  const when = useWhen();
  const twinName = useTwinName();
  const office = useOffice();
  const closed = useHindrance()('administer', '');
  const subject = `employee/${one.id}`;
  return (
    <li className={`work-card employee${one.suspended ? ' employee-suspended' : ''}`}>
      <div className="employee-head">
        <strong>{one.name}</strong> <code>{one.id}</code>
        {office.isMe(subject) && <span className="work-state">{t('people.you')}</span>}
        {one.suspended && (
          <span className="work-state">
            {t(one.suspendedBy === 'provider' ? 'people.inNoGroup' : 'people.suspended')}
          </span>
        )}
      </div>
      <p className="page-note">
        {t('people.since', { time: when(one.addedAt) })} ·{' '}
        {t(one.hasPassword ? 'people.hasPassword' : 'people.noPassword')}
      </p>
      <ul className="grants">
        {one.grants.map(({ role, place, by }) => (
          <li key={`${role}@${place} ${by ?? ''}`}>
            {t(`role.${role}`)} · {place === '' ? t('decide.plant') : twinName(place)}
            {by === 'provider' && ` · ${t('people.byGroup')}`}
            <Act
              hindrance={closed}
              pending={sending.pending}
              label={t('people.revokeOne', { role: t(`role.${role}`), name: one.name })}
              onAct={() => void sending.send({ type: 'revoke-role', subject, data: { role, place } })}
            >
              ×
            </Act>
          </li>
        ))}
        {one.grants.length === 0 && <li>{t('people.noRole')}</li>}
      </ul>
      <GrantRole subject={subject} name={one.name} closed={closed} sending={sending} />
      <EmployeeActs one={one} closed={closed} sending={sending} />
    </li>
  );
}

interface ActsProps {
  one: Employee;
  /** Why this person may not. */
  closed: string | undefined;
  sending: Sending;
}

function EmployeeActs({ one, closed, sending }: ActsProps) {
  const t = useText();
  const when = useWhen();
  const office = useOffice();
  const attempt = useAttempt();
  const [link, setLink] = useState<{ url: string; expiresAt: number }>();
  const subject = `employee/${one.id}`;
  return (
    <>
      <div className="handle-line">
        <Act
          hindrance={closed ?? (one.suspended ? t('people.isSuspended') : undefined)}
          pending={attempt.pending}
          label={t('people.linkFor', { name: one.name })}
          onAct={async () => setLink(await attempt.run(() => office.client.signInLink(one.id)))}
        >
          {t('people.link')}
        </Act>
        <Act
          hindrance={closed}
          pending={sending.pending}
          label={t(one.suspended ? 'people.resumeOne' : 'people.suspendOne', { name: one.name })}
          onAct={() =>
            void sending.send({ type: one.suspended ? 'resume-employee' : 'suspend-employee', subject })
          }
        >
          {t(one.suspended ? 'people.resume' : 'people.suspend')}
        </Act>
      </div>
      <Refused refusal={attempt.refusal} onForget={attempt.forget} />
      {link && (
        <OneTimeSecret
          note={t('people.linkNote', { name: one.name, time: when(link.expiresAt) })}
          secret={link.url}
          onDone={() => setLink(undefined)}
        />
      )}
    </>
  );
}

interface GrantProps {
  subject: string;
  name: string;
  closed: string | undefined;
  sending: Sending;
}

function GrantRole({ subject, name, closed, sending }: GrantProps) {
  const t = useText();
  const [role, setRole] = useState<Role>('operator');
  const [place, setPlace] = useState('');
  return (
    <div className="handle-line">
      <RoleSelect value={role} onChange={setRole} />
      <PlaceSelect value={place} onChange={setPlace} />
      <Act
        hindrance={closed}
        pending={sending.pending}
        label={t('people.grantOne', { name })}
        onAct={() => void sending.send({ type: 'grant-role', subject, data: { role, place } })}
      >
        {t('people.grant')}
      </Act>
    </div>
  );
}
