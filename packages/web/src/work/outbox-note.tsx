/** What waits for the connection, and what the server did not accept, on every page of work. */
import { useSyncExternalStore } from 'react';
import { useSubjectName } from '../decisions/event-words.ts';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Meanwhile } from './meanwhile.tsx';
import { isNameForNow, nameForNow } from './names-for-now.ts';
import type { Parcel } from './shelf.ts';
import { useOutbox, useTwinName, useWhen } from './use-work.ts';

/** What was done, in the words of the button that did it. */
const ACTS: Readonly<Record<string, TextKey>> = {
  'acknowledge-alarm': 'handle.acknowledge',
  'start-order': 'order.start',
  'hold-order': 'order.hold',
  'complete-order': 'order.complete',
  'comment-order': 'handle.comment',
  'comment-alarm': 'handle.comment',
  'log-labour': 'order.labour',
  'use-part': 'order.parts',
  'attach-to-order': 'order.files',
  'start-round': 'round.start',
  'report-place': 'round.reportPlace',
  'complete-round': 'round.complete',
  'abandon-round': 'round.abandon',
  'call-round': 'round.call',
  'create-order': 'order.new',
  'abandon-procedure': 'run.abandon',
  'add-log-entry': 'shift.entry',
};

export function OutboxNote() {
  const t = useText();
  const session = useSession();
  const outbox = useOutbox();
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const when = useWhen();
  const what = useParcelWords();
  const refused = outbox.parcels.filter((one) => one.refused !== undefined);
  const waiting = outbox.parcels.filter((one) => one.refused === undefined);
  return (
    <>
      {waiting.length > 0 && (
        <details className="page-remark outbox-waiting">
          <summary>
            <span role="status">
              {t(waitingText(connection === 'open', waiting.length), { count: waiting.length })}
            </span>
          </summary>
          <ol className="remarks">
            {waiting.map((parcel) => (
              <li key={parcel.command.id}>
                {what(parcel)} <small>{when(parcel.putAt)}</small>
              </li>
            ))}
          </ol>
        </details>
      )}
      {refused.map((parcel) => (
        <RefusedParcel key={parcel.command.id} parcel={parcel} />
      ))}
    </>
  );
}

function waitingText(connected: boolean, count: number): TextKey {
  if (connected) return count === 1 ? 'outbox.sendingOne' : 'outbox.sending';
  return count === 1 ? 'outbox.waitingOne' : 'outbox.waiting';
}

function RefusedParcel({ parcel }: { parcel: Parcel }) {
  const t = useText();
  const outbox = useOutbox();
  const when = useWhen();
  const what = useParcelWords();
  const { id } = parcel.command;
  const made = nameForNow(parcel.command);
  const after = outbox.parcels.filter(({ command }) => command.subject === made).length;
  return (
    <div className="refused outbox-refused" role="alert">
      <div>
        <strong>{t('outbox.refused', { what: what(parcel), time: when(parcel.putAt) })}</strong>{' '}
        {parcel.refused?.detail} <em>{parcel.refused?.remedy}</em>
        <Meanwhile parcel={parcel} />
        {after > 0 && <p>{t('outbox.after', { count: after })}</p>}
      </div>
      <button type="button" className="link" onClick={() => void outbox.again(id)}>
        {t('outbox.again')}
      </button>
      <button type="button" className="link" onClick={() => void outbox.discard(id)}>
        {t('outbox.discard')}
      </button>
    </div>
  );
}

/** What was answered, so that the person knows it again. */
function useParcelWords(): ({ command }: Parcel) => string {
  const t = useText();
  const twinName = useTwinName();
  const subjectWords = useSubjectName();
  const subjectName = (subject: string) => {
    if (isNameForNow(subject)) return t(subject.startsWith('round') ? 'outbox.newRound' : 'outbox.newOrder');
    return subject === 'plant' ? twinName(undefined) : subjectWords(subject);
  };
  return ({ command }) => {
    const { type, data = {} } = command;
    const subject = subjectName(command.subject);
    if (type === 'record-check') {
      const answer: { value?: unknown; choice?: unknown; note?: unknown } = Object(data.answer);
      const given = answer.value ?? answer.choice ?? answer.note;
      return given === undefined
        ? `${subject} ${data.check}`
        : t('outbox.answer', { round: subject, check: String(data.check), answer: String(given) });
    }
    if (type === 'mark-fault') {
      return t('outbox.fault', { twin: twinName(String(data.twin)), text: String(data.text) });
    }
    if (type === 'complete-step') return t('outbox.step', { round: subject, step: String(data.step) });
    const act = ACTS[type];
    const said = data.text ?? data.title ?? data.route;
    const text = typeof said === 'string' ? ` “${said}”` : '';
    return t('outbox.step', { round: subject, step: `${act ? t(act) : type}${text}` });
  };
}
