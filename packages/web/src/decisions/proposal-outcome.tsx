/** What came of a change: read back from the machine, and graded against what it promised. */
import type { Proposal } from '@millwright/server/client';
import { decimalsOf, formatDuration, formatNumber, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useActorName } from './parts.tsx';

function readBackText({ met, doubt }: { met: boolean; doubt?: 'stale' | 'old' | undefined }) {
  if (met) return 'change.readBack';
  if (doubt === 'stale') return 'change.readBackStale';
  return doubt === 'old' ? 'change.readBackOld' : 'change.readBackMissed';
}

export function ProposalOutcome({ one, now }: { one: Proposal; now: number }) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const name = useActorName();
  const shown = (path: string, value: number | null) => {
    const signal = plant.signal(path);
    if (value === null) return t('change.unread');
    const number = formatNumber(value, signal ? decimalsOf(signal.type) : 2, language);
    return `${number} ${unitText(signal?.type.unit ?? '1')}`.trim();
  };
  const label = (path: string) => {
    const signal = plant.signal(path);
    return signal ? localText(signal.type.label, language) : path;
  };
  const due = (one.finishedAt ?? 0) + Math.max(0, ...one.promises.map(({ within }) => within));
  return (
    <>
      {one.readBack?.map((item) => (
        <p key={item.signal} className={`outcome outcome-${item.met ? 'met' : 'missed'}`}>
          {t(readBackText(item), {
            signal: label(item.signal),
            read: shown(item.signal, item.read),
            wanted: shown(item.signal, item.wanted),
          })}
        </p>
      ))}
      {one.grade?.items.map((item) => (
        <p key={item.signal} className={`outcome outcome-${item.met ? 'met' : 'missed'}`}>
          {t(item.met ? 'change.kept' : 'change.broken', {
            signal: label(item.signal),
            value: shown(item.signal, item.value),
            time: formatTime(item.at, 'time', language, plant.info.timezone),
          })}
        </p>
      ))}
      {one.grade && (
        <strong className="grade">{t('change.grade', { met: one.grade.met, of: one.grade.of })}</strong>
      )}
      {one.state === 'done' && !one.grade && one.promises.length > 0 && (
        <small>{t('change.gradedIn', { duration: formatDuration(Math.max(0, due - now), language) })}</small>
      )}
      {one.review && (
        <p>
          {t(one.review.verdict === 'right' ? 'change.reviewedRight' : 'change.reviewedWrong', {
            name: name(one.review.by),
          })}{' '}
          “{one.review.text}”
        </p>
      )}
    </>
  );
}
