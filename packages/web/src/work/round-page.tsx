/** One round, for a phone at the machine: stop by stop, also without connection. */
import type { Round } from '@millwright/server/client';
import { useState } from 'react';
import type { Wish } from '../decisions/office.ts';
import { Act, useActorName } from '../decisions/parts.tsx';
import { useHindrance, useOffice } from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { FaultPoints } from './fault-points.tsx';
import { BackTo, ItemId, StateMark, TwinName, useWalkHindrance } from './parts.tsx';
import { RoundStop } from './round-stop.tsx';
import type { Photo } from './shelf.ts';
import { useOutbox, useRounds, useServerName, useTwinName, useWhen } from './use-work.ts';
import { missingAt, type WalkedRound } from './walked-round.ts';

/** Puts an answer on its way; it waits in this browser where there is no connection. */
export type Put = (wish: Wish, photo?: Photo) => void;

export function RoundPage({ id }: { id: string }) {
  const t = useText();
  const found = useRounds();
  const name = useServerName(id);
  const one = found.data?.find((each) => each.id === name);
  return (
    <>
      <BackTo page="rounds" />
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && !one && <Empty>{t('work.gone', { id })}</Empty>}
      {one && <Walk one={one} />}
    </>
  );
}

function Walk({ one }: { one: WalkedRound }) {
  const t = useText();
  const language = useLanguage();
  const { clock } = useSession();
  const outbox = useOutbox();
  const name = useActorName();
  const when = useWhen();
  const twinName = useTwinName();
  const walkHindrance = useWalkHindrance();
  const [failure, setFailure] = useState<string>();
  const firstOpen = one.stops.findIndex((_, i) => missingAt(one, i) > 0);
  const [chosen, setChosen] = useState<number>();
  const stop = chosen ?? Math.max(0, firstOpen);
  const place = one.stops[stop]?.twin ?? '';
  const hindrance = one.state === 'walking' ? walkHindrance(one.walker, place) : t('round.notWalking');
  const put: Put = (wish, photo) => {
    setFailure(undefined);
    outbox.put(wish, Math.round(clock.serverNow()), photo).catch((error: unknown) => {
      setFailure(error instanceof Error ? error.message : String(error));
    });
  };
  const missing = one.stops.reduce((sum, _, i) => sum + missingAt(one, i), 0);
  return (
    <article className="work-item round">
      <header>
        <h3>{localText(one.label, language)}</h3>
        <StateMark state={one.state}>{t(`round.state.${one.state}`)}</StateMark>
        <ItemId id={one.id} />
      </header>
      <p className="page-note">
        {t(`round.why.${one.why}`)}
        {one.reviewOf && ` ${one.reviewOf}`} · {t('round.due', { time: when(one.due) })}
        {one.walker !== undefined && ` · ${name(one.walker)}`}
        {one.place?.twin !== undefined && ` · ${t('round.isAt', { place: twinName(one.place.twin) })}`}
      </p>
      {failure && (
        <p className="refused" role="alert">
          {t('outbox.noRoom', { why: failure })}
        </p>
      )}
      {one.reason && <p className="page-note">{one.reason}</p>}
      <Begin one={one} put={put} />
      <nav className="round-stops" aria-label={t('round.stopsLabel')}>
        {one.stops.map(({ twin }, i) => (
          <button
            key={`${twin}${i}`}
            type="button"
            aria-current={i === stop ? 'step' : undefined}
            className={missingAt(one, i) === 0 ? 'stop-done' : ''}
            onClick={() => setChosen(i)}
          >
            <span>{i + 1}</span> {twinName(twin)}
          </button>
        ))}
      </nav>
      {one.stops[stop] && (
        <>
          <h4 className="round-here">
            {t('round.stop', { number: stop + 1, count: one.stops.length })}: <TwinName path={place} />
            <Act
              hindrance={hindrance}
              onAct={() => put({ type: 'report-place', subject: one.id, data: { twin: place } })}
            >
              {t(one.place?.twin === place ? 'round.here' : 'round.reportPlace')}
            </Act>
          </h4>
          <RoundStop key={stop} one={one} stop={stop} hindrance={hindrance} put={put} />
          <FaultPoints key={place} one={one} twin={place} hindrance={hindrance} put={put} />
          <div className="handle-line round-next">
            <button
              type="button"
              className="button"
              disabled={stop === 0}
              onClick={() => setChosen(stop - 1)}
            >
              {t('round.before')}
            </button>
            {stop < one.stops.length - 1 ? (
              <button type="button" className="button button-strong" onClick={() => setChosen(stop + 1)}>
                {t('round.next')}
              </button>
            ) : (
              <Act
                strong
                hindrance={hindrance ?? (missing > 0 ? t('round.missing', { count: missing }) : undefined)}
                onAct={() => put({ type: 'complete-round', subject: one.id })}
              >
                {t('round.complete')}
              </Act>
            )}
          </div>
        </>
      )}
      {one.state !== 'completed' && one.state !== 'abandoned' && <Abandon one={one} put={put} />}
    </article>
  );
}

/** To start it, or to take it over from somebody with a reason. */
function Begin({ one, put }: { one: Round; put: Put }) {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const name = useActorName();
  const [reason, setReason] = useState('');
  if (one.state !== 'called' && one.state !== 'walking') return null;
  const isMine = one.walker !== undefined && office.isMe(one.walker);
  if (one.state === 'walking' && isMine) return null;
  const isTaken = one.walker !== undefined && !isMine;
  const unreasoned = isTaken && reason.trim() === '' ? t('decide.reasonMissing') : undefined;
  const given = reason.trim() === '' ? {} : { reason: reason.trim() };
  return (
    <div className="handle-line">
      {isTaken && (
        <input
          aria-label={t('decide.reason')}
          placeholder={t('decide.reason')}
          value={reason}
          maxLength={4000}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      <Act
        strong
        hindrance={hindrance('acknowledge', '') ?? unreasoned}
        onAct={() => put({ type: 'start-round', subject: one.id, ...given })}
      >
        {isTaken ? t('round.takeOver', { name: name(one.walker ?? '') }) : t('round.start')}
      </Act>
    </div>
  );
}

function Abandon({ one, put }: { one: Round; put: Put }) {
  const t = useText();
  const hindrance = useHindrance();
  const [reason, setReason] = useState('');
  const unreasoned = reason.trim() === '' ? t('decide.reasonMissing') : undefined;
  return (
    <details className="work-more">
      <summary>{t('round.abandon')}</summary>
      <div className="handle-line">
        <input
          aria-label={t('decide.reason')}
          placeholder={t('decide.reason')}
          value={reason}
          maxLength={4000}
          onChange={(event) => setReason(event.target.value)}
        />
        <Act
          hindrance={hindrance('acknowledge', '') ?? unreasoned}
          onAct={() => put({ type: 'abandon-round', subject: one.id, reason: reason.trim() })}
        >
          {t('round.abandon')}
        </Act>
      </div>
    </details>
  );
}
