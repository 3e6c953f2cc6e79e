/** The log of the shift, and the hand-over to the next. */
import type { Handover } from '@millwright/server/client';
import { useState } from 'react';
import { Act, Refused, useActorName } from '../decisions/parts.tsx';
import {
  type Sending,
  useDecisionState,
  useHindrance,
  useOffice,
  useSending,
} from '../decisions/use-office.ts';
import { localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { StateMark, TwinName } from './parts.tsx';
import { useDocuments, useWhen } from './use-work.ts';

const SHOWN = 100;
const HANDOVERS_SHOWN = 10;

export function ShiftLog() {
  const t = useText();
  const found = useDecisionState('shifts');
  const name = useActorName();
  const when = useWhen();
  const shiftName = useShiftName();
  const sending = useSending();
  const [shown, setShown] = useState(SHOWN);
  const entries = (found.data?.entries ?? []).toReversed();
  const handovers = (found.data?.handovers ?? []).toReversed();
  const waiting = handovers.find(({ state }) => state === 'offered');
  return (
    <>
      {found.isPending && <Loading lines={5} />}
      {found.error && !found.data && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      <Refused refusal={sending.refusal} onForget={sending.forget} />
      {waiting && <HandoverCard one={waiting} sending={sending} />}
      <AddEntry sending={sending} />
      {found.data && entries.length === 0 && <Empty>{t('shift.empty')}</Empty>}
      <ul className="shift-entries">
        {entries.slice(0, shown).map((entry) => (
          <li key={entry.seq}>
            <small>
              {when(entry.at)} · {name(entry.by)}
              {entry.shift !== undefined && ` · ${shiftName(entry.shift)}`}
              {entry.twin !== undefined && ' · '}
            </small>
            {entry.twin !== undefined && <TwinName path={entry.twin} />}
            <p className="work-text">{entry.text}</p>
          </li>
        ))}
      </ul>
      {entries.length > shown && (
        <button type="button" className="button" onClick={() => setShown(shown + SHOWN)}>
          {t('journal.older')}
        </button>
      )}
      {!waiting && <OfferHandover sending={sending} />}
      {handovers.some((one) => one !== waiting) && (
        <section>
          <h3 className="work-heading">{t('shift.past')}</h3>
          {handovers
            .filter((one) => one !== waiting)
            .slice(0, HANDOVERS_SHOWN)
            .map((one) => (
              <HandoverCard key={one.id} one={one} sending={sending} />
            ))}
        </section>
      )}
    </>
  );
}

function useShiftName(): (name: string) => string {
  const language = useLanguage();
  const { data } = useDocuments();
  return (name) => {
    const shift = data?.shifts.find((each) => each.name === name);
    return shift ? localText(shift.label, language) : name;
  };
}

function AddEntry({ sending }: { sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const selected = useUi((ui) => ui.twin);
  const [text, setText] = useState('');
  const [here, setHere] = useState(true);
  const twin = here ? selected : undefined;
  const unwritten = text.trim() === '' ? t('work.textMissing') : undefined;
  return (
    <div className="work-form">
      <label className="field wide">
        <span>{t('shift.entry')}</span>
        <textarea value={text} rows={2} maxLength={4000} onChange={(event) => setText(event.target.value)} />
      </label>
      <div className="handle-line wide">
        {selected !== undefined && (
          <label>
            <input type="checkbox" checked={here} onChange={(event) => setHere(event.target.checked)} />{' '}
            {t('shift.about')} <code>{selected}</code>
          </label>
        )}
        <Act
          hindrance={hindrance('acknowledge', twin ?? '') ?? unwritten}
          pending={sending.pending}
          onAct={async () => {
            const subject = twin === undefined ? 'plant' : `twin/${twin}`;
            const data = { text: text.trim() };
            if (await sending.send({ type: 'add-log-entry', subject, data })) setText('');
          }}
        >
          {t('shift.add')}
        </Act>
      </div>
    </div>
  );
}

function OfferHandover({ sending }: { sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const [summary, setSummary] = useState('');
  const unwritten = summary.trim() === '' ? t('work.textMissing') : undefined;
  return (
    <details className="work-more">
      <summary>{t('shift.handover')}</summary>
      <div className="work-form">
        <p className="page-note wide">{t('shift.handoverNote')}</p>
        <label className="field wide">
          <span>{t('shift.summary')}</span>
          <textarea
            value={summary}
            rows={4}
            maxLength={4000}
            onChange={(event) => setSummary(event.target.value)}
          />
        </label>
        <Act
          strong
          hindrance={hindrance('operate', '') ?? unwritten}
          pending={sending.pending}
          onAct={async () => {
            const data = { summary: summary.trim() };
            if (await sending.send({ type: 'offer-handover', subject: 'plant', data })) setSummary('');
          }}
        >
          {t('shift.offer')}
        </Act>
      </div>
    </details>
  );
}

function HandoverCard({ one, sending }: { one: Handover; sending: Sending }) {
  const t = useText();
  const office = useOffice();
  const hindrance = useHindrance();
  const name = useActorName();
  const when = useWhen();
  const shiftName = useShiftName();
  const openWork = useUi((ui) => ui.openWork);
  const [remarks, setRemarks] = useState('');
  const closed = hindrance('operate', '') ?? (office.isMe(one.by) ? t('shift.own') : undefined);
  const unreasoned = remarks.trim() === '' ? t('decide.reasonMissing') : undefined;
  return (
    <section className="work-item">
      <header>
        <h3>{t('shift.of', { shift: one.shift === undefined ? one.id : shiftName(one.shift) })}</h3>
        <StateMark state={one.state}>{t(`handover.${one.state}`)}</StateMark>
        <small>{t('handle.by', { name: name(one.by), time: when(one.at) })}</small>
      </header>
      <p className="work-text">{one.summary}</p>
      <p className="page-note">
        {t('shift.left', {
          alarms: one.alarms.length,
          orders: one.orders.length,
          rounds: one.rounds.length,
          changes: one.proposals.length,
        })}
      </p>
      <p className="work-links">
        {[...one.orders, ...one.rounds].map((id) => (
          <button key={id} type="button" className="link" onClick={() => openWork(id)}>
            {id}
          </button>
        ))}
      </p>
      {one.answered && (
        <p>
          {one.answered.remarks}{' '}
          <small>{t('handle.by', { name: name(one.answered.by), time: when(one.answered.at) })}</small>
        </p>
      )}
      {one.state === 'offered' && (
        <div className="handle-line">
          <input
            aria-label={t('shift.remarks')}
            placeholder={t('shift.remarks')}
            value={remarks}
            maxLength={4000}
            onChange={(event) => setRemarks(event.target.value)}
          />
          <Act
            strong
            hindrance={closed}
            pending={sending.pending}
            onAct={() =>
              void sending.send({
                type: 'accept-handover',
                subject: one.id,
                data: { remarks: remarks.trim() || undefined },
              })
            }
          >
            {t('shift.accept')}
          </Act>
          <Act
            hindrance={closed ?? unreasoned}
            pending={sending.pending}
            onAct={() =>
              void sending.send({ type: 'return-handover', subject: one.id, reason: remarks.trim() })
            }
          >
            {t('shift.return')}
          </Act>
        </div>
      )}
    </section>
  );
}
