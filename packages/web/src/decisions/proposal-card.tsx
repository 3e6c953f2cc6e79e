/** One change of set points: exactly what is written where, why, what it promises, who decided, and what came of it. */
import type { Proposal } from '@millwright/server/client';
import { useState } from 'react';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { decimalsOf, formatDuration, formatNumber, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useUi } from '../state/ui-store.ts';
import { Act, Refused, useActorName } from './parts.tsx';
import { useAlarmName } from './performance.tsx';
import { ProposalOutcome } from './proposal-outcome.tsx';
import { useHindrance, useOffice, useSending } from './use-office.ts';

/** States that have words. */
export const PROPOSAL_STATES: readonly Proposal['state'][] = [
  'proposed',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
  'void',
  'executing',
  'done',
  'failed',
];

export function ProposalCard({ one, now }: { one: Proposal; now: number }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useActorName();
  const alarmName = useAlarmName();
  const { selectSignal } = useUi.getState();
  const time = (at: number) => formatTime(at, 'dateTime', language, plant.info.timezone);
  const waits = (one.state === 'proposed' || one.state === 'approved') && now < one.expiresAt;
  const state = one.state === 'proposed' && !waits ? 'expired' : one.state;
  return (
    <article className={`change-card change-${state}`} data-proposal={one.id}>
      <header>
        <PriorityMark priority={one.priority} />
        <strong>{one.id.replace('proposal/', '')}</strong>
        <span className="change-state">{t(`change.state.${state}`)}</span>
        {one.emergency && <span className="change-emergency">{t('change.inEmergency')}</span>}
        {waits && (
          <small>{t('change.expiresIn', { duration: formatDuration(one.expiresAt - now, language) })}</small>
        )}
      </header>
      <ul className="change-lines">
        {one.changes.map((change) => {
          const signal = plant.signal(change.signal);
          const show = (value: number) => formatNumber(value, signal ? decimalsOf(signal.type) : 2, language);
          return (
            <li key={change.signal}>
              <button type="button" className="link" onClick={() => selectSignal(change.signal, 'trend')}>
                {signal ? localText(signal.type.label, language) : change.signal}
              </button>{' '}
              <code>{change.signal}</code>
              <span className="change-values">
                {show(change.from)} → <strong>{show(change.value)}</strong> {unitText(change.unit)}
              </span>
            </li>
          );
        })}
      </ul>
      <p>“{one.reason}”</p>
      <small>{t('change.proposedBy', { name: name(one.proposed.by), time: time(one.proposed.at) })}</small>
      {one.promises.map((promised) => {
        const signal = plant.signal(promised.signal);
        return (
          <small key={promised.signal}>
            {t('change.promises', {
              signal: signal
                ? `${localText(signal.type.label, language)}, ${localText(signal.twin.info.label, language)}`
                : promised.signal,
              comparison: promised.comparison,
              value: `${promised.value} ${unitText(promised.unit)}`.trim(),
              within: formatDuration(promised.within, language),
            })}
          </small>
        );
      })}
      {one.evidence.map(({ kind, ref }) => (
        <small key={ref}>
          {t('change.because')} {kind === 'alarm' ? alarmName(ref) : ref}
        </small>
      ))}
      {one.approved && (
        <small>{t('change.approvedBy', { name: name(one.approved.by), time: time(one.approved.at) })}</small>
      )}
      {one.why && <p className="change-why">{one.why}</p>}
      <ProposalOutcome one={one} now={now} />
      <Decide one={one} waits={waits} />
    </article>
  );
}

function Decide({ one, waits }: { one: Proposal; waits: boolean }) {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const sending = useSending();
  const [text, setText] = useState('');
  const place = one.place.startsWith('twin/') ? one.place.slice('twin/'.length) : '';
  const mine = office.isMe(one.proposed.by);
  const { id: subject, digest } = one;
  const unreasoned = text.trim() === '' ? t('decide.reasonMissing') : undefined;
  const review = one.emergency && one.startedAt !== undefined && one.review === undefined;
  if (!review && !(waits && one.state === 'proposed')) return null;
  const approval = hindrance('approve', place) ?? (mine ? t('change.notOwn') : undefined);
  const judge = (verdict: 'right' | 'wrong') =>
    sending.send({ type: 'review-emergency', subject, data: { verdict, text: text.trim() } });
  return (
    <div className="change-decide">
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      <div className="handle-line">
        <input
          aria-label={t(review ? 'change.reviewText' : 'change.rejectReason')}
          placeholder={t(review ? 'change.reviewText' : 'change.rejectReason')}
          value={text}
          maxLength={4000}
          onChange={(event) => setText(event.target.value)}
        />
        {review ? (
          <>
            <Act hindrance={approval ?? unreasoned} pending={sending.pending} onAct={() => judge('right')}>
              {t('change.right')}
            </Act>
            <Act hindrance={approval ?? unreasoned} pending={sending.pending} onAct={() => judge('wrong')}>
              {t('change.wrong')}
            </Act>
          </>
        ) : (
          <>
            <Act
              hindrance={hindrance('approve', place) ?? unreasoned}
              pending={sending.pending}
              onAct={() =>
                sending.send({ type: 'reject-proposal', subject, data: { digest }, reason: text.trim() })
              }
            >
              {t('change.reject')}
            </Act>
            <Act
              strong
              hindrance={approval}
              pending={sending.pending}
              onAct={() => sending.send({ type: 'approve-proposal', subject, data: { digest } })}
            >
              {t('change.approve')}
            </Act>
            {mine && (
              <Act
                hindrance={hindrance('operate', place)}
                pending={sending.pending}
                onAct={() => sending.send({ type: 'withdraw-proposal', subject })}
              >
                {t('change.withdraw')}
              </Act>
            )}
          </>
        )}
      </div>
      {!review && <small>{approval ?? t('change.approveHint')}</small>}
    </div>
  );
}
