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
import { useSession } from '../session.ts';
import { Empty, Failed, Loading } from '../shell/message.tsx';
import { useUi } from '../state/ui-store.ts';
import { useInstant, useStandingAlarms } from '../values/hooks.ts';
import { LeftOver } from './left-over.tsx';
import { Field, StateMark, TwinName } from './parts.tsx';
import { clockText, shiftNow } from './shift-now.ts';
import { useDocuments, useTwinName, useWhen } from './use-work.ts';
import { isOpen } from './words.ts';

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
      <ShiftOn />
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

/** The shift that is on, and until when. */
function ShiftOn() {
  const t = useText();
  const language = useLanguage();
  const { timezone } = useSession().plant.info;
  const now = useInstant(60_000);
  const { data } = useDocuments();
  const on = shiftNow(data?.shifts ?? [], timezone, now);
  if (!on) return null;
  return (
    <h3 className="work-heading">
      {t('shift.now', {
        shift: localText(on.shift.label, language),
        from: clockText(on.shift.start),
        to: clockText(on.until),
      })}
    </h3>
  );
}

function AddEntry({ sending }: { sending: Sending }) {
  const t = useText();
  const { plant } = useSession();
  const twinName = useTwinName();
  const hindrance = useHindrance();
  const selected = useUi((ui) => ui.twin);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string>();
  const twin = chosen ?? selected ?? '';
  const unwritten = text.trim() === '' ? t('work.textMissing') : undefined;
  return (
    <div className="work-form">
      <label className="field wide">
        <span>{t('shift.entry')}</span>
        <textarea value={text} rows={2} maxLength={4000} onChange={(event) => setText(event.target.value)} />
      </label>
      <Field label={t('shift.about')}>
        <select value={twin} onChange={(event) => setChosen(event.target.value)}>
          <option value="">{t('decide.plant')}</option>
          {plant.twins.map(({ info: { path } }) => (
            <option key={path} value={path}>
              {twinName(path)}
            </option>
          ))}
        </select>
      </Field>
      <Act
        hindrance={hindrance('acknowledge', twin) ?? unwritten}
        pending={sending.pending}
        onAct={async () => {
          const subject = twin === '' ? 'plant' : `twin/${twin}`;
          const data = { text: text.trim() };
          if (!(await sending.send({ type: 'add-log-entry', subject, data }))) return;
          setText('');
          setChosen(undefined);
        }}
      >
        {t('shift.add')}
      </Act>
    </div>
  );
}

/** What would be handed over now; the server looks again when it is done. */
function useLeftNow() {
  const orders = useDecisionState('orders').data ?? [];
  const rounds = useDecisionState('rounds').data ?? [];
  const proposals = useDecisionState('proposals').data ?? [];
  const standing = useStandingAlarms();
  return {
    alarms: standing.map(({ id }) => id),
    orders: orders.filter(isOpen).map(({ id }) => id),
    rounds: rounds.filter(({ state }) => state === 'called' || state === 'walking').map(({ id }) => id),
    proposals: proposals
      .filter(({ state }) => state === 'proposed' || state === 'approved')
      .map(({ id }) => id),
  };
}

function OfferHandover({ sending }: { sending: Sending }) {
  const t = useText();
  const hindrance = useHindrance();
  const [summary, setSummary] = useState('');
  const left = useLeftNow();
  const unwritten = summary.trim() === '' ? t('work.textMissing') : undefined;
  return (
    <details className="work-more">
      <summary>{t('shift.handover')}</summary>
      <div className="work-form">
        <div className="wide">
          <p className="page-note">{t('shift.handoverNote')}</p>
          <LeftOver left={left} />
        </div>
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
      <LeftOver left={one} />
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
