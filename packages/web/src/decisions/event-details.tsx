/** One event in full: what led to it, its data, and the way to its proof. */
import type { JournalEventInfo } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { useWhen } from '../work/use-work.ts';
import { isLate, useEventWords } from './event-words.ts';
import { Act, Refused, useActorName } from './parts.tsx';
import { useOffice } from './use-office.ts';

/** Causes that are followed back; longer chains are in the proof. */
const LONGEST_CHAIN = 20;

export interface EventDetailsProps {
  event: JournalEventInfo;
  /** Events that need not be asked for. */
  known: readonly JournalEventInfo[];
  onOpen: (seq: number) => void;
}

export function EventDetails({ event, known, onOpen }: EventDetailsProps) {
  const t = useText();
  const words = useEventWords();
  const name = useActorName();
  const when = useWhen();
  const office = useOffice();
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const chain = useQuery({
    queryKey: ['causes', office.plant, event.seq],
    queryFn: async ({ signal }) => {
      const causes: JournalEventInfo[] = [];
      let next = event.cause;
      while (next !== undefined && causes.length < LONGEST_CHAIN) {
        const seq = next;
        const found =
          known.find((each) => each.seq === seq) ??
          (await office.client.journal({ before: seq + 1, limit: 1 }, signal)).items[0];
        if (found?.seq !== seq) break;
        causes.push(found);
        next = found.cause;
      }
      return causes;
    },
  });
  const prove = async () => {
    setPending(true);
    setRefusal(undefined);
    try {
      save(await office.client.proof(event.seq), `${office.plant}-event-${event.seq}.proof`);
    } catch (error) {
      setRefusal(error);
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="event-details">
      <dl className="facts">
        <div>
          <dt>{t('journal.subject')}</dt>
          <dd>
            <code>{event.subject}</code>
          </dd>
        </div>
        <div>
          <dt>{t('journal.actor')}</dt>
          <dd>
            {name(event.actor)} <code>{event.actor}</code>
          </dd>
        </div>
        {isLate(event) && event.doneAt !== undefined && (
          <>
            <div>
              <dt>{t('journal.doneAt')}</dt>
              <dd>{when(event.doneAt)}</dd>
            </div>
            <div>
              <dt>{t('journal.recordedAt')}</dt>
              <dd>{when(event.time)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t('journal.type')}</dt>
          <dd>
            <code>{event.type}</code>
          </dd>
        </div>
      </dl>
      {chain.data && chain.data.length > 0 && (
        <>
          <h3>{t('journal.causes')}</h3>
          <ol className="remarks">
            {chain.data.map((cause) => (
              <li key={cause.seq}>
                <button type="button" className="link" onClick={() => onOpen(cause.seq)}>
                  {cause.seq}
                </button>{' '}
                {words(cause)} <small>{name(cause.actor)}</small>
              </li>
            ))}
          </ol>
        </>
      )}
      {Object.keys(event.data).length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
      )}
      <Refused refusal={refusal} onForget={() => setRefusal(undefined)} />
      <Act strong pending={pending} onAct={prove}>
        {t('journal.prove')}
      </Act>{' '}
      <span className="page-note">{t('journal.proveHint')}</span>
    </div>
  );
}

function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
