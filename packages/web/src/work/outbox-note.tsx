/** What waits for the connection, and what the server did not accept, on every page of work. */
import { useSyncExternalStore } from 'react';
import type { TextKey } from '../i18n/texts.ts';
import { useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import type { Parcel } from './shelf.ts';
import { useOutbox, useTwinName, useWhen } from './use-work.ts';

/** What was done, in the words of the button that did it. */
const ACTS: Readonly<Record<string, TextKey>> = {
  'acknowledge-alarm': 'handle.acknowledge',
  'start-order': 'order.start',
  'hold-order': 'order.hold',
  'complete-order': 'order.complete',
  'abandon-procedure': 'run.abandon',
  'add-log-entry': 'shift.entry',
};

export function OutboxNote() {
  const t = useText();
  const session = useSession();
  const outbox = useOutbox();
  const connection = useSyncExternalStore(session.subscribe, () => session.connection);
  const refused = outbox.parcels.filter((one) => one.refused !== undefined);
  const waiting = outbox.parcels.length - refused.length;
  return (
    <>
      {waiting > 0 && (
        <p className="page-remark outbox-waiting" role="status">
          {t(connection === 'open' ? 'outbox.sending' : 'outbox.waiting', { count: waiting })}
        </p>
      )}
      {refused.map((parcel) => (
        <RefusedParcel key={parcel.command.id} parcel={parcel} />
      ))}
    </>
  );
}

function RefusedParcel({ parcel }: { parcel: Parcel }) {
  const t = useText();
  const outbox = useOutbox();
  const when = useWhen();
  const what = useParcelWords();
  const { id } = parcel.command;
  return (
    <div className="refused outbox-refused" role="alert">
      <div>
        <strong>{t('outbox.refused', { what: what(parcel), time: when(parcel.putAt) })}</strong>{' '}
        {parcel.refused?.detail} <em>{parcel.refused?.remedy}</em>
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
  return ({ command }) => {
    const { type, subject, data = {} } = command;
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
    const text = typeof data.text === 'string' ? ` “${data.text}”` : '';
    return t('outbox.step', { round: subject, step: `${act ? t(act) : type}${text}` });
  };
}
