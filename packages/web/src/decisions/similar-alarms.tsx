/** Past occurrences like one, with what was done then. */
import type { Similar } from '@millwright/server/client';
import { useQuery } from '@tanstack/react-query';
import { formatDuration, formatTime, localText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { Failed, Loading } from '../shell/message.tsx';
import { showMoment } from '../state/follow-alarm.ts';
import { asItem } from './alarm-rows.ts';
import { useOffice } from './use-office.ts';

const SHOWN = 6;

export function SimilarAlarms({ id }: { id: string }) {
  const t = useText();
  const office = useOffice();
  const found = useQuery({
    queryKey: ['similar', office.plant, id],
    queryFn: ({ signal }) => office.client.similarAlarms(id, signal),
  });
  if (found.isPending) return <Loading lines={2} />;
  if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return <p className="page-note">{t('handle.noSimilar')}</p>;
  return (
    <ul className="remarks">
      {found.data.slice(0, SHOWN).map((one) => (
        <SimilarLine key={one.occurrence.id} one={one} />
      ))}
    </ul>
  );
}

function SimilarLine({ one }: { one: Similar }) {
  const t = useText();
  const language = useLanguage();
  const session = useSession();
  const { plant } = session;
  const { occurrence, orders, isSameTwin } = one;
  const twin = plant.twin(occurrence.twin);
  const took = occurrence.timeToAcknowledge;
  const parts = [
    occurrence.clearedAt === undefined
      ? t('alarms.stillStanding')
      : formatDuration(occurrence.clearedAt - occurrence.since, language),
    took === undefined
      ? t('handle.neverAcknowledged')
      : t('handle.acknowledgedAfter', { duration: formatDuration(took, language) }),
    ...(isSameTwin
      ? []
      : [t('handle.otherTwin', { twin: twin ? localText(twin.info.label, language) : occurrence.twin })]),
  ];
  return (
    <li>
      <button type="button" className="link" onClick={() => showMoment(session, asItem(occurrence, plant))}>
        {formatTime(occurrence.raisedAt, 'dateTime', language, plant.info.timezone)}
      </button>{' '}
      <small>{parts.join(' · ')}</small>
      {occurrence.comments.map(({ at, text }) => (
        <p key={at}>“{text}”</p>
      ))}
      {orders.map((order) => (
        <p key={order.id}>
          {order.id}: {order.title}
        </p>
      ))}
    </li>
  );
}
