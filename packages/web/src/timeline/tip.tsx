/** What is under the pointer on the timeline: the time, the alarms or events there, the key figure. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, formatTime, localText, unitText } from '../i18n/format.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { SignalNode } from '../plant/plant-model.ts';
import { useSession } from '../session.ts';
import { textScale } from '../state/text-scale.ts';
import type { TimelineEvent } from './events.ts';

export interface TipContent {
  /** CSS pixels from the left of the timeline. */
  x: number;
  width: number;
  time: number;
  alarms: readonly AlarmOccurrence[];
  events: readonly TimelineEvent[];
  /** Nothing is known yet. */
  future: boolean;
  value: string | undefined;
  signal: SignalNode | undefined;
}

const MOST = 5;
/** At the usual text size. */
const WIDTH_PX = 280;

export function Tip({ x, width, time, alarms, events, future, value, signal }: TipContent) {
  const t = useText();
  const language = useLanguage();
  const { plant } = useSession();
  const { timezone } = plant.info;
  const twinName = (path: string | undefined) => {
    const twin = plant.twin(path);
    return twin ? localText(twin.info.label, language) : '';
  };
  const own = WIDTH_PX * textScale();
  const left = Math.max(4, Math.min(width - own - 4, x - own / 2));
  return (
    <div className="timeline-tip" style={{ left, width: own }} aria-hidden="true">
      <strong>{formatTime(time, 'dateTime', language, timezone)}</strong>
      {future && <span>{t('timeline.nothingYet')}</span>}
      {value !== undefined && signal && (
        <span>
          {localText(signal.type.label, language)} {value}{' '}
          {signal.type.states ? '' : unitText(signal.type.unit)}
        </span>
      )}
      {alarms.slice(0, MOST).map((item) => (
        <span key={item.id} className="timeline-tip-alarm">
          <PriorityMark priority={item.priority} size={10} /> {localText(item.label, language)},{' '}
          {twinName(item.twin)}:{' '}
          {item.clearedAt === null
            ? t('timeline.stands')
            : formatDuration(item.clearedAt - item.raisedAt, language)}
        </span>
      ))}
      {alarms.length > MOST && <span>{t('timeline.more', { count: alarms.length - MOST })}</span>}
      {events.slice(0, MOST).map((event) => (
        <span key={`${event.time}${event.kind}${event.label.en}${event.twin}`}>
          {formatTime(event.time, 'time', language, timezone)} {t(`event.${event.kind}`)}:{' '}
          {localText(event.label, language)} {twinName(event.twin)}
        </span>
      ))}
      {events.length > MOST && <span>{t('timeline.more', { count: events.length - MOST })}</span>}
    </div>
  );
}
