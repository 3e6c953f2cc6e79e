/** Standing alarms as buttons: what, where, for how long. */
import type { AlarmOccurrence } from '@millwright/server/client';
import { PriorityMark } from '../alarms/priority-mark.tsx';
import { formatDuration, localText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-text.ts';
import { useSession } from '../session.ts';
import { useInstant } from '../values/hooks.ts';

interface Props {
  items: readonly AlarmOccurrence[];
  onChoose: (item: AlarmOccurrence) => void;
}

export function AlarmList({ items, onChoose }: Props) {
  const language = useLanguage();
  const { plant } = useSession();
  const instant = useInstant(1000);
  return (
    <ul className="overview-alarms">
      {items.map((item) => {
        const twin = plant.twin(item.twin);
        return (
          <li key={item.id}>
            <button type="button" className={`card-${item.priority}`} onClick={() => onChoose(item)}>
              <PriorityMark priority={item.priority} />
              <span>
                <strong>{localText(item.label, language)}</strong>
                <small>
                  {twin ? localText(twin.info.label, language) : item.twin} ·{' '}
                  <span className="nowrap">{formatDuration(instant - item.since, language)}</span>
                </small>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
