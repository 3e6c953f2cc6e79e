/** What others did to a thing after something was done to it here that the server then refused. */
import type { JournalEventInfo } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { useEventWords } from '../decisions/event-words.ts';
import { useActorName } from '../decisions/parts.tsx';
import { useOffice } from '../decisions/use-office.ts';
import { useText } from '../i18n/use-text.ts';
import { isNameForNow } from './names-for-now.ts';
import type { Parcel } from './shelf.ts';
import { useOutbox, useWhen } from './use-work.ts';

/** Events of one subject that are asked for; those shown are the last of them. */
const ASKED = 50;
const SHOWN = 5;
/** Things with a state of their own; to a twin or the plant something happens all the time. */
const THING = /^(alarm|order|round|run|handover)\//;
const DENIED = 'command-denied';

export function Meanwhile({ parcel }: { parcel: Parcel }) {
  const t = useText();
  const office = useOffice();
  const outbox = useOutbox();
  const words = useEventWords();
  const name = useActorName();
  const when = useWhen();
  const { subject } = parcel.command;
  const isThing = THING.test(subject) && !isNameForNow(subject);
  const found = useQuery({
    queryKey: ['meanwhile', office.plant, subject, parcel.putAt, office.version],
    queryFn: ({ signal }) => office.client.journal({ subject, without: DENIED, limit: ASKED }, signal),
    placeholderData: (before) => before,
    enabled: isThing,
  });
  if (!isThing || !found.data) return null;
  // What was sent from here since is not news.
  const own = new Set(outbox.sent.map((one) => one.parcel.command.id));
  const events = eventsSince(parcel.putAt, found.data.items, own);
  if (events.length === 0) return <p className="outbox-meanwhile">{t('outbox.nothingSince')}</p>;
  return (
    <div className="outbox-meanwhile">
      {t('outbox.meanwhile')}
      <ul className="remarks">
        {events.map((event) => (
          <li key={event.seq}>
            {words(event)}{' '}
            <small>
              {t('handle.by', { name: name(event.actor), time: when(event.doneAt ?? event.time) })}
              {event.reason !== undefined && ` · ${event.reason}`}
            </small>
          </li>
        ))}
      </ul>
    </div>
  );
}

/**
 * Pure: the last events that were recorded after an instant and did not come from here, oldest first.
 *
 * @param events newest first, as the journal gives them
 * @param own ids of commands that were sent from here
 */
export function eventsSince(
  time: number,
  events: readonly JournalEventInfo[],
  own: ReadonlySet<string>,
): JournalEventInfo[] {
  return events
    .filter((event) => event.time > time && (event.command === undefined || !own.has(event.command)))
    .slice(0, SHOWN)
    .toReversed();
}
